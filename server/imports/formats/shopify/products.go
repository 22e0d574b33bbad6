// Package shopify reads what a Shopify shop exports: the product file with its older and its newer header row, and the
// order file. It knows those columns and nothing of how a file is written.
package shopify

import (
	"shopclerk/catalog"
	"shopclerk/server/imports/fields"
	"shopclerk/server/imports/formats"
)

// Products is the formats.Format of the product file: a row a variant or a picture, and what is said of the product as a
// whole on the first row of its handle. A product's key is its handle; that of a variant as a product of its own is the
// handle, "#" and its SKU, or its options when the SKU is empty or another variant's, too.
type Products struct{}

// Name is "shopify".
func (Products) Name() string { return "shopify" }

// Recognises reports whether there is a handle and a column that no other file of a shop has. The inventory file, which
// has handles, too, is none of products.
func (Products) Recognises(columns []string) bool {
	if !contains(columns, "Title") {
		return false
	}
	return contains(columns, "URL handle") ||
		contains(columns, "Handle") && (contains(columns, "Body (HTML)") || contains(columns, "Variant SKU") || contains(columns, "Variant Price"))
}

// Knows reports whether a column is of either header row; those of metafields and markets are.
func (Products) Knows(name string) bool { return knowsProduct(name) }

// Group is the product's handle.
func (Products) Group(row fields.Fields, _ formats.Options) string { return handle.raw(row) }

// Read reads the rows of one handle; nothing when they are pictures of a product that is not in the file.
func (Products) Read(rows []fields.Fields, o formats.Options) []catalog.Change {
	p, ok := readProduct(rows)
	if !ok {
		return nil
	}
	return p.Changes(o.Variants)
}

// Orders is the formats.Format of the order file: a row a line of an order, and what is said of the order as a whole on
// the first row of its name, such as #1001. That name is its number and its key.
type Orders struct{}

// Name is "shopify-orders".
func (Orders) Name() string { return "shopify-orders" }

// Recognises reports whether there are orders with a financial status and lines.
func (Orders) Recognises(columns []string) bool {
	return contains(columns, "Name") && contains(columns, "Financial Status") && contains(columns, "Lineitem name")
}

// Knows reports whether a column is of the order file.
func (Orders) Knows(name string) bool { return contains(orderColumns, name) }
