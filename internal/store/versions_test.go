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

// Moments of the source's clock, all before noon, when the writes arrive.
var one, two, three = noon.Add(-3 * time.Hour), noon.Add(-2 * time.Hour), noon.Add(-2*time.Hour + time.Microsecond)

func TestTheLaterOfTwoWritesWins(t *testing.T) {
	afternoon := noon.Add(time.Hour)
	type write struct {
		title string
		time  *time.Time
		want  store.Result
	}
	cases := map[string]struct {
		writes []write
		want   string
	}{
		"a later one replaces":                      {[]write{{"a", &one, store.New}, {"b", &two, store.Changed}}, "b"},
		"an older one changes nothing":              {[]write{{"a", &two, store.New}, {"b", &one, store.Unchanged}}, "a"},
		"a microsecond decides":                     {[]write{{"a", &three, store.New}, {"b", &two, store.Unchanged}, {"c", &three, store.Changed}}, "c"},
		"the same again is no change":               {[]write{{"a", &two, store.New}, {"a", &two, store.Unchanged}}, "a"},
		"one without a time is as late as it comes": {[]write{{"a", &two, store.New}, {"b", nil, store.Changed}, {"c", &three, store.Unchanged}}, "b"},
		"a clock that runs ahead stays ahead":       {[]write{{"a", &afternoon, store.New}, {"b", nil, store.Unchanged}}, "a"},
		"the zero time is no time":                  {[]write{{"a", new(time.Time), store.New}, {"b", &three, store.Unchanged}}, "a"},
		"the same said later still holds off what was said between": {[]write{
			{"a", &one, store.New}, {"a", &three, store.Changed}, {"b", &two, store.Unchanged}}, "a"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			eachAt(t, func(t *testing.T, s *store.Store, clock *storetest.Clock) {
				for i, w := range c.writes {
					clock.At = noon.Add(time.Duration(i) * time.Second)
					equal(t, []store.Result{w.want}, putProducts(t, s, main, catalog.Change{SKU: "A", Title: &w.title, UpdatedAt: w.time}))
				}
				equal(t, c.want, productsOf(t, s, "main")["file/a"].Title)
			})
		})
	}
}

func TestWhatAnOrderSaysAgainLaterHoldsOffWhatWasSaidBetween(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		say := func(status orders.Status, when *time.Time) []store.Result {
			return putOrders(t, s, main, orderWith("1", func(c *orders.Change) { c.Status, c.UpdatedAt = &status, when }))
		}
		equal(t, []store.Result{store.New}, say(orders.Paid, &one))
		equal(t, []store.Result{store.Unchanged}, say(orders.Paid, &three))
		equal(t, []store.Result{store.Unchanged}, say(orders.Shipped, &two))
		equal(t, orders.Paid, orderOf(t, s, "main", "1").Status)
		equal(t, []store.Result{store.Changed}, say(orders.Shipped, &three)) // as late, and further
		equal(t, []store.Result{store.Unchanged}, say(orders.Paid, &three))
	})
}

func TestTimesFinerThanAMicrosecondAreNoChange(t *testing.T) {
	fine := one.Add(123456789)
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		p := catalog.Change{SKU: "A", Title: ptr("a"), CreatedAt: &fine, UpdatedAt: &fine}
		o := orderWith("1", func(c *orders.Change) { c.PlacedAt, c.UpdatedAt = &fine, &fine })
		parcel := packages.Change{OrderNumber: "1", Number: "P", DeliveredAt: ptr(&fine), UpdatedAt: &fine}
		for _, want := range [][]store.Result{{store.New}, {store.Unchanged}} {
			equal(t, want, putProducts(t, s, main, p))
			equal(t, want, putOrders(t, s, main, o))
			equal(t, want, putPackages(t, s, main, parcel))
		}
		equal(t, fine.Truncate(time.Microsecond), productsOf(t, s, "main")["file/a"].UpdatedAt)
		equal(t, fine.Truncate(time.Microsecond), *packageOf(t, s, "main", "P").DeliveredAt)
	})
}

func TestATimeThatNoDatabaseKeepsIsRefusedAndDoesNotStopTheOthers(t *testing.T) {
	far, past := time.UnixMilli(1767225600000*1000), at("0500-01-01T00:00:00Z") // milliseconds taken for seconds
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		title := ptr("t")
		equal(t, []store.Result{store.Refused, store.Refused, store.New}, putProducts(t, s, main,
			catalog.Change{SKU: "A", Title: title, CreatedAt: &far}, catalog.Change{SKU: "B", Title: title, UpdatedAt: &past}, catalog.Change{SKU: "C", Title: title}))
		equal(t, []store.Result{store.Refused, store.Refused, store.New}, putOrders(t, s, main,
			orderWith("1", func(c *orders.Change) { c.PlacedAt = &far }), orderWith("2", func(c *orders.Change) { c.UpdatedAt = &far }), order("3")))
		equal(t, []store.Result{store.Refused, store.Refused, store.New}, putPackages(t, s, main,
			packages.Change{Number: "1", DeliveredAt: ptr(&past)}, packages.Change{Number: "2", UpdatedAt: &far}, packages.Change{Number: "3"}))
	})
}

// arrival is how one kind of noun comes in and is read: every write of a case is about the noun with the one key.
type arrival[C, N any] struct {
	write   func(r *rapid.T) C // a full one, with a time
	put     func(t rapid.TB, s *store.Store, w store.Write, changes ...C) []store.Result
	read    func(t rapid.TB, s *store.Store, shop string) N // without what tells of the shop
	alone   func(c C) N                                     // what comes of a write that nothing came before
	compare func(a, b N) int                                // which wins, told in another way than the store's
}

// check lets the same writes arrive in two orders, cut into batches in two ways, and wants the winner both times.
func (a arrival[C, N]) check(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		shops := 0
		rapid.Check(t, func(r *rapid.T) {
			writes := rapid.SliceOfN(rapid.Custom(a.write), 2, 6).Draw(r, "writes")
			best := slices.MaxFunc(writes, func(x, y C) int { return a.compare(a.alone(x), a.alone(y)) })
			for _, arriving := range [][]C{writes, rapid.Permutation(writes).Draw(r, "arriving")} {
				shops++
				w := in(fmt.Sprint("shop", shops), "file")
				for len(arriving) > 0 {
					n := rapid.IntRange(1, len(arriving)).Draw(r, "batch")
					a.put(r, s, w, arriving[:n]...)
					arriving = arriving[n:]
				}
				equal(r, a.alone(best), a.read(r, s, w.Shop))
			}
		})
	})
}

func pick[T any](r *rapid.T, of ...T) T { return rapid.SampledFrom(of).Draw(r, "pick") }

func TestFullProductsEndTheSameInAnyOrderOfArrival(t *testing.T) {
	arrival[catalog.Change, catalog.Product]{
		write: func(r *rapid.T) catalog.Change {
			return product(func(c *catalog.Change) {
				c.Title, c.Price, c.Published = ptr(pick(r, "a", "b")), ptr(pick(r, amount("1"), amount("2"))), ptr(pick(r, true, false))
				c.UpdatedAt = ptr(pick(r, one, two, three))
			})
		},
		put: putProducts,
		read: func(t rapid.TB, s *store.Store, shop string) catalog.Product {
			p := productsOf(t, s, shop)["file/handle-1"]
			p.ID, p.Source = 0, ""
			return p
		},
		alone: func(c catalog.Change) catalog.Product { p, _ := c.Apply(nil, "TWD", noon); return p },
		compare: func(a, b catalog.Product) int {
			return slices.Compare([]string{a.UpdatedAt.String(), a.Digest()}, []string{b.UpdatedAt.String(), b.Digest()})
		},
	}.check(t)
}

func TestFullOrdersEndTheSameInAnyOrderOfArrival(t *testing.T) {
	further := map[orders.Status]string{orders.Unpaid: "1", orders.Paid: "2", orders.Shipped: "3", orders.Refunded: "4"}
	arrival[orders.Change, orders.Order]{
		write: func(r *rapid.T) orders.Change {
			c := everyOrderField()
			c.Status, c.RecipientName = ptr(pick(r, orders.Unpaid, orders.Paid, orders.Shipped, orders.Refunded)), ptr(pick(r, "a", "b", "c"))
			c.UpdatedAt = ptr(pick(r, one, two, three))
			return c
		},
		put: putOrders,
		read: func(t rapid.TB, s *store.Store, shop string) orders.Order {
			o := orderOf(t, s, shop, "A-001")
			o.ID, o.Source = 0, ""
			return o
		},
		alone: func(c orders.Change) orders.Order { o, _ := c.Apply(nil, "TWD", noon); return o },
		compare: func(a, b orders.Order) int {
			return slices.Compare([]string{a.Version.String(), further[a.Status], a.Digest()}, []string{b.Version.String(), further[b.Status], b.Digest()})
		},
	}.check(t)
}

func TestFullParcelsEndTheSameInAnyOrderOfArrival(t *testing.T) {
	further := map[packages.Status]string{"left the ship": "0", packages.Pending: "1", packages.InTransit: "2", packages.Delivered: "3"}
	arrival[packages.Change, packages.Package]{
		write: func(r *rapid.T) packages.Change {
			c := everyPackageField()
			c.Status = ptr(pick(r, "left the ship", packages.Pending, packages.InTransit, packages.Delivered))
			c.UpdatedAt, c.Carrier = ptr(pick(r, one, two, three)), ptr(pick(r, "a", "b", "c"))
			return c
		},
		put: putPackages,
		read: func(t rapid.TB, s *store.Store, shop string) packages.Package {
			p := packageOf(t, s, shop, "P-1")
			p.ID, p.Source = 0, ""
			return p
		},
		alone: func(c packages.Change) packages.Package { return c.Apply(nil, noon) },
		compare: func(a, b packages.Package) int {
			return slices.Compare([]string{a.Version.String(), further[a.Status], a.Digest()}, []string{b.Version.String(), further[b.Status], b.Digest()})
		},
	}.check(t)
}

func TestOfTwoRowsWithoutATimeTheLaterOneOfTheFileWins(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		var changes []catalog.Change
		for i := range 400 { // each SKU twice, so that no digest decides by luck
			changes = append(changes, catalog.Change{SKU: fmt.Sprint("S", i%200), Title: ptr(fmt.Sprint("title ", i))})
		}
		outcomes, err := s.PutProducts(ctx, main, changes)
		if err != nil {
			t.Fatal(err)
		}
		for i, o := range outcomes[200:] {
			if o.Result != store.Changed {
				t.Fatalf("row %d: result %d, want changed", i+200, o.Result)
			}
		}
		again, err := s.PutProducts(ctx, main, changes[200:])
		if err != nil {
			t.Fatal(err)
		}
		for i, o := range again {
			if o.Result != store.Unchanged {
				t.Fatalf("row %d again: result %d, want unchanged", i, o.Result)
			}
		}
	})
}
