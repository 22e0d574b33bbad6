package store_test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"shopclerk/catalog"
	"shopclerk/internal/store"
	"shopclerk/internal/store/storetest"
)

// fillShelf puts products with the ids 1 to 6 into a shop, the later ones updated later; the last is not published.
func fillShelf(t *testing.T, s *store.Store) {
	t.Helper()
	var changes []catalog.Change
	for i, p := range []struct{ sku, title, kind, vendor string }{
		{"TS-1", "White T-Shirt", "Shirts", "Plain"},
		{"TS-2", "Red T_shirt 100% cotton", "Shirts", "Plain Thursday"},
		{"MUG", "Enamel mug, white", "Kitchen", "Café Ñandú"},
		{"C-1", "棉質白色襯衫", "衣服", "a%b"},
		{"C-2", "白色长裤", "衣服", "a_b"},
		{"X", "White hidden", "Shirts", "Plain"},
	} {
		at := noon.Add(time.Duration(i) * time.Minute)
		changes = append(changes, catalog.Change{
			SKU: p.sku, Title: &p.title, ProductType: &p.kind, Vendor: &p.vendor, UpdatedAt: &at, Published: ptr(p.sku != "X"), Stock: ptr(ptr(int64(i))),
		})
	}
	putProducts(t, s, in("shop", "file"), changes...)
	putProducts(t, s, in("other", "file"), changes...)
}

func TestTheStoreAnswersWhenNoIndexDoes(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		fillShelf(t, s)
		for _, c := range []struct {
			name string
			q    catalog.Query
			want []int64
		}{
			{"everything, the newest first", catalog.Query{}, []int64{5, 4, 3, 2, 1}},
			{"a word", catalog.Query{Title: "white"}, []int64{3, 1}},
			{"more words first", catalog.Query{Title: "white shirt"}, []int64{1, 3, 2}},
			{"a word in another spelling", catalog.Query{Title: "tshirt"}, []int64{2, 1}},
			{"an unfinished word", catalog.Query{Title: "ena"}, []int64{3}},
			{"not in the middle of a word", catalog.Query{Title: "namel"}, nil},
			{"Traditional for Simplified", catalog.Query{Title: "長褲"}, []int64{5}},
			{"inside a Chinese title", catalog.Query{Title: "質白"}, []int64{4}},
			{"a number finds its product alone", catalog.Query{Title: "ts-1"}, []int64{1}},
			{"a whole type", catalog.Query{ProductType: "SHIRTS"}, []int64{2, 1}},
			{"a part of a type", catalog.Query{ProductType: "shirt"}, nil},
			{"a whole vendor without accents", catalog.Query{Vendor: "cafe nandu"}, []int64{3}},
			{"a vendor that another begins with", catalog.Query{Vendor: "Plain"}, []int64{1}},
			{"a percent sign is a percent sign", catalog.Query{Vendor: "a%b"}, []int64{4}},
			{"an underscore is an underscore", catalog.Query{Vendor: "a_b"}, []int64{5}},
			{"either", catalog.Query{Title: "enamel", ProductType: "衣服"}, []int64{5, 4, 3}},
			{"sold out is hidden", catalog.Query{Title: "white", HideSoldOut: true}, []int64{3}},
			{"by title", catalog.Query{SortBy: catalog.ByTitle}, []int64{3, 2, 1, 4, 5}},
			{"by update, the oldest first", catalog.Query{SortBy: catalog.ByUpdated}, []int64{1, 2, 3, 4, 5}},
			{"nothing but signs", catalog.Query{Title: "%_!"}, nil},
			{"a number or a type", catalog.Query{Title: "ts-1", ProductType: "Kitchen"}, []int64{3, 1}},
			{"a number among words is a word", catalog.Query{Title: "ts-1 enamel"}, []int64{1, 3}},
			{"by title, the last first", catalog.Query{SortBy: catalog.ByTitle, Descending: true}, []int64{5, 4, 1, 2, 3}},
			{"by making", catalog.Query{Title: "white", SortBy: catalog.ByCreated}, []int64{1, 3}},
			{"more words than the database looks for", catalog.Query{Title: "one two three four five six seven white shirt"}, []int64{1, 3, 2}},
			{"a word that two make, among many", catalog.Query{Title: "one two three four five six seven t shirt"}, []int64{2, 1}},
			{"what is too long for any product", catalog.Query{ProductType: strings.Repeat("x", 60_000), Vendor: "Plain"}, []int64{1}},
		} {
			t.Run(c.name, func(t *testing.T) {
				q := c.q
				q.Page, q.Limit = 1, 100
				ids, total, err := s.SearchProducts(ctx, "shop", q)
				if err != nil || !slices.Equal(ids, c.want) || total != len(c.want) {
					t.Errorf("found %v of %d, %v; want %v", ids, total, err, c.want)
				}
				for page := 1; page <= len(c.want)+1; page++ { // one by one, and one behind the end
					q.Page, q.Limit = page, 1
					ids, total, err := s.SearchProducts(ctx, "shop", q)
					if err != nil || total != len(c.want) || !slices.Equal(ids, c.want[min(page-1, len(c.want)):min(page, len(c.want))]) {
						t.Errorf("page %d: %v of %d, %v", page, ids, total, err)
					}
				}
			})
		}
	})
}

// What is kept while a shop is walked over is cut many times in a shop that is larger than the tests' own.
func TestEveryPageOfALargeAnswerIsRight(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		const n = 3000
		var changes []catalog.Change
		for i := range n {
			at := noon.Add(time.Duration(i*7919%n) * time.Minute)
			title := []string{"red lamp", "red", "lamp shade"}[i%3]
			changes = append(changes, catalog.Change{SKU: fmt.Sprint("S", i), Title: &title, UpdatedAt: &at})
		}
		for batch := range slices.Chunk(changes, store.BatchSize) {
			putProducts(t, s, main, batch...)
		}
		for name, q := range map[string]catalog.Query{
			"everything": {}, "two words": {Title: "red lamp"}, "by title": {SortBy: catalog.ByTitle}, "the oldest first": {Title: "red", SortBy: catalog.ByUpdated},
		} {
			q.Page, q.Limit = 1, n
			want, total, err := s.SearchProducts(ctx, "main", q)
			if err != nil || total != len(want) {
				t.Fatalf("%s: %d of %d, %v", name, len(want), total, err)
			}
			for _, page := range []int{1, 2, 7, total / 100, total/100 + 1, math.MaxInt} {
				q.Page, q.Limit = page, 100
				got, again, err := s.SearchProducts(ctx, "main", q)
				from := min(total, (min(page, n)-1)*100)
				if err != nil || again != total || !slices.Equal(got, want[from:min(total, from+100)]) {
					t.Errorf("%s, page %d: %v of %d, %v", name, page, got, again, err)
				}
			}
		}
	})
}

func TestProductsAreReadByAnyNumberOfIDs(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		fillShelf(t, s)
		for _, n := range []int{0, 1, 2, 3, 4, 10, 11, 30, 31, 99, 100, 101, 250} {
			var ids []int64
			for id := range int64(n) {
				ids = append(ids, id+1)
			}
			got := must[map[int64]catalog.Product](t)(s.ProductsByID(ctx, "shop", ids))
			if len(got) != min(n, 6) || n > 0 && got[1].SKU != "TS-1" {
				t.Errorf("of %d ids %d are found", n, len(got))
			}
		}
	})
}

func TestProductsOfAnOlderProgramGetTheirSearchText(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		fillShelf(t, s)
		fillLarge(t, s, "large") // more than a batch
		older := []string{"UPDATE products SET search_text = NULL WHERE id <> 3", "DELETE FROM goose_db_version WHERE version_id >= 3"}
		if s.Dialect() == store.SQLite { // there a migration is one transaction, so none is made to be repeated
			older = append(older, "DROP TABLE import_jobs", "DROP TABLE import_chunks", "DROP TABLE import_rows", "DROP TABLE import_mappings", "DROP TABLE import_sources",
				"DROP TABLE feed_parts", "DROP TABLE feed_groups", "DROP TABLE deliveries", "DROP TABLE sync_states", "DROP INDEX orders_by_placed", "ALTER TABLE customers DROP COLUMN version",
				"DROP TABLE users", "DROP TABLE sessions", "DROP TABLE audit", "DROP TABLE question_stats", "DROP TABLE secret_uses",
				"DROP INDEX products_by_version", "DROP INDEX orders_by_version", "DROP INDEX packages_by_version", "DROP INDEX products_by_published",
				"DROP INDEX orders_by_status", "DROP INDEX packages_by_tracking", "DROP INDEX packages_by_status", "CREATE TABLE imports (id TEXT)")
		}
		for _, statement := range older {
			must[any](t)(store.Pool(s).Exec(statement))
		}
		must[int](t)(s.Migrate(ctx))
		ids, _, err := s.SearchProducts(ctx, "shop", catalog.Query{Title: "white", Page: 1, Limit: 9})
		if err != nil || fmt.Sprint(ids) != "[3 1]" {
			t.Errorf("found %v, %v", ids, err)
		}
		equal(t, "0", rows(t, s, "SELECT COUNT(*) AS n FROM products WHERE search_text IS NULL")[0]["n"])
	})
}

func TestChangesAreDroppedFromTheOldestOn(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		equal(t, int64(0), must[int64](t)(s.OldestChange(ctx, "shop")))
		fillShelf(t, s)
		equal(t, int64(0), must[int64](t)(s.PruneChanges(ctx, "shop", time.Now().Add(-time.Hour))))
		equal(t, int64(1), must[int64](t)(s.OldestChange(ctx, "shop")))
		for _, title := range []string{"a", "b", "c"} { // again and again the same product, so that each is a run of its own
			putProducts(t, s, in("shop", "file"), catalog.Change{SKU: "X", Title: &title})
		}
		equal(t, int64(8), must[int64](t)(s.PruneChanges(ctx, "shop", time.Now().Add(time.Hour))))
		equal(t, int64(9), must[int64](t)(s.OldestChange(ctx, "shop"))) // the last one stays
		equal(t, int64(1), must[int64](t)(s.OldestChange(ctx, "other")))
	})
}

func TestWhatWasNotFoundIsCounted(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		note := func(query string, times int64, at time.Time) {
			t.Helper()
			if err := s.NoteEmptySearches(ctx, "shop", []store.EmptySearch{{Query: query, Times: times, LastAt: at}}); err != nil {
				t.Fatal(err)
			}
		}
		note("Sofa", 1, noon)
		note("ｓｏｆａ", 2, noon.Add(time.Minute))
		note("bed", 1, noon)
		note("!?", 1, noon)
		equal(t, []store.EmptySearch{{"ｓｏｆａ", 3, noon.Add(time.Minute)}, {"!?", 1, noon}, {"bed", 1, noon}},
			must[[]store.EmptySearch](t)(s.EmptySearches(ctx, "shop", 10)))
		equal(t, 1, len(must[[]store.EmptySearch](t)(s.EmptySearches(ctx, "shop", 1))))
	})
}

// Search texts that were made ahead are those that would be made, also where a later change of the batch makes another
// product of the first one's.
func TestSearchTextsMadeAheadAreThoseThatWouldBeMade(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		changes := []catalog.Change{
			{SKU: "A", Title: ptr("白色T恤"), Vendor: ptr("Acme")},
			{SKU: "B", Title: ptr("Mug")},
			{SKU: "A", Title: ptr("Black shirt")},
			{SKU: "C"}, // has no title, and is refused
			{SKU: "D", Title: ptr("Lamp"), Codes: ptr([]string{"471"}), ProductType: ptr("Home")},
		}
		texts := func(shop string, ahead bool) (list []string) {
			w := store.Write{Shop: shop, Source: "file", Currency: "TWD"}
			for _, c := range changes {
				if ahead {
					w.SearchTexts = append(w.SearchTexts, store.SearchText(c))
				}
			}
			must[[]store.Outcome](t)(s.PutProducts(ctx, w, changes))
			rows, err := store.Pool(s).QueryContext(ctx, "SELECT search_text FROM products WHERE shop = '"+shop+"' ORDER BY id")
			if err != nil {
				t.Fatal(err)
			}
			defer rows.Close()
			for rows.Next() {
				var text string
				if err := rows.Scan(&text); err != nil {
					t.Fatal(err)
				}
				list = append(list, text)
			}
			return list
		}
		want := texts("plain", false)
		equal(t, 3, len(want))
		equal(t, want, texts("ahead", true))
	})
}
