package store_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"shopclerk/catalog"
	"shopclerk/internal/store"
	"shopclerk/internal/store/storetest"
)

// Many new rows at once go another way on MySQL than few; nothing of what is in them may be read otherwise.
func TestManyRowsAreStoredAsFewAre(t *testing.T) {
	texts := []string{
		`\`, `\\`, `\N`, "\\\n", "\t", "a\tb", "a\nb\r\nc", "\x00", "a\x00b", `"`, `'`, `\t`, "咖啡 ☕ é", "𝕏", "", " ", "a,b", "\r", `x\`, "\\\t\\",
	}
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		var changes []catalog.Change
		for i := range 25 {
			for k, text := range texts {
				c := catalog.Change{SKU: fmt.Sprintf("S-%d-%d", i, k), Title: new("t" + text), Desc: new(text), Vendor: new(text)}
				if i%2 == 0 {
					c.Stock = new(new(int64(i)))
					c.Codes = &[]string{text + "x", strings.Repeat(text, 3) + "y"}
				}
				changes = append(changes, c)
			}
		}
		few, many := store.Write{Shop: "few", Source: "file", Currency: "TWD"}, store.Write{Shop: "many", Source: "file", Currency: "TWD"}
		for _, c := range changes {
			if _, err := s.PutProducts(ctx, few, []catalog.Change{c}); err != nil {
				t.Fatal(err)
			}
		}
		outcomes, err := s.PutProducts(ctx, many, changes)
		if err != nil || len(outcomes) != len(changes) {
			t.Fatal(len(outcomes), err)
		}
		want, got := everyProduct(t, s, "few"), everyProduct(t, s, "many")
		if len(want) != len(changes) {
			t.Fatalf("%d products", len(want))
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Error(d)
		}
		last, err := s.LastChange(ctx, "many")
		if err != nil || last != int64(len(changes)) {
			t.Errorf("%d changes, %v", last, err)
		}
	})
}

// everyProduct is what a shop has, without what differs from one writing to another.
func everyProduct(t *testing.T, s *store.Store, shop string) (all []string) {
	t.Helper()
	for after := int64(0); ; {
		list, err := s.ProductsAfter(ctx, shop, "file", after)
		if err != nil {
			t.Fatal(err)
		}
		if len(list) == 0 {
			return all
		}
		for _, p := range list {
			after = p.ID
			all = append(all, fmt.Sprintf("%s %q %q %q %q %v", p.SKU, p.Title, p.Desc, p.Vendor, p.Codes, p.Stock != nil && *p.Stock > 0))
		}
	}
}
