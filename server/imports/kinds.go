package imports

import (
	"context"
	"fmt"
	"strings"

	"shopclerk/catalog"
	"shopclerk/internal/store"
	"shopclerk/orders"
	"shopclerk/packages"
	"shopclerk/server/imports/formats"
)

// Kind is what a file is about.
type Kind string

// The kinds.
const (
	Products Kind = "products"
	Orders   Kind = "orders"
	Packages Kind = "packages"
)

// ParseKind reads a kind.
func ParseKind(text string) (Kind, error) {
	switch k := Kind(strings.ToLower(text)); k {
	case Products, Orders, Packages:
		return k, nil
	}
	return "", fmt.Errorf("%q is none of products, orders, packages", text)
}

// Formats are the formats of each kind. Of several that recognise a table the first one is taken.
type Formats struct {
	Products []formats.Format[catalog.Change]
	Orders   []formats.Format[orders.Change]
	Packages []formats.Format[packages.Change]
}

// Names lists the formats of a kind.
func (f Formats) Names(k Kind) []string {
	switch k {
	case Products:
		return names(f.Products)
	case Orders:
		return names(f.Orders)
	}
	return names(f.Packages)
}

func names[C any](list []formats.Format[C]) []string {
	out := make([]string, len(list))
	for i, f := range list {
		out[i] = f.Name()
	}
	return out
}

// kind is how the things of one Kind are read and stored.
type kind[C any] struct {
	name    Kind
	formats []formats.Format[C]
	put     func(context.Context, *store.Store, store.Write, []C) ([]store.Outcome, error)
	// prepare works out what can be known of a change before it is put, and returns the text of store.SearchText; nil where there
	// is nothing to work out.
	prepare func(*C) string
}

func (f Formats) products() kind[catalog.Change] {
	return kind[catalog.Change]{Products, f.Products,
		func(ctx context.Context, s *store.Store, w store.Write, c []catalog.Change) ([]store.Outcome, error) {
			return s.PutProducts(ctx, w, c)
		}, prepareProduct}
}

func prepareProduct(c *catalog.Change) string {
	c.Key = c.ProductKey() // asked for several times
	return store.SearchText(*c)
}

func (f Formats) orders() kind[orders.Change] {
	return kind[orders.Change]{Orders, f.Orders,
		func(ctx context.Context, s *store.Store, w store.Write, c []orders.Change) ([]store.Outcome, error) {
			return s.PutOrders(ctx, w, c)
		}, nil}
}

func (f Formats) packages() kind[packages.Change] {
	return kind[packages.Change]{Packages, f.Packages,
		func(ctx context.Context, s *store.Store, w store.Write, c []packages.Change) ([]store.Outcome, error) {
			return s.PutPackages(ctx, w, c)
		}, nil}
}
