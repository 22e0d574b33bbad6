// Package orders holds the order as a receipt shows it, the account by which a customer finds it, and their rules:
// statuses, totals, masking, which of two versions wins. It does no I/O and knows neither files nor platforms.
package orders

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/shopspring/decimal"
)

// What looking orders up can answer besides orders.
var (
	ErrNotFound       = errors.New("order not found")
	ErrUnknownAccount = errors.New("account not known")
)

// Longest texts, in characters, and most lines of an order.
const (
	MaxNumber   = 255
	MaxText     = 512
	MaxURL      = 2048
	MaxElements = 1000
)

// MaxShared is how many customers may share an e-mail or a phone number before it identifies none of them.
const MaxShared = 20

// Order is one order of one shop as its source last told it.
type Order struct {
	ID         int64  `json:"-"` // the store's number of it, 0 before it is stored
	Source     string `json:"-"` // "file", "sample" or a feed's id
	Key        string `json:"-"` // the source's own id where it has one, else the folded number
	CustomerID string `json:"customer_id,omitempty"`

	Number   string    `json:"number"` // as the source writes it
	Status   Status    `json:"status"`
	PlacedAt time.Time `json:"placed_at"` // zero when unknown
	Emails   []string  `json:"emails,omitempty"`
	Phones   []string  `json:"phones,omitempty"` // as the source writes them

	Receipt

	Version time.Time `json:"-"` // which of two writes is later: the source's time, else the time of arrival
}

// Receipt is what a customer is shown of an order.
type Receipt struct {
	RecipientName string       `json:"recipient_name,omitempty"`
	Currency      string       `json:"currency,omitempty"` // ISO 4217
	PaymentMethod string       `json:"payment_method,omitempty"`
	URL           string       `json:"url,omitempty"`
	LinkPrivate   bool         `json:"link_private,omitempty"` // the URL opens the order for whoever has it, as a feed's links do
	Address       *Address     `json:"address,omitempty"`
	Summary       Summary      `json:"summary"`
	Adjustments   []Adjustment `json:"adjustments,omitempty"`
	Elements      []Element    `json:"elements,omitempty"`
}

// Address is where an order goes. Country is ISO 3166 alpha-2.
type Address struct {
	Street1    string `json:"street_1"`
	Street2    string `json:"street_2"`
	City       string `json:"city"`
	PostalCode string `json:"postal_code"`
	State      string `json:"state"`
	Country    string `json:"country"`
}

// Complete reports whether Messenger would show the address; it refuses a receipt with a blank in one.
func (a Address) Complete() bool {
	return a.Street1 != "" && a.City != "" && a.PostalCode != "" && a.State != "" && len(a.Country) == 2
}

// Summary is the sum of an order. Only TotalCost is always there.
type Summary struct {
	Subtotal     decimal.NullDecimal `json:"subtotal"` // of the elements, before adjustments
	ShippingCost decimal.NullDecimal `json:"shipping_cost"`
	TotalTax     decimal.NullDecimal `json:"total_tax"`
	TotalCost    decimal.Decimal     `json:"total_cost"`
}

// Adjustment is a discount; Amount is positive when it lowers the total.
type Adjustment struct {
	Name   string          `json:"name"`
	Amount decimal.Decimal `json:"amount"`
}

// Element is one line of an order.
type Element struct {
	Title    string          `json:"title"`
	Subtitle string          `json:"subtitle,omitempty"`
	Quantity int64           `json:"quantity,omitempty"` // 0 when unknown
	Price    decimal.Decimal `json:"price"`
	PerUnit  bool            `json:"per_unit,omitempty"` // Price is for one piece, not for the line
	Currency string          `json:"currency,omitempty"` // the order's when empty
	ImageURL string          `json:"image_url,omitempty"`
}

// LinePrice is what the whole line costs.
func (e Element) LinePrice() decimal.Decimal {
	if e.PerUnit {
		return e.Price.Mul(decimal.NewFromInt(max(e.Quantity, 1)))
	}
	return e.Price
}

// UnitPrice is what one piece costs; false when that cannot be written exactly with four decimals, such as a third of 100.
func (e Element) UnitPrice() (decimal.Decimal, bool) {
	if e.PerUnit || e.Quantity <= 1 {
		return e.Price, true
	}
	quantity := decimal.NewFromInt(e.Quantity)
	unit := e.Price.DivRound(quantity, 4)
	return unit, unit.Mul(quantity).Equal(e.Price)
}

// CheckTotals tells whether subtotal + shipping + tax − adjustments is the total. An order without a subtotal passes.
func (r Receipt) CheckTotals() error {
	s := r.Summary
	if !s.Subtotal.Valid {
		return nil
	}
	sum := s.Subtotal.Decimal.Add(s.ShippingCost.Decimal).Add(s.TotalTax.Decimal)
	for _, a := range r.Adjustments {
		sum = sum.Sub(a.Amount)
	}
	if !sum.Equal(s.TotalCost) {
		return fmt.Errorf("summary.total_cost: is %s, but subtotal + shipping + tax - adjustments is %s", s.TotalCost, sum)
	}
	return nil
}

// Digest is a hex digest of everything but the times of writing.
func (o Order) Digest() string {
	o.PlacedAt = o.PlacedAt.UTC()
	content, err := json.Marshal(o)
	if err != nil { // strings, times and decimals always marshal
		panic(err)
	}
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:16])
}
