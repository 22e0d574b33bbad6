package store_test

import (
	"fmt"
	"slices"
	"testing"

	"shopclerk/catalog"
	"shopclerk/internal/store"
	"shopclerk/internal/store/storetest"
	"shopclerk/orders"
	"shopclerk/packages"
)

// walked calls a walk until it returns nothing, and returns what it gave and how many calls gave something.
func walked[N any](t *testing.T, id func(N) int64, after func(id int64) ([]N, error)) (all []N, batches int) {
	t.Helper()
	for last := int64(0); ; batches++ {
		list := must[[]N](t)(after(last))
		if len(list) == 0 {
			return all, batches
		}
		if len(list) > store.BatchSize {
			t.Fatalf("a batch has %d rows", len(list))
		}
		all, last = append(all, list...), id(list[len(list)-1])
	}
}

func productID(p catalog.Product) int64 { return p.ID }
func orderID(o orders.Order) int64      { return o.ID }
func packageID(p packages.Package) int64 {
	return p.ID
}

func TestAWalkGivesEveryRowOnceInTheOrderOfIDs(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		want := map[string][]string{}
		for i := range 3 {
			w := in("main", []string{"file", "feed", "file"}[i])
			var p []catalog.Change
			for n := range store.BatchSize/2 + 1 {
				sku := fmt.Sprint(i, "-", n)
				p = append(p, catalog.Change{SKU: sku, Title: ptr("t")})
				want[""], want[w.Source] = append(want[""], sku), append(want[w.Source], sku)
			}
			putProducts(t, s, w, p...)
			putOrders(t, s, w, order(fmt.Sprint("o", i))) // orders share the ids' row of counters
		}
		putProducts(t, s, in("other", "file"), catalog.Change{SKU: "X", Title: ptr("t")})
		for source, batches := range map[string]int{"": 2, "file": 2, "feed": 1, "nobody": 0} {
			list, got := walked(t, productID, func(id int64) ([]catalog.Product, error) { return s.ProductsAfter(ctx, "main", source, id) })
			var skus []string
			for _, p := range list {
				skus = append(skus, p.SKU)
			}
			equal(t, want[source], skus)
			equal(t, batches, got)
			if !slices.IsSortedFunc(list, func(a, b catalog.Product) int { return int(a.ID - b.ID) }) {
				t.Errorf("the products of %q are not in the order of their ids", source)
			}
		}
	})
}

func TestAWalkGivesRowsAsTheyWereWritten(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		putProducts(t, s, main, everyProductField())
		putOrders(t, s, main, everyOrderField())
		parcel := packages.Change{
			OrderNumber: "#SC1", Number: "P1", ProductName: ptr("茶"), Carrier: ptr("c"), TrackingNumber: ptr("n"), TrackingURL: ptr("/t"),
			ExpectedOn: ptr("2026-03-02"), ImageURL: ptr("/i"), Status: ptr(packages.InTransit), DeliveredAt: ptr(ptr(noon)), UpdatedAt: ptr(noon),
		}
		putPackages(t, s, main, parcel)

		products, _ := walked(t, productID, func(id int64) ([]catalog.Product, error) { return s.ProductsAfter(ctx, "main", "", id) })
		product := must[catalog.Product](t)(everyProductField().Apply(nil, "TWD", noon))
		product.ID, product.Source = products[0].ID, "file"
		equal(t, []catalog.Product{product}, products)

		list, _ := walked(t, orderID, func(id int64) ([]orders.Order, error) { return s.OrdersAfter(ctx, "main", "", id) })
		order := must[orders.Order](t)(everyOrderField().Apply(nil, "TWD", noon))
		order.ID, order.Source = list[0].ID, "file"
		equal(t, []orders.Order{order}, list)

		parcels, _ := walked(t, packageID, func(id int64) ([]packages.Package, error) { return s.PackagesAfter(ctx, "main", "", id) })
		p := parcel.Apply(nil, noon)
		p.ID, p.Source = parcels[0].ID, "file"
		equal(t, []packages.Package{p}, parcels)
	})
}

func TestAWalkOverOneSourceLeavesTheOthersOut(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		for _, w := range []store.Write{in("main", "file"), in("main", "feed"), in("other", "feed")} {
			putOrders(t, s, w, order(w.Shop+" "+w.Source))
			putPackages(t, s, w, packages.Change{OrderNumber: w.Shop + " " + w.Source, Number: "P"})
		}
		for source, want := range map[string][]string{"": {"main file", "main feed"}, "feed": {"main feed"}, "FEED": nil, "fee_": nil} {
			var numbers, ofParcels []string
			for _, o := range must[[]orders.Order](t)(s.OrdersAfter(ctx, "main", source, 0)) {
				numbers = append(numbers, o.Number)
			}
			for _, p := range must[[]packages.Package](t)(s.PackagesAfter(ctx, "main", source, 0)) {
				ofParcels = append(ofParcels, p.OrderNumber)
			}
			equal(t, want, numbers)
			equal(t, want, ofParcels)
		}
	})
}
