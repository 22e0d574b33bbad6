package store_test

import (
	"cmp"
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"shopclerk/catalog"
	"shopclerk/internal/store"
	"shopclerk/internal/store/storetest"
)

var both = catalog.Facet{ProductType: true, Vendor: true}

func TestPropertyListsWhatPublishedProductsHave(t *testing.T) {
	p := func(sku, productType, vendor string) catalog.Change {
		return catalog.Change{SKU: sku, Title: ptr("t"), ProductType: &productType, Vendor: &vendor}
	}
	hidden := p("H", "hidden", "hidden")
	hidden.Published = ptr(false)
	cases := map[string]struct {
		products []catalog.Change
		ask      catalog.Facet
		want     []string
	}{
		"the most used first, then by name": {[]catalog.Change{p("1", "b", ""), p("2", "c", ""), p("3", "c", ""), p("4", "a", "")}, both, []string{"c", "a", "b"}},
		"one entry for values that differ in case, width or inner space": {
			[]catalog.Change{p("1", "T恤 A", ""), p("2", "Ｔ恤　a", ""), p("3", "t恤  a", ""), p("4", "Ｔ恤　a", "")}, both, []string{"Ｔ恤　a"}},
		"a value's spellings count together": {
			[]catalog.Change{p("1", "many", ""), p("2", "many", ""), p("3", "two", ""), p("4", "TWO", ""), p("5", "Two", "")}, both, []string{"TWO", "many"}},
		"accents keep values apart":                    {[]catalog.Change{p("1", "Café", ""), p("2", "Cafe", ""), p("3", "CAFÉ", "")}, both, []string{"CAFÉ", "Cafe"}},
		"composed and decomposed are the same":         {[]catalog.Change{p("1", "Cafe\u0301", ""), p("2", "Café", "")}, both, []string{"Cafe\u0301"}},
		"empty and blank values are none":              {[]catalog.Change{p("1", "", " 　"), p("2", "a", "")}, both, []string{"a"}},
		"unpublished products do not count":            {[]catalog.Change{p("1", "a", "b"), hidden}, both, []string{"a", "b"}},
		"both properties are joined, types first":      {[]catalog.Change{p("1", "z", "a"), p("2", "z", "a"), p("3", "y", "z")}, both, []string{"z", "y", "a", "z"}},
		"only product types":                           {[]catalog.Change{p("1", "type", "vendor")}, catalog.Facet{ProductType: true}, []string{"type"}},
		"only vendors":                                 {[]catalog.Change{p("1", "type", "vendor")}, catalog.Facet{Vendor: true}, []string{"vendor"}},
		"neither":                                      {[]catalog.Change{p("1", "type", "vendor")}, catalog.Facet{}, nil},
		"a shop without products":                      {nil, both, nil},
		"one product twice in a batch counts once":     {[]catalog.Change{p("1", "a", ""), p("2", "b", ""), p("2", "b", ""), p("3", "a", "")}, both, []string{"a", "b"}},
		"values that no query language may understand": {[]catalog.Change{p("1", `%_\'"`+"\x00", "")}, both, []string{`%_\'"` + "\x00"}},
	}
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		for name, c := range cases {
			putProducts(t, s, in(name[:min(len(name), 60)], "file"), c.products...)
		}
		for name, c := range cases {
			t.Run(name, func(t *testing.T) {
				equal(t, c.want, must[[]string](t)(s.Property(ctx, name[:min(len(name), 60)], c.ask)))
			})
		}
	})
}

// spellings tells which values are one and the same.
var spellings = map[string]string{
	"T恤": "t恤", "t恤": "t恤", "Ｔ恤": "t恤", "CAFÉ": "café", "café": "café", "Cafe": "cafe", "x": "x", "": "", " ": "",
}

// shelf is a model of a shop: what Property has to say, counted anew.
type shelf map[string]catalog.Product // by source and key

func (m shelf) property(value func(p catalog.Product) string) []string {
	total, used := map[string]int{}, map[string]int{}
	for _, p := range m {
		if v := value(p); p.Published && spellings[v] != "" {
			total[spellings[v]]++
			used[v]++
		}
	}
	var keys, out []string
	for key := range total {
		keys = append(keys, key)
	}
	slices.SortFunc(keys, func(a, b string) int { return cmp.Or(total[b]-total[a], cmp.Compare(a, b)) })
	for _, key := range keys {
		best := ""
		for v, n := range used {
			if spellings[v] == key && (n > used[best] || n == used[best] && v < best) {
				best = v
			}
		}
		out = append(out, best)
	}
	return out
}

func (m shelf) both() []string {
	types := m.property(func(p catalog.Product) string { return p.ProductType })
	return append(types, m.property(func(p catalog.Product) string { return p.Vendor })...)
}

func TestTheCountsOfValuesStayRightWhateverHappens(t *testing.T) {
	values := rapid.SampledFrom(slices.Sorted(func(yield func(string) bool) {
		for v := range spellings {
			if !yield(v) {
				return
			}
		}
	}))
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		shops := 0
		rapid.Check(t, func(r *rapid.T) {
			shops += 2
			names := []string{fmt.Sprint("shop", shops), fmt.Sprint("shop", shops+1)}
			shelves := map[string]shelf{names[0]: {}, names[1]: {}}
			when := one
			for range rapid.IntRange(1, 12).Draw(r, "steps") {
				shop, source := rapid.SampledFrom(names).Draw(r, "shop"), pick(r, "file", "feed")
				if rapid.IntRange(0, 9).Draw(r, "delete") == 0 {
					must[int](r)(s.DeleteProducts(ctx, shop, source))
					for key, p := range shelves[shop] {
						if p.Source == source {
							delete(shelves[shop], key)
						}
					}
					continue
				}
				var batch []catalog.Change
				for range rapid.IntRange(1, 4).Draw(r, "batch") {
					when = when.Add(1e6)
					c := catalog.Change{
						SKU: pick(r, "A", "B", "C", "D", "E"), Title: ptr("t"), UpdatedAt: ptr(when), Published: ptr(rapid.IntRange(0, 3).Draw(r, "published") > 0),
						ProductType: ptr(values.Draw(r, "type")), Vendor: ptr(values.Draw(r, "vendor")),
					}
					batch = append(batch, c)
					p := must[catalog.Product](r)(c.Apply(nil, "TWD", noon))
					p.Source = source
					shelves[shop][source+c.SKU] = p
				}
				putProducts(r, s, in(shop, source), batch...)
			}
			for _, shop := range names {
				equal(r, shelves[shop].both(), must[[]string](r)(s.Property(ctx, shop, both)))
			}
			for _, row := range rows(r, s, "SELECT shop, value, used FROM facets WHERE used <= 0") {
				r.Error("a value that nobody uses any more is still there:", row)
			}
		})
	})
}
