package cyberbiz_test

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	diff "github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"shopclerk/catalog"
	"shopclerk/orders"
	"shopclerk/packages"
	"shopclerk/server/feeds"
)

// FuzzDecode reads any body of any event. Nothing panics, a refusal says which field is bad, and what is told can be stored.
func FuzzDecode(f *testing.F) {
	files, err := filepath.Glob(folder + "/*.delivery.json")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files {
		d := read(f, file)
		f.Add(d.Event, d.call().Body)
	}
	fed := feed(choice{})
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
		checkNews(t, s, news)
		for group, parts := range groups(news.Parts) {
			built, err := fed.Build(group, parts, arrival)
			if err != nil || len(built.Packages) > 0 || !built.Due.IsZero() && !built.Due.After(arrival) {
				t.Fatalf("%+v, %v", built, err)
			}
			for _, c := range built.Products {
				checkProduct(t, c)
			}
		}
		if again, _, _ := fed.Decode(d); !diff.Equal(news, again, diff.Comparer(func(a, b decimal.Decimal) bool { return a.Equal(b) })) {
			t.Fatal("a second reading says something else")
		}
	})
}

func checkNews(t *testing.T, s feeds.Subject, news feeds.News) {
	t.Helper()
	if len(news.Products) > 0 || len(news.Orders)+len(news.Customers) > 1 {
		t.Fatalf("%+v", news)
	}
	for _, c := range news.Orders {
		checkOrder(t, c)
		if !strings.HasPrefix(s.Object, "order ") && utf8.RuneCountInString(c.Number) <= 64 {
			t.Fatalf("the log calls order %s %q", c.Number, s.Object)
		}
	}
	for _, c := range news.Packages {
		checkPackage(t, c)
	}
	for _, c := range news.Customers {
		for _, text := range append(append([]string{c.ID, c.Name}, c.Emails...), c.Phones...) {
			if longer(text, orders.MaxText) {
				t.Fatalf("a text is too long: %q", text)
			}
		}
		if c.ID == "" || c.Version.IsZero() || s.Object != "customer "+c.ID {
			t.Fatalf("%+v is called %q", c, s.Object)
		}
	}
	names := map[string]bool{}
	for _, p := range news.Parts {
		if len(p.Group) > 191 || len(p.Name) > 191 || p.Group != news.Parts[0].Group || names[p.Name] || p.Version.IsZero() || len(p.Body) > 1<<18 {
			t.Fatalf("%+v", p)
		}
		names[p.Name] = true
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
	if c.Number == "" || longer(c.Number, orders.MaxNumber) || c.OrderKey() == "" || longer(c.OrderKey(), orders.MaxNumber) || *c.PaymentMethod == "" {
		t.Fatalf("number %q, paid by %q", c.Number, *c.PaymentMethod)
	}
	for _, text := range append(append([]string{*c.RecipientName, *c.PaymentMethod, *c.CustomerID}, *c.Phones...), *c.Emails...) {
		if longer(text, orders.MaxText) {
			t.Fatalf("a text is too long: %q", text)
		}
	}
	if a := *c.Address; a != nil && (longer(a.Street1, orders.MaxText) || longer(a.Street2, orders.MaxText) || longer(a.City, orders.MaxText) ||
		longer(a.PostalCode, orders.MaxText) || longer(a.State, orders.MaxText) || len(a.Country) != 2 && a.Country != "") {
		t.Fatalf("%+v", a)
	}
	for _, d := range []decimal.NullDecimal{*c.Subtotal, *c.Shipping, *c.Tax, {Decimal: *c.Total, Valid: true}} {
		if !fits(d.Decimal) {
			t.Fatalf("an amount is %s", d.Decimal)
		}
	}
	for _, a := range *c.Adjustments {
		if a.Name == "" || longer(a.Name, orders.MaxText) || a.Amount.IsZero() || !fits(a.Amount.Abs()) {
			t.Fatalf("%+v", a)
		}
	}
	for _, e := range *c.Elements {
		if e.Title == "" || longer(e.Title, orders.MaxText) || longer(e.Subtitle, orders.MaxText) || longer(e.ImageURL, orders.MaxURL) || e.Quantity < 0 || !fits(e.Price) {
			t.Fatalf("%+v", e)
		}
	}
	if len(*c.Elements) > orders.MaxElements || len(*c.Adjustments) > 2*orders.MaxElements || longer(*c.URL, orders.MaxURL) {
		t.Fatal("too much of it")
	}
	if _, err := orders.ParseStatus(string(*c.Status)); err != nil {
		t.Fatal(err)
	}
	if o, err := c.Apply(nil, "USD", arrival); err != nil || !o.Same(o) || o.Currency != "TWD" {
		t.Fatalf("%+v, %v", o, err)
	}
}

func checkPackage(t *testing.T, c packages.Change) {
	t.Helper()
	for _, text := range []string{c.Number, c.OrderNumber, *c.TrackingNumber} {
		if longer(text, packages.MaxNumber) {
			t.Fatalf("a number is too long: %q", text)
		}
	}
	if c.Key().Number == "" || c.Key().Order == "" || !c.Status.Known() || len(*c.ExpectedOn) != 0 && len(*c.ExpectedOn) != 10 {
		t.Fatalf("%+v", c)
	}
	if longer(*c.ProductName, packages.MaxText) || longer(*c.Carrier, packages.MaxText) || longer(*c.ImageURL, packages.MaxURL) {
		t.Fatalf("%+v", c)
	}
}

func checkProduct(t *testing.T, c catalog.Change) {
	t.Helper()
	if c.Key == "" || longer(c.ProductKey(), 64) || longer(c.SKU, catalog.MaxSKU) || longer(strings.Join(*c.Codes, ""), catalog.MaxCodes) {
		t.Fatalf("key %q, SKU %q, codes %q", c.Key, c.SKU, *c.Codes)
	}
	if longer(*c.Title, catalog.MaxTitle) || longer(*c.Vendor, catalog.MaxFacet) || longer(*c.ProductType, catalog.MaxFacet) || longer(*c.Desc, catalog.MaxDesc) ||
		longer(*c.ImageURL, catalog.MaxURL) || longer(*c.DetailURL, catalog.MaxURL) || !fits(c.Price.Decimal) || *c.Stock != nil && **c.Stock < 0 {
		t.Fatalf("%+v", c)
	}
	if p, err := c.Apply(nil, "USD", arrival); err != nil || !p.Same(p) || p.Currency != "TWD" || p.Version.After(arrival.Add(24*time.Hour)) {
		t.Fatalf("%+v, %v", p, err)
	}
}
