package searchtest

import (
	"testing"

	"shopclerk/catalog"
	"shopclerk/search"
)

func testChanges(t *testing.T, e search.Engine) {
	a := catalog.Product{ID: 1, SKU: "A", Title: "Lantern", ProductType: "Light", Vendor: "Oak", CreatedAt: noon, UpdatedAt: noon}
	b := catalog.Product{ID: 2, SKU: "B", Title: "Blanket", ProductType: "Home", Vendor: "Elm", CreatedAt: noon, UpdatedAt: noon}
	put(t, e, a, b)
	finds(t, e, catalog.Query{Title: "lantern"}, 1)

	renamed := a
	renamed.SKU, renamed.Title, renamed.ProductType, renamed.Vendor = "C", "Candle", "Wax", "Ash"
	put(t, e, renamed)
	for _, gone := range []catalog.Query{{Title: "lantern"}, {Title: "A"}, {ProductType: "light"}, {Vendor: "oak"}} {
		finds(t, e, gone)
	}
	for _, now := range []catalog.Query{{Title: "candle"}, {Title: "C"}, {ProductType: "wax"}, {Vendor: "ash"}} {
		finds(t, e, now, 1)
	}
	finds(t, e, catalog.Query{}, 1, 2)

	put(t, e, renamed) // the same again
	finds(t, e, catalog.Query{}, 1, 2)

	apply(t, e, search.Step{Delete: []int64{1, 999}, Position: 10}) // 999 was never there
	finds(t, e, catalog.Query{}, 2)
	finds(t, e, catalog.Query{Title: "candle"})

	apply(t, e, search.Step{Put: []catalog.Product{a}, Delete: []int64{2}, Position: 11})
	finds(t, e, catalog.Query{}, 1)
	finds(t, e, catalog.Query{Title: "blanket"})
	finds(t, e, catalog.Query{Title: "lantern"}, 1)
}

func testSoldOut(t *testing.T, e search.Engine) {
	list := []catalog.Product{
		{ID: 1, Title: "Lamp", Stock: stock(0)}, {ID: 2, Title: "Lamp", Stock: stock(1)}, {ID: 3, Title: "Lamp"}, {ID: 4, Title: "Lamp", Stock: stock(-2)},
	}
	for i := range list {
		list[i].Vendor, list[i].CreatedAt, list[i].UpdatedAt = "Oak", noon, noon
	}
	put(t, e, list...)
	for _, q := range []catalog.Query{{}, {Title: "lamp"}, {Vendor: "oak"}, {Title: "lamp", SortBy: catalog.ByTitle}} {
		finds(t, e, q, 1, 2, 3, 4)
		q.HideSoldOut = true
		finds(t, e, q, 2, 3)
	}
	list[0].Stock, list[1].Stock = stock(5), stock(0)
	put(t, e, list...)
	finds(t, e, catalog.Query{Title: "lamp", HideSoldOut: true}, 1, 3)
}

func testMark(t *testing.T, e search.Engine) {
	for _, step := range []search.Step{
		{Put: []catalog.Product{{ID: 1, Title: "Lamp", CreatedAt: noon, UpdatedAt: noon}}, Position: 3},
		{Delete: []int64{1}, Position: 4},
		{Position: 1 << 40}, // a step without changes moves it, too
	} {
		apply(t, e, step)
		if got, err := e.Mark(ctx, shop); err != nil || got != (search.Mark{Position: step.Position, Built: true}) {
			t.Errorf("the mark is %+v, %v; want the position %d", got, err, step.Position)
		}
	}
}

func testTwoShops(t *testing.T, e search.Engine) {
	put(t, e, catalog.Product{ID: 1, Title: "Lamp", Vendor: "Oak", CreatedAt: noon, UpdatedAt: noon})
	build(t, e, "other")
	build(t, e, "third")
	other := catalog.Product{ID: 1, Title: "Chair", Vendor: "Oak", CreatedAt: noon, UpdatedAt: noon}
	if err := e.Apply(ctx, "other", search.Step{Put: []catalog.Product{other, {ID: 2, Title: "Table"}}, Position: 70}); err != nil {
		t.Fatal(err)
	}
	for shop, want := range map[string]struct {
		total    int
		position int64
		found    string
	}{"main": {1, 1, "lamp"}, "other": {2, 70, "chair"}, "third": {0, 0, ""}} {
		hits, err := e.Search(ctx, shop, catalog.Query{Page: 1, Limit: 10})
		if err != nil || hits.Total != want.total {
			t.Errorf("%s: %d products, %v", shop, hits.Total, err)
		}
		if got, err := e.Mark(ctx, shop); err != nil || got.Position != want.position {
			t.Errorf("%s: the mark is %+v, %v", shop, got, err)
		}
		for _, title := range []string{"lamp", "chair"} {
			hits, err := e.Search(ctx, shop, catalog.Query{Title: title, Page: 1, Limit: 10})
			if err != nil || (hits.Total == 1) != (title == want.found) {
				t.Errorf("%s: %s finds %d, %v", shop, title, hits.Total, err)
			}
		}
	}
	if err := e.Apply(ctx, "other", search.Step{Delete: []int64{1}, Position: 71}); err != nil {
		t.Fatal(err)
	}
	finds(t, e, catalog.Query{}, 1)
}

func testEmpty(t *testing.T, e search.Engine) {
	if got, err := e.Mark(ctx, shop); err != nil || got != (search.Mark{Built: true}) {
		t.Errorf("the mark is %+v, %v", got, err)
	}
	for _, q := range []catalog.Query{
		{}, {Title: "lamp"}, {Title: "燈"}, {ProductType: "x", Vendor: "y"}, {HideSoldOut: true}, {SortBy: catalog.ByTitle}, {SortBy: catalog.ByCreated, Descending: true},
		{Page: 1 << 40, Limit: 100}, {Title: "lamp", Page: 2, Limit: 1},
	} {
		finds(t, e, q)
	}
	apply(t, e, search.Step{Delete: []int64{1}, Position: 1})
	finds(t, e, catalog.Query{})
}
