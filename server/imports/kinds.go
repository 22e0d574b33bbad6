package imports

import (
	"context"
	"fmt"
	"strings"

	"shopclerk/catalog"
	"shopclerk/internal/store"
	"shopclerk/orders"
	"shopclerk/packages"
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

// kind is how the rows of one Kind are read and stored.
type kind[C any] struct {
	names    []string // known fields
	required []string // columns without which a CSV file makes no sense
	nested   bool     // rows hold objects and lists, which CSV cannot carry
	read     func(fields) C
	put      func(context.Context, *store.Store, store.Write, []C) ([]store.Outcome, error)
}

func products() kind[catalog.Change] {
	return kind[catalog.Change]{
		names: productNames, required: []string{"sku"}, read: readProduct,
		put: func(ctx context.Context, s *store.Store, w store.Write, c []catalog.Change) ([]store.Outcome, error) {
			return s.PutProducts(ctx, w, c)
		},
	}
}

func orderList(unitPrices bool) kind[orders.Change] {
	return kind[orders.Change]{
		names: orderNames, nested: true,
		read: func(f fields) orders.Change { return readOrder(f, unitPrices) },
		put: func(ctx context.Context, s *store.Store, w store.Write, c []orders.Change) ([]store.Outcome, error) {
			return s.PutOrders(ctx, w, c)
		},
	}
}

func parcels() kind[packages.Change] {
	return kind[packages.Change]{
		names: packageNames, required: []string{"order_number", "package_number"}, read: readPackage,
		put: func(ctx context.Context, s *store.Store, w store.Write, c []packages.Change) ([]store.Outcome, error) {
			return s.PutPackages(ctx, w, c)
		},
	}
}
