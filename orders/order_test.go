package orders_test

import (
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"shopclerk/orders"
)

func TestTotalsAreChecked(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*orders.Receipt)
		want   string
	}{
		{"the sum of the contract's example fits", func(*orders.Receipt) {}, ""},
		{"a total that is a cent off", func(r *orders.Receipt) { r.Summary.TotalCost = amount("56.15") },
			"summary.total_cost: is 56.15, but subtotal + shipping + tax - adjustments is 56.14"},
		{"no subtotal is not checked", func(r *orders.Receipt) { r.Summary.Subtotal = decimal.NullDecimal{}; r.Summary.TotalCost = amount("1") }, ""},
		{"no shipping and no tax count as nought", func(r *orders.Receipt) {
			r.Summary.ShippingCost, r.Summary.TotalTax, r.Summary.TotalCost = decimal.NullDecimal{}, decimal.NullDecimal{}, amount("45.0000")
		}, ""},
		{"no adjustments", func(r *orders.Receipt) { r.Adjustments, r.Summary.TotalCost = nil, amount("86.14") }, ""},
		{"a negative adjustment raises the total", func(r *orders.Receipt) {
			r.Adjustments, r.Summary.TotalCost = []orders.Adjustment{{Name: "fee", Amount: amount("-1.5")}}, amount("87.64")
		}, ""},
		{"the prices of the elements do not count", func(r *orders.Receipt) { r.Elements = nil }, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := receipt()
			c.change(&r)
			got := ""
			if err := r.CheckTotals(); err != nil {
				got = err.Error()
			}
			if got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestLineAndUnitPrices(t *testing.T) {
	for _, c := range []struct {
		name       string
		element    orders.Element
		line, unit string
		exact      bool
	}{
		{"a line of two", orders.Element{Price: amount("50"), Quantity: 2}, "50", "25", true},
		{"a line of one", orders.Element{Price: amount("25"), Quantity: 1}, "25", "25", true},
		{"a line of an unknown quantity is one", orders.Element{Price: amount("25")}, "25", "25", true},
		{"a third of a hundred cannot be written", orders.Element{Price: amount("100"), Quantity: 3}, "100", "33.3333", false},
		{"an eighth of one can", orders.Element{Price: amount("1"), Quantity: 8}, "1", "0.125", true},
		{"a sixteenth of one just fits four decimals", orders.Element{Price: amount("1"), Quantity: 16}, "1", "0.0625", true},
		{"a thirty-second of one does not", orders.Element{Price: amount("1"), Quantity: 32}, "1", "0.0313", false},
		{"a gift", orders.Element{Price: amount("0"), Quantity: 7}, "0", "0", true},
		{"two at a unit price", orders.Element{Price: amount("25"), Quantity: 2, PerUnit: true}, "50", "25", true},
		{"an unknown quantity at a unit price is one", orders.Element{Price: amount("25"), PerUnit: true}, "25", "25", true},
		{"an odd unit price is as it is", orders.Element{Price: amount("33.3333"), Quantity: 3, PerUnit: true}, "99.9999", "33.3333", true},
		{"the largest price and quantity", orders.Element{Price: amount("999999999999999.9999"), Quantity: 9223372036854775807, PerUnit: true},
			"9223372036854775806077662796314522.4193", "999999999999999.9999", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			unit, exact := c.element.UnitPrice()
			if !unit.Equal(amount(c.unit)) || exact != c.exact {
				t.Errorf("unit price %s, exact %v; want %s, %v", unit, exact, c.unit, c.exact)
			}
			if line := c.element.LinePrice(); !line.Equal(amount(c.line)) {
				t.Errorf("line price %s, want %s", line, c.line)
			}
		})
	}
}

func TestUnitPriceTimesQuantityIsTheLinePriceWheneverItIsExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := orders.Element{
			Price:    decimal.New(rapid.Int64Range(0, 1e12).Draw(t, "price"), -rapid.Int32Range(0, 4).Draw(t, "decimals")),
			Quantity: rapid.Int64Range(0, 1000).Draw(t, "quantity"), PerUnit: rapid.Bool().Draw(t, "per unit"),
		}
		unit, exact := e.UnitPrice()
		product := unit.Mul(decimal.NewFromInt(max(e.Quantity, 1)))
		if exact != product.Equal(e.LinePrice()) {
			t.Fatalf("%d × %s = %s, exact is %v, the line is %s", e.Quantity, unit, product, exact, e.LinePrice())
		}
		if !unit.Equal(unit.Truncate(4)) {
			t.Fatalf("the unit price %s has more than four decimals", unit)
		}
	})
}

func TestAUnitPriceIsFoundWheneverThereIsOne(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		unit := decimal.New(rapid.Int64Range(0, 1e12).Draw(t, "unit"), -4)
		quantity := rapid.Int64Range(1, 1000).Draw(t, "quantity")
		got, exact := orders.Element{Price: unit.Mul(decimal.NewFromInt(quantity)), Quantity: quantity}.UnitPrice()
		if !exact || !got.Equal(unit) {
			t.Fatalf("got %s, %v; want %s", got, exact, unit)
		}
	})
}

func TestAnAddressIsCompleteWhenMessengerWouldShowIt(t *testing.T) {
	full := orders.Address{Street1: "1 Road", City: "Taipei", PostalCode: "110", State: "Taipei", Country: "TW"}
	for _, c := range []struct {
		name   string
		change func(*orders.Address)
		want   bool
	}{
		{"with all that is needed", func(*orders.Address) {}, true},
		{"with a second line", func(a *orders.Address) { a.Street2 = "2F" }, true},
		{"without street", func(a *orders.Address) { a.Street1 = "" }, false},
		{"without city", func(a *orders.Address) { a.City = "" }, false},
		{"without postal code", func(a *orders.Address) { a.PostalCode = "" }, false},
		{"without state", func(a *orders.Address) { a.State = "" }, false},
		{"without country", func(a *orders.Address) { a.Country = "" }, false},
		{"with a country of three letters", func(a *orders.Address) { a.Country = "TWN" }, false},
		{"with a country that is not a code", func(a *orders.Address) { a.Country = "台灣" }, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := full
			c.change(&a)
			if a.Complete() != c.want {
				t.Errorf("%+v: Complete is %v", a, !c.want)
			}
		})
	}
}

// A stored order is read back with other decimal forms and in another zone; it must be the same order still.
func TestADigestDoesNotDependOnZonesAndDecimalForms(t *testing.T) {
	at := time.Date(2026, 1, 9, 13, 10, 5, 123456000, time.UTC)
	a := orders.Order{Number: "1", Status: orders.Paid, PlacedAt: at, Receipt: receipt(), ID: 7, Key: "k", Source: "file", Version: at}
	b := orders.Order{Number: "1", Status: orders.Paid, PlacedAt: at.In(time.FixedZone("Taipei", 8*3600)), Receipt: receipt()}
	b.Summary.Subtotal, b.Summary.TotalCost = nullable("75"), amount("56.1400")
	b.Elements[0].Price, b.Adjustments[0].Amount = amount("50.00"), decimal.New(2, 1)
	b.Emails, b.Phones = []string{}, nil
	if a.Digest() != b.Digest() || !a.Same(b) {
		t.Error("the digests differ")
	}
}

func TestADigestTellsEveryDifferenceThatCanBeSeen(t *testing.T) {
	base := orders.Order{Number: "1", Status: orders.Paid, Receipt: receipt()}
	seen := map[string]string{base.Digest(): "the order itself"}
	for name, change := range map[string]func(*orders.Order){
		"number":      func(o *orders.Order) { o.Number = "2" },
		"customer":    func(o *orders.Order) { o.CustomerID = "c" },
		"status":      func(o *orders.Order) { o.Status = orders.Shipped },
		"time":        func(o *orders.Order) { o.PlacedAt = time.Unix(1, 0) },
		"fraction":    func(o *orders.Order) { o.PlacedAt = time.Unix(1, 1000) },
		"e-mail":      func(o *orders.Order) { o.Emails = []string{"a"} },
		"phone":       func(o *orders.Order) { o.Phones = []string{"a"} },
		"name":        func(o *orders.Order) { o.RecipientName = "x" },
		"currency":    func(o *orders.Order) { o.Currency = "TWD" },
		"payment":     func(o *orders.Order) { o.PaymentMethod = "x" },
		"link":        func(o *orders.Order) { o.URL = "x" },
		"private":     func(o *orders.Order) { o.LinkPrivate = true },
		"no address":  func(o *orders.Order) { o.Address = nil },
		"address":     func(o *orders.Order) { a := *o.Address; a.City = "x"; o.Address = &a },
		"no subtotal": func(o *orders.Order) { o.Summary.Subtotal = decimal.NullDecimal{} },
		"subtotal":    func(o *orders.Order) { o.Summary.Subtotal = nullable("0") },
		"shipping":    func(o *orders.Order) { o.Summary.ShippingCost = nullable("0") },
		"tax":         func(o *orders.Order) { o.Summary.TotalTax = nullable("0") },
		"total":       func(o *orders.Order) { o.Summary.TotalCost = amount("0") },
		"adjustment":  func(o *orders.Order) { o.Adjustments = o.Adjustments[:1] },
		"element":     func(o *orders.Order) { o.Elements = o.Elements[:1] },
		"per unit":    func(o *orders.Order) { o.Elements = []orders.Element{{PerUnit: true}} },
		"not so":      func(o *orders.Order) { o.Elements = []orders.Element{{}} },
	} {
		o := base
		change(&o)
		if other, twice := seen[o.Digest()]; twice {
			t.Errorf("%s and %s have one digest", name, other)
		}
		seen[o.Digest()] = name
	}
}

func TestADigestIsOfOneForm(t *testing.T) {
	got := orders.Order{}.Digest()
	if len(got) != 32 || strings.Trim(got, "0123456789abcdef") != "" {
		t.Errorf("got %q", got)
	}
}

func TestAPageBeginsBehindThePagesBeforeIt(t *testing.T) {
	for page, want := range map[int]int{1: 0, 2: 3, 10: 27} {
		if got := (orders.Query{Page: page, Limit: 3}).Offset(); got != want {
			t.Errorf("page %d begins at %d, want %d", page, got, want)
		}
	}
}
