package feedstest

import (
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/shopspring/decimal"

	"shopclerk/catalog"
	"shopclerk/orders"
	"shopclerk/packages"
)

// maxKey is what a platform's own id may have in characters.
const maxKey = 64

// of is the value that a change mentions, else the zero value.
func of[T any](value *T) (v T) {
	if value != nil {
		v = *value
	}
	return v
}

// fits reports whether texts can be stored in so many characters.
func fits(most int, texts ...string) bool {
	return !slices.ContainsFunc(texts, func(text string) bool { return utf8.RuneCountInString(text) > most || !utf8.ValidString(text) })
}

// payable reports whether amounts can be stored and shown.
func payable(amounts ...decimal.Decimal) bool {
	return !slices.ContainsFunc(amounts, func(d decimal.Decimal) bool {
		return d.IsNegative() || d.GreaterThanOrEqual(decimal.New(1, 15)) || !d.Equal(d.Truncate(4))
	})
}

func checkOrder(t *testing.T, c orders.Change, at time.Time) {
	t.Helper()
	if c.Number == "" || c.OrderKey() == "" || !fits(orders.MaxNumber, c.Number, c.OrderKey()) || !fits(maxKey, c.Key) {
		t.Fatalf("key %q, number %q", c.OrderKey(), c.Number)
	}
	if !fits(orders.MaxText, of(c.RecipientName), of(c.PaymentMethod), of(c.CustomerID)) || !fits(orders.MaxURL, of(c.URL)) ||
		!fits(orders.MaxText, of(c.Phones)...) || !fits(orders.MaxText, of(c.Emails)...) {
		t.Fatalf("a text is too long: %+v", c)
	}
	if a := of(of(c.Address)); !fits(orders.MaxText, a.Street1, a.Street2, a.City, a.PostalCode, a.State) || a.Country != "" && len(a.Country) != 2 {
		t.Fatalf("%+v", a)
	}
	if !payable(of(c.Subtotal).Decimal, of(c.Shipping).Decimal, of(c.Tax).Decimal, of(c.Total)) {
		t.Fatalf("an amount is %s, %s, %s or %s", of(c.Subtotal).Decimal, of(c.Shipping).Decimal, of(c.Tax).Decimal, of(c.Total))
	}
	checkLines(t, of(c.Adjustments), of(c.Elements))
	if _, err := orders.ParseStatus(string(of(c.Status))); err != nil {
		t.Fatal(err)
	}
	if o, err := c.Apply(nil, "USD", at); err != nil || !o.Same(o) || o.Version.After(at.Add(maxAhead)) {
		t.Fatalf("%+v, %v", o, err)
	}
}

func checkLines(t *testing.T, adjustments []orders.Adjustment, elements []orders.Element) {
	t.Helper()
	if len(elements) > orders.MaxElements || len(adjustments) > 2*orders.MaxElements {
		t.Fatalf("%d lines, %d adjustments", len(elements), len(adjustments))
	}
	for _, a := range adjustments {
		if a.Name == "" || !fits(orders.MaxText, a.Name) || a.Amount.IsZero() || !payable(a.Amount.Abs()) {
			t.Fatalf("%+v", a)
		}
	}
	for _, e := range elements {
		if e.Title == "" || !fits(orders.MaxText, e.Title, e.Subtitle) || !fits(orders.MaxURL, e.ImageURL) || e.Quantity < 0 || !payable(e.Price) {
			t.Fatalf("%+v", e)
		}
	}
}

func checkProduct(t *testing.T, c catalog.Change, at time.Time) {
	t.Helper()
	if c.Key == "" || !fits(maxKey, c.ProductKey()) || !fits(catalog.MaxSKU, c.SKU) || !fits(catalog.MaxCodes, strings.Join(of(c.Codes), "")) {
		t.Fatalf("key %q, SKU %q, codes %q", c.Key, c.SKU, of(c.Codes))
	}
	if !fits(catalog.MaxTitle, of(c.Title)) || !fits(catalog.MaxFacet, of(c.Vendor), of(c.ProductType)) || !fits(catalog.MaxDesc, of(c.Desc)) ||
		!fits(catalog.MaxURL, of(c.ImageURL), of(c.DetailURL), of(c.BuyURL)) || !payable(of(c.Price).Decimal) {
		t.Fatalf("%+v", c)
	}
	if p, err := c.Apply(nil, "USD", at); err != nil || !p.Same(p) || p.Version.After(at.Add(maxAhead)) {
		t.Fatalf("%+v, %v", p, err)
	}
}

func checkPackage(t *testing.T, c packages.Change, at time.Time) {
	t.Helper()
	key := c.Key()
	if key.Order == "" || key.Number == "" || !fits(packages.MaxNumber, c.Number, c.OrderNumber, of(c.TrackingNumber)) {
		t.Fatalf("parcel %q of order %q, tracked as %q", c.Number, c.OrderNumber, of(c.TrackingNumber))
	}
	if !fits(packages.MaxText, of(c.ProductName), of(c.Carrier)) || !fits(packages.MaxURL, of(c.ImageURL), of(c.TrackingURL)) ||
		!of(c.Status).Known() || len(of(c.ExpectedOn)) != 0 && len(of(c.ExpectedOn)) != len(time.DateOnly) {
		t.Fatalf("%+v", c)
	}
	if p := c.Apply(nil, at); !p.Same(p) || p.Version.After(at.Add(maxAhead)) {
		t.Fatalf("%+v", p)
	}
}

func checkCustomer(t *testing.T, c orders.Customer) {
	t.Helper()
	if c.ID == "" || !fits(maxKey, c.ID) || !fits(orders.MaxText, c.Name) || c.Version.IsZero() ||
		!fits(orders.MaxText, c.Emails...) || !fits(orders.MaxText, c.Phones...) {
		t.Fatalf("%+v", c)
	}
}
