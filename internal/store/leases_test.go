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

// Two handles stand for two processes. What the holder does takes longer than nothing and shorter than its lease.
func TestALeaseIsNeverHeldByTwo(t *testing.T) {
	for _, database := range storetest.All(t) {
		t.Run(database.Name, func(t *testing.T) {
			o := database.New(t)
			handles := []*store.Store{storetest.Open(t, o), storetest.Open(t, o)}
			var inside, turns atomic.Int32
			var working sync.WaitGroup
			for i := range 8 {
				working.Go(func() {
					s, holder := handles[i%2], fmt.Sprint("process ", i)
					for end := time.Now().Add(time.Second); time.Now().Before(end); time.Sleep(time.Millisecond) {
						if got, err := s.AcquireLease(ctx, "work", holder, time.Minute); err != nil || !got {
							if err != nil {
								t.Error(err)
							}
							continue
						}
						if n := inside.Add(1); n != 1 {
							t.Errorf("%d hold the lease", n)
						}
						turns.Add(1)
						time.Sleep(time.Millisecond)
						inside.Add(-1)
						if err := s.ReleaseLease(ctx, "work", holder); err != nil {
							t.Error(err)
						}
					}
				})
			}
			working.Wait()
			if turns.Load() < 8 {
				t.Errorf("only %d had a turn", turns.Load())
			}
		})
	}
}

func TestALeaseIsNotTakenWhileItsHolderWritesAMark(t *testing.T) {
	storetestOnMySQL(t, func(t *testing.T, o store.Options) {
		s := storetest.Open(t, o)
		must[bool](t)(s.AcquireLease(ctx, "work", "a", 300*time.Millisecond))
		conn, err := store.Pool(s).Conn(ctx) // holds up the write behind its look at the lease
		if err != nil {
			t.Fatal(err)
		}
		other := blocked{Conn: conn, t: t}
		other.exec("LOCK TABLES index_marks WRITE")
		done := make(chan error)
		go func() { done <- s.SetIndexMark(ctx, "work", "a", "shop", "index", store.IndexMark{Position: 1}) }()
		time.Sleep(400 * time.Millisecond) // the lease has run out
		var unlocked atomic.Bool
		time.AfterFunc(200*time.Millisecond, func() { unlocked.Store(true); other.exec("UNLOCK TABLES"); conn.Close() })
		got, err := s.AcquireLease(ctx, "work", "b", time.Minute)
		if err != nil || !got || !unlocked.Load() {
			t.Errorf("b has the lease: %v, %v; a was done by then: %v", got, err, unlocked.Load())
		}
		if err := <-done; err != nil {
			t.Error(err)
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
		must[bool](t)(s.AcquireLease(ctx, "short", "a", 50*time.Millisecond))
		time.Sleep(100 * time.Millisecond)
		if err := s.SetIndexMark(ctx, "short", "a", "shop", "index", store.IndexMark{Position: 9}); !errors.Is(err, store.ErrLeaseLost) {
			t.Errorf("after the lease has run out: %v", err)
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
