package store_test

import (
	"testing"
	"time"

	"shopclerk/internal/store"
	"shopclerk/internal/store/storetest"
)

func TestHowAnInboxStands(t *testing.T) {
	eachAt(t, func(t *testing.T, s *store.Store, clock *storetest.Clock) {
		second := func(n int) time.Time { return noon.Add(time.Duration(n) * time.Second) }
		state := func(feed string) store.InboxState {
			t.Helper()
			return must[store.InboxState](t)(s.InboxState(ctx, "main", feed))
		}
		equal(t, store.InboxState{}, state("feed"))
		id := fillLog(t, s)
		equal(t, store.InboxState{Queued: 3, Failed: 2, Oldest: second(5), LastDone: noon, LastReceived: second(7)}, state("feed"))
		equal(t, store.InboxState{Queued: 2, Oldest: second(8), LastReceived: second(9)}, state("other"))
		must[store.Pruned](t)(s.PruneDeliveries(ctx, "main", second(99), noon))
		equal(t, store.InboxState{Queued: 3, Failed: 2, Oldest: second(5), LastDone: noon, LastReceived: second(7)}, state("feed"))

		clock.At = noon.Add(time.Hour)
		claim(t, s, "a", 100)
		settle(t, s, "a", store.Settled{ID: id[5]}, store.Settled{ID: id[6]})
		claim(t, s, "a", 100)
		settle(t, s, "a", store.Settled{ID: id[7]})
		equal(t, store.InboxState{Failed: 2, LastDone: clock.At, LastReceived: second(7)}, state("feed"))
	})
}

func TestDeliveriesAreCountedUpToALimit(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		list := make([]store.Delivery, store.InboxCountLimit+10)
		for n := range list {
			list[n] = delivery("main", "", n)
		}
		must[[]store.Added](t)(s.AddDeliveries(ctx, list))
		equal(t, 100, len(claim(t, s, "a", 100)))
		equal(t, store.InboxCountLimit, must[store.InboxState](t)(s.InboxState(ctx, "main", "feed")).Queued)
	})
}
