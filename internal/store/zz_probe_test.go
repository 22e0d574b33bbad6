package store_test

import (
	"fmt"
	"math/rand"
	"slices"
	"strings"
	"testing"
	"time"

	"shopclerk/catalog"
	"shopclerk/internal/store"
	"shopclerk/internal/store/storetest"
)

func fillBig(t testing.TB, s *store.Store, n int) []string {
	r := rand.New(rand.NewSource(1))
	vocab := make([]string, 3000)
	for i := range vocab {
		b := make([]byte, 3+r.Intn(7))
		for k := range b {
			b[k] = byte('a' + r.Intn(26))
		}
		vocab[i] = string(b)
		if i%3 == 0 {
			vocab[i] = string([]rune{rune(0x4e00 + r.Intn(2000)), rune(0x4e00 + r.Intn(2000))})
		}
	}
	z := rand.NewZipf(r, 1.1, 1, 2999)
	pick := func(n int) string {
		var out []string
		for range n {
			out = append(out, vocab[z.Uint64()])
		}
		return strings.Join(out, " ")
	}
	for start := 0; start < n; start += store.BatchSize {
		var c []catalog.Change
		for i := range store.BatchSize {
			at := noon.Add(-time.Duration(r.Intn(1e7)) * time.Second)
			c = append(c, catalog.Change{SKU: fmt.Sprint("SKU-", start+i), Title: ptr(pick(6)), ProductType: ptr(pick(1)), Vendor: ptr(pick(2)), Desc: ptr(pick(80)), UpdatedAt: &at})
		}
		if _, err := s.PutProducts(ctx, main, c); err != nil {
			t.Fatal(err)
		}
	}
	return vocab
}

func TestProbe(t *testing.T) {
	for _, database := range storetest.All(t) {
		t.Run(database.Name, func(t *testing.T) {
			s := storetest.Open(t, database.New(t))
			b := time.Now()
			v := fillBig(t, s, 100_000)
			t.Logf("fill %v", time.Since(b))
			if s.Dialect() == store.MySQL {
				store.Pool(s).Exec("ANALYZE TABLE products")
			}
			for name, q := range map[string]catalog.Query{
				"everything":             {},
				"everything by title":    {SortBy: catalog.ByTitle},
				"one rare word":          {Title: v[2999]},
				"4 words":                {Title: strings.Join([]string{v[2999], v[1501], v[301], v[41]}, " ")},
				"4 common words":         {Title: strings.Join(v[1:5], " ")},
				"common, by title":       {Title: strings.Join(v[1:5], " "), SortBy: catalog.ByTitle},
				"16 words":               {Title: strings.Join(v[100:130], " ")},
				"nothing":                {Title: "qqqqqq"},
				"code":                   {Title: "SKU-777"},
				"vendor":                 {Vendor: v[1] + " " + v[2]},
				"common + vendor + type": {Title: v[1], Vendor: v[1] + " " + v[2], ProductType: v[1]},
			} {
				q.Page, q.Limit = 1, 10
				var took []time.Duration
				total := 0
				for range 7 {
					b := time.Now()
					var err error
					_, total, err = s.SearchProducts(ctx, "main", q)
					if err != nil {
						t.Error(name, err)
					}
					took = append(took, time.Since(b).Round(time.Millisecond))
				}
				slices.Sort(took)
				t.Logf("%-24s total %6d median %v max %v", name, total, took[3], took[6])
			}
			for name, q := range map[string]catalog.Query{
				"long type":  {ProductType: strings.Repeat("x", 60_000), Page: 1, Limit: 3},
				"long title": {Title: strings.Repeat("xy ", 20_000), Page: 1, Limit: 3},
				"long title 2": {Title: strings.Repeat("x", 60_000), Page: 1, Limit: 3},
				"huge page":  {Page: 1 << 62, Limit: 100},
				"nul":  {Vendor: "a\x00b", Page: 1, Limit: 3},
			} {
				func() {
					defer func() {
						if r := recover(); r != nil {
							t.Error(name, "panics", r)
						}
					}()
					_, total, err := s.SearchProducts(ctx, "main", q)
					t.Log(name, total, err)
				}()
			}
			ids := []int64{5, 70, 900}
			b = time.Now()
			for range 2000 {
				s.ProductsByID(ctx, "main", ids)
			}
			t.Logf("ProductsByID(3) %v", time.Since(b)/2000)
			must[any](t)(store.Pool(s).Exec("UPDATE products SET search_text = NULL"))
			must[any](t)(store.Pool(s).Exec("DELETE FROM goose_db_version WHERE version_id = (SELECT v FROM (SELECT MAX(version_id) AS v FROM goose_db_version) m)"))
			b = time.Now()
			if _, err := s.Migrate(ctx); err != nil {
				t.Error(err)
			}
			t.Logf("migrate 100k %v", time.Since(b))
		})
	}
}
