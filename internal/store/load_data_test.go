package store_test

import (
	"fmt"
	"os"
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
		if loads := store.Loads(s); s.Dialect() == store.MySQL && os.Getenv("TEST_MYSQL_DSN") == "" && (loads == nil || !*loads) {
			t.Error("MariaDB allows LOAD DATA, and it was not used")
		}
		store.LoadsNot(s)
		outcomes, err = s.PutProducts(ctx, store.Write{Shop: "inserted", Source: "file", Currency: "TWD"}, changes)
		if err != nil || len(outcomes) != len(changes) {
			t.Fatal(len(outcomes), err)
		}
		if d := cmp.Diff(want, everyProduct(t, s, "inserted")); d != "" {
			t.Error(d)
		}
		last, err := s.LastChange(ctx, "many")
		if err != nil || last != int64(len(changes)) {
			t.Errorf("%d changes, %v", last, err)
		}
	})
}

// LOAD DATA makes warnings of what are errors elsewhere, such as a text that a column has no room for. Rows that it would change
// are written without it, so that the error is one, and nothing is stored that is not as it was told.
func TestWhatDoesNotFitIsNotCutOff(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		if s.Dialect() != store.MySQL {
			return
		}
		if _, err := store.Pool(s).ExecContext(ctx, "ALTER TABLE products MODIFY vendor VARCHAR(3) NOT NULL"); err != nil {
			t.Fatal(err)
		}
		changes := make([]catalog.Change, 300)
		for i := range changes {
			changes[i] = catalog.Change{SKU: fmt.Sprint("S", i), Title: new("Lamp"), Vendor: new("abc")}
		}
		changes[150].Vendor = new("abcd")
		w := store.Write{Shop: "main", Source: "file", Currency: "TWD"}
		if _, err := s.PutProducts(ctx, w, changes); err == nil {
			t.Error("the vendor was cut off")
		}
		if n := len(everyProduct(t, s, "main")); n != 0 {
			t.Errorf("%d products of a write that failed", n)
		}
		if loads := store.Loads(s); loads == nil || *loads {
			t.Error("LOAD DATA is used further")
		}
		changes[150].Vendor = new("abc")
		if _, err := s.PutProducts(ctx, w, changes); err != nil || len(everyProduct(t, s, "main")) != 300 {
			t.Error(err)
		}
	})
}

// Of many keys that lie among those that are there, those that are there are found, and the others are new.
func TestManyRowsAreToldFromThoseThatAreThere(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := store.Write{Shop: "main", Source: "file", Currency: "TWD"}
		put := func(step int, title string) (results [store.Refused + 1]int) {
			var changes []catalog.Change
			for i := 0; i < 600; i += step {
				changes = append(changes, catalog.Change{SKU: fmt.Sprintf("S%03d", i), Title: &title})
			}
			outcomes, err := s.PutProducts(ctx, w, changes)
			if err != nil {
				t.Fatal(err)
			}
			for _, o := range outcomes {
				results[o.Result]++
			}
			return results
		}
		equal(t, [...]int{store.New: 200, store.Refused: 0}, put(3, "Lamp"))
		equal(t, [...]int{store.New: 400, store.Changed: 200, store.Refused: 0}, put(1, "Tea"))
		equal(t, [...]int{store.Unchanged: 600, store.Refused: 0}, put(1, "Tea"))
		equal(t, 600, len(everyProduct(t, s, "main")))
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
