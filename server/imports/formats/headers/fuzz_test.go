package headers_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"shopclerk/server/imports/formats"
	"shopclerk/server/imports/formats/headers"
	"shopclerk/server/imports/tables"
)

// FuzzRows reads any cells under any names: rows are lines, and cells stand between tabs.
func FuzzRows(f *testing.F) {
	for _, name := range []string{"traditional", "simplified", "vietnamese", "english"} {
		columns, rows := table(f, "testdata/"+name+".csv")
		lines := []string{strings.Join(columns, "\t")}
		for _, r := range rows {
			var texts []string
			for _, c := range r.Cells {
				texts = append(texts, strings.NewReplacer("\n", " ", "\t", " ").Replace(c.Text))
			}
			lines = append(lines, strings.Join(texts, "\t"))
		}
		f.Add(strings.Join(lines, "\n"), "VND", true)
		f.Add(strings.Join(lines, "\n"), "USD", false)
	}
	f.Add("品名\t條碼\t款號\tStock\n a\t#\t \t1,000\n\t\t\x00\t-9,000,000,000,000,000", "TWD", true)
	f.Fuzz(func(t *testing.T, file, currency string, each bool) {
		from := shop{time.FixedZone("west", -11*3600), currency, formats.OneAProduct}
		if each {
			from.variants = formats.OneAVariant
		}
		lines := strings.Split(strings.ToValidUTF8(file, "\uFFFD"), "\n")
		columns := strings.Split(lines[0], "\t")
		header := tables.NewHeader(columns)
		var rows []tables.Row
		for i, line := range lines[1:] {
			texts := strings.Split(line, "\t")
			rows = append(rows, row(i+2, header, texts[:min(len(texts), len(columns))]))
		}
		got := read(columns, rows, from)
		for _, c := range got.Changes {
			if c["key"] == "" {
				t.Fatalf("a product without a key: %v", c)
			}
			if price, ok := c["price"].(decimal.NullDecimal); ok && price.Decimal.IsNegative() {
				t.Fatalf("a price below nought: %v", c)
			}
		}
		for _, text := range slices.Concat(got.Refused, got.Warnings) {
			if _, words, ok := strings.Cut(text, ": "); !ok || words == "" {
				t.Fatalf("a message without words: %q", text)
			}
		}
		for field, column := range got.Columns {
			if !slices.Contains(columns, column) || !(headers.Products{}).Knows(column) || !slices.Contains(headers.Products{}.Fields(), field) {
				t.Fatalf("%q stands for %q", column, field)
			}
		}
	})
}
