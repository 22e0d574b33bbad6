package store_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"pgregory.net/rapid"

	"shopclerk/catalog"
	"shopclerk/internal/store"
	"shopclerk/internal/store/storetest"
	"shopclerk/orders"
	"shopclerk/packages"
)

// batch is a piece of a random import; it puts itself into a store and tells what came of each row.
type batch func(s *store.Store) ([]store.Outcome, error)

// drawImport draws batches of one kind with few keys, so that rows meet each other and what is stored already.
func drawImport(r *rapid.T, kind, label string) []batch {
	draw := map[string]func(r *rapid.T) batch{"products": drawProducts, "orders": drawOrders, "packages": drawPackages}[kind]
	return rapid.SliceOfN(rapid.Custom(draw), 1, 5).Draw(r, label)
}

func drawTime(r *rapid.T) *time.Time { return pick(r, nil, nil, &one, &two, &three) }

func drawProducts(r *rapid.T) batch {
	list := make([]catalog.Change, rapid.IntRange(1, 4).Draw(r, "rows"))
	for i := range list {
		list[i] = catalog.Change{
			SKU: pick(r, "A", "B", "C"), Title: pick(r, nil, ptr(""), ptr("t"), ptr("u")), Vendor: pick(r, nil, ptr(""), ptr("v")),
			Published: pick(r, nil, ptr(true), ptr(false)), UpdatedAt: drawTime(r),
		}
	}
	return func(s *store.Store) ([]store.Outcome, error) { return s.PutProducts(ctx, main, list) }
}

func drawOrders(r *rapid.T) batch {
	list := make([]orders.Change, rapid.IntRange(1, 4).Draw(r, "rows"))
	for i := range list {
		list[i] = orders.Change{
			Number: pick(r, "1", "2", "3"), Total: pick(r, nil, order("").Total), UpdatedAt: drawTime(r),
			Status: pick(r, nil, ptr(orders.Unpaid), ptr(orders.Shipped)), Emails: pick(r, nil, &[]string{"a@b.example"}, new([]string)),
		}
	}
	return func(s *store.Store) ([]store.Outcome, error) { return s.PutOrders(ctx, main, list) }
}

func drawPackages(r *rapid.T) batch {
	list := make([]packages.Change, rapid.IntRange(1, 4).Draw(r, "rows"))
	for i := range list {
		list[i] = packages.Change{
			OrderNumber: pick(r, "1", "2"), Number: pick(r, "P", "Q", "R"), Carrier: pick(r, nil, ptr(""), ptr("c")), UpdatedAt: drawTime(r),
			Status: pick(r, nil, ptr(packages.Pending), ptr(packages.Delivered)),
		}
	}
	return func(s *store.Store) ([]store.Outcome, error) { return s.PutPackages(ctx, main, list) }
}

// run puts batches, a second of the clock apart, and tells what came of every row as text.
func run(r *rapid.T, s *store.Store, clock *storetest.Clock, list []batch) (out []string) {
	for i, b := range list {
		clock.At = clock.At.Add(time.Second)
		outcomes, err := b(s)
		if err != nil {
			r.Fatal("batch ", i, ": ", err)
		}
		for _, o := range outcomes {
			out = append(out, fmt.Sprint(i, " ", o.Result, " ", o.Err, " ", o.Before != nil))
		}
	}
	return out
}

func TestADryRunTellsWhatTheRealRunDoesAndChangesNothing(t *testing.T) {
	eachAt(t, func(t *testing.T, s *store.Store, clock *storetest.Clock) {
		rapid.Check(t, func(r *rapid.T) {
			empty(r, s)
			kind := pick(r, "products", "orders", "packages")
			clock.At = noon
			run(r, s, clock, drawImport(r, kind, "before"))
			list, start, before := drawImport(r, kind, "import"), clock.At, dump(r, s)
			scratch, done, err := s.Scratch(ctx)
			if err != nil {
				r.Fatal(err)
			}
			defer done()
			dry := run(r, scratch, clock, list)
			equal(r, before, dump(r, s))
			clock.At = start
			equal(r, run(r, s, clock, list), dry)
		})
	})
}

// empty takes all rows out of a database.
func empty(t rapid.TB, s *store.Store) {
	t.Helper()
	for _, table := range tables(t, s) {
		if table != "goose_db_version" && table != "migration_lock" {
			must[any](t)(store.Pool(s).Exec("DELETE FROM " + table))
		}
	}
}

func TestADryRunKeepsWhatItWroteOfAnOrderWhoseOtherParcelsItReads(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		p := packages.Change{OrderNumber: "1", Number: "P", Carrier: ptr("c"), UpdatedAt: &one}
		q := packages.Change{OrderNumber: "1", Number: "Q", UpdatedAt: &one}
		putPackages(t, s, main, p, q)
		scratch, done, err := s.Scratch(ctx)
		if err != nil {
			t.Fatal(err)
		}
		defer done()
		p.Carrier, p.UpdatedAt = ptr("d"), &two
		equal(t, []store.Result{store.Changed}, putPackages(t, scratch, main, p))
		equal(t, []store.Result{store.Unchanged, store.Unchanged}, putPackages(t, scratch, main, q, p))
	})
}

func TestADryRunLeavesNoFilesBehind(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		t.Setenv("TMPDIR", t.TempDir())
		scratch, done, err := s.Scratch(ctx)
		if err != nil {
			t.Fatal(err)
		}
		putProducts(t, scratch, main, catalog.Change{SKU: "A", Title: ptr("a")})
		done()
		equal(t, []string(nil), must[[]string](t)(filepath.Glob(filepath.Join(os.TempDir(), "*"))))
		if _, err := scratch.PutProducts(ctx, main, nil); err == nil {
			t.Error("a dry run that is done still takes rows")
		}
	})
}

func TestADryRunNeedsTheDatabaseBelowItButNotItsWriters(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		putOrders(t, s, main, order("1"))
		scratch, done, err := s.Scratch(ctx)
		if err != nil {
			t.Fatal(err)
		}
		defer done()
		putOrders(t, s, main, order("2")) // in the middle of the dry run
		equal(t, []store.Result{store.Unchanged, store.Unchanged, store.New}, putOrders(t, scratch, main, order("1"), order("2"), order("3")))
		s.Close()
		if _, err := scratch.PutOrders(ctx, main, []orders.Change{order("4")}); err == nil || errors.Is(err, orders.ErrNotFound) {
			t.Error("a dry run goes on without the database:", err)
		}
	})
}
