package server_test

import (
	"context"
	"fmt"
	"testing"

	"shopclerk/catalog"
	"shopclerk/internal/store"
	"shopclerk/internal/store/storetest"
	"shopclerk/search"
	"shopclerk/server/imports"
)

// remembering is a search engine whose index stopped following: it finds the first products of a shop, by their ids,
// whatever became of them since.
type remembering struct {
	search.Engine
	products int
}

// Search returns one page of what it remembers.
func (r remembering) Search(_ context.Context, _ string, q catalog.Query) (search.Hits, error) {
	hits := search.Hits{Total: r.products}
	for i := q.Offset(); i < min(q.Offset()+q.Limit, r.products); i++ {
		hits.IDs = append(hits.IDs, int64(i+1))
	}
	return hits, nil
}

// TestWhatIsGoneSinceTheIndexSawItIsNeitherShownNorCounted has five products in the index, of which some are no longer for
// customers in the database.
func TestWhatIsGoneSinceTheIndexSawItIsNeitherShownNorCounted(t *testing.T) {
	cases := []struct {
		name        string
		unpublished []int // of the products 1 to 5
		page, limit int
		shown       []int
		total       int
		more        bool
	}{
		{"nothing is gone", nil, 1, 3, []int{1, 2, 3}, 5, true},
		{"the last page", nil, 2, 3, []int{4, 5}, 5, false},
		{"one of the page is gone, and there is still more", []int{2}, 1, 3, []int{1, 3}, 4, true},
		{"all of the page are gone, and there is still more", []int{1, 2, 3}, 1, 3, nil, 2, true},
		{"one of the last page is gone", []int{5}, 2, 3, []int{4}, 4, false},
		{"all of the last page are gone", []int{4, 5}, 2, 3, nil, 3, false},
		{"all of the only page are gone", []int{1, 2, 3, 4, 5}, 1, 5, nil, 0, false},
		{"a page past the end", []int{1}, 3, 3, nil, 5, false},
		{"exactly one page", nil, 1, 5, []int{1, 2, 3, 4, 5}, 5, false},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			storetest.Each(t, func(t *testing.T, s *store.Store) {
				k := start(t, s, badConfig, withEngine(s, func(e search.Engine) search.Engine { return remembering{e, 5} }))
				k.loadText(t, "main", "file", imports.Products, fiveCups(nil))
				k.loadText(t, "main", "file", imports.Products, fiveCups(c.unpublished))
				got := k.pageOf(t, "joinchat", "products", `"title":"cup"`, "title", c.page, c.limit)
				if want := titles(c.shown); fmt.Sprint(got.items) != fmt.Sprint(want) || got.total == nil || *got.total != c.total {
					t.Errorf("JoinChat: %v of %v, want %v of %d", got.items, got.total, want, c.total)
				}
				got = k.pageOf(t, "bothub", "products", `"title":"cup"`, "title", c.page, c.limit)
				if got.more == nil || *got.more != c.more {
					t.Errorf("Bothub: more is %v, want %v", got.more, c.more)
				}
			})
		})
	}
}

// fiveCups is a file of the products 1 to 5, some of them unpublished.
func fiveCups(unpublished []int) (file string) {
	published := map[int]bool{1: true, 2: true, 3: true, 4: true, 5: true}
	for _, i := range unpublished {
		published[i] = false
	}
	for i := 1; i <= 5; i++ {
		file += fmt.Sprintf(`{"sku":"%d","title":"Cup %d","published":%v}`+"\n", i, i, published[i])
	}
	return file
}

func titles(products []int) (out []string) {
	for _, i := range products {
		out = append(out, fmt.Sprintf("Cup %d", i))
	}
	return out
}
