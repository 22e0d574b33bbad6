package orders

import (
	"cmp"
	"errors"
	"time"

	"github.com/shopspring/decimal"

	"shopclerk/internal/fold"
)

// ErrIncomplete is a change that would leave an order without its total.
var ErrIncomplete = errors.New("summary.total_cost: is required")

// Change is what a source says of one order. A nil field was not mentioned and keeps its value; a pointer to the zero
// value clears it.
type Change struct {
	Key    string // as in Order; "" stands for the folded number
	Number string

	CustomerID, RecipientName, Currency, PaymentMethod, URL *string

	LinkPrivate bool // of URL
	Status      *Status
	PlacedAt    *time.Time
	Emails      *[]string
	Phones      *[]string
	Address     **Address
	Subtotal    *decimal.NullDecimal
	Shipping    *decimal.NullDecimal
	Tax         *decimal.NullDecimal
	Total       *decimal.Decimal
	Adjustments *[]Adjustment
	Elements    *[]Element
	UpdatedAt   *time.Time // the source's time of the change, nil when it has none
}

// OrderKey is the key of the order that is meant.
func (c Change) OrderKey() string { return cmp.Or(c.Key, fold.Number(c.Number)) }

// Apply returns old with the change made. old is nil when the source has no such order yet; currency is used where
// none was ever named; now is the time of arrival. ErrIncomplete when the result would have no total.
func (c Change) Apply(old *Order, currency string, now time.Time) (Order, error) {
	o := Order{Status: Paid} // a receipt without a status tells of a payment
	if old != nil {
		o = *old
	} else if c.Total == nil {
		return Order{}, ErrIncomplete
	}
	o.Key, o.Number, o.Version = c.OrderKey(), cmp.Or(c.Number, o.Number), now
	if c.UpdatedAt != nil && !c.UpdatedAt.IsZero() {
		o.Version = *c.UpdatedAt
	}
	if c.URL != nil {
		o.LinkPrivate = c.LinkPrivate
	}
	set(&o.CustomerID, c.CustomerID)
	set(&o.Status, c.Status)
	set(&o.PlacedAt, c.PlacedAt)
	set(&o.Emails, c.Emails)
	set(&o.Phones, c.Phones)
	c.applyReceipt(&o.Receipt)
	o.Currency = cmp.Or(o.Currency, currency)
	return o, nil
}

func (c Change) applyReceipt(r *Receipt) {
	set(&r.RecipientName, c.RecipientName)
	set(&r.Currency, c.Currency)
	set(&r.PaymentMethod, c.PaymentMethod)
	set(&r.URL, c.URL)
	set(&r.Address, c.Address)
	set(&r.Summary.Subtotal, c.Subtotal)
	set(&r.Summary.ShippingCost, c.Shipping)
	set(&r.Summary.TotalTax, c.Tax)
	set(&r.Summary.TotalCost, c.Total)
	set(&r.Adjustments, c.Adjustments)
	set(&r.Elements, c.Elements)
}

// Supersedes reports whether o is to replace old, both being versions of one order: the later one wins, at equal times
// the one that has come further, then the one with the larger digest, so that any order of arrival ends the same.
func (o Order) Supersedes(old Order) bool {
	return cmp.Or(o.Version.Compare(old.Version), cmp.Compare(o.Status.Rank(), old.Status.Rank()),
		cmp.Compare(o.Digest(), old.Digest())) > 0
}

// Same reports whether nothing but the time of writing differs between two versions.
func (o Order) Same(old Order) bool { return o.Digest() == old.Digest() }

func set[T any](field *T, value *T) {
	if value != nil {
		*field = *value
	}
}
