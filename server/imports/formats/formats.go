// Package formats says what a format is: what makes changes of the rows of a table. Each one is a package below, and knows
// what its columns mean; it does not know how a file is written, nor where the changes go.
package formats

import (
	"shopclerk/server/imports/fields"
)

// Format makes changes to nouns of one kind, such as catalog.Change, out of rows. Its methods are called by one import at
// a time and keep nothing between two calls.
type Format[C any] interface {
	// Name is what --format calls it.
	Name() string
	// Recognises reports whether a table with these columns is of this format. Of several the one that knows the most columns
	// is taken, and of equals the first.
	Recognises(columns []string) bool
	// Knows reports whether a column means something; of others the user is told.
	Knows(column string) bool
	// Read makes the changes that rows which belong together mean; none when they only say something that is not kept. What
	// is wrong is in the notes of the rows, and a problem in any of them refuses all.
	Read(rows []fields.Fields, o Options) []C
}

// Grouper is a format in which several rows can make one thing. Without it Read gets each row alone.
type Grouper interface {
	// Group names the thing that a row is a part of, "" when the row is one by itself. Rows of one group are handed to Read
	// together, in the order of the file, wherever they stand in it.
	Group(row fields.Fields, o Options) string
}

// Mapper is a format whose columns may have any name.
type Mapper interface {
	// Map returns which column stands for which of the format's names.
	Map(columns []string) map[string]string
	// Fields are the names that a column can stand for.
	Fields() []string
}

// Options are what a format leaves to the user.
type Options struct {
	Variants   Variants
	UnitPrices bool   // elements[].price of an order is for one piece
	Currency   string // of the shop, where the format names none
}

// Variants says how the variants of a product become products.
type Variants string

// One product with the lowest price of its variants, found by the SKU and barcode of each; or one product a variant.
const (
	OneAProduct Variants = "product"
	OneAVariant Variants = "variant"
)

// Keyer is a format that can name what rows become without reading them: catalog.Change.ProductKey of the change. With "" it
// says that it cannot.
type Keyer interface {
	Key(row fields.Fields, o Options) string
}
