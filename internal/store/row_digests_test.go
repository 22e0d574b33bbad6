package store_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"shopclerk/catalog"
	"shopclerk/internal/store"
	"shopclerk/internal/store/storetest"
)

// TestWhatAnImportWroteIsFoundByItsKeys looks for keys that stand close to one another, which are read with what lies between,
// and for such as do not, which are looked up.
func TestWhatAnImportWroteIsFoundByItsKeys(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		const n = 2500
		w, want := main, map[string]store.RowDigest{}
		var changes []catalog.Change
		key := func(i int) string { return fmt.Sprintf("k%05d", i) }
		for i := range n {
			c := catalog.Change{Key: key(i), Title: ptr("t"), Price: ptr(amount("1"))}
			if i%7 == 0 {
				c.Price = nil
			}
			changes, w.Digests = append(changes, c), append(w.Digests, uint64(1<<63)+uint64(i))
			want[key(i)] = store.RowDigest{ID: int64(i + 1), Digest: uint64(1<<63) + uint64(i), Priced: i%7 != 0}
		}
		must[[]store.Outcome](t)(s.PutProducts(ctx, w, changes))
		putProducts(t, s, in("main", "feed"), catalog.Change{Key: key(1), Title: ptr("of another source")})
		putProducts(t, s, in("other", "file"), catalog.Change{Key: key(2), Title: ptr("of another shop")})
		for name, asked := range map[string]func(i int) bool{
			"all":                func(int) bool { return true },
			"few":                func(i int) bool { return i%300 == 0 },
			"close":              func(i int) bool { return i >= 50 && i < 950 && i%3 > 0 },
			"far apart":          func(i int) bool { return i%11 == 0 },
			"more than are kept": func(i int) bool { return i >= n-200 },
		} {
			var keys []string
			expected := map[string]store.RowDigest{}
			for i := range n + 100 {
				if asked(i) {
					keys = append(keys, key(i))
				}
				if asked(i) && i < n {
					expected[key(i)] = want[key(i)]
				}
			}
			for order, sort := range map[string]func(){"": func() {}, ", the other way round": func() { slices.Reverse(keys) }} {
				sort()
				got := must[map[string]store.RowDigest](t)(s.RowDigests(ctx, "main", "file", keys))
				for k := range got {
					if !slices.Contains(keys, k) {
						delete(got, k) // others may be there
					}
				}
				if d := cmp.Diff(expected, got); d != "" {
					t.Errorf("%s%s: %s", name, order, d)
				}
			}
		}
	})
}
