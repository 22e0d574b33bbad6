// Package woocommerce reads the product file that WooCommerce exports, in English, Chinese and Vietnamese. It knows those
// columns and nothing of how a file is written.
package woocommerce

import (
	"slices"
	"time"

	"shopclerk/catalog"
	"shopclerk/server/imports/fields"
	"shopclerk/server/imports/formats"
)

// Products is the formats.Format of the product file: a row a product or a variation of one, in any order. The key of
// either is its ID, or its SKU where the file has none.
//
// A variation names its product by the SKU, or as id:12 when the product has none. So a variable product with a SKU and
// its variations are the group "sku:" and that SKU, and one without is the group "id:" and its ID. Files that were not
// exported may say id:12 though the product has a SKU: only a Survey of all rows can bring these together.
//
// Prices have the decimal comma or point of the shop's settings. A Survey learns which it is.
type Products struct {
	Now func() time.Time // tells whether a sale has begun or ended; nil is time.Now
}

// Name is "woocommerce".
func (Products) Name() string { return "woocommerce" }

// Recognises reports whether there are types, names and regular prices, and a column that no other file has.
func (Products) Recognises(columns []string) bool {
	has := func(name string) bool {
		return slices.ContainsFunc(columns, func(c string) bool { return english(c) == name })
	}
	return has("Type") && has("Name") && has("Regular price") && (has("ID") || has("SKU")) &&
		(has("In stock?") || has("Is featured?") || has("Visibility in catalog") || has("Published"))
}

// Knows reports whether a column is of the export, those of attributes, downloads and custom fields among them.
func (Products) Knows(column string) bool { return knows(column) }

// Group is the variable product that a row is or is a variation of, as far as the row tells.
func (Products) Group(row fields.Fields, _ formats.Options) string {
	return group(new(translator).row(row), nil)
}

// Read reads a product and its variations.
func (p Products) Read(rows []fields.Fields, o formats.Options) []catalog.Change {
	return reader{now: p.now(), currency: o.Currency, names: new(translator)}.read(rows, o.Variants)
}

func (p Products) now() time.Time {
	if p.Now == nil {
		return time.Now()
	}
	return p.Now()
}
