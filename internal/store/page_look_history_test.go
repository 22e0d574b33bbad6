package store_test

import (
	"errors"
	"fmt"
	"testing"

	"shopclerk/catalog"
	"shopclerk/internal/store"
	"shopclerk/internal/store/storetest"
	"shopclerk/orders"
	"shopclerk/packages"
)

func TestWhatImportsDidToARowIsTold(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		running(t, s, "I1", "products")
		for n, batch := range [][]string{{"1", "2"}, {"3", "4"}} {
			var list []catalog.Change
			for _, sku := range batch {
				list = append(list, catalog.Change{SKU: sku, Title: ptr("tea " + sku)})
			}
			must[any](t)(s.PutProducts(ctx, step("I1", int64(n)), list))
		}
		running(t, s, "I2", "products")
		must[any](t)(s.PutProducts(ctx, step("I2", 1), []catalog.Change{{SKU: "1", Title: ptr("tea 1"), Vendor: ptr("Loom")}, {SKU: "4", Title: ptr("pot")}}))
		id := must[[]catalog.Product](t)(s.ProductsByKey(ctx, "main", "4"))[0].ID
		of := store.RowOf{Shop: "main", Kind: store.KindProducts, Source: "file", ID: id}
		list, complete, err := s.PastChanges(ctx, of)
		if err != nil || !complete || len(list) != 2 {
			t.Fatal(list, complete, err)
		}
		before, ok := list[0].Before.(*catalog.Product)
		if !ok || before.Title != "tea 4" || before.ID != id || list[0].Import.ID != "I2" || list[0].At.IsZero() {
			t.Errorf("the last change: %+v", list[0])
		}
		if list[1].Before != nil || list[1].Import.ID != "I1" {
			t.Errorf("the first change: %+v", list[1])
		}
		for name, other := range map[string]store.RowOf{
			"another shop": {Shop: "b", Kind: of.Kind, Source: "file", ID: id}, "another kind": {Shop: "main", Kind: store.KindOrders, Source: "file", ID: id},
			"another source": {Shop: "main", Kind: of.Kind, Source: "feed", ID: id}, "another row": {Shop: "main", Kind: of.Kind, Source: "file", ID: 999},
		} {
			if list, complete, err := s.PastChanges(ctx, other); err != nil || !complete || len(list) != 0 {
				t.Errorf("%s: %v, %v, %v", name, list, complete, err)
			}
		}
	})
}

func TestOrdersAndParcelsHaveAHistoryToo(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		putOrders(t, s, main, orderWith("77", func(c *orders.Change) { c.RecipientName = ptr("Ann") }))
		putPackages(t, s, main, packages.Change{OrderNumber: "77", Number: "P", Carrier: ptr("Black Cat")})
		running(t, s, "O", "orders")
		must[any](t)(s.PutOrders(ctx, step("O", 1), []orders.Change{orderWith("77", func(c *orders.Change) { c.RecipientName = ptr("Bob") })}))
		running(t, s, "P", "packages")
		must[any](t)(s.PutPackages(ctx, step("P", 1), []packages.Change{{OrderNumber: "77", Number: "P", Carrier: ptr("Zeek")}}))
		o := must[store.Listed[orders.Order]](t)(s.ListOrders(ctx, store.OrderList{Shop: "main", Limit: 1})).Items[0]
		list, _, err := s.PastChanges(ctx, store.RowOf{Shop: "main", Kind: store.KindOrders, Source: "file", ID: o.ID})
		if err != nil || len(list) != 1 {
			t.Fatal(list, err)
		}
		if was, ok := list[0].Before.(*orders.Order); !ok || was.RecipientName != "Ann" || was.Number != "77" {
			t.Errorf("%+v", list[0].Before)
		}
		p := must[[]packages.Package](t)(s.FindPackages(ctx, "main", "P"))[0]
		list, _, err = s.PastChanges(ctx, store.RowOf{Shop: "main", Kind: store.KindPackages, Source: "file", ID: p.ID})
		if err != nil || len(list) != 1 {
			t.Fatal(list, err)
		}
		if was, ok := list[0].Before.(*packages.Package); !ok || was.Carrier != "Black Cat" {
			t.Errorf("%+v", list[0].Before)
		}
	})
}

// Chunks of before the ids were kept hold every id: they are looked through, but only so many.
func TestOldChunksAreLookedThroughUpToALimit(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		running(t, s, "I", "products")
		for n := range 45 {
			must[any](t)(s.PutProducts(ctx, step("I", int64(n+1)), []catalog.Change{{SKU: fmt.Sprint("S", n), Title: ptr("t")}}))
		}
		of := store.RowOf{Shop: "main", Kind: store.KindProducts, Source: "file", ID: must[[]catalog.Product](t)(s.ProductsByKey(ctx, "main", "s7"))[0].ID}
		list, complete, err := s.PastChanges(ctx, of)
		if err != nil || !complete || len(list) != 1 {
			t.Error("with its range:", list, complete, err)
		}
		must[any](t)(store.Pool(s).Exec("UPDATE import_chunks SET first_id = 0, last_id = 9223372036854775807 WHERE chunk > 20"))
		list, complete, err = s.PastChanges(ctx, of)
		if err != nil || !complete || len(list) != 1 {
			t.Error("25 of them old:", list, complete, err)
		}
		must[any](t)(store.Pool(s).Exec("UPDATE import_chunks SET first_id = 0, last_id = 9223372036854775807"))
		if list, complete, err = s.PastChanges(ctx, of); err != nil || complete {
			t.Error("all of them old:", list, complete, err)
		}
	})
}

func TestARowIsFoundByItsIDInItsOwnShopAlone(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		putProducts(t, s, main, catalog.Change{SKU: "1", Title: ptr("t"), Published: ptr(false)})
		putOrders(t, s, main, order("77"))
		putPackages(t, s, main, packages.Change{OrderNumber: "77", Number: "P"})
		for id, err := range map[int64]func(shop string, id int64) error{
			1: func(shop string, id int64) error { _, err := s.ProductByID(ctx, shop, id); return err },
			2: func(shop string, id int64) error { _, err := s.OrderByID(ctx, shop, id); return err },
			3: func(shop string, id int64) error { _, err := s.PackageByID(ctx, shop, id); return err },
		} {
			if err("main", id) != nil || !errors.Is(err("b", id), store.ErrNotFound) || !errors.Is(err("main", id+10), store.ErrNotFound) {
				t.Errorf("%d: %v, %v, %v", id, err("main", id), err("b", id), err("main", id+10))
			}
		}
	})
}
