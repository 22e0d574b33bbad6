package formatstest

import (
	"math"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"shopclerk/catalog"
	"shopclerk/orders"
	"shopclerk/server/imports/formats"
	"shopclerk/server/imports/tables"
)

// Fuzz reads any cells under any header row, beginning with the tables of a folder: rows are lines, and cells stand between
// tabs. Nothing may panic, what is wrong with a row is said with words, and check looks at each change that would be stored.
func Fuzz[C any](f *testing.F, dir string, format formats.Format[C], check func(*testing.T, C)) {
	breaks := strings.NewReplacer("\t", " ", "\n", " ")
	for _, path := range Tables(f, dir) {
		header, rows := Table(f, path)
		var seed strings.Builder
		seed.WriteString(strings.Join(header, "\t"))
		for _, r := range rows {
			seed.WriteByte('\n')
			for i, c := range r.Cells {
				if i > 0 {
					seed.WriteByte('\t')
				}
				seed.WriteString(breaks.Replace(c.Text))
			}
		}
		f.Add(seed.String(), true)
		f.Add(seed.String(), false)
	}
	f.Fuzz(func(t *testing.T, file string, each bool) {
		o := formats.Options{Variants: formats.OneAProduct}
		if each {
			o.Variants = formats.OneAVariant
		}
		said := Read(format, Cells(file), o, func(c C) any { check(t, c); return c })
		for _, text := range append(said.Refused, said.Warnings...) {
			if _, words, ok := strings.Cut(text, ": "); !ok || words == "" || len(text) > 2000 && len(file) < 1000 {
				t.Fatalf("a message without words, or with too many: %.300q", text)
			}
		}
	})
}

// Cells splits a text into rows as a table would give them, the first line being the header row: valid UTF-8, cells between
// tabs, and no row longer than the header.
func Cells(file string) (rows []tables.Row) {
	var header *tables.Header
	for i, line := range strings.Split(strings.ToValidUTF8(file, "\uFFFD"), "\n") {
		texts := strings.Split(line, "\t")
		if header == nil {
			header = tables.NewHeader(texts)
			continue
		}
		rows = append(rows, row(i+1, header, texts[:min(len(texts), len(header.Names))]))
	}
	return rows
}

// CheckProduct fails on a change that the store could not take, or that is wrong in itself.
func CheckProduct(t *testing.T, c catalog.Change) {
	t.Helper()
	for name, over := range map[string]bool{
		"key": len(c.ProductKey()) == 0 || utf8.RuneCountInString(c.ProductKey()) > catalog.MaxSKU, "sku": longer(&c.SKU, catalog.MaxSKU),
		"title": longer(c.Title, catalog.MaxTitle), "product_type": longer(c.ProductType, catalog.MaxFacet),
		"vendor": longer(c.Vendor, catalog.MaxFacet), "desc": longer(c.Desc, catalog.MaxDesc), "image_url": longer(c.ImageURL, catalog.MaxURL),
		"detail_url": longer(c.DetailURL, catalog.MaxURL), "buy_url": longer(c.BuyURL, catalog.MaxURL), "currency": longer(c.Currency, 3),
	} {
		if over {
			t.Fatalf("%s is too long or missing: %+v", name, c)
		}
	}
	if c.Codes != nil {
		if all := strings.Join(*c.Codes, ""); longer(&all, catalog.MaxCodes) {
			t.Fatalf("the codes have %d characters", utf8.RuneCountInString(all))
		}
	}
	if c.Price != nil && c.Price.Decimal.IsNegative() {
		t.Fatalf("the price is %s", c.Price.Decimal)
	}
	p, err := c.Apply(nil, "TWD", time.Unix(1_770_000_000, 0))
	if err == nil && !p.Same(p) {
		t.Fatal("a product is not the same as itself")
	}
}

// CheckOrder fails on an order that the store could not take, or that is wrong in itself.
func CheckOrder(t *testing.T, c orders.Change) {
	t.Helper()
	if n := utf8.RuneCountInString(c.OrderKey()); n == 0 || n > orders.MaxNumber {
		t.Fatalf("the number has %d characters", n)
	}
	for _, text := range []*string{c.RecipientName, c.PaymentMethod} {
		if longer(text, orders.MaxText) {
			t.Fatalf("a text is too long: %q", *text)
		}
	}
	if c.Elements != nil && len(*c.Elements) > orders.MaxElements {
		t.Fatalf("there are %d lines", len(*c.Elements))
	}
	if c.Total != nil && (c.Total.IsNegative() || c.Total.Exponent() < math.MinInt16) {
		t.Fatalf("the total is %s", c.Total)
	}
	o, err := c.Apply(nil, "TWD", time.Unix(1_770_000_000, 0))
	if err == nil && !o.Same(o) {
		t.Fatal("an order is not the same as itself")
	}
}

func longer(text *string, most int) bool { return text != nil && utf8.RuneCountInString(*text) > most }
