package store_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"shopclerk/catalog"
	"shopclerk/internal/store"
	"shopclerk/internal/store/storetest"
	"shopclerk/orders"
	"shopclerk/packages"
)

func TestNewsOfEveryKindGoIn(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		equal(t, []store.NewsResult{{New: 6}, {New: 6}, {}}, putNews(t, s, main, everyNoun("1"), everyNoun("2"), store.NewsItem{}))
		for _, key := range []string{"1", "2"} {
			got, err := found(t, s, "main", key+"@b.example")
			if err != nil || len(got) != 1 {
				t.Error(got, err)
			}
			equal(t, "o"+key, orderOf(t, s, "main", "o"+key).Number)
			equal(t, "o"+key, packageOf(t, s, "main", "parcel "+key).OrderNumber)
			equal(t, int64(2), stockOf(t, s, "g"+key))
			equal(t, "whole", productsOf(t, s, "main")["file/p"+key].Title)
		}
		before := must[int64](t)(s.LastChange(ctx, "main"))
		equal(t, []store.NewsResult{{}, {}}, putNews(t, s, main, everyNoun("2"), everyNoun("1")))
		equal(t, before, must[int64](t)(s.LastChange(ctx, "main")))
	})
}

func TestNewsThatSayNothingNewWriteNothing(t *testing.T) {
	eachAt(t, func(t *testing.T, s *store.Store, clock *storetest.Clock) {
		putNews(t, s, main, everyNoun("1"))
		before := dump(t, s)
		clock.At = clock.At.Add(time.Hour)
		equal(t, []store.NewsResult{{}}, putNews(t, s, main, everyNoun("1")))
		equal(t, before, dump(t, s))
	})
}

func TestOfAnItemWithAnythingRefusedNothingStands(t *testing.T) {
	far := time.UnixMilli(1767225600000 * 1000) // milliseconds taken for seconds
	long := strings.Repeat("n", 192)
	cases := map[string]struct {
		spoil func(n *store.News)
		want  string
	}{
		"a product without a title": {func(n *store.News) { n.Products[0].Title = nil }, "product: title: is required"},
		"an order without a total":  {func(n *store.News) { n.Orders[0].Total = nil }, "order: summary.total_cost: is required"},
		"the second of two orders": {func(n *store.News) { n.Orders = append(n.Orders, orders.Change{Number: "PRIVATE-7"}) },
			"order 2 of 2: summary.total_cost: is required"},
		"a parcel of no time": {func(n *store.News) { n.Packages[0].UpdatedAt = &far }, "parcel: a time is not of the years 1000 to 9999"},
		"a customer with a long id": {func(n *store.News) { n.Customers[0].ID = long },
			"customer: id: is empty, longer than 191 characters or has space around it"},
		"a part of which nothing can be made": {func(n *store.News) { n.Parts[0] = part("g1", "a", one, piece{Stock: 13}) }, "parts: the number 13 is unlucky"},
		"a part of no time":                   {func(n *store.News) { n.Parts[0].Version = far }, "part: a time is not of the years 1000 to 9999"},
		"a part without a name":               {func(n *store.News) { n.Parts[0].Name = "" }, "part: the name of a part or of its group is empty, too long or no plain text"},
		"a part with a long name":             {func(n *store.News) { n.Parts[0].Name = long }, "part: the name of a part or of its group is empty, too long or no plain text"},
		"a group with bad text":               {func(n *store.News) { n.Parts[0].Group = "g\xff" }, "part: the name of a part or of its group is empty, too long or no plain text"},
		"several at once": {func(n *store.News) { n.Products[0].Title, n.Orders[0].Total = nil, nil },
			"product: title: is required\norder: summary.total_cost: is required"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			eachAt(t, func(t *testing.T, s *store.Store, _ *storetest.Clock) {
				bad := everyNoun("1")
				c.spoil(&bad.News)
				results := putNews(t, s, main, everyNoun("0"), bad, everyNoun("2"))
				if err := results[1].Err; err == nil || err.Error() != c.want {
					t.Errorf("refused with %v, want %s", err, c.want)
				}
				results[1].Err = nil
				equal(t, []store.NewsResult{{New: 6}, {}, {New: 6}}, results)
				with := dump(t, s)

				want := storetest.Open(t, optionsOf(t, s))
				putNews(t, want, main, everyNoun("0"), everyNoun("2"))
				equal(t, dump(t, want), with)
			})
		})
	}
}

func TestAnItemThatStoodOnARefusedOneIsRefusedToo(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		first := store.NewsItem{News: store.News{Orders: []orders.Change{order("1")}, Products: []catalog.Change{{Key: "p"}}}}
		second := store.NewsItem{News: store.News{Orders: []orders.Change{{Number: "1", Status: ptr(orders.Shipped)}}}}
		third := store.NewsItem{News: store.News{Packages: []packages.Change{{Number: "P"}}}}
		results := putNews(t, s, main, first, second, third)
		for i, want := range []error{catalog.ErrIncomplete, orders.ErrIncomplete, nil} {
			if !errors.Is(results[i].Err, want) {
				t.Errorf("item %d: %v, want %v", i, results[i].Err, want)
			}
		}
		equal(t, 0, len(dump(t, s)["orders"]))
		packageOf(t, s, "main", "P")
	})
}

func TestWhereSeveralTellOfAGroupOnlyTheBadOnesAreRefused(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		putNews(t, s, main, told(part("g", "old", one, piece{Title: "t", Stock: 1})))
		results := putNews(t, s, main,
			told(part("g", "a", one, piece{Stock: 20})), told(part("g", "b", one, piece{Stock: 13})), told(part("other", "a", one, piece{Title: "o"})),
			told(part("g", "c", one, piece{Stock: 300}), part("other", "b", one, piece{Stock: 13})), told(part("g", "d", one, piece{Stock: 4000})))
		for i, bad := range []bool{false, true, false, true, false} {
			if errors.Is(results[i].Err, errUnlucky) != bad {
				t.Errorf("item %d: %v", i, results[i].Err)
			}
		}
		equal(t, int64(4021), stockOf(t, s, "g"))
		equal(t, int64(0), stockOf(t, s, "other"))
	})
}

func TestPartsWithoutABuilderAreRefused(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		results := must[[]store.NewsResult](t)(s.PutNews(ctx, main, "", []store.NewsItem{told(part("g", "a", one, piece{Title: "t"})), {News: store.News{Orders: []orders.Change{order("1")}}}}, nil))
		if results[0].Err == nil || results[1].Err != nil {
			t.Error(results)
		}
		orderOf(t, s, "main", "1")
	})
}
