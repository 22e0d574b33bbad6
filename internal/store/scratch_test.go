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
type batch func(s *store.Store, w store.Write) ([]store.Outcome, error)

// drawBatch draws one with few keys, so that rows meet each other and what is stored already.
func drawBatch(r *rapid.T) batch {
	when := func() *time.Time { return pick(r, nil, nil, &one, &two, &three) }
	rows := rapid.IntRange(1, 4).Draw(r, "rows")
	switch pick(r, "products", "orders", "packages") {
	case "products":
		list := make([]catalog.Change, rows)
		for i := range list {
			list[i] = catalog.Change{
				SKU: pick(r, "A", "B", "C"), Title: pick(r, nil, ptr(""), ptr("t"), ptr("u")), Vendor: pick(r, nil, ptr(""), ptr("v")),
				Published: pick(r, nil, ptr(true), ptr(false)), UpdatedAt: when(),
			}
		}
		return func(s *store.Store, w store.Write) ([]store.Outcome, error) { return s.PutProducts(ctx, w, list) }
	case "orders":
		list := make([]orders.Change, rows)
		for i := range list {
			list[i] = orders.Change{
				Number: pick(r, "1", "2", "3"), Total: pick(r, nil, order("").Total, order("").Total), UpdatedAt: when(),
				Status: pick(r, nil, ptr(orders.Unpaid), ptr(orders.Shipped)), Emails: pick(r, nil, &[]string{"a@b.example"}, new([]string)),
			}
		}
		return func(s *store.Store, w store.Write) ([]store.Outcome, error) { return s.PutOrders(ctx, w, list) }
	}
	list := make([]packages.Change, rows)
	for i := range list {
		list[i] = packages.Change{
			OrderNumber: pick(r, "1", "2"), Number: pick(r, "P", "Q", "R"), Carrier: pick(r, nil, ptr(""), ptr("c")), UpdatedAt: when(),
			Status: pick(r, nil, ptr(packages.Pending), ptr(packages.Delivered)),
		}
	}
	return func(s *store.Store, w store.Write) ([]store.Outcome, error) { return s.PutPackages(ctx, w, list) }
}

// run puts batches, a second of the clock apart, and tells what came of every row as text.
func run(r *rapid.T, s *store.Store, w store.Write, clock *storetest.Clock, list []batch) (out []string) {
	clock.At = noon.Add(time.Hour)
	for i, b := range list {
		clock.At = clock.At.Add(time.Second)
		outcomes, err := b(s, w)
		if err != nil {
			r.Fatal("batch", i, err)
		}
		out = append(out, fmt.Sprint(i, " ", outcomes))
	}
	return out
}

func TestADryRunTellsWhatTheRealRunDoesAndChangesNothing(t *testing.T) {
	eachAt(t, func(t *testing.T, s *store.Store, clock *storetest.Clock) {
		shops := 0
		rapid.Check(t, func(r *rapid.T) {
			shops++
			w := in(fmt.Sprint("shop", shops), "file")
			clock.At = noon
			for _, b := range rapid.SliceOfN(rapid.Custom(drawBatch), 0, 4).Draw(r, "before") {
				if _, err := b(s, w); err != nil {
					r.Fatal(err)
				}
			}
			list := rapid.SliceOfN(rapid.Custom(drawBatch), 1, 6).Draw(r, "import")
			before := dump(r, s)
			scratch, done, err := s.Scratch(ctx)
			if err != nil {
				r.Fatal(err)
			}
			dry := run(r, scratch, w, clock, list)
			done()
			equal(r, before, dump(r, s))
			equal(r, run(r, s, w, clock, list), dry)
		})
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
