package store

import (
	"context"
	"fmt"

	"shopclerk/catalog"
	"shopclerk/orders"
	"shopclerk/packages"
)

// The walks below read a shop's rows by their ids, a batch a call. So a file of a million rows holds neither a transaction
// nor the rows; what is changed meanwhile is in it as it is when its batch is read.

// ProductsAfter returns the products that follow an id, in the order of their ids, up to BatchSize of them: of one source,
// or of all when it is "". There are no more when it returns none.
func (s *Store) ProductsAfter(ctx context.Context, shop, source string, id int64) ([]catalog.Product, error) {
	where, args := s.following(shop, source, id)
	return s.readProducts(ctx, productColumns+where, args...)
}

// OrdersAfter returns the orders that follow an id, as ProductsAfter does products.
func (s *Store) OrdersAfter(ctx context.Context, shop, source string, id int64) ([]orders.Order, error) {
	const columns = "SELECT id, status, placed_at, source, source_key, version, document, '' FROM orders"
	where, args := s.following(shop, source, id)
	rows, err := s.readOrders(ctx, columns+where, args...)
	if err != nil {
		return nil, err
	}
	return toOrders(rows)
}

// PackagesAfter returns the parcels that follow an id, as ProductsAfter does products.
func (s *Store) PackagesAfter(ctx context.Context, shop, source string, id int64) ([]packages.Package, error) {
	where, args := s.following(shop, source, id)
	rows, err := s.readPackages(ctx, packageColumns+where, args...)
	list := make([]packages.Package, len(rows))
	for i, r := range rows {
		list[i] = toPackage(r)
	}
	return list, err
}

// following is the condition of a walk. The plus keeps SQLite from the index that begins with the source: it would sort all
// rows of the source for every batch.
func (s *Store) following(shop, source string, id int64) (where string, args []any) {
	where, args = s.using("PRIMARY")+" WHERE shop = ? AND id > ?", []any{shop, id}
	if source != "" {
		where, args = where+" AND +source = ?", append(args, source)
	}
	return where + fmt.Sprintf(" ORDER BY id LIMIT %d", BatchSize), args
}
