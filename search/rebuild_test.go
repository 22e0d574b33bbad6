package search_test

import (
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"time"

	"shopclerk/catalog"
	"shopclerk/internal/store"
	"shopclerk/internal/store/storetest"
	"shopclerk/search"
)

func TestAReindexBuildsTheIndexAnewOnce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		e := &builds{Engine: newEngine(t)}
		f := follow(e, s, slog.DiscardHandler, "main")
		put(t, s, "main", lamp("a"), lamp("b"))
		catchUp(t, f)
		catchUp(t, f)
		if e.n != 1 {
			t.Errorf("built %d times at the start", e.n)
		}
		if _, err := s.RaiseGeneration(ctx, "main"); err != nil {
			t.Fatal(err)
		}
		catchUp(t, f)
		catchUp(t, f)
		if e.n != 2 {
			t.Errorf("built %d times after a reindex", e.n)
		}
		checkFound(t, f, "main", "Lamp a", "Lamp b")
	})
}

// builds counts how often an index is built.
type builds struct {
	search.Engine
	n      int
	during func() // what happens while one is built
}

func (b *builds) Build(ctx0 ctxType, shop string) (search.Build, error) {
	b.n++
	inner, err := b.Engine.Build(ctx0, shop)
	return &slowBuild{inner, b.during}, err
}

type slowBuild struct {
	search.Build
	during func()
}

func (b *slowBuild) Apply(ctx0 ctxType, step search.Step) error {
	err := b.Build.Apply(ctx0, step)
	if b.during != nil {
		b.during()
	}
	return err
}

func TestSearchesAndChangesGoOnWhileAnIndexIsBuilt(t *testing.T) {
	s := sqlite(t)
	e := &builds{Engine: newEngine(t)}
	f := follow(e, s, slog.DiscardHandler, "main")
	var all []catalog.Change
	for i := range 700 { // more than a step
		all = append(all, lamp(fmt.Sprintf("%03d", i)))
	}
	put(t, s, "main", all...)
	catchUp(t, f)
	n := 0
	e.during = func() {
		if n == 1 { // what changed during the step before is found in the index that still answers
			if hits, err := e.Search(ctx, "main", catalog.Query{Title: "new1", Page: 1, Limit: 1}); err != nil || hits.Total != 1 {
				t.Errorf("the old index does not follow: %+v, %v", hits, err)
			}
		}
		if n++; n > 2 { // with each step a change, until the last step of the walk
			return
		}
		put(t, s, "main", lamp(fmt.Sprint("new", n)), catalog.Change{SKU: fmt.Sprintf("%03d", n), Published: new(false)})
		if hits, err := e.Search(ctx, "main", catalog.Query{Title: "lamp", Page: 1, Limit: 1}); err != nil || hits.Total < 698 {
			t.Errorf("while it is built a search finds %+v, %v", hits, err)
		}
	}
	if _, err := s.RaiseGeneration(ctx, "main"); err != nil {
		t.Fatal(err)
	}
	catchUp(t, f)
	titles := found(t, e, s, "main")
	if len(titles) != 700 || !slices.Contains(titles, "Lamp new2") || slices.Contains(titles, "Lamp 001") {
		t.Errorf("found %d", len(titles))
	}
	if lag, err := f.Lag(ctx, "main"); err != nil || lag != 0 {
		t.Errorf("the lag is %d, %v", lag, err)
	}
}

// gone is an engine whose index somebody has deleted, though its mark says otherwise.
type gone struct {
	*builds
	deleted bool
}

func (g *gone) Apply(ctx0 ctxType, shop string, step search.Step) error {
	if g.deleted {
		return search.ErrNotBuilt
	}
	return g.builds.Apply(ctx0, shop, step)
}

func (g *gone) Build(ctx0 ctxType, shop string) (search.Build, error) {
	g.deleted = false
	return g.builds.Build(ctx0, shop)
}

func TestAnIndexThatSomebodyDeletedIsBuiltAnew(t *testing.T) {
	s := sqlite(t)
	e := &gone{builds: &builds{Engine: newEngine(t)}}
	f := follow(e, s, slog.DiscardHandler, "main")
	put(t, s, "main", lamp("a"))
	catchUp(t, f)
	e.deleted = true
	put(t, s, "main", lamp("b"))
	catchUp(t, f)
	if e.n != 2 {
		t.Errorf("built %d times", e.n)
	}
	checkFound(t, f, "main", "Lamp a", "Lamp b")
}

func TestAnIndexThatIsBehindTheOldestChangeIsBuiltAnew(t *testing.T) {
	s, e := sqlite(t), &builds{Engine: newEngine(t)}
	f := follow(e, s, slog.DiscardHandler, "main")
	put(t, s, "main", lamp("a"), lamp("b"))
	catchUp(t, f)
	put(t, s, "main", lamp("c"), catalog.Change{SKU: "a", Published: new(false)})
	if n, err := s.PruneChanges(ctx, "main", time.Now().Add(time.Hour)); err != nil || n != 3 {
		t.Fatalf("pruned %d, %v", n, err)
	}
	catchUp(t, f)
	checkFound(t, f, "main", "Lamp b", "Lamp c")
	if e.n != 2 {
		t.Errorf("built %d times", e.n)
	}
}

func TestWhatDiffersIsMendedAndReported(t *testing.T) {
	s, e := sqlite(t), newEngine(t)
	f := follow(e, s, slog.DiscardHandler, "main")
	put(t, s, "main", lamp("a"), lamp("b"), lamp("c"), lamp("d"))
	catchUp(t, f)
	var mu sync.Mutex
	repaired := map[string]int{}
	f.Repaired = func(kind string, n int) { mu.Lock(); repaired[kind] += n; mu.Unlock() }
	if _, err := f.Compare(ctx, "main"); err != nil || len(repaired) > 0 {
		t.Fatalf("two that are equal: %v, %v", repaired, err)
	}
	wrong := search.Step{Position: 4, Delete: []int64{1}, Put: []catalog.Product{
		{ID: 2, Title: "Another"}, {ID: 77, Title: "Extra"}, {ID: 5000, Title: "Extra far away"},
	}}
	if err := e.Apply(ctx, "main", wrong); err != nil {
		t.Fatal(err)
	}
	if _, err := f.Compare(ctx, "main"); err != nil || repaired["missing"] != 1 || repaired["stale"] != 1 || repaired["extra"] != 2 {
		t.Errorf("mended %v, %v", repaired, err)
	}
	checkFound(t, f, "main", "Lamp a", "Lamp b", "Lamp c", "Lamp d")
	put(t, s, "main", lamp("e"))
	clear(repaired)
	if _, err := f.Compare(ctx, "main"); err != nil || len(repaired) > 0 {
		t.Errorf("a change that is only new is mended: %v, %v", repaired, err)
	}
}

func TestOnlyTheLeaderFollows(t *testing.T) {
	s := sqlite(t)
	leads := false
	f := follow(newEngine(t), s, slog.DiscardHandler, "main")
	f.Lead = func(ctxType) (bool, error) { return leads, nil }
	put(t, s, "main", lamp("a"))
	catchUp(t, f)
	if lag, err := f.Lag(ctx, "main"); err != nil || lag == 0 {
		t.Errorf("who does not lead has a lag of %d, %v", lag, err)
	}
	leads = true
	catchUp(t, f)
	checkFound(t, f, "main", "Lamp a")
}
