package formats_test

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"shopclerk/catalog"
	"shopclerk/server/imports/fields"
	"shopclerk/server/imports/formats"
	"shopclerk/server/imports/tables"
)

var decimals = cmp.Comparer(func(a, b decimal.Decimal) bool { return a.Equal(b) })

func nullable(text string) *decimal.NullDecimal {
	return new(decimal.NewNullDecimal(decimal.RequireFromString(text)))
}

// row is a row to say something about.
func row(line int, notes *fields.Notes) fields.Fields {
	return fields.Of(tables.Row{Line: line}, &fields.Reading{}, notes)
}

// product has a variant for each change.
func product(notes *fields.Notes, changes ...catalog.Change) formats.Product {
	p := formats.Product{Change: catalog.Change{Key: "p", Title: new("Tea")}, Row: row(1, notes)}
	for i, c := range changes {
		p.Variants = append(p.Variants, formats.Variant{Change: c, Row: row(i+1, notes)})
	}
	return p
}

func TestTheStockOfAProductIsThatOfItsVariants(t *testing.T) {
	counted := func(n int64) catalog.Change { return catalog.Change{Stock: new(&n)} }
	always := catalog.Change{Stock: new(*int64)}
	for _, c := range []struct {
		name     string
		variants []catalog.Change
		want     **int64
	}{
		{"two that are counted", []catalog.Change{counted(2), counted(3)}, new(new(int64(5)))},
		{"one that is oversold", []catalog.Change{counted(2), counted(-3)}, new(new(int64(2)))},
		{"none left", []catalog.Change{counted(0), counted(-3)}, new(new(int64(0)))},
		{"none that is counted", []catalog.Change{always, always}, new(*int64)},
		{"one that is counted and one that is always there", []catalog.Change{counted(2), always}, new(new(int64(2)))},
		{"none left but for what is always there", []catalog.Change{counted(0), always}, new(*int64)},
		{"one that says nothing", []catalog.Change{counted(2), {}}, new(new(int64(2)))},
		{"nothing is said", []catalog.Change{{}, {}}, nil},
		{"more than there can be", []catalog.Change{counted(math.MaxInt64), counted(math.MaxInt64)}, new(new(int64(math.MaxInt64)))},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := product(&fields.Notes{}, c.variants...).Changes(formats.OneAProduct)
			if d := cmp.Diff(c.want, got[0].Stock); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestThePriceOfAProductIsTheLowestOfItsVariants(t *testing.T) {
	hidden := func(price string) catalog.Change {
		return catalog.Change{Price: nullable(price), Published: new(false)}
	}
	priced := func(price, currency string) catalog.Change {
		return catalog.Change{Price: nullable(price), Currency: &currency}
	}
	for _, c := range []struct {
		name     string
		variants []catalog.Change
		want     *decimal.NullDecimal
		problems []string
	}{
		{"the second is lower", []catalog.Change{priced("5", "USD"), priced("4.50", "USD")}, nullable("4.5"), nil},
		{"the first is lower", []catalog.Change{priced("4", "USD"), priced("5", "USD")}, nullable("4"), nil},
		{"one has none", []catalog.Change{{Price: &decimal.NullDecimal{}}, priced("5", "USD")}, nullable("5"), nil},
		{"the lowest is hidden", []catalog.Change{hidden("1"), priced("5", "USD")}, nullable("5"), nil},
		{"all are hidden", []catalog.Change{hidden("2"), hidden("1")}, nullable("1"), nil},
		{"none has one", []catalog.Change{{Price: &decimal.NullDecimal{}}, {}}, &decimal.NullDecimal{}, nil},
		{"none is said", []catalog.Change{{}, {}}, nil, nil},
		{"two currencies", []catalog.Change{priced("5", "USD"), priced("30", "TWD")}, nullable("5"),
			[]string{"the price is in TWD, but that of another variant is in USD"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var notes fields.Notes
			got := product(&notes, c.variants...).Changes(formats.OneAProduct)
			if d := cmp.Diff(c.want, got[0].Price, decimals); d != "" {
				t.Error(d)
			}
			if d := cmp.Diff(c.problems, notes.Problems); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestAVariantIsItsProductButForWhatIsItsOwn(t *testing.T) {
	p := product(&fields.Notes{}, catalog.Change{Key: "p#1", SKU: "1", Price: nullable("5"), ImageURL: new("/1.png"), Published: new(false)})
	p.Vendor, p.Desc, p.ImageURL, p.Published, p.Codes = new("Loom"), new("d"), new("/p.png"), new(true), &[]string{"x"}
	p.Variants[0].Options = []string{"White", "M"}
	want := []catalog.Change{{
		Key: "p#1", SKU: "1", Title: new("Tea, White, M"), Vendor: new("Loom"), Desc: new("d"), ImageURL: new("/1.png"), Price: nullable("5"),
		Published: new(false),
	}}
	if d := cmp.Diff(want, p.Changes(formats.OneAVariant), decimals); d != "" {
		t.Error(d)
	}
	p.Published, p.Variants[0].Published = new(false), new(true)
	if got := p.Changes(formats.OneAVariant)[0]; *got.Published {
		t.Error("a variant of a hidden product can be found")
	}
}

func TestAProductWithoutVariantsIsWhatItSays(t *testing.T) {
	p := product(&fields.Notes{})
	for _, as := range []formats.Variants{formats.OneAProduct, formats.OneAVariant} {
		if d := cmp.Diff([]catalog.Change{p.Change}, p.Changes(as)); d != "" {
			t.Error(d)
		}
	}
}

func TestThePictureOfAProductIsThatOfAVariantWhereItHasNone(t *testing.T) {
	p := product(&fields.Notes{}, catalog.Change{SKU: "1"}, catalog.Change{SKU: "2", ImageURL: new("/2.png")})
	for _, own := range []*string{nil, new("")} {
		p.ImageURL = own
		if got := p.Changes(formats.OneAProduct)[0].ImageURL; got == nil || *got != "/2.png" {
			t.Errorf("got %v", got)
		}
	}
}
