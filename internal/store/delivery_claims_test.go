package store_test

import (
	"errors"
	"fmt"
	"os"
	"strconv"
	"sync"
	"testing"
	"time"

	"shopclerk/internal/store"
	"shopclerk/internal/store/storetest"
)

func TestDeliveriesAreClaimedOldestFirstAndByObject(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		var id []int64
		for n, object := range []string{"order 1", "order 2", "order 1", "order 1", "order 3", "", ""} {
			id = append(id, add(t, s, delivery("main", object, n)))
		}
		other := delivery("main", "order 9", 99)
		other.Feed = "other"
		add(t, s, other)
		add(t, s, delivery("other", "order 9", 98))

		equal(t, id[:3], claim(t, s, "a", 3))                // one after the other, also of one object
		equal(t, []int64{id[4], id[5]}, claim(t, s, "b", 2)) // but not the fourth: another holds its object
		equal(t, []int64{id[6]}, claim(t, s, "b", 10))       // without an object they do not wait
		equal(t, nobody, claim(t, s, "a", 10))               // not even for who holds the object himself
		settle(t, s, "a", store.Settled{ID: id[0]}, store.Settled{ID: id[1]})
		equal(t, nobody, claim(t, s, "b", 10))
		settle(t, s, "a", store.Settled{ID: id[2]})
		equal(t, id[3:4], claim(t, s, "b", 10))
	})
}

func TestADeliveryThatComesInLateWaitsForItsObjectToo(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		later := add(t, s, delivery("main", "order 1", 5))
		equal(t, []int64{later}, claim(t, s, "a", 10))
		early := add(t, s, delivery("main", "order 1", 1)) // from the spool
		equal(t, nobody, claim(t, s, "b", 10))
		settle(t, s, "a", store.Settled{ID: later})
		equal(t, []int64{early}, claim(t, s, "b", 10))
	})
}

func TestAnObjectWaitsForADeliveryThatIsToBeTriedAgain(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		a, b, c := add(t, s, delivery("main", "order 1", 1)), add(t, s, delivery("main", "order 1", 2)), add(t, s, delivery("main", "order 2", 3))
		equal(t, []int64{a}, claim(t, s, "a", 1))
		settle(t, s, "a", store.Settled{ID: a, Err: "not now", RetryIn: 300 * time.Millisecond})
		got := kept(t, s, a)
		if got.State != store.DeliveryQueued || got.Attempts != 1 || got.NextAt.IsZero() || !got.FinishedAt.IsZero() {
			t.Errorf("%+v", got)
		}
		equal(t, []int64{c}, claim(t, s, "a", 10))
		time.Sleep(350 * time.Millisecond)
		equal(t, []int64{a, b}, claim(t, s, "a", 10))
	})
}

func TestAClaimThatRanOutIsTakenByAnother(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		id := add(t, s, delivery("main", "order 1", 1))
		next := add(t, s, delivery("main", "order 1", 2))
		got := must[[]store.Delivery](t)(s.ClaimDeliveries(ctx, "main", "feed", "a", 1, 50*time.Millisecond))
		equal(t, []int64{id}, ids(got))
		equal(t, string(delivery("main", "order 1", 1).Body), string(got[0].Body))
		time.Sleep(100 * time.Millisecond)
		equal(t, []int64{id, next}, claim(t, s, "b", 10)) // in their order

		for _, settled := range []store.Settled{{ID: id}, {ID: id, Err: "no"}, {ID: id, Err: "no", RetryIn: time.Hour}} {
			if err := s.SettleDeliveries(ctx, "main", "a", []store.Settled{settled}); !errors.Is(err, store.ErrLeaseLost) {
				t.Error(settled, err)
			}
		}
		equal(t, 0, kept(t, s, id).Attempts)
		settle(t, s, "b", store.Settled{ID: id}, store.Settled{ID: next})
		if err := s.SettleDeliveries(ctx, "main", "b", []store.Settled{{ID: id}}); !errors.Is(err, store.ErrLeaseLost) {
			t.Error(err) // it is settled already
		}
	})
}

func TestAClaimThatRanOutCanBeSettledWhileNobodyHasTakenIt(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		id := add(t, s, delivery("main", "order 1", 1))
		must[[]store.Delivery](t)(s.ClaimDeliveries(ctx, "main", "feed", "a", 1, 10*time.Millisecond))
		time.Sleep(50 * time.Millisecond)
		settle(t, s, "a", store.Settled{ID: id})
	})
}

func TestAClaimIsProlongedAndReleased(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		id := add(t, s, delivery("main", "order 1", 1))
		must[[]store.Delivery](t)(s.ClaimDeliveries(ctx, "main", "feed", "a", 1, 100*time.Millisecond))
		for _, holder := range []string{"b", "a"} { // b's are others
			if err := s.ProlongClaim(ctx, "main", holder, time.Hour); err != nil {
				t.Fatal(err)
			}
		}
		time.Sleep(150 * time.Millisecond)
		equal(t, nobody, claim(t, s, "b", 1))
		if err := s.ReleaseClaim(ctx, "main", "b"); err != nil {
			t.Fatal(err)
		}
		equal(t, nobody, claim(t, s, "b", 1))
		if err := s.ReleaseClaim(ctx, "main", "a"); err != nil {
			t.Fatal(err)
		}
		equal(t, []int64{id}, claim(t, s, "b", 1))
		if err := s.SettleDeliveries(ctx, "main", "a", []store.Settled{{ID: id}}); !errors.Is(err, store.ErrLeaseLost) {
			t.Error(err)
		}
	})
}

func TestOfSeveralWhoWorkNoDeliveryIsDoneTwice(t *testing.T) {
	const objects, workers = 100, 4
	count := 1000 // `make crash` has them share 10,000
	if n, err := strconv.Atoi(os.Getenv("MANY_DELIVERIES")); err == nil {
		count = n
	}
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		list := make([]store.Delivery, count)
		for n := range list {
			list[n] = delivery("main", fmt.Sprint("order ", n%objects), n)
		}
		must[[]store.Added](t)(s.AddDeliveries(ctx, list))
		var mu sync.Mutex
		order := map[string][]int64{}
		began := time.Now()
		work := func(holder string) {
			for {
				got, err := s.ClaimDeliveries(ctx, "main", "feed", holder, 100, time.Minute)
				if err != nil {
					t.Error(err)
					return
				}
				if len(got) == 0 {
					if state, err := s.InboxState(ctx, "main", "feed"); err != nil || state.Queued == 0 || time.Since(began) > time.Minute {
						return
					}
					time.Sleep(time.Millisecond) // the others hold what is left
					continue
				}
				mu.Lock()
				for _, d := range got {
					order[d.Object] = append(order[d.Object], d.ID)
				}
				mu.Unlock()
				settled := make([]store.Settled, len(got))
				for i, d := range got {
					settled[i] = store.Settled{ID: d.ID}
				}
				if err := s.SettleDeliveries(ctx, "main", holder, settled); err != nil {
					t.Error(err)
					return
				}
			}
		}
		var working sync.WaitGroup
		for n := range workers {
			working.Go(func() { work(fmt.Sprint("worker ", n)) })
		}
		working.Wait()
		t.Log("deliveries a second:", int(float64(count)/time.Since(began).Seconds()))
		equal(t, objects, len(order))
		for object, got := range order {
			if len(got) != count/objects {
				t.Errorf("%s: %d", object, len(got))
			}
			for i := 1; i < len(got); i++ {
				if got[i-1] >= got[i] {
					t.Errorf("%s was not worked on in its order: %v", object, got)
				}
			}
		}
		equal(t, fmt.Sprint(count), rows(t, s, "SELECT COUNT(*) AS n FROM deliveries WHERE state = 'done' AND attempts = 1")[0]["n"])
	})
}
