package store_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"shopclerk/internal/store"
	"shopclerk/internal/store/storetest"
	"shopclerk/orders"
)

// pageLookups are what the pages with products, orders and parcels read. Each may walk along its index, for it stops early.
func pageLookups() map[string]func(s *store.Store) error {
	products := func(q store.ProductList) func(s *store.Store) error {
		q.Shop, q.Limit = "a", 50
		return func(s *store.Store) error {
			page, err := s.ListProducts(ctx, q)
			if err == nil && page.Next != "" {
				q.After = page.Next
				_, err = s.ListProducts(ctx, q)
			}
			return err
		}
	}
	orderList := func(q store.OrderList) func(s *store.Store) error {
		q.Shop, q.Limit = "a", 50
		return func(s *store.Store) error {
			page, err := s.ListOrders(ctx, q)
			if err == nil && page.Next != "" {
				q.After = page.Next
				_, err = s.ListOrders(ctx, q)
			}
			return err
		}
	}
	parcels := func(q store.PackageList) func(s *store.Store) error {
		q.Shop, q.Limit = "a", 50
		return func(s *store.Store) error {
			page, err := s.ListPackages(ctx, q)
			if err == nil && page.Next != "" {
				q.After = page.Next
				_, err = s.ListPackages(ctx, q)
			}
			return err
		}
	}
	return map[string]func(s *store.Store) error{
		"products": products(store.ProductList{}), "products of a source": products(store.ProductList{Source: "file"}),
		"published products": products(store.ProductList{Published: "1"}), "other products of a source": products(store.ProductList{Published: "0", Source: "file"}),
		"products of a brand": products(store.ProductList{Vendor: "vendor7"}), "products with words": products(store.ProductList{Published: "1", Words: "t"}),
		"products of a day": products(store.ProductList{From: noon}),
		"orders":            orderList(store.OrderList{}), "orders of a status": orderList(store.OrderList{Status: orders.Paid}),
		"orders of a source": orderList(store.OrderList{Source: "file"}), "orders of a day": orderList(store.OrderList{From: noon.Add(-time.Hour), Until: noon}),
		"orders of all that": orderList(store.OrderList{From: noon.Add(-time.Hour), Status: orders.Paid, Source: "file"}),
		"parcels":            parcels(store.PackageList{}), "parcels of a source": parcels(store.PackageList{Source: "file"}),
		"parcels of a status": parcels(store.PackageList{Status: "none"}),
		"products by a key":   func(s *store.Store) error { _, err := s.ProductsByKey(ctx, "a", "7"); return err },
		"parcels by a number": func(s *store.Store) error { _, err := s.FindPackages(ctx, "a", "7"); return err },
		"sources":             func(s *store.Store) error { _, err := s.SourcesOf(ctx, "a", store.KindOrders); return err },
		"an order":            func(s *store.Store) error { _, err := s.OrderByID(ctx, "a", large*3/2); return ignoreMissing(err) },
		"a parcel":            func(s *store.Store) error { _, err := s.PackageByID(ctx, "a", large*3/2); return ignoreMissing(err) },
	}
}

func ignoreMissing(err error) error {
	if err == store.ErrNotFound { //nolint:errorlint // as it is returned
		return nil
	}
	return err
}

func TestNoPageScansATable(t *testing.T) {
	explain := map[string]func(*testing.T, *store.Store, statement, bool){store.SQLite: explainSQLite, store.MySQL: explainMySQL}
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		fillLarge(t, s, "a")
		fillLarge(t, s, "b")
		if s.Dialect() == store.MySQL {
			rows(t, s, "ANALYZE TABLE "+strings.Join(tables(t, s), ", "))
		}
		var sent []statement
		if err := store.Capture(s, func(query string, args []any) { sent = append(sent, statement{query, slices.Clone(args)}) }); err != nil {
			t.Fatal(err)
		}
		for name, do := range pageLookups() {
			t.Run(name, func(t *testing.T) {
				sent = nil
				if err := do(s); err != nil || len(sent) == 0 {
					t.Fatalf("%d statements, %v", len(sent), err)
				}
				for _, st := range sent {
					explain[s.Dialect()](t, s, st, true)
					noSort(t, s, st)
				}
			})
		}
	})
}

// noSort fails when all rows of a shop would be sorted for one page; SQLite may sort those that are placed at the same moment.
func noSort(t *testing.T, s *store.Store, st statement) {
	if s.Dialect() == store.SQLite {
		for _, row := range rows(t, s, "EXPLAIN QUERY PLAN "+st.query, st.args...) {
			if strings.Contains(row["detail"], "TEMP B-TREE FOR ORDER BY") {
				t.Errorf("%s:\n%s", row["detail"], st.query)
			}
		}
		return
	}
	for _, row := range rows(t, s, "EXPLAIN "+st.query, st.args...) {
		if strings.Contains(row["Extra"], "filesort") {
			t.Errorf("%s:\n%s", row["Extra"], st.query)
		}
	}
}
