// Package search finds products by what customers type. It owns what an engine must do and what keeps an engine equal to
// the store; the engines themselves are in the folders below.
package search

import (
	"context"

	"shopclerk/catalog"
)

// Engine answers product questions from an index of its own, one per shop.
type Engine interface {
	// Search returns one page of the products that match, best first, and how many match in all.
	Search(ctx context.Context, shop string, q catalog.Query) (Hits, error)
	// Apply makes one step of changes, all or none, and moves the position.
	Apply(ctx context.Context, shop string, step Step) error
	// Position is the number of the last change that the shop's index has seen, 0 for an empty index.
	Position(ctx context.Context, shop string) (int64, error)
	// Close writes what is to be written and lets go of the index.
	Close() error
}

// Hits is one page of a search.
type Hits struct {
	IDs   []int64 // of products, in the order asked for
	Total int     // of all pages
}

// Step is a bundle of changes to an index.
type Step struct {
	Put      []catalog.Product // published products, as they are now
	Delete   []int64           // products that customers must not find
	Position int64             // the number of the last change in the step
}
