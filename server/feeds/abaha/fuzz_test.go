package abaha_test

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"shopclerk/catalog"
	"shopclerk/orders"
	"shopclerk/server/feeds"
)

// FuzzDecode reads any body at any address. Nothing panics, a refusal says which field is bad, and what is told can be stored.
func FuzzDecode(f *testing.F) {
	files, err := filepath.Glob(folder + "/*.delivery.json")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files {
		d := read(f, file)
		f.Add(d.Event, d.call().Body)
	}
	fed := feed()
	f.Fuzz(func(t *testing.T, event string, body []byte) {
		d := feeds.Delivery{Event: event, Body: body, At: arrival}
		news, warnings, err := fed.Decode(d)
		if err != nil && (!errors.Is(err, feeds.ErrUnreadable) || len(err.Error()) > 200) {
			t.Fatal(err)
		}
		for _, text := range warnings {
			if _, words, ok := strings.Cut(text, ": "); !ok || words == "" || len(text) > 200 {
				t.Fatalf("a warning without words, or with too many: %q", text)
			}
		}
		s := fed.Subject(d)
		if len(s.Object) > 128 || !s.At.IsZero() && (s.At.Year() < 1999 || s.At.After(arrival.Add(24*time.Hour))) {
			t.Fatalf("%+v", s)
		}
		for _, c := range news.Orders {
			checkOrder(t, c)
			same(t, s.Object, "order "+c.Key)
		}
		for _, c := range news.Products {
			checkProduct(t, c)
			same(t, s.Object, "product "+c.Key)
		}
		for _, c := range news.Customers {
			if c.ID == "" || longer(c.ID, 64) || longer(c.Name, orders.MaxText) || c.Version.IsZero() {
				t.Fatalf("%+v", c)
			}
			same(t, s.Object, "customer "+c.ID)
		}
		if again, _, _ := fed.Decode(d); !cmp.Equal(news, again, cmp.Comparer(func(a, b decimal.Decimal) bool { return a.Equal(b) })) {
			t.Fatal("a second reading says something else")
		}
	})
}

func same(t *testing.T, got, want string) {
	t.Helper()
	if got != want {
		t.Fatalf("the log calls it %q, and it is %q", got, want)
	}
}

func longer(text string, most int) bool {
	return utf8.RuneCountInString(text) > most || !utf8.ValidString(text)
}

// fits reports whether an amount can be stored and shown.
func fits(d decimal.Decimal) bool {
	return !d.IsNegative() && d.LessThan(decimal.New(1, 15)) && d.Equal(d.Truncate(4))
}

func checkOrder(t *testing.T, c orders.Change) {
	t.Helper()
	if c.Key == "" || longer(c.Key, 64) || longer(c.OrderKey(), orders.MaxNumber) || c.Number == "" || longer(c.Number, orders.MaxNumber) {
		t.Fatalf("key %q, number %q", c.Key, c.Number)
	}
	for _, text := range append(append([]string{*c.RecipientName, *c.PaymentMethod, *c.CustomerID}, *c.Phones...), *c.Emails...) {
		if longer(text, orders.MaxText) {
			t.Fatalf("a text is too long: %q", text)
		}
	}
	if a := *c.Address; a != nil && (longer(a.Street1, orders.MaxText) || longer(a.Street2, orders.MaxText) || longer(a.City, orders.MaxText)) {
		t.Fatalf("%+v", a)
	}
	for _, d := range []decimal.NullDecimal{*c.Subtotal, *c.Shipping, *c.Tax, {Decimal: *c.Total, Valid: true}} {
		if !fits(d.Decimal) {
			t.Fatalf("an amount is %s", d.Decimal)
		}
	}
	if _, err := orders.ParseStatus(string(*c.Status)); err != nil {
		t.Fatal(err)
	}
	if o, err := c.Apply(nil, "TWD", arrival); err != nil || !o.Same(o) || o.Currency != "VND" {
		t.Fatalf("%+v, %v", o, err)
	}
}

func checkProduct(t *testing.T, c catalog.Change) {
	t.Helper()
	if c.Key == "" || longer(c.ProductKey(), 64) || longer(c.SKU, catalog.MaxSKU) || longer(strings.Join(*c.Codes, ""), catalog.MaxCodes) {
		t.Fatalf("key %q, SKU %q, codes %q", c.Key, c.SKU, *c.Codes)
	}
	if longer(*c.Title, catalog.MaxTitle) || longer(*c.Vendor, catalog.MaxFacet) || longer(*c.Desc, catalog.MaxDesc) ||
		longer(*c.ImageURL, catalog.MaxURL) || longer(*c.DetailURL, catalog.MaxURL) || !fits(c.Price.Decimal) {
		t.Fatalf("%+v", c)
	}
	if p, err := c.Apply(nil, "TWD", arrival); err != nil || !p.Same(p) || p.Currency != "VND" {
		t.Fatalf("%+v, %v", p, err)
	}
}
