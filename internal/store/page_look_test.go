package store_test

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"testing"
	"time"

	"shopclerk/catalog"
	"shopclerk/internal/store"
	"shopclerk/internal/store/storetest"
	"shopclerk/orders"
	"shopclerk/packages"
)

// leafed reads all pages of a list and returns how many there were and of each row its name.
func leafed[N any](t *testing.T, name func(N) string, read func(after string) (store.Listed[N], error)) (names []string, pages int) {
	t.Helper()
	for after := ""; ; {
		page := must[store.Listed[N]](t)(read(after))
		pages++
		for _, n := range page.Items {
			names = append(names, name(n))
		}
		if after = page.Next; after == "" || pages > 100 {
			return names, pages
		}
	}
}

func title(p catalog.Product) string   { return p.Title }
func number(o orders.Order) string     { return o.Number }
func parcel(p packages.Package) string { return p.OrderNumber + "/" + p.Number }

func TestProductsAreListedPageByPageUnderEveryFilter(t *testing.T) {
	eachAt(t, func(t *testing.T, s *store.Store, clock *storetest.Clock) {
		var of []catalog.Product // what is stored, oldest first
		for i := range 40 {
			clock.At = noon.Add(time.Duration(i) * time.Hour)
			source, shown, vendor := []string{"file", "feed", "sample"}[i%3], i%4 != 0, []string{"Loom", "Tea & Co"}[i%2]
			name := fmt.Sprintf("Green %s %02d", []string{"teapot", "shirt"}[i%2], i)
			putProducts(t, s, in("a", source), catalog.Change{SKU: fmt.Sprint("S", 99-i), Title: &name, Vendor: &vendor, Published: &shown})
			putProducts(t, s, in("b", source), catalog.Change{SKU: fmt.Sprint("S", 99-i), Title: ptr("of another shop")})
			of = append(of, catalog.Product{Title: name, Source: source, Published: shown, Vendor: vendor, Key: fmt.Sprint("s", 99-i), UpdatedAt: clock.At})
		}
		newest := slices.Clone(of)
		slices.Reverse(newest)
		byKey := slices.Clone(of)
		slices.SortFunc(byKey, func(a, b catalog.Product) int { return cmp.Compare(a.Key, b.Key) })
		every := func(catalog.Product) bool { return true }
		cases := map[string]struct {
			q     store.ProductList
			among []catalog.Product
			take  func(catalog.Product) bool
		}{
			"all":                        {store.ProductList{}, newest, every},
			"of a source":                {store.ProductList{Source: "feed"}, byKey, func(p catalog.Product) bool { return p.Source == "feed" }},
			"of a source that has none":  {store.ProductList{Source: "none"}, byKey, func(p catalog.Product) bool { return false }},
			"published":                  {store.ProductList{Published: "1"}, newest, func(p catalog.Product) bool { return p.Published }},
			"not published":              {store.ProductList{Published: "0"}, newest, func(p catalog.Product) bool { return !p.Published }},
			"published ones of a source": {store.ProductList{Published: "1", Source: "file"}, byKey, func(p catalog.Product) bool { return p.Published && p.Source == "file" }},
			"others of a source":         {store.ProductList{Published: "0", Source: "file"}, newest, func(p catalog.Product) bool { return !p.Published && p.Source == "file" }},
			"of a brand":                 {store.ProductList{Vendor: "LOOM"}, newest, func(p catalog.Product) bool { return p.Vendor == "Loom" }},
			"with a word, not published": {store.ProductList{Published: "0", Words: "teapots"}, newest, func(p catalog.Product) bool { return !p.Published }},
			"with words that none has":   {store.ProductList{Words: "green teapot shirt"}, newest, func(p catalog.Product) bool { return false }},
			"of a span": {store.ProductList{From: noon.Add(10 * time.Hour), Until: noon.Add(20 * time.Hour)}, newest, func(p catalog.Product) bool {
				return p.UpdatedAt.Sub(noon) >= 10*time.Hour && p.UpdatedAt.Sub(noon) < 20*time.Hour
			}},
		}
		for name, c := range cases {
			for _, limit := range []int{1, 7, 100} {
				c.q.Shop, c.q.Limit = "a", limit
				got, _ := leafed(t, title, func(after string) (store.Listed[catalog.Product], error) {
					c.q.After = after
					return s.ListProducts(ctx, c.q)
				})
				var want []string
				for _, p := range c.among {
					if c.take(p) {
						want = append(want, p.Title)
					}
				}
				if !slices.Equal(want, got) {
					t.Errorf("%s, %d a page:\nwant %q\ngot  %q", name, limit, want, got)
				}
			}
		}
		equal(t, []string{"feed", "file", "sample"}, must[[]string](t)(s.SourcesOf(ctx, "a", store.KindProducts)))
		equal(t, []string(nil), must[[]string](t)(s.SourcesOf(ctx, "a", store.KindOrders)))
		if _, err := s.SourcesOf(ctx, "a", "users"); err == nil {
			t.Error("any table's sources are listed")
		}
		putProducts(t, s, in("a", "feed"), catalog.Change{SKU: "s99", Title: ptr("its twin")})
		twins := must[[]catalog.Product](t)(s.ProductsByKey(ctx, "a", " #S99 "))
		if len(twins) != 2 || twins[0].Published == twins[1].Published {
			t.Errorf("by key: %+v", twins)
		}
		equal(t, []catalog.Product(nil), must[[]catalog.Product](t)(s.ProductsByKey(ctx, "c", "s99")))
	})
}

func TestOrdersAreListedPageByPageUnderEveryFilter(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		type row struct {
			number, source string
			status         orders.Status
			placed         time.Time
			id             int
		}
		var of []row
		for i := range 40 {
			r := row{fmt.Sprint("N", 10+i), []string{"file", "feed"}[i%2], all[i%3], noon.Add(time.Duration(i/4%7) * time.Hour), i}
			if i%5 == 0 {
				r.placed = time.Time{}
			}
			put := orderWith(r.number, func(c *orders.Change) { c.Status, c.PlacedAt = &r.status, &r.placed })
			putOrders(t, s, in("a", r.source), put)
			putOrders(t, s, in("b", r.source), put)
			of = append(of, r)
		}
		newest, down := slices.Clone(of), slices.Clone(of)
		slices.SortFunc(newest, func(a, b row) int { return cmp.Or(b.placed.Compare(a.placed), cmp.Compare(b.id, a.id)) })
		slices.SortFunc(down, func(a, b row) int { return cmp.Compare(b.number, a.number) })
		span := func(r row) bool {
			return !r.placed.IsZero() && r.placed.Sub(noon) >= time.Hour && r.placed.Sub(noon) < 3*time.Hour
		}
		from, until := noon.Add(time.Hour), noon.Add(3*time.Hour)
		for name, c := range map[string]struct {
			q     store.OrderList
			among []row
			take  func(row) bool
		}{
			"all":                    {store.OrderList{}, newest, func(row) bool { return true }},
			"of a source":            {store.OrderList{Source: "feed"}, down, func(r row) bool { return r.source == "feed" }},
			"of a status":            {store.OrderList{Status: all[1]}, newest, func(r row) bool { return r.status == all[1] }},
			"of both":                {store.OrderList{Status: all[1], Source: "file"}, newest, func(r row) bool { return r.status == all[1] && r.source == "file" }},
			"of a span":              {store.OrderList{From: from, Until: until}, newest, span},
			"since then":             {store.OrderList{From: from}, newest, func(r row) bool { return !r.placed.IsZero() && !r.placed.Before(from) }},
			"of a span and a source": {store.OrderList{From: from, Until: until, Source: "file"}, newest, func(r row) bool { return span(r) && r.source == "file" }},
			"of a span and a status": {store.OrderList{From: from, Until: until, Status: all[0]}, newest, func(r row) bool { return span(r) && r.status == all[0] }},
			"of none":                {store.OrderList{Status: orders.Refunded}, newest, func(row) bool { return false }},
		} {
			for _, limit := range []int{1, 4, 32, 100} {
				c.q.Shop, c.q.Limit = "a", limit
				got, _ := leafed(t, number, func(after string) (store.Listed[orders.Order], error) {
					c.q.After = after
					return s.ListOrders(ctx, c.q)
				})
				var want []string
				for _, r := range c.among {
					if c.take(r) {
						want = append(want, r.number)
					}
				}
				if !slices.Equal(want, got) {
					t.Errorf("%s, %d a page:\nwant %q\ngot  %q", name, limit, want, got)
				}
			}
		}
	})
}

func TestParcelsAreListedAndFound(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		var newest, byKey []string
		for i := range 30 {
			p := packages.Change{OrderNumber: fmt.Sprint("O", i/3), Number: fmt.Sprint("P", 50-i), TrackingNumber: ptr(fmt.Sprint("SF-", i/2)), Status: ptr([]packages.Status{packages.Delivered, "In Taipei"}[i%2])}
			putPackages(t, s, in("a", []string{"file", "zeek"}[i%2]), p)
			putPackages(t, s, in("b", "file"), p)
			newest = append([]string{p.OrderNumber + "/" + p.Number}, newest...)
			if i%2 == 0 {
				byKey = append(byKey, p.OrderNumber+"/"+p.Number)
			}
		}
		slices.SortFunc(byKey, func(a, b string) int { return cmp.Compare(a, b) })
		read := func(q store.PackageList) (names []string) {
			for _, limit := range []int{1, 7, 100} {
				q.Shop, q.Limit = "a", limit
				names, _ = leafed(t, parcel, func(after string) (store.Listed[packages.Package], error) {
					q.After = after
					return s.ListPackages(ctx, q)
				})
			}
			return names
		}
		equal(t, newest, read(store.PackageList{}))
		equal(t, byKey, read(store.PackageList{Source: "file"}))
		equal(t, 15, len(read(store.PackageList{Status: "In Taipei"})))
		equal(t, 0, len(read(store.PackageList{Status: "In Taipei", Source: "file"})))
		equal(t, 0, len(read(store.PackageList{Until: noon.AddDate(-10, 0, 0)})))
		for text, want := range map[string]int{"p50": 1, " #o1 ": 3, "SF-3": 2, "sf-3": 2, "none": 0, "": 0} {
			found := must[[]packages.Package](t)(s.FindPackages(ctx, "a", text))
			if len(found) != want {
				t.Errorf("%q finds %d parcels, want %d", text, len(found), want)
			}
		}
	})
}

func TestAPageLooksAtSoManyRowsAndNoMore(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		const many = store.MaxLooked + 2*store.BatchSize
		for start := 0; start < many; start += store.BatchSize {
			var batch []packages.Change
			for i := start; i < start+store.BatchSize; i++ {
				told := noon
				if i == 0 || i == many-1 {
					told = noon.AddDate(1, 0, 0)
				}
				batch = append(batch, packages.Change{OrderNumber: strconv.Itoa(i), Number: "1", UpdatedAt: &told})
			}
			putPackages(t, s, in("a", "file"), batch...)
		}
		q := store.PackageList{Shop: "a", From: noon.AddDate(0, 1, 0), Limit: 5}
		page := must[store.Listed[packages.Package]](t)(s.ListPackages(ctx, q))
		if len(page.Items) != 1 || !page.Cut || page.Next == "" {
			t.Fatalf("the first page has %d rows, cut %v, next %q", len(page.Items), page.Cut, page.Next)
		}
		q.After = page.Next
		page = must[store.Listed[packages.Package]](t)(s.ListPackages(ctx, q))
		if len(page.Items) != 1 || page.Items[0].OrderNumber != "0" || page.Cut || page.Next != "" {
			t.Errorf("the second page: %+v", page)
		}
		for _, source := range []string{"file", "none"} {
			q = store.PackageList{Shop: "a", Source: source, From: noon.AddDate(0, 1, 0), Limit: 5}
			names, pages := leafed(t, parcel, func(after string) (store.Listed[packages.Package], error) {
				q.After = after
				return s.ListPackages(ctx, q)
			})
			if want := map[string]int{"file": 2}[source]; len(names) != want || pages > 2 {
				t.Errorf("of source %s: %q on %d pages", source, names, pages)
			}
		}
	})
}

func TestWhatABrowserMakesOfAPlaceIsNoPlace(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		putProducts(t, s, in("a", "file"), catalog.Change{SKU: "1", Title: ptr("t")})
		putOrders(t, s, in("a", "file"), order("1"))
		putPackages(t, s, in("a", "file"), packages.Change{OrderNumber: "1", Number: "1"})
		for _, after := range []string{"x", "%", "WyJ4Il0", "W10", "bnVsbA", "WyIyMDI2LTAxLTAxIiwiMSJd", "WyIxIiwiMiIsIjMiXQ", "eyJhIjoxfQ"} {
			if page, err := s.ListProducts(ctx, store.ProductList{Shop: "a", After: after, Limit: 5}); err != nil || len(page.Items) != 1 {
				t.Errorf("products after %q: %v, %v", after, page, err)
			}
			if page, err := s.ListOrders(ctx, store.OrderList{Shop: "a", After: after, Limit: 5}); err != nil || len(page.Items) != 1 {
				t.Errorf("orders after %q: %v, %v", after, page, err)
			}
			if page, err := s.ListPackages(ctx, store.PackageList{Shop: "a", After: after, Limit: 5}); err != nil || len(page.Items) != 1 {
				t.Errorf("parcels after %q: %v, %v", after, page, err)
			}
		}
	})
}
