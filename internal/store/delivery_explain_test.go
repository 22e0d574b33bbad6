package store_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"shopclerk/internal/store"
)

// fillDeliveries gives a shop as many deliveries of two feeds as it has orders, in all states.
func fillDeliveries(t *testing.T, s *store.Store, shop string) {
	t.Helper()
	list := make([]store.Delivery, large)
	for n := range list {
		list[n] = delivery(shop, fmt.Sprint("order ", n%(large/4)), n)
		if n%5 == 0 {
			list[n].Feed = "other"
		}
	}
	must[[]store.Added](t)(s.AddDeliveries(ctx, list))
	for _, feed := range []string{"feed", "other"} {
		for round := range 3 {
			got := must[[]store.Delivery](t)(s.ClaimDeliveries(ctx, shop, feed, "filler", 100, time.Hour))
			var settled []store.Settled
			for n, d := range got {
				settled = append(settled, store.Settled{ID: d.ID, Err: map[bool]string{true: "no"}[n%2 == round%2]})
			}
			if err := s.SettleDeliveries(ctx, shop, "filler", settled); err != nil {
				t.Fatal(err)
			}
		}
		must[[]store.Delivery](t)(s.ClaimDeliveries(ctx, shop, feed, "gone", 20, time.Hour))
	}
	must[store.Pruned](t)(s.PruneDeliveries(ctx, shop, noon.Add(100*time.Second), noon))
	for _, kind := range []string{"orders", "products"} {
		for n := range 20 {
			if err := s.SetSyncState(ctx, store.SyncState{Shop: shop, Feed: fmt.Sprint("feed", n), Kind: kind}); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func list(q store.DeliveryQuery) func(s *store.Store) error {
	return func(s *store.Store) error { _, err := s.Deliveries(ctx, q); return err }
}

func resend(q store.DeliveryQuery) func(s *store.Store) error {
	return func(s *store.Store) error { _, _, err := s.ResendDeliveries(ctx, q); return err }
}

// claimAndSettle works off some deliveries, of which one fails, one waits and the others are done.
func claimAndSettle(s *store.Store, limit int) error {
	got, err := s.ClaimDeliveries(ctx, "a", "feed", "worker", limit, time.Hour)
	if err != nil {
		return err
	}
	if len(got) < limit {
		return errors.New("there is too little to claim")
	}
	settled := make([]store.Settled, len(got))
	for i, d := range got {
		settled[i] = store.Settled{ID: d.ID}
	}
	settled[0].Err = "no"
	settled[1].Err, settled[1].RetryIn = "no", time.Hour
	return s.SettleDeliveries(ctx, "a", "worker", settled)
}
