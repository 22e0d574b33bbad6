package store_test

import (
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"shopclerk/catalog"
	"shopclerk/internal/store"
	"shopclerk/internal/store/storetest"
)

func TestALeaseHasOneHolderUntilItRunsOut(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		acquire := func(holder string, ttl time.Duration) bool {
			t.Helper()
			return must[bool](t)(s.AcquireLease(ctx, "work", holder, ttl))
		}
		equal(t, true, acquire("a", time.Hour))
		equal(t, false, acquire("b", time.Hour))
		equal(t, true, acquire("a", time.Hour)) // its own, prolonged
		if err := s.ReleaseLease(ctx, "work", "b"); err != nil {
			t.Fatal(err)
		}
		equal(t, false, acquire("b", time.Hour)) // another's release releases nothing
		if err := s.ReleaseLease(ctx, "work", "a"); err != nil {
			t.Fatal(err)
		}
		equal(t, true, acquire("b", 50*time.Millisecond))
		time.Sleep(100 * time.Millisecond)
		equal(t, true, acquire("a", time.Hour))
		equal(t, false, acquire("b", time.Hour))
	})
}

func TestOfManyWhoAskAtOnceOneGetsTheLease(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		for round := range 5 {
			var holders atomic.Int32
			var asking sync.WaitGroup
			for i := range 16 {
				asking.Go(func() {
					got, err := s.AcquireLease(ctx, fmt.Sprint("round", round), fmt.Sprint(i), time.Hour)
					if err != nil {
						t.Error(err)
					}
					if got {
						holders.Add(1)
					}
				})
			}
			asking.Wait()
			equal(t, 1, int(holders.Load()))
		}
	})
}

func TestWhoLostTheLeaseWritesNoMark(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		must[bool](t)(s.AcquireLease(ctx, "work", "a", time.Hour))
		first := store.IndexMark{Position: 3, Generation: 1, Built: true}
		for range 2 { // the same again is no loss
			if err := s.SetIndexMark(ctx, "work", "a", "shop", "index", first); err != nil {
				t.Fatal(err)
			}
		}
		if err := s.SetIndexMark(ctx, "work", "b", "shop", "index", store.IndexMark{Position: 9}); !errors.Is(err, store.ErrLeaseLost) {
			t.Errorf("got %v", err)
		}
		equal(t, first, must[store.IndexMark](t)(s.IndexMark(ctx, "shop", "index")))
		equal(t, store.IndexMark{}, must[store.IndexMark](t)(s.IndexMark(ctx, "shop", "other")))
	})
}

func TestAReindexRaisesTheGenerationOfOneShop(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		equal(t, int64(1), must[int64](t)(s.RaiseGeneration(ctx, "shop")))
		equal(t, int64(2), must[int64](t)(s.RaiseGeneration(ctx, "shop")))
		putProducts(t, s, in("shop", "file"), catalog.Change{SKU: "A", Title: ptr("a")}, catalog.Change{SKU: "B", Title: ptr("b")})
		last, generation, err := s.IndexTarget(ctx, "shop")
		if err != nil || last != 2 || generation != 2 {
			t.Errorf("the target is %d, %d, %v", last, generation, err)
		}
		last, generation, err = s.IndexTarget(ctx, "other")
		if err != nil || last != 0 || generation != 0 {
			t.Errorf("another shop's target is %d, %d, %v", last, generation, err)
		}
	})
}
