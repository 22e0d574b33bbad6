package store_test

import (
	"database/sql"
	"errors"
	"fmt"
	"testing"
	"time"

	"shopclerk/internal/store"
	"shopclerk/internal/store/storetest"
)

func TestTheLastErrorsOfADeliveryAreKept(t *testing.T) {
	eachAt(t, func(t *testing.T, s *store.Store, clock *storetest.Clock) {
		id := add(t, s, delivery("main", "order 1", 1))
		for n := range 12 {
			clock.At = noon.Add(time.Duration(n) * time.Minute)
			equal(t, []int64{id}, claim(t, s, "a", 1))
			settle(t, s, "a", store.Settled{ID: id, Err: fmt.Sprint("error ", n), RetryIn: time.Microsecond, Warnings: []string{"old"}})
			time.Sleep(5 * time.Millisecond) // SQLite's clock counts milliseconds
		}
		got := kept(t, s, id)
		equal(t, 12, got.Attempts)
		equal(t, 10, len(got.Errors))
		equal(t, store.DeliveryError{At: noon.Add(2 * time.Minute), Error: "error 2"}, got.Errors[0])
		equal(t, store.DeliveryError{At: noon.Add(11 * time.Minute), Error: "error 11"}, got.Errors[9])
		equal(t, []string{"old"}, got.Warnings)

		claim(t, s, "a", 1)
		settle(t, s, "a", store.Settled{ID: id})
		got = kept(t, s, id)
		equal(t, []any{store.DeliveryDone, 13, 10, 0, clock.At}, []any{got.State, got.Attempts, len(got.Errors), len(got.Warnings), got.FinishedAt})
	})
}

func TestDeliveriesAreSettledWithTheNewsOrNotAtAll(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		good, bad, other := add(t, s, delivery("main", "order 1", 1)), add(t, s, delivery("main", "order 2", 2)), add(t, s, delivery("main", "order 3", 3))
		claim(t, s, "a", 2)
		fine := func() error { return nil }
		broken := errors.New("the news cannot be written")
		if err := store.SettleIn(ctx, s, "main", "a", []int64{good}, []int64{bad}, func() error { return broken }); !errors.Is(err, broken) {
			t.Fatal(err)
		}
		equal(t, store.DeliveryQueued, kept(t, s, good).State)
		if err := store.SettleIn(ctx, s, "main", "a", []int64{good, other}, []int64{bad}, fine); !errors.Is(err, store.ErrLeaseLost) {
			t.Fatal(err) // nobody has claimed the third
		}
		equal(t, store.DeliveryQueued, kept(t, s, good).State)
		if err := store.SettleIn(ctx, s, "main", "a", []int64{good}, []int64{bad}, fine); err != nil {
			t.Fatal(err)
		}
		equal(t, store.DeliveryDone, kept(t, s, good).State)
		equal(t, []string{"seen"}, kept(t, s, good).Warnings)
		failed := kept(t, s, bad)
		equal(t, store.DeliveryFailed, failed.State)
		equal(t, "it cannot be", failed.Errors[0].Error)
		equal(t, nobody, claim(t, s, "b", 0))
		equal(t, []int64{other}, claim(t, s, "b", 10))
		if err := store.SettleIn(ctx, s, "main", "a", nil, nil, fine); err != nil {
			t.Error(err) // a pull has none
		}
	})
}

func TestWhatIsSettledWhileAnotherClaimsItIsNotClaimed(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		id, next := add(t, s, delivery("main", "order 1", 1)), add(t, s, delivery("main", "order 1", 2))
		must[[]store.Delivery](t)(s.ClaimDeliveries(ctx, "main", "feed", "a", 1, 10*time.Millisecond))
		time.Sleep(50 * time.Millisecond) // it has run out
		claimed := make(chan []int64)
		err := store.SettleIn(ctx, s, "main", "a", []int64{id}, nil, func() error {
			go func() {
				got, err := s.ClaimDeliveries(ctx, "main", "feed", "b", 10, time.Hour)
				if err != nil {
					t.Error(err)
				}
				claimed <- ids(got)
			}()
			time.Sleep(200 * time.Millisecond) // the claim waits for this transaction
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		equal(t, []int64{next}, <-claimed)
		equal(t, store.DeliveryDone, kept(t, s, id).State)
	})
}

func TestAnObjectIsLeftAloneWhenItsDeliveryIsToBeTriedAgainWhileAnotherClaimsIt(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		id := add(t, s, delivery("main", "order 1", 1))
		add(t, s, delivery("main", "order 1", 2))
		must[[]store.Delivery](t)(s.ClaimDeliveries(ctx, "main", "feed", "a", 1, 10*time.Millisecond))
		time.Sleep(50 * time.Millisecond) // it has run out
		tx := must[*sql.Tx](t)(store.Pool(s).Begin())
		const later = "UPDATE deliveries SET state = 'queued', claim = '', claimed_until = NULL, next_at = '2999-01-01 00:00:00' WHERE shop = 'main' AND id = ?"
		must[sql.Result](t)(tx.Exec(later, id))
		claimed := make(chan []int64)
		go func() {
			got, err := s.ClaimDeliveries(ctx, "main", "feed", "b", 10, time.Hour)
			if err != nil {
				t.Error(err)
			}
			claimed <- ids(got)
		}()
		time.Sleep(200 * time.Millisecond) // the claim waits for the transaction
		if err := tx.Commit(); err != nil {
			t.Fatal(err)
		}
		equal(t, nobody, <-claimed)
	})
}
