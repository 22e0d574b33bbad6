package searchtest

import (
	"errors"
	"fmt"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"shopclerk/catalog"
	"shopclerk/search"
)

func lamp(id int64, title string) catalog.Product {
	return catalog.Product{ID: id, SKU: fmt.Sprint("L", id), Title: title, UpdatedAt: noon, CreatedAt: noon}
}

func testNone(t *testing.T, e search.Engine) {
	if _, err := e.Search(ctx, shop, catalog.Query{Page: 1, Limit: 3}); !errors.Is(err, search.ErrNotBuilt) {
		t.Errorf("a search without an index: %v", err)
	}
	if mark, err := e.Mark(ctx, shop); err != nil || mark != (search.Mark{}) {
		t.Errorf("the mark without an index is %+v, %v", mark, err)
	}
}

func testBuild(t *testing.T, e search.Engine) {
	put(t, e, lamp(1, "Old lamp"), lamp(2, "Other old lamp"))
	b, err := e.Build(ctx, shop)
	if err != nil {
		t.Fatal(err)
	}
	if err := b.Apply(ctx, search.Step{Put: []catalog.Product{lamp(3, "New lamp"), lamp(4, "Gone")}, Position: 7}); err != nil {
		t.Fatal(err)
	}
	if err := b.Apply(ctx, search.Step{Delete: []int64{4}, Position: 8}); err != nil {
		t.Fatal(err)
	}
	put(t, e, lamp(5, "Old lamp again")) // the old one goes on answering and following
	finds(t, e, catalog.Query{Title: "lamp"}, 1, 2, 5)
	if err := b.Swap(ctx, search.Mark{Position: 8, Generation: 2, Built: true}); err != nil {
		t.Fatal(err)
	}
	finds(t, e, catalog.Query{}, 3)
	if mark, err := e.Mark(ctx, shop); err != nil || mark != (search.Mark{Position: 8, Generation: 2, Built: true}) {
		t.Errorf("the mark is %+v, %v", mark, err)
	}

	aborted, err := e.Build(ctx, shop)
	if err == nil {
		err = errors.Join(aborted.Apply(ctx, search.Step{Put: []catalog.Product{lamp(6, "Never")}, Position: 9}), aborted.Abort())
	}
	if err != nil {
		t.Fatal(err)
	}
	left, err := e.Build(ctx, shop) // as a process leaves it that is killed
	if err == nil {
		err = left.Apply(ctx, search.Step{Put: []catalog.Product{lamp(7, "Never")}, Position: 9})
	}
	if err != nil {
		t.Fatal(err)
	}
	finds(t, e, catalog.Query{}, 3)
	build(t, e, shop)
	finds(t, e, catalog.Query{})
}

func testDigests(t *testing.T, e search.Engine) {
	list := []catalog.Product{lamp(1, "a"), lamp(2, "b"), lamp(5, "c"), lamp(1000, "d")}
	put(t, e, list...)
	for _, c := range []struct {
		from, to int64
		want     []catalog.Product
	}{{1, 1001, list}, {2, 5, list[1:2]}, {2, 6, list[1:3]}, {6, 1000, nil}, {1000, 5000, list[3:]}} {
		want := map[int64]uint64{}
		for _, p := range c.want {
			want[p.ID] = e.Digest(p)
		}
		got, err := e.Digests(ctx, shop, c.from, c.to)
		if err != nil {
			t.Fatal(err)
		}
		if d := gocmp.Diff(want, got, cmpopts.EquateEmpty()); d != "" {
			t.Errorf("from %d to %d: %s", c.from, c.to, d)
		}
	}
	renamed := list[0]
	renamed.Title = "z"
	if e.Digest(renamed) == e.Digest(list[0]) {
		t.Error("another title has the same digest")
	}
	if again := list[0]; e.Digest(again) != e.Digest(list[0]) {
		t.Error("the same product has another digest")
	}
}

func testTotals(t *testing.T, e search.Engine) {
	const n = 2500
	var list []catalog.Product
	for i := range int64(n) {
		p := lamp(i+1, fmt.Sprint("Lamp ", []string{"red", "green"}[i%2]))
		p.Vendor = []string{"Oak", "Elm", "Ash"}[i%3]
		list = append(list, p)
	}
	put(t, e, list...)
	for _, c := range []struct {
		q    catalog.Query
		want int
	}{
		{catalog.Query{}, n}, {catalog.Query{Title: "lamp"}, n}, {catalog.Query{Title: "lamp red"}, n}, {catalog.Query{Title: "green"}, n / 2},
		{catalog.Query{Title: "green", Vendor: "oak"}, n/2 + 417}, {catalog.Query{Vendor: "elm"}, 833}, {catalog.Query{Title: "lamp", SortBy: catalog.ByTitle}, n},
	} {
		if total := ask(t, e, c.q).Total; total != c.want {
			t.Errorf("%s: the total is %d, want %d", describe(c.q), total, c.want)
		}
	}
	whole := all(t, e, catalog.Query{Title: "green lamp"}, 100)
	distinct(t, whole)
	if len(whole) != n {
		t.Errorf("a full walk finds %d of %d", len(whole), n)
	}
	for at, id := range whole {
		if green := id%2 == 0; green != (at < n/2) {
			t.Fatalf("product %d is at %d: those with both words come first", id, at)
		}
	}
}
