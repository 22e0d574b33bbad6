// Package searchtest is the one suite that every search engine passes. It speaks to an engine as the program does and
// knows nothing of how one works.
package searchtest

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"shopclerk/catalog"
	"shopclerk/search"
)

// Run runs the suite. newEngine returns an engine without indexes and closes it when the test ends; what Apply was told
// must be found as soon as Apply has returned.
func Run(t *testing.T, newEngine func(t *testing.T) search.Engine) {
	for _, part := range []struct {
		name string
		test func(*testing.T, search.Engine)
	}{
		{"what a query finds", testFinds},
		{"what a query finds first", testFirst},
		{"spellings of one word", testSpellings},
		{"each sort in both directions", testSorts},
		{"pages", testPages},
		{"pages far behind", testDeepPages},
		{"changes", testChanges},
		{"sold out products", testSoldOut},
		{"the mark", testMark},
		{"two shops", testTwoShops},
		{"an empty index", testEmpty},
		{"totals beyond a thousand", testTotals},
		{"codes", testCodes},
		{"words and those with fewer", testWords},
		{"more words, and words together", testCloseness},
		{"signs in values", testSigns},
		{"strange questions", testStrange},
		{"a new index beside the old one", testBuild},
		{"digests", testDigests},
	} {
		t.Run(part.name, func(t *testing.T) {
			e := newEngine(t)
			build(t, e, shop)
			part.test(t, e)
		})
	}
	t.Run("no index", func(t *testing.T) { testNone(t, newEngine(t)) })
}

const shop = "main"

var (
	ctx   = context.Background()
	noon  = time.Date(2026, 1, 9, 12, 0, 0, 0, time.UTC)
	stock = func(n int64) *int64 { return &n }
)

// build makes an empty index that is fit to answer.
func build(t *testing.T, e search.Engine, shop string) {
	t.Helper()
	b, err := e.Build(ctx, shop)
	if err != nil {
		t.Fatal(err)
	}
	if err := b.Swap(ctx, search.Mark{Built: true}); err != nil {
		t.Fatal(err)
	}
}

// apply makes one step.
func apply(t *testing.T, e search.Engine, step search.Step) {
	t.Helper()
	if err := e.Apply(ctx, shop, step); err != nil {
		t.Fatal(err)
	}
}

// put puts products into the index in one step behind those before.
func put(t *testing.T, e search.Engine, products ...catalog.Product) {
	t.Helper()
	mark, err := e.Mark(ctx, shop)
	if err != nil {
		t.Fatal(err)
	}
	apply(t, e, search.Step{Put: products, Position: mark.Position + int64(len(products))})
}

// ask runs a query; its page and limit are the first hundred when they are not given.
func ask(t *testing.T, e search.Engine, q catalog.Query) search.Hits {
	t.Helper()
	if q.Page == 0 {
		q.Page, q.Limit = 1, 100
	}
	hits, err := e.Search(ctx, shop, q)
	if err != nil {
		t.Fatalf("%+v: %v", q, err)
	}
	if len(hits.IDs) > q.Limit || len(hits.IDs) > hits.Total {
		t.Fatalf("%+v: %d hits of %d", q, len(hits.IDs), hits.Total)
	}
	return hits
}

// finds checks which products a query finds, in whatever order.
func finds(t *testing.T, e search.Engine, q catalog.Query, want ...int64) {
	t.Helper()
	hits := ask(t, e, q)
	slices.Sort(hits.IDs)
	slices.Sort(want)
	if d := cmp.Diff(want, hits.IDs, cmpopts.EquateEmpty()); d != "" {
		t.Errorf("%s: %s", describe(q), d)
	}
	if hits.Total != len(want) {
		t.Errorf("%s: the total is %d, want %d", describe(q), hits.Total, len(want))
	}
}

func describe(q catalog.Query) string {
	text := fmt.Sprintf("title %q, type %q, vendor %q", q.Title, q.ProductType, q.Vendor)
	if q.SortBy != "" {
		text += fmt.Sprintf(", by %s, descending %v", q.SortBy, q.Descending)
	}
	return text
}

// all reads a query page by page to its end and checks what holds for every page.
func all(t *testing.T, e search.Engine, q catalog.Query, limit int) []int64 {
	t.Helper()
	var ids []int64
	q.Limit = limit
	for q.Page = 1; ; q.Page++ {
		hits := ask(t, e, q)
		ids = append(ids, hits.IDs...)
		switch {
		case len(hits.IDs) == limit && len(ids) < hits.Total:
			continue
		case len(ids) != hits.Total:
			t.Fatalf("%s: page %d of %d ends with %d of %d", describe(q), q.Page, limit, len(ids), hits.Total)
		}
		q.Page++
		if behind := ask(t, e, q); len(behind.IDs) > 0 || behind.Total != hits.Total {
			t.Fatalf("%s: the page behind the last of %d has %d hits of %d", describe(q), limit, len(behind.IDs), behind.Total)
		}
		return ids
	}
}

// distinct fails when an id is there twice.
func distinct(t *testing.T, ids []int64) {
	t.Helper()
	seen := map[int64]bool{}
	for _, id := range ids {
		if seen[id] {
			t.Fatalf("product %d is shown twice", id)
		}
		seen[id] = true
	}
}
