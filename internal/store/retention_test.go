package store_test

import (
	"fmt"
	"testing"
	"time"

	"shopclerk/internal/store"
	"shopclerk/internal/store/storetest"
	"shopclerk/orders"
	"shopclerk/packages"
)

// placed is an order of a moment, with an account and a parcel's number to go with it.
func placed(number string, when, version *time.Time) orders.Change {
	c := with(number, "a@b.example")
	c.PlacedAt, c.UpdatedAt = when, version
	return c
}

func TestOldOrdersGoWithTheirAccountsAndParcels(t *testing.T) {
	year := noon.AddDate(-1, 0, 0)
	old, young := year.Add(-time.Microsecond), year
	eachAt(t, func(t *testing.T, s *store.Store, _ *storetest.Clock) {
		feed, sample, other := in("main", "feed"), in("main", "sample"), in("other", "file")
		fill := []orders.Change{placed("old", &old, nil), placed("young", &young, nil), placed("old version", nil, &old), placed("young version", nil, &young),
			placed("changed since", &old, &young), placed("in two sources", &old, nil)}
		putOrders(t, s, main, fill...)
		putOrders(t, s, feed, placed("old", &old, nil), placed("in two sources", &young, nil))
		putOrders(t, s, sample, placed("sample", &old, nil))
		putOrders(t, s, other, fill...)
		for _, w := range []store.Write{main, other} {
			for _, number := range []string{"old", "young", "old version", "changed since", "in two sources", "of no order"} {
				putPackages(t, s, w, packages.Change{OrderNumber: number, Number: number})
			}
		}
		neighbours := must[[]orders.Order](t)(s.OrdersAfter(ctx, "other", "", 0))

		equal(t, 5, must[int](t)(s.PruneOrders(ctx, "main", year)))
		equal(t, 0, must[int](t)(s.PruneOrders(ctx, "main", year)))
		var left []string
		for _, o := range must[[]orders.Order](t)(s.OrdersAfter(ctx, "main", "", 0)) {
			left = append(left, o.Source+" "+o.Number)
		}
		equal(t, []string{"file young", "file young version", "feed in two sources", "sample sample"}, left)
		var parcels []string
		for _, p := range must[[]packages.Package](t)(s.PackagesAfter(ctx, "main", "", 0)) {
			parcels = append(parcels, p.Number)
		}
		equal(t, []string{"young", "in two sources", "of no order"}, parcels)
		equal(t, "4", rows(t, s, "SELECT COUNT(*) AS n FROM order_accounts WHERE shop = 'main'")[0]["n"])
		equal(t, neighbours, must[[]orders.Order](t)(s.OrdersAfter(ctx, "other", "", 0)))
		equal(t, 6, len(must[[]packages.Package](t)(s.PackagesAfter(ctx, "other", "", 0))))
	})
}

func TestMoreOldOrdersGoThanABatchTakes(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		var list []orders.Change
		for i := range several {
			list = append(list, placed(fmt.Sprint(i), ptr(noon), nil))
		}
		putOrders(t, s, main, list...)
		equal(t, several, must[int](t)(s.PruneOrders(ctx, "main", noon.Add(time.Second))))
		equal(t, 0, len(dump(t, s)["orders"])+len(dump(t, s)["order_accounts"]))
	})
}
