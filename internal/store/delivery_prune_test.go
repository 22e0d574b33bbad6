package store_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"shopclerk/internal/store"
	"shopclerk/internal/store/storetest"
)

func TestOldBodiesAndLinesGoButNeverWhatIsQueued(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		id := fillLog(t, s)
		second := func(n int) time.Time { return noon.Add(time.Duration(n) * time.Second) }
		equal(t, store.Pruned{Bodies: 2, Lines: 2}, must[store.Pruned](t)(s.PruneDeliveries(ctx, "main", second(4), second(2))))
		equal(t, store.Pruned{}, must[store.Pruned](t)(s.PruneDeliveries(ctx, "main", second(4), second(2))))
		if _, err := s.Delivery(ctx, "main", id[1]); !errors.Is(err, store.ErrNotFound) {
			t.Error(err)
		}
		for n, bare := range map[int]bool{2: true, 3: true, 4: false, 5: false} {
			d := kept(t, s, id[n])
			equal(t, bare, d.Bare)
			equal(t, bare, d.Body == nil)
			equal(t, len(fmt.Sprintf(`{"n":%d}`, n)), d.Size) // it is known how large it was
		}
		equal(t, []int64{id[4], id[3]}, ids(must[[]store.Delivery](t)(s.Deliveries(ctx, store.DeliveryQuery{Shop: "main", State: store.DeliveryFailed}))))

		equal(t, store.Pruned{Lines: 3}, must[store.Pruned](t)(s.PruneDeliveries(ctx, "main", second(99), second(99))))
		equal(t, []int64{id[9], id[8], id[7], id[6], id[5]}, ids(must[[]store.Delivery](t)(s.Deliveries(ctx, store.DeliveryQuery{Shop: "main"}))))
		settle(t, s, "a", store.Settled{ID: id[5]})
	})
}

func TestManyOldDeliveriesGoInBatches(t *testing.T) {
	const count = 2*store.BatchSize + 7
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		var list []store.Delivery
		for n := range count {
			list = append(list, delivery("main", "", n))
		}
		must[[]store.Added](t)(s.AddDeliveries(ctx, list))
		var settled []store.Settled
		for _, id := range claim(t, s, "a", count) {
			settled = append(settled, store.Settled{ID: id})
		}
		settle(t, s, "a", settled...)
		year := noon.AddDate(1, 0, 0)
		equal(t, store.Pruned{Bodies: count}, must[store.Pruned](t)(s.PruneDeliveries(ctx, "main", year, noon)))
		equal(t, store.Pruned{Lines: count}, must[store.Pruned](t)(s.PruneDeliveries(ctx, "main", year, year)))
	})
}

func TestTheBodiesOfAPersonsDeliveriesGo(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		id := fillLog(t, s) // of order 1: 1 is done, 3 has failed, 5 is claimed, 7 is queued, 9 is of another feed
		equal(t, 4, must[int](t)(s.ForgetDeliveries(ctx, "main", "feed", []string{"order 1", "order 77", ""})))
		equal(t, 0, must[int](t)(s.ForgetDeliveries(ctx, "main", "feed", []string{"order 1"})))
		for _, n := range []int{1, 3, 5, 7} {
			d := kept(t, s, id[n])
			state := map[bool]string{true: store.DeliveryDone, false: store.DeliveryFailed}[n == 1]
			equal(t, []any{true, true, state, false}, []any{d.Bare, d.Body == nil, d.State, d.FinishedAt.IsZero()})
			if n >= 5 && (len(d.Errors) != 1 || !strings.Contains(d.Errors[0].Error, "erased")) {
				t.Errorf("%+v", d.Errors)
			}
		}
		if err := s.SettleDeliveries(ctx, "main", "a", []store.Settled{{ID: id[5]}}); !errors.Is(err, store.ErrLeaseLost) {
			t.Error(err)
		}
		for _, n := range []int{0, 2, 4, 6, 8, 9} {
			if kept(t, s, id[n]).Body == nil {
				t.Error("the body of another is gone:", n)
			}
		}
		equal(t, id[6:7], claim(t, s, "a", 10))
		if _, repeated, err := s.AddDelivery(ctx, delivery("main", "order 1", 7)); !repeated || err != nil {
			t.Error(repeated, err)
		}
		equal(t, id[7:8], claim(t, s, "a", 10)) // its source can bring it back
	})
}
