package abaha

import "shopclerk/orders"

// step is how far an order has come, whether it is paid or not.
type step int

const (
	cancelled step = iota
	cart           // being filled: no order yet
	placed
	sent
	completed
)

// steps are the codes of status, from the lowest on, as the platform's own app names them.
var steps = []struct {
	code int64
	step step
}{
	{-1, cancelled},
	{0, cancelled},
	{1, cart},       // ordering
	{5, placed},     // ready
	{10, placed},    // accepted
	{15, placed},    // processing
	{20, sent},      // delivery
	{25, completed}, // completed
	{30, completed}, // closed, which the app also counts as completed
}

// The codes of payment_status. -1 is a payment that was cancelled: the order is still to be paid.
const (
	paymentCancelled = -1
	paymentMissing   = 0
	paymentDone      = 5
)

// cashOnDelivery is the payment_type whose orders are paid at the door.
const cashOnDelivery = 1

// paymentNames are the codes of payment_type, for orders that do not carry a name in the shop's own words.
var paymentNames = map[int64]string{
	cashOnDelivery: "COD", 2: "Chuyển khoản", 3: "MoMo", 4: "VNPAY", 5: "EPAY", 10: "Mobile banking", 11: "ATM", 12: "Thẻ", 13: "QR",
}

// step reads how far the order has come. A code that is not known counts as the one before it, so that nothing is said to
// have happened that may not have.
func (r reader) step() step {
	if r.Text("status") == "" {
		r.warn("status", "is missing and was taken for 5")
	}
	code, nearest := r.code("status", 5), steps[0]
	for _, s := range steps {
		if s.code <= code {
			nearest = s
		}
	}
	if nearest.code != code {
		r.warn("status", "%d is not known and was taken for %d", code, nearest.code)
	}
	return nearest.step
}

// payment is how and whether an order is paid.
type payment struct {
	kind int64 // a code of paymentNames, 0 when there is none
	done bool
}

func (r reader) payment() payment {
	p := payment{kind: r.code("payment_type", 0)}
	if p.kind != 0 && paymentNames[p.kind] == "" {
		r.warn("payment_type", "%d is not known and was taken for one that is paid in advance", p.kind)
		p.kind = 0
	}
	switch code := r.code("payment_status", paymentMissing); code {
	case paymentDone:
		p.done = true
	case paymentMissing, paymentCancelled:
	default:
		r.warn("payment_status", "%d is not known and was taken for %d", code, paymentMissing)
	}
	return p
}

// status makes one status of how far an order has come and whether it is paid.
func (s step) status(p payment) orders.Status {
	switch {
	case s == cancelled:
		return orders.Cancelled
	case s == completed:
		return orders.Completed
	case s == sent:
		return orders.Shipped
	case p.done:
		return orders.Paid
	case p.kind == cashOnDelivery:
		return orders.Processing
	}
	return orders.Unpaid
}
