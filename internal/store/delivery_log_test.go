package store_test

import (
	"testing"
	"time"

	"shopclerk/internal/store"
	"shopclerk/internal/store/storetest"
)

// touchDeliveries does to a shop's deliveries all that can be done.
func touchDeliveries(t *testing.T, s *store.Store, shop string) {
	t.Helper()
	must[[]store.Delivery](t)(s.ClaimDeliveries(ctx, shop, "feed", "a", 10, time.Hour))
	for _, err := range []error{
		s.ProlongClaim(ctx, shop, "a", time.Hour), s.ReleaseClaim(ctx, shop, "a"), s.SetSyncState(ctx, store.SyncState{Shop: shop, Feed: "feed", Kind: "orders"}),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, d := range must[[]store.Delivery](t)(s.ClaimDeliveries(ctx, shop, "feed", "a", 10, time.Hour)) {
		if err := s.SettleDeliveries(ctx, shop, "a", []store.Settled{{ID: d.ID}}); err != nil {
			t.Fatal(err)
		}
	}
	if _, _, err := s.ResendDeliveries(ctx, store.DeliveryQuery{Shop: shop}); err != nil {
		t.Fatal(err)
	}
	must[int](t)(s.ForgetDeliveries(ctx, shop, "feed", []string{"order 1"}))
	must[store.Pruned](t)(s.PruneDeliveries(ctx, shop, noon.AddDate(1, 0, 0), noon.AddDate(1, 0, 0)))
}

// fillLog makes ten deliveries, a second apart: of order 0 and order 1 by turns, the events create and update, the last two of
// another feed; the numbers 0 to 2 are done, 3 and 4 have failed, 5 is claimed, the others are queued.
func fillLog(t *testing.T, s *store.Store) (id []int64) {
	t.Helper()
	for n := range 10 {
		d := delivery("main", []string{"order 0", "order 1"}[n%2], n)
		if n%3 == 0 {
			d.Event = "orders/update"
		}
		if n >= 8 {
			d.Feed = "other"
		}
		id = append(id, add(t, s, d))
	}
	equal(t, id[:5], claim(t, s, "a", 5))
	settle(t, s, "a", store.Settled{ID: id[0]}, store.Settled{ID: id[1]}, store.Settled{ID: id[2]}, store.Settled{ID: id[3], Err: "no"}, store.Settled{ID: id[4], Err: "no"})
	equal(t, id[5:6], claim(t, s, "a", 1))
	return id
}

func TestTheLogIsFilteredAndPagedNewestFirst(t *testing.T) {
	second := func(n int) time.Time { return noon.Add(time.Duration(n) * time.Second) }
	number := func(n int) int64 { return second(n).UnixMicro() }
	cases := map[string]struct {
		q    store.DeliveryQuery
		want []int
	}{
		"all":                              {store.DeliveryQuery{}, []int{9, 8, 7, 6, 5, 4, 3, 2, 1, 0}},
		"of a feed":                        {store.DeliveryQuery{Feed: "other"}, []int{9, 8}},
		"of a feed in all states":          {store.DeliveryQuery{Feed: "feed"}, []int{7, 6, 5, 4, 3, 2, 1, 0}},
		"of a feed that has none":          {store.DeliveryQuery{Feed: "none"}, nil},
		"of an event":                      {store.DeliveryQuery{Event: "orders/update"}, []int{9, 6, 3, 0}},
		"an event is not a beginning":      {store.DeliveryQuery{Event: "orders"}, nil},
		"about an object, of all feeds":    {store.DeliveryQuery{Object: "order 1"}, []int{9, 7, 5, 3, 1}},
		"about an object, of one":          {store.DeliveryQuery{Object: "order 1", Feed: "feed"}, []int{7, 5, 3, 1}},
		"about an object in a state":       {store.DeliveryQuery{Object: "order 1", State: store.DeliveryFailed}, []int{3}},
		"about an object, of an event":     {store.DeliveryQuery{Object: "order 1", Event: "orders/update"}, []int{9, 3}},
		"what is claimed counts as queued": {store.DeliveryQuery{State: store.DeliveryQueued}, []int{9, 8, 7, 6, 5}},
		"done":                             {store.DeliveryQuery{State: store.DeliveryDone, Feed: "feed"}, []int{2, 1, 0}},
		"failed":                           {store.DeliveryQuery{State: store.DeliveryFailed}, []int{4, 3}},
		"of a state that there is not":     {store.DeliveryQuery{State: "lost"}, nil},
		"of some time":                     {store.DeliveryQuery{After: second(2), Until: second(5)}, []int{4, 3, 2}},
		"of some time in a state":          {store.DeliveryQuery{After: second(2), Until: second(5), State: store.DeliveryFailed}, []int{4, 3}},
		"by its number":                    {store.DeliveryQuery{ID: number(4)}, []int{4}},
		"by its number in another state":   {store.DeliveryQuery{ID: number(4), State: store.DeliveryDone}, nil},
		"a page":                           {store.DeliveryQuery{Limit: 3}, []int{9, 8, 7}},
		"the next page":                    {store.DeliveryQuery{Limit: 3, Before: number(7)}, []int{6, 5, 4}},
		"a page over several stretches":    {store.DeliveryQuery{Limit: 3, Before: number(6), Feed: "feed"}, []int{5, 4, 3}},
		"the page after the last one":      {store.DeliveryQuery{Limit: 3, Before: number(0)}, nil},
	}
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		fillLog(t, s)
		add(t, s, delivery("next door", "order 1", 3))
		for name, c := range cases {
			t.Run(name, func(t *testing.T) {
				c.q.Shop = "main"
				var got []int
				for _, d := range must[[]store.Delivery](t)(s.Deliveries(ctx, c.q)) {
					got = append(got, int(d.ReceivedAt.Sub(noon)/time.Second))
					if d.Body != nil {
						t.Error("the list read a body")
					}
				}
				equal(t, c.want, got)
			})
		}
	})
}

func TestAFilteredRangeIsSentAgain(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		id := fillLog(t, s)
		counts := func(q store.DeliveryQuery) []int {
			t.Helper()
			q.Shop = "main"
			queued, bare, err := s.ResendDeliveries(ctx, q)
			if err != nil {
				t.Fatal(err)
			}
			return []int{queued, bare}
		}
		equal(t, []int{0, 0}, counts(store.DeliveryQuery{ID: id[5]})) // somebody is at it
		equal(t, []int{0, 0}, counts(store.DeliveryQuery{State: store.DeliveryQueued}))
		equal(t, []int{1, 0}, counts(store.DeliveryQuery{ID: id[4]}))
		got := kept(t, s, id[4])
		equal(t, []any{store.DeliveryQueued, 0, 1, true}, []any{got.State, got.Attempts, len(got.Errors), got.FinishedAt.IsZero()})

		must[store.Pruned](t)(s.PruneDeliveries(ctx, "main", noon.Add(time.Second), noon))
		equal(t, []int{1, 0}, counts(store.DeliveryQuery{Feed: "feed", State: store.DeliveryFailed}))
		equal(t, []int{2, 1}, counts(store.DeliveryQuery{Until: noon.Add(time.Minute), Limit: 1})) // its body is gone
		equal(t, store.DeliveryDone, kept(t, s, id[0]).State)
		settle(t, s, "a", store.Settled{ID: id[5]})
		equal(t, []int64{id[1], id[2], id[3], id[4], id[6], id[7]}, claim(t, s, "b", 100))
	})
}

func TestAllOfManyAreSentAgain(t *testing.T) {
	const count = 2*store.BatchSize + 7
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		var list []store.Delivery
		for n := range count {
			list = append(list, delivery("main", "", n))
		}
		must[[]store.Added](t)(s.AddDeliveries(ctx, list))
		for range 2 {
			done := claim(t, s, "a", count)
			equal(t, count, len(done))
			var settled []store.Settled
			for _, id := range done {
				settled = append(settled, store.Settled{ID: id})
			}
			settle(t, s, "a", settled...)
			queued, bare, err := s.ResendDeliveries(ctx, store.DeliveryQuery{Shop: "main", State: store.DeliveryDone})
			equal(t, []any{count, 0, nil}, []any{queued, bare, err})
		}
	})
}
