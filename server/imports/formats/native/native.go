// Package native reads the shop's own file formats, whose field names are those of the bots' contracts.
package native

import (
	"slices"
	"strings"

	"shopclerk/catalog"
	"shopclerk/internal/fold"
	"shopclerk/orders"
	"shopclerk/packages"
	"shopclerk/server/imports/fields"
	"shopclerk/server/imports/formats"
)

const name = "native"

// Products is the formats.Format of products: one row a product, found by its SKU.
type Products struct{}

// Name is "native".
func (Products) Name() string { return name }

// Recognises reports whether there is a column sku.
func (Products) Recognises(columns []string) bool { return has(columns, "sku") }

// Knows reports whether a column is of the contract.
func (Products) Knows(column string) bool { return known(productNames, column) }

// Key is the folded SKU.
func (Products) Key(row fields.Fields, _ formats.Options) string { return fold.Number(row.Raw("sku")) }

// Read reads one row.
func (Products) Read(rows []fields.Fields, _ formats.Options) []catalog.Change {
	return []catalog.Change{readProduct(rows[0])}
}

// Orders is the formats.Format of orders. Lists stand inside a row, so only JSON can carry it.
type Orders struct{}

// Name is "native".
func (Orders) Name() string { return name }

// Recognises reports whether there are an order's number and its sums.
func (Orders) Recognises(columns []string) bool { return has(columns, "order_number", "summary") }

// Knows reports whether a name is of the contract.
func (Orders) Knows(column string) bool { return known(orderNames, column) }

// Read reads one receipt.
func (Orders) Read(rows []fields.Fields, o formats.Options) []orders.Change {
	return []orders.Change{readOrder(rows[0], o.UnitPrices)}
}

// Packages is the formats.Format of parcels: one row a parcel.
type Packages struct{}

// Name is "native".
func (Packages) Name() string { return name }

// Recognises reports whether there are the numbers of the order and of the parcel.
func (Packages) Recognises(columns []string) bool {
	return has(columns, "order_number", "package_number")
}

// Knows reports whether a column is of the contract.
func (Packages) Knows(column string) bool { return known(packageNames, column) }

// Read reads one row.
func (Packages) Read(rows []fields.Fields, _ formats.Options) []packages.Change {
	return []packages.Change{readPackage(rows[0])}
}

func known(names []string, column string) bool {
	return slices.Contains(names, strings.ToLower(column))
}

func has(columns []string, wanted ...string) bool {
	for _, name := range wanted {
		if !slices.ContainsFunc(columns, func(column string) bool { return strings.EqualFold(column, name) }) {
			return false
		}
	}
	return true
}
