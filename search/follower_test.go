package search_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"os"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"shopclerk/catalog"
	"shopclerk/internal/store"
	"shopclerk/internal/store/storetest"
	"shopclerk/search"
	"shopclerk/search/embedded"
)

func TestMain(m *testing.M) { os.Exit(storetest.Main(m)) }

var ctx = context.Background()

func newEngine(t testing.TB) search.Engine {
	t.Helper()
	e := embedded.Open(t.TempDir(), slog.New(slog.DiscardHandler))
	t.Cleanup(func() { e.Close() })
	return e
}

func follow(e search.Engine, s *store.Store, log slog.Handler, shops ...string) *search.Follower {
	return search.NewFollower(e, s, func() []string { return shops }, slog.New(log))
}

func put(t rapid.TB, s *store.Store, shop string, changes ...catalog.Change) {
	t.Helper()
	w := store.Write{Shop: shop, Source: "file", Currency: "TWD", Region: "TW"}
	if _, err := s.PutProducts(ctx, w, changes); err != nil {
		t.Fatal(err)
	}
}

func lamp(sku string) catalog.Change { return catalog.Change{SKU: sku, Title: new("Lamp " + sku)} }

// found are the titles of the products that an engine finds, read from the store as the server does.
func found(t rapid.TB, e search.Engine, s *store.Store, shop string) []string {
	t.Helper()
	var titles []string
	q := catalog.Query{SortBy: catalog.ByTitle, Page: 1, Limit: 100}
	for ; ; q.Page++ {
		hits, err := e.Search(ctx, shop, q)
		if err != nil {
			t.Fatal(err)
		}
		products, err := s.ProductsByID(ctx, shop, hits.IDs)
		if err != nil || len(products) != len(hits.IDs) {
			t.Fatalf("of the products %v there are %d: %v", hits.IDs, len(products), err)
		}
		for _, id := range hits.IDs {
			titles = append(titles, products[id].Title)
		}
		if len(titles) >= hits.Total {
			return titles
		}
	}
}

func catchUp(t rapid.TB, f *search.Follower) {
	t.Helper()
	if err := f.CatchUp(ctx); err != nil {
		t.Fatal(err)
	}
}

func checkFound(t rapid.TB, f *search.Follower, shop string, want ...string) {
	t.Helper()
	if d := cmp.Diff(want, found(t, f.Engine, f.Store, shop), cmpopts.EquateEmpty()); d != "" {
		t.Errorf("shop %s: %s", shop, d)
	}
	if lag, err := f.Lag(ctx, shop); err != nil || lag != 0 {
		t.Errorf("shop %s: the lag is %d, %v", shop, lag, err)
	}
}

func TestAnIndexFollowsWhatHappensInTheStore(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		f := follow(newEngine(t), s, slog.DiscardHandler, "main")
		catchUp(t, f)
		checkFound(t, f, "main")

		put(t, s, "main", lamp("a"), lamp("b"), lamp("c"))
		if lag, err := f.Lag(ctx, "main"); err != nil || lag != 3 {
			t.Errorf("the lag is %d, %v", lag, err)
		}
		catchUp(t, f)
		checkFound(t, f, "main", "Lamp a", "Lamp b", "Lamp c")

		put(t, s, "main", catalog.Change{SKU: "a", Title: new("Table a")}, catalog.Change{SKU: "b", Published: new(false)})
		catchUp(t, f)
		checkFound(t, f, "main", "Lamp c", "Table a")

		put(t, s, "main", catalog.Change{SKU: "b", Published: new(true)}, catalog.Change{SKU: "c", Published: new(false)}, catalog.Change{SKU: "c", Published: new(true), UpdatedAt: new(time.Now().Add(time.Hour))})
		catchUp(t, f)
		checkFound(t, f, "main", "Lamp b", "Lamp c", "Table a")

		if _, err := s.DeleteProducts(ctx, "main", "file"); err != nil {
			t.Fatal(err)
		}
		catchUp(t, f)
		checkFound(t, f, "main")

		put(t, s, "main", lamp("a"))
		catchUp(t, f)
		catchUp(t, f) // nothing new
		checkFound(t, f, "main", "Lamp a")
	})
}

func TestAnEmptyIndexCatchesUpWithAStoreOfManySteps(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		const n = 1234 // more than two steps
		var want []string
		for i := range n {
			want = append(want, fmt.Sprintf("Lamp %04d", i))
		}
		for batch := range slices.Chunk(want, store.BatchSize) {
			var changes []catalog.Change
			for _, title := range batch {
				changes = append(changes, catalog.Change{SKU: title, Title: &title})
			}
			put(t, s, "main", changes...)
		}
		for range 3 { // the newest changes are of products that have older ones
			put(t, s, "main", catalog.Change{SKU: "Lamp 0007", Vendor: new(time.Now().String())})
		}
		f := follow(newEngine(t), s, slog.DiscardHandler, "main")
		catchUp(t, f)
		checkFound(t, f, "main", want...)
	})
}

func TestEachShopHasItsOwnIndex(t *testing.T) {
	s := sqlite(t)
	put(t, s, "one", lamp("a"))
	put(t, s, "two", lamp("b"), lamp("c"))
	put(t, s, "three", lamp("d"))
	f := follow(newEngine(t), s, slog.DiscardHandler, "one", "two")
	catchUp(t, f)
	checkFound(t, f, "one", "Lamp a")
	checkFound(t, f, "two", "Lamp b", "Lamp c")
	if _, err := f.Engine.Search(ctx, "three", catalog.Query{Page: 1, Limit: 1}); !errors.Is(err, search.ErrNotBuilt) {
		t.Errorf("a shop that is not followed: %v", err)
	}
}

func sqlite(t testing.TB) *store.Store {
	return storetest.Open(t, store.Options{Driver: store.SQLite, Path: t.TempDir() + "/shopclerk.db"})
}

// Whatever happens, and whenever the index is brought up to date meanwhile, it ends with the published products of the store.
func TestAnIndexThatHasCaughtUpFindsWhatIsPublished(t *testing.T) {
	s, e := sqlite(t), newEngine(t)
	shops := 0
	rapid.Check(t, func(r *rapid.T) {
		shops++
		shop := fmt.Sprintf("shop%d", shops)
		f := follow(e, s, slog.DiscardHandler, shop)
		published := map[string]bool{}
		at := time.Now()
		for range rapid.IntRange(1, 5).Draw(r, "events") {
			switch rapid.SampledFrom([]string{"put", "put", "put", "delete", "catch up"}).Draw(r, "event") {
			case "put":
				at = at.Add(time.Second) // else two changes of one moment would be one against the other
				c := lamp(rapid.SampledFrom([]string{"a", "b"}).Draw(r, "sku"))
				c.Published, c.UpdatedAt = new(rapid.Bool().Draw(r, "published")), &at
				put(r, s, shop, c)
				published[*c.Title] = *c.Published
			case "delete":
				if _, err := s.DeleteProducts(ctx, shop, "file"); err != nil {
					r.Fatal(err)
				}
				clear(published)
			case "catch up":
				catchUp(r, f)
			}
		}
		catchUp(r, f)
		maps.DeleteFunc(published, func(_ string, shown bool) bool { return !shown })
		checkFound(r, f, shop, slices.Sorted(maps.Keys(published))...)
	})
}

func TestAnIndexWaitsWhileManyProductsAreImported(t *testing.T) {
	s := sqlite(t)
	f := follow(newEngine(t), s, slog.DiscardHandler, "main")
	f.Waits = true
	start(t, f)
	<-f.CaughtUp()
	const id = "01J"
	if err := s.AddImport(ctx, store.Import{ID: id, Shop: "main", Kind: "products", Source: "file", State: store.ImportRunning, QueuedAt: time.Now()}); err != nil {
		t.Fatal(err)
	}
	goOn := func(state string) {
		t.Helper()
		_, err := s.ChangeImport(ctx, id, func(i *store.Import) error { i.State, i.ProgressedAt = state, time.Now(); return nil })
		if err != nil {
			t.Fatal(err)
		}
		f.Kick()
	}
	lag := func() int64 {
		t.Helper()
		n, err := f.Lag(ctx, "main")
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	caughtUp := func() bool { return lag() == 0 }

	goOn(store.ImportRunning)
	put(t, s, "main", lamp("a"), lamp("b"))
	eventually(t, "a few changes are not followed", caughtUp)

	const n = 1000
	var lamps []catalog.Change
	for i := range n {
		lamps = append(lamps, lamp(fmt.Sprintf("%04d", i)))
	}
	put(t, s, "main", lamps...)
	for range 10 { // each of them a look at what there is to do
		goOn(store.ImportRunning)
		time.Sleep(100 * time.Millisecond)
	}
	if got := lag(); got != n {
		t.Errorf("while the import goes on, the index is %d changes behind, not %d", got, n)
	}
	goOn(store.ImportDone)
	eventually(t, "the index does not follow once the import is done", caughtUp)
}
