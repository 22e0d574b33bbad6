package store_test

import (
	"fmt"
	"testing"
	"time"

	"shopclerk/catalog"
	"shopclerk/internal/store"
	"shopclerk/internal/store/storetest"
	"shopclerk/orders"
	"shopclerk/packages"
)

func TestWhatIsNewestOfEachSourceIsTold(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		for i := range 5 {
			at := noon.Add(-time.Duration(i) * time.Hour)
			putProducts(t, s, in("a", "file"), catalog.Change{SKU: fmt.Sprint(i), Title: ptr("t"), UpdatedAt: &at})
			later := at.Add(time.Minute)
			putProducts(t, s, in("a", "shop"), catalog.Change{SKU: fmt.Sprint(i), Title: ptr("t"), UpdatedAt: &later})
			putOrders(t, s, in("a", "shop"), orderWith(fmt.Sprint(i), func(c *orders.Change) { c.UpdatedAt = &at }))
			putPackages(t, s, in("a", "zeek"), packages.Change{OrderNumber: "1", Number: fmt.Sprint(i), Status: ptr(packages.Status(fmt.Sprint("s", i%2))), UpdatedAt: &at})
		}
		future := noon.Add(time.Hour)
		putProducts(t, s, in("b", "file"), catalog.Change{SKU: "1", Title: ptr("t"), UpdatedAt: &future})
		newest := func(kind string) []store.SourceTime { return must[[]store.SourceTime](t)(s.Newest(ctx, "a", kind)) }
		equal(t, []store.SourceTime{{"file", noon}, {"shop", noon.Add(time.Minute)}}, newest(store.KindProducts))
		equal(t, []store.SourceTime{{"shop", noon}}, newest(store.KindOrders))
		equal(t, []store.SourceTime{{"zeek", noon}}, newest(store.KindPackages))
		equal(t, []store.SourceTime(nil), must[[]store.SourceTime](t)(s.Newest(ctx, "none", store.KindOrders)))
		if _, err := s.Newest(ctx, "a", "users"); err == nil {
			t.Error("any table is read")
		}
	})
}

func TestParcelsWithoutNewsAreCountedTheOldestFirst(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		put := func(shop, source, number string, status packages.Status, at time.Time) {
			putPackages(t, s, in(shop, source), packages.Change{OrderNumber: "1", Number: number, Status: &status, UpdatedAt: &at})
		}
		from, until := noon.Add(-100*time.Hour), noon.Add(-48*time.Hour)
		put("a", "zeek", "second", packages.InTransit, until.Add(-2*time.Hour))
		put("a", "zeek", "first", packages.PickedUp, from)
		put("a", "zeek", "at the limit", packages.InTransit, until)
		put("a", "zeek", "before all", packages.InTransit, from.Add(-time.Second))
		put("a", "zeek", "has arrived", packages.Delivered, from)
		put("a", "zeek", "free text", "on its way", from)
		put("a", "file", "of another source", packages.InTransit, from)
		put("a", "sample", "made up", packages.InTransit, from)
		put("b", "zeek", "of another shop", packages.InTransit, from)
		q := store.Silence{From: from, Until: until, Statuses: []packages.Status{packages.InTransit, packages.PickedUp}, Without: "sample"}
		stuck := func(limit int) (int, []string) {
			count, some, err := s.StuckPackages(ctx, "a", q, limit)
			if err != nil {
				t.Fatal(err)
			}
			var names []string
			for _, p := range some {
				names = append(names, p.Number)
			}
			return count, names
		}
		count, names := stuck(10)
		equal(t, 3, count)
		equal(t, []string{"of another source", "first", "second"}, names)
		count, names = stuck(2)
		equal(t, 3, count)
		equal(t, []string{"of another source", "first"}, names)
		count, _ = stuck(0)
		equal(t, 3, count)
	})
}

func TestStuckParcelsAreCountedUpToAThousand(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		for start := 0; start < 1500; start += store.BatchSize {
			var batch []packages.Change
			for i := start; i < start+store.BatchSize; i++ {
				batch = append(batch, packages.Change{OrderNumber: fmt.Sprint(i), Number: "1", Status: ptr(packages.InTransit), UpdatedAt: ptr(noon)})
			}
			putPackages(t, s, in("a", "file"), batch...)
		}
		q := store.Silence{From: noon, Until: noon.Add(time.Hour), Statuses: []packages.Status{packages.InTransit}}
		count, _, err := s.StuckPackages(ctx, "a", q, 3)
		if err != nil || count != 1000 {
			t.Error(count, err)
		}
	})
}
