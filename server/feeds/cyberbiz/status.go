package cyberbiz

import (
	"regexp"
	"slices"
	"strings"

	"shopclerk/orders"
)

// noOrder is what was never ordered: somebody left before paying.
const noOrder orders.Status = ""

// The fields of statuses.
const (
	orderField       = "order_status"
	financialField   = "financial_status"
	fulfillmentField = "fulfillment_status"
	returnField      = "return_status"
)

// codes are those of each field that the platform documents.
var codes = map[string][]string{
	orderField: {"open", "closed", "cancelled"},
	financialField: {
		"pending", "paid", "cod", "failed", "abandoned", "refunded", "no_refunded", "pending_refund", "processing", "remitted",
		"pending_partial_refund", "partial_refunded", "refunding", "refund_failed",
	},
	fulfillmentField: {
		"unshipped", "preparing", "cancel", "fulfilled", "partial", "arrived", "received", "returned", "expired", "problem", "no_need",
	},
	returnField: {
		"no_need", "request_return", "returning", "checking", "returned", "in_hub", "problem", "processing", "in_origin_cvs", "refused",
		"partial_return",
	},
}

// nearest are what missing codes and those that are not known are taken for: nothing is said to have happened that may not
// have, and nobody is asked to pay who may have paid.
var nearest = map[string]string{
	orderField: "open", financialField: "processing", fulfillmentField: "unshipped", returnField: "no_need",
}

// rules make one status of the four codes: the first one holds whose codes, divided by spaces, are all met. A field without
// codes is met by any.
var rules = []struct {
	order, financial, fulfillment, returned string
	is                                      orders.Status
}{
	{financial: "refunded", is: orders.Refunded},
	{order: "cancelled", is: orders.Cancelled},
	{financial: "abandoned", is: noOrder},
	{returned: "returned", is: orders.Cancelled}, // the goods are back, and the money is not, as far as is told
	{order: "closed", fulfillment: "returned expired", is: orders.Cancelled},
	{order: "closed", is: orders.Completed},
	// From here on it is open.
	{financial: "pending failed", is: orders.Unpaid},
	{fulfillment: "received", is: orders.Delivered},
	{fulfillment: "fulfilled partial arrived problem", is: orders.Shipped},
	{financial: "cod processing", is: orders.Processing},
	{is: orders.Paid}, // and where a part of the money goes back, the rest is paid
}

func (r reader) status() orders.Status {
	s := r.inner("statuses")
	order, financial, fulfillment, returned := s.code(orderField), s.code(financialField), s.code(fulfillmentField), s.code(returnField)
	for _, rule := range rules {
		if met(rule.order, order) && met(rule.financial, financial) && met(rule.fulfillment, fulfillment) && met(rule.returned, returned) {
			return rule.is
		}
	}
	return orders.Processing // the last rule holds for all
}

func met(wanted, code string) bool {
	return wanted == "" || slices.Contains(strings.Fields(wanted), code)
}

// code reads a code of one of the fields.
func (r reader) code(field string) string {
	code, safe := strings.ToLower(r.text(field, orders.MaxText)), nearest[field]
	switch {
	case slices.Contains(codes[field], code):
		return code
	case code == "" && (field == orderField || field == financialField):
		r.warn(field, "is missing and was taken for %s", safe)
	case code != "":
		r.warn(field, "%s is not known and was taken for %s", shown(code), safe)
	}
	return safe
}

// printable is what a code looks like. What does not may be anything, a person's name included.
var printable = regexp.MustCompile(`^[a-z][a-z0-9_]{0,39}$`)

func shown(code string) string {
	if printable.MatchString(code) {
		return code
	}
	return "a code"
}
