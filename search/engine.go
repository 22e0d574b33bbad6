// Package search finds products by what customers type. It owns what an engine must do, what keeps an engine equal to
// the store and what answers when an engine does not; the engines themselves are in the folders below.
package search

import (
	"context"
	"errors"
	"fmt"

	"shopclerk/catalog"
)

// ErrNotBuilt is a search in an index that is not there yet, or not complete: the store must answer.
var ErrNotBuilt = errors.New("the search index is not built")

// Engine answers product questions from an index of its own, one per shop.
type Engine interface {
	// Name is the engine's name in the configuration and in metrics.
	Name() string
	// Search returns one page of the products that match, best first, and how many match in all. The error is ErrNotBuilt
	// when there is no complete index.
	Search(ctx context.Context, shop string, q catalog.Query) (Hits, error)
	// Apply makes one step of changes to the index that answers and then moves its mark. Making a step twice is the same
	// as making it once. The error is a *Rejected when single products were refused and all the rest is done.
	Apply(ctx context.Context, shop string, step Step) error
	// Mark is what the shop's index knows of itself, the zero Mark when there is none.
	Mark(ctx context.Context, shop string) (Mark, error)
	// Build begins a new index beside the one that answers. What an interrupted one left behind is cleaned up first.
	Build(ctx context.Context, shop string) (Build, error)
	// Digests returns, by id, the Digest of what the index holds of the products with from ≤ id < to.
	Digests(ctx context.Context, shop string, from, to int64) (map[int64]uint64, error)
	// Digest is of what the index would hold of a product. It differs whenever a search could tell the two apart.
	Digest(p catalog.Product) uint64
	// Close writes what is to be written and lets go of the index.
	Close() error
}

// Build is a new index that does not answer yet. One of Swap and Abort ends it.
type Build interface {
	// Apply makes one step of changes, as Engine.Apply does.
	Apply(ctx context.Context, step Step) error
	// Swap puts the new index in the place of the old one, whose files then go.
	Swap(ctx context.Context, mark Mark) error
	// Abort throws the new index away.
	Abort() error
}

// Mark is where an index stands.
type Mark struct {
	Position   int64 // the number of the last change that is in it
	Generation int64 // for which `reindex` it was built; indexes start at 0
	Built      bool  // complete, and so fit to answer
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

// Rejected lists the products that an engine would not take, with its reasons. All others of the step are in the index.
type Rejected struct {
	Reasons map[int64]error // by product id
}

// Error counts them.
func (r *Rejected) Error() string {
	return fmt.Sprintf("the search engine refused %d products", len(r.Reasons))
}
