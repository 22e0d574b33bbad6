package store_test

import (
	"testing"
	"time"

	"shopclerk/internal/store"
	"shopclerk/internal/store/storetest"
)

// What is counted before a range is sent again is what is then queued.
func TestTheCountOfARangeIsWhatSendingItAgainQueues(t *testing.T) {
	queries := map[string]store.DeliveryQuery{
		"all": {}, "failed": {State: store.DeliveryFailed}, "done": {State: store.DeliveryDone}, "queued": {State: store.DeliveryQueued},
		"of a feed": {Feed: "other"}, "failed ones of a feed": {Feed: "feed", State: store.DeliveryFailed}, "of no feed": {Feed: "none"},
		"about an object": {Object: "order 7"}, "done about an object": {Object: "order 7", State: store.DeliveryDone},
		"of an event": {Event: "orders/create"}, "of no event": {Event: "orders/none"},
		"of a while": {After: noon.Add(50 * time.Second), Until: noon.Add(150 * time.Second)},
	}
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		fillDeliveries(t, s, "a")
		fillDeliveries(t, s, "b")
		counted := 0
		type count struct{ whole, bare int }
		before := map[string]count{}
		for name, q := range queries {
			q.Shop = "a"
			whole, bare, err := s.CountDeliveries(ctx, q)
			if err != nil {
				t.Fatal(name, err)
			}
			before[name], counted = count{whole, bare}, counted+whole
			want := 0
			for _, d := range must[[]store.Delivery](t)(s.Deliveries(ctx, store.DeliveryQuery{Shop: "a", Feed: q.Feed, Event: q.Event, Object: q.Object, State: q.State, After: q.After, Until: q.Until, Limit: 2 * large})) {
				if d.State != store.DeliveryQueued && !d.Bare {
					want++
				}
			}
			if whole != want {
				t.Errorf("%s: counted %d, listed %d", name, whole, want)
			}
		}
		if counted == 0 || before["all"].bare == 0 {
			t.Fatalf("the test says nothing: %+v", before)
		}
		q := queries["of a while"]
		q.Shop = "a"
		queued, bare, err := s.ResendDeliveries(ctx, q)
		if err != nil || queued != before["of a while"].whole || bare != before["of a while"].bare {
			t.Errorf("queued %d and %d without a body, %v; counted %+v", queued, bare, err, before["of a while"])
		}
	})
}
