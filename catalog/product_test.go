package catalog_test

import (
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"shopclerk/catalog"
)

func TestAProductIsSoldOutOnlyWhenItsStockIsCounted(t *testing.T) {
	for _, c := range []struct {
		name  string
		stock *int64
		want  bool
	}{
		{"stock that nobody counts", nil, false},
		{"some", ptr(int64(1)), false},
		{"none", ptr(int64(0)), true},
		{"more sold than there was", ptr(int64(-3)), true},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := (catalog.Product{Stock: c.stock}).SoldOut(); got != c.want {
				t.Errorf("got %v", got)
			}
		})
	}
}

// A stored product is read back with other decimal forms; it must be the same product still.
func TestADigestDoesNotDependOnTimesAndDecimalForms(t *testing.T) {
	a, b := stored(), stored()
	b.Price = decimal.NewNullDecimal(decimal.New(250000, -4))
	b.CreatedAt, b.UpdatedAt, b.Version = late, late, time.Time{}
	b.ID, b.Key, b.Source = 0, "", ""
	if a.Digest() != b.Digest() {
		t.Error("the digests differ")
	}
	if got := a.Digest(); len(got) != 32 || strings.Trim(got, "0123456789abcdef") != "" {
		t.Errorf("the digest is %q", got)
	}
}

func TestADigestTellsEveryDifferenceThatCanBeSeen(t *testing.T) {
	base := stored()
	seen := map[string]string{base.Digest(): "the product itself"}
	for name, change := range map[string]func(*catalog.Product){
		"sku":       func(p *catalog.Product) { p.SKU = "x" },
		"title":     func(p *catalog.Product) { p.Title = "x" },
		"type":      func(p *catalog.Product) { p.ProductType = "x" },
		"vendor":    func(p *catalog.Product) { p.Vendor = "x" },
		"desc":      func(p *catalog.Product) { p.Desc = "x" },
		"image":     func(p *catalog.Product) { p.ImageURL = "x" },
		"detail":    func(p *catalog.Product) { p.DetailURL = "x" },
		"buy":       func(p *catalog.Product) { p.BuyURL = "x" },
		"price":     func(p *catalog.Product) { p.Price = nullable("25.0001") },
		"no price":  func(p *catalog.Product) { p.Price = decimal.NullDecimal{} },
		"free":      func(p *catalog.Product) { p.Price = nullable("0") },
		"currency":  func(p *catalog.Product) { p.Currency = "x" },
		"stock":     func(p *catalog.Product) { p.Stock = ptr(int64(4)) },
		"no stock":  func(p *catalog.Product) { p.Stock = nil },
		"sold out":  func(p *catalog.Product) { p.Stock = ptr(int64(0)) },
		"published": func(p *catalog.Product) { p.Published = true },
	} {
		p := base
		change(&p)
		if other, twice := seen[p.Digest()]; twice {
			t.Errorf("%s and %s have one digest", name, other)
		}
		seen[p.Digest()] = name
	}
}

func TestAQueryWithoutConditionsAsksForEverything(t *testing.T) {
	for _, c := range []struct {
		query catalog.Query
		want  bool
	}{
		{catalog.Query{}, true},
		{catalog.Query{SortBy: catalog.ByTitle, HideSoldOut: true, Page: 2, Limit: 3}, true},
		{catalog.Query{Title: "x"}, false},
		{catalog.Query{ProductType: "x"}, false},
		{catalog.Query{Vendor: "x"}, false},
	} {
		if got := c.query.Everything(); got != c.want {
			t.Errorf("%+v: got %v", c.query, got)
		}
	}
}

func TestAPageBeginsBehindThePagesBeforeIt(t *testing.T) {
	for page, want := range map[int]int{1: 0, 2: 3, 10: 27} {
		if got := (catalog.Query{Page: page, Limit: 3}).Offset(); got != want {
			t.Errorf("page %d begins at %d, want %d", page, got, want)
		}
	}
}
