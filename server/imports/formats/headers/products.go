// Package headers reads tables of products that follow no known format, by the names of their columns in English, Chinese
// and Vietnamese. It owns which names mean what and which words stand in cells; it knows no shop system.
package headers

import (
	"shopclerk/catalog"
	"shopclerk/internal/fold"
	"shopclerk/server/imports/fields"
	"shopclerk/server/imports/formats"
)

// Products is the formats.Format of any table of products, and its formats.Mapper and formats.Grouper: one row a product,
// or, where a column names groups, one group.
type Products struct{}

// Name is "headers".
func (Products) Name() string { return "headers" }

// Recognises reports whether a column is the title and one is the SKU, the barcode or the price.
func (p Products) Recognises(columns []string) bool {
	found := p.Map(columns)
	return found["title"] != "" && (found["sku"] != "" || found["barcode"] != "" || found["price"] != "")
}

// Knows reports whether a column's name has a meaning.
func (Products) Knows(column string) bool {
	field, _ := meaningOf(column)
	return field != ""
}

// Map returns the column that fits each field best, the first one of several. A column stands for one field at most.
func (Products) Map(columns []string) map[string]string {
	found, best := map[string]string{}, map[string]int{}
	for _, column := range columns {
		if field, fit := meaningOf(column); fit > best[field] {
			found[field], best[field] = column, fit
		}
	}
	return found
}

// Fields are those of a product in the shop's own file format, and sale_price and group.
func (Products) Fields() []string {
	out := make([]string, len(meanings))
	for i, m := range meanings {
		out[i] = m.field
	}
	return out
}

// Group is the folded name of the row's group, "" when variants are products of their own.
func (Products) Group(row fields.Fields, o formats.Options) string {
	if o.Variants != formats.OneAProduct {
		return ""
	}
	return fold.Number(row.Raw("group"))
}

// Read reads the rows of one group as one product, and any other row alone.
func (p Products) Read(rows []fields.Fields, o formats.Options) []catalog.Change {
	if p.Group(rows[0], o) != "" {
		return readGroup(rows, o).Changes(o.Variants)
	}
	var out []catalog.Change
	for _, f := range rows {
		out = append(out, readAlone(f, o))
	}
	return out
}
