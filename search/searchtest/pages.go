package searchtest

import (
	"cmp"
	"fmt"
	"slices"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"shopclerk/catalog"
	"shopclerk/search"
)

// folded are the titles of the crowd as they are sorted.
var folded = map[string]string{
	"Éclair mug": "eclair mug", "apple mug": "apple mug", "茶 mug": "茶 mug", "Zebra mug": "zebra mug", "äpfel mug": "apfel mug",
}

// crowd are products with many ties: five titles, two and three times.
func crowd(n int) []catalog.Product {
	titles := []string{"Éclair mug", "apple mug", "茶 mug", "Zebra mug", "äpfel mug"}
	list := make([]catalog.Product, n)
	for i := range list {
		list[i] = catalog.Product{
			ID: int64(i + 1), SKU: fmt.Sprintf("S-%d", i), Title: titles[i%len(titles)], ProductType: "mugs",
			CreatedAt: noon.Add(time.Duration(i%2) * time.Microsecond), UpdatedAt: noon.Add(time.Duration(i%3) * time.Hour),
		}
	}
	return list
}

func testSorts(t *testing.T, e search.Engine) {
	list := crowd(60)
	list[7].CreatedAt = time.Unix(0, 0) // 1970
	list[8].UpdatedAt = time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)
	put(t, e, list...)
	keys := map[catalog.SortField]func(p catalog.Product) string{
		catalog.ByTitle:   func(p catalog.Product) string { return folded[p.Title] },
		catalog.ByCreated: func(p catalog.Product) string { return p.CreatedAt.UTC().Format("2006-01-02 15:04:05.000000") },
		catalog.ByUpdated: func(p catalog.Product) string { return p.UpdatedAt.UTC().Format("2006-01-02 15:04:05.000000") },
	}
	for field, key := range keys {
		for _, descending := range []bool{false, true} {
			for _, title := range []string{"", "mug"} {
				q := catalog.Query{Title: title, SortBy: field, Descending: descending}
				ids := ask(t, e, q).IDs
				distinct(t, ids)
				if len(ids) != len(list) {
					t.Fatalf("%s: %d products", describe(q), len(ids))
				}
				inOrder := slices.IsSortedFunc(ids, func(a, b int64) int {
					c := cmp.Compare(key(list[a-1]), key(list[b-1]))
					if descending {
						c = -c
					}
					return c
				})
				if !inOrder {
					t.Errorf("%s: %v", describe(q), ids)
				}
			}
		}
	}
	newest := ask(t, e, catalog.Query{}).IDs
	if d := gocmp.Diff(ask(t, e, catalog.Query{SortBy: catalog.ByUpdated, Descending: true}).IDs, newest); d != "" {
		t.Error("without a wish and a title the newest update is first:", d)
	}
}

func testPages(t *testing.T, e search.Engine) {
	const n = 61
	list := crowd(n)
	for i := range 12 { // better matches, so that relevance has something to order
		list[i*3].Title = "mug mug cup"
	}
	for _, part := range [][]catalog.Product{list[:30], list[30:40], list[40:]} { // several steps
		put(t, e, part...)
	}
	for _, q := range []catalog.Query{
		{}, {Title: "mug"}, {Title: "mug cup", ProductType: "mugs"}, {ProductType: "mugs"},
		{SortBy: catalog.ByTitle}, {SortBy: catalog.ByCreated, Descending: true}, {Title: "mug", SortBy: catalog.ByUpdated},
	} {
		whole := all(t, e, q, 100)
		distinct(t, whole)
		if len(whole) != n {
			t.Fatalf("%s: %d products", describe(q), len(whole))
		}
		for _, limit := range []int{1, 2, 3, 7, 10, 50, 99} {
			if d := gocmp.Diff(whole, all(t, e, q, limit)); d != "" {
				t.Errorf("%s: pages of %d and of 100: %s", describe(q), limit, d)
			}
		}
	}
	testSteadyTies(t, e, list)
}

// testSteadyTies puts products in again while somebody pages: those that are equal must keep their places.
func testSteadyTies(t *testing.T, e search.Engine, list []catalog.Product) {
	t.Helper()
	for _, q := range []catalog.Query{
		{}, {ProductType: "mugs"}, {SortBy: catalog.ByTitle}, {SortBy: catalog.ByCreated, Descending: true}, {Title: "mug", SortBy: catalog.ByUpdated}, {Title: "mug"},
	} {
		q.Limit = 20
		var ids []int64
		for q.Page = 1; (q.Page-1)*q.Limit < len(list); q.Page++ {
			ids = append(ids, ask(t, e, q).IDs...)
			put(t, e, list[q.Page*3], list[q.Page*7])
		}
		if distinct(t, ids); len(ids) != len(list) {
			t.Errorf("%s: %d products of %d", describe(q), len(ids), len(list))
		}
	}
}

// A page number is whatever a caller writes, up to 1<<40.
func testDeepPages(t *testing.T, e search.Engine) {
	const n, step = 10_300, 500
	list := crowd(n)
	for i := 0; i < n; i += step {
		put(t, e, list[i:min(i+step, n)]...)
	}
	for _, q := range []catalog.Query{{}, {ProductType: "mugs", SortBy: catalog.ByTitle}} {
		var ids []int64
		q.Limit = 100
		for _, q.Page = range []int{1, 2, 50, 99, 100, 101, 102, 103} { // the last ones are behind the ten thousandth product
			hits := ask(t, e, q)
			if hits.Total != n || len(hits.IDs) != 100 {
				t.Fatalf("%s: page %d has %d hits of %d", describe(q), q.Page, len(hits.IDs), hits.Total)
			}
			ids = append(ids, hits.IDs...)
		}
		distinct(t, ids)
		for _, page := range []int{104, 1_000_000, 1 << 40} {
			q.Page = page
			if hits := ask(t, e, q); hits.Total != n || len(hits.IDs) != 0 {
				t.Errorf("%s: page %d has %d hits of %d", describe(q), page, len(hits.IDs), hits.Total)
			}
		}
	}
	if hits := ask(t, e, catalog.Query{Title: "nothing has this", Page: 1 << 40, Limit: 100}); hits.Total != 0 || len(hits.IDs) != 0 {
		t.Errorf("no hits: %+v", hits)
	}
}
