package store_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"shopclerk/catalog"
	"shopclerk/internal/store"
	"shopclerk/internal/store/storetest"
	"shopclerk/orders"
	"shopclerk/packages"
)

func TestAGroupIsMadeOfTheLatestOfItsParts(t *testing.T) {
	title := part("g", "product", one, piece{Title: "t"})
	cases := map[string]struct {
		told []store.Part
		want int64 // stock; -1 is no product
	}{
		"one part":                              {[]store.Part{part("g", "a", one, piece{Title: "t", Stock: 1})}, 1},
		"parts in any order":                    {[]store.Part{part("g", "a", two, piece{Stock: 1}), title}, 1},
		"too little to make anything of":        {[]store.Part{part("g", "a", two, piece{Stock: 1})}, -1},
		"several parts":                         {[]store.Part{title, part("g", "a", one, piece{Stock: 1}), part("g", "b", one, piece{Stock: 2})}, 3},
		"a later version of a part":             {[]store.Part{title, part("g", "a", one, piece{Stock: 1}), part("g", "a", two, piece{Stock: 2})}, 2},
		"an older version of a part":            {[]store.Part{title, part("g", "a", three, piece{Stock: 1}), part("g", "a", two, piece{Stock: 2})}, 1},
		"two at one time, the larger body last": {[]store.Part{title, part("g", "a", one, piece{Stock: 1}), part("g", "a", one, piece{Stock: 2})}, 2},
		"and first":                             {[]store.Part{title, part("g", "a", one, piece{Stock: 2}), part("g", "a", one, piece{Stock: 1})}, 2},
		"an old part that is new changes a product that is later": {[]store.Part{title, part("g", "a", three, piece{Stock: 1}), part("g", "b", one, piece{Stock: 2})}, 3},
		"another group's parts":                                   {[]store.Part{title, part("g", "a", one, piece{Stock: 1}), part("h", "a", one, piece{Title: "h", Stock: 5})}, 1},
		"letter case tells":                                       {[]store.Part{title, part("g", "a", one, piece{Stock: 1}), part("g", "A", one, piece{Stock: 5}), part("G", "a", one, piece{Stock: 7})}, 6},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			storetest.Each(t, func(t *testing.T, s *store.Store) {
				for _, p := range c.told {
					putNews(t, s, main, told(p))
				}
				equal(t, c.want, stockOf(t, s, "g"))
				w := in("at once", "file")
				putNews(t, s, w, told(c.told...))
				equal(t, stateOf(t, s, "main"), stateOf(t, s, "at once"))
			})
		})
	}
}

func TestWhatIsBuiltReplacesWhatStands(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		late := catalog.Change{Key: "g", Title: ptr("by hand"), Vendor: ptr("V"), ProductType: ptr("T"), UpdatedAt: ptr(noon.Add(time.Hour))}
		putProducts(t, s, main, late)
		id := productsOf(t, s, "main")["file/g"].ID
		equal(t, []store.NewsResult{{New: 1, Changed: 1}}, putNews(t, s, main, told(part("g", "a", one, piece{Title: "t", Stock: 1}))))
		p := productsOf(t, s, "main")["file/g"]
		one := one
		equal(t, must[catalog.Product](t)(catalog.Change{Key: "g", Title: ptr("t"), Stock: ptr(ptr(int64(1))), UpdatedAt: &one}.Apply(nil, "TWD", noon)), p,
			ignoring("ID", "Source"))
		equal(t, id, p.ID)
		equal(t, []string(nil), must[[]string](t)(s.Property(ctx, "main", both)))
	})
}

func TestWhatIsBuiltWithoutATimeKeepsTheTimesThatItHad(t *testing.T) {
	eachAt(t, func(t *testing.T, s *store.Store, clock *storetest.Clock) {
		title := "t"
		build := func(string, []store.Part) (store.Built, error) {
			return store.Built{Products: []catalog.Change{{Key: "g", Title: &title}}}, nil
		}
		put := func() catalog.Product {
			clock.At = clock.At.Add(time.Hour)
			must[[]store.NewsResult](t)(s.PutNews(ctx, main, "", []store.NewsItem{told(part("g", "a", one, piece{}))}, build))
			return productsOf(t, s, "main")["file/g"]
		}
		first := put()
		equal(t, noon.Add(time.Hour), first.UpdatedAt)
		equal(t, first, put())
		title = "another"
		second := put()
		equal(t, []time.Time{first.CreatedAt, noon.Add(3 * time.Hour)}, []time.Time{second.CreatedAt, second.UpdatedAt})
	})
}

func TestWhatIsNoLongerMadeOfAGroupGoes(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		putNews(t, s, main, told(part("g", "a", one, piece{Title: "t", Stock: 2})), told(part("h", "a", one, piece{Title: "h", Key: "first"})))
		before := must[int64](t)(s.LastChange(ctx, "main"))
		results := putNews(t, s, main, told(part("g", "b", one, piece{Key: "renamed"})), told(part("h", "a", two, piece{Title: "h", Key: "second"}), part("i", "a", one, piece{Title: "i", Key: "first"})))
		equal(t, []store.NewsResult{{New: 2, Changed: 2}, {New: 1, Changed: 1}}, results)
		equal(t, before+4, must[int64](t)(s.LastChange(ctx, "main"))) // one gone, two new, one that another group makes now
		var keys []string
		for key := range productsOf(t, s, "main") {
			keys = append(keys, key)
		}
		slices.Sort(keys)
		equal(t, []string{"file/first", "file/renamed", "file/second"}, keys)
		equal(t, "renamed", packageOf(t, s, "main", "2").OrderNumber)
	})
}

func TestAProductThatWasDeletedIsMadeAgainOfItsParts(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		item := told(part("g", "a", one, piece{Title: "t", Stock: 2}))
		putNews(t, s, main, item)
		must[int](t)(s.DeleteProducts(ctx, "main", "file"))
		equal(t, []store.NewsResult{{New: 1}}, putNews(t, s, main, item))
		equal(t, int64(2), stockOf(t, s, "g"))
	})
}

func TestAGroupOfManyPartsIsKeptWhole(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		parts := []store.Part{part("g", "product", one, piece{Title: "t"})}
		for i := range several {
			parts = append(parts, part("g", fmt.Sprint("variant ", i), one, piece{Stock: 1}))
		}
		putNews(t, s, main, told(parts...))
		equal(t, int64(several), stockOf(t, s, "g"))
		putNews(t, s, main, told(part("g", "variant 7", two, piece{Stock: 100})))
		equal(t, int64(several+99), stockOf(t, s, "g"))
	})
}

// item draws news of few things with few times, so that they meet often. Whatever is told whole is told in full.
var item = rapid.Custom(func(t *rapid.T) store.NewsItem {
	n := store.News{}
	when := func() *time.Time { return ptr(pick(t, one, two, three)) }
	for range rapid.IntRange(0, 3).Draw(t, "parts") {
		p := piece{Title: pick(t, "", "a", "b"), Key: pick(t, "", "", "k"), Stock: pick(t, int64(0), 1, 2), Due: pick(t, 0, 1)}
		group := pick(t, "g", "h")
		if p.Key != "" {
			p.Key += group
		}
		n.Parts = append(n.Parts, part(group, pick(t, "x", "y", "z"), *when(), p))
	}
	if rapid.Bool().Draw(t, "an order") {
		c := everyOrderField()
		c.Status, c.RecipientName, c.UpdatedAt = ptr(pick(t, orders.Unpaid, orders.Shipped)), ptr(pick(t, "a", "b")), when()
		n.Orders = []orders.Change{c}
	}
	if rapid.Bool().Draw(t, "a parcel") {
		c := everyPackageField()
		c.Status, c.UpdatedAt = ptr(pick(t, packages.InTransit, packages.Delivered)), when()
		n.Packages = []packages.Change{c}
	}
	if rapid.Bool().Draw(t, "a customer") {
		n.Customers = []orders.Customer{said(pick(t, "a", "b"), *when(), pick(t, "x@b.example", "y@b.example"))}
	}
	return store.NewsItem{News: n}
})

func TestNewsEndTheSameInAnyOrderAndAsOftenAsTheyCome(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		shops := 0
		arrive := func(r *rapid.T, items []store.NewsItem) map[string][]string {
			shops++
			w := in(fmt.Sprint("shop", shops), "feed")
			for len(items) > 0 {
				n := rapid.IntRange(1, len(items)).Draw(r, "batch")
				for _, result := range putNews(r, s, w, items[:n]...) {
					if result.Err != nil {
						r.Fatal(result.Err)
					}
				}
				items = items[n:]
			}
			return stateOf(r, s, w.Shop)
		}
		rapid.Check(t, func(r *rapid.T) {
			items := rapid.SliceOfN(item, 1, 8).Draw(r, "items")
			repeated := append(slices.Clone(items), rapid.SliceOfN(rapid.SampledFrom(items), 0, 4).Draw(r, "repeated")...)
			equal(r, arrive(r, items), arrive(r, rapid.Permutation(repeated).Draw(r, "arriving")))
		})
	})
}

func TestAParcelThatIsBuiltTheSameOfLaterPartsHasTheirTime(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		for _, version := range []time.Time{one, two} {
			putNews(t, s, main, told(part("g", "a", version, piece{Title: "t", Stock: 2})))
			equal(t, version, packageOf(t, s, "main", "2").Version)
		}
	})
}
