package store

import (
	"context"
	"database/sql"
	"fmt"

	"shopclerk/orders"
	"shopclerk/packages"
)

// maxLooked bounds how many rows one page of a list looks at for those that are wanted. Where fewer than a page are among them
// the list says so, and the next page goes on from there: so a page takes the same time whatever is asked for.
const maxLooked = 10_000

// Listed is one page of a list.
type Listed[N any] struct {
	Items []N
	Next  string // where the next page begins, for After; "" when there are no more
	// Cut says that the page is short because maxLooked rows were looked at, and not because there are no more.
	Cut bool
}

// Kinds of what has sources, by which their tables are called.
const (
	KindProducts = "products"
	KindOrders   = "orders"
	KindPackages = "packages"
)

// SourcesOf lists the sources that a shop has products, orders or parcels of, which takes one look into an index for each.
func (s *Store) SourcesOf(ctx context.Context, shop, kind string) (list []string, err error) {
	if kind != KindProducts && kind != KindOrders && kind != KindPackages {
		return nil, fmt.Errorf("there is no table of %q", kind)
	}
	query := "SELECT COALESCE(MIN(source), '') FROM " + kind + " WHERE shop = ? AND source > ?"
	for last := ""; ; list = append(list, last) {
		err := s.read(ctx, query, func(rows *sql.Rows) error { return rows.Scan(&last) }, shop, last)
		if err != nil || last == "" {
			return list, err
		}
	}
}

// scanOrders adds rows of listOrderColumns to a list.
func scanOrders(list *[]orders.Order) func(*sql.Rows) error {
	return func(rows *sql.Rows) error {
		var r orderRow
		if err := rows.Scan(&r.ID, &r.Status, &r.PlacedAt, &r.Source, &r.SourceKey, &r.Version, &r.Document); err != nil {
			return err
		}
		o, err := toOrder(r)
		*list = append(*list, o)
		return err
	}
}

// scanPackages adds rows of packageColumns to a list.
func scanPackages(list *[]packages.Package) func(*sql.Rows) error {
	return func(rows *sql.Rows) error {
		var r packageRow
		err := rows.Scan(&r.ID, &r.Source, &r.OrderNumber, &r.PackageNumber, &r.ProductName, &r.Carrier, &r.TrackingNumber,
			&r.TrackingURL, &r.Status, &r.ExpectedOn, &r.DeliveredAt, &r.ImageURL, &r.Version)
		*list = append(*list, toPackage(r))
		return err
	}
}
