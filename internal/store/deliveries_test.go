package store_test

import (
	"crypto/sha256"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"shopclerk/internal/store"
	"shopclerk/internal/store/storetest"
)

// delivery is one of a shop's feed about an object, with a body and a key that no other has.
func delivery(shop, object string, n int) store.Delivery {
	body := fmt.Sprintf(`{"n":%d}`, n)
	sum := sha256.Sum256([]byte(object + body))
	return store.Delivery{
		Shop: shop, Feed: "feed", Event: "orders/create", Object: object, RepeatKey: [16]byte(sum[:16]),
		ReceivedAt: noon.Add(time.Duration(n) * time.Second), Size: len(body), Body: []byte(body),
	}
}

func add(t *testing.T, s *store.Store, d store.Delivery) int64 {
	t.Helper()
	id, repeated, err := s.AddDelivery(ctx, d)
	if err != nil || repeated {
		t.Fatal(id, repeated, err)
	}
	return id
}

// nobody is what is claimed when nothing can be.
var nobody []int64

// claim claims deliveries of the feed "feed" and returns their numbers.
func claim(t *testing.T, s *store.Store, holder string, limit int) []int64 {
	t.Helper()
	return ids(must[[]store.Delivery](t)(s.ClaimDeliveries(ctx, "main", "feed", holder, limit, time.Hour)))
}

func ids(list []store.Delivery) (out []int64) {
	for _, d := range list {
		out = append(out, d.ID)
	}
	return out
}

// settle notes what came of deliveries that holder has claimed.
func settle(t *testing.T, s *store.Store, holder string, list ...store.Settled) {
	t.Helper()
	if err := s.SettleDeliveries(ctx, "main", holder, list); err != nil {
		t.Fatal(err)
	}
}

func kept(t *testing.T, s *store.Store, id int64) store.Delivery {
	t.Helper()
	return must[store.Delivery](t)(s.Delivery(ctx, "main", id))
}

func TestADeliveryComesBackAsItWasReceived(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := delivery("main", "order 1", 1)
		d.SourceAt = noon.Add(-time.Minute + 123456*time.Microsecond)
		d.ReceivedAt = noon.Add(7 * time.Microsecond)
		d.Body = []byte("not JSON, \x00 and not \xff text: 商品 \\ ' \"")
		d.Size = len(d.Body)
		id := add(t, s, d)
		equal(t, d.ReceivedAt.UnixMicro(), id)
		d.ID, d.State = id, store.DeliveryQueued
		equal(t, d, kept(t, s, id))

		d.Body = nil // no list reads it
		equal(t, []store.Delivery{d}, must[[]store.Delivery](t)(s.Deliveries(ctx, store.DeliveryQuery{Shop: "main"})))
		if _, err := s.Delivery(ctx, "main", id+1); err != store.ErrNotFound {
			t.Error(err)
		}
		if _, err := s.Delivery(ctx, "other", id); err != store.ErrNotFound {
			t.Error(err)
		}
	})
}

func TestWhatADeliverySaysNeverKeepsItOut(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		cases := map[string]struct {
			change func(*store.Delivery)
			want   func(store.Delivery) any
			is     any
		}{
			"a long event is cut":            {func(d *store.Delivery) { d.Event = strings.Repeat("é", 500) }, func(d store.Delivery) any { return d.Event }, strings.Repeat("é", 128)},
			"a long object is cut":           {func(d *store.Delivery) { d.Object = strings.Repeat("店", 500) }, func(d store.Delivery) any { return d.Object }, strings.Repeat("店", 128)},
			"what is not UTF-8 is replaced":  {func(d *store.Delivery) { d.Event = "a\xff" }, func(d store.Delivery) any { return d.Event }, "a\uFFFD"},
			"four-byte characters and NUL":   {func(d *store.Delivery) { d.Object = "🛒\x00" }, func(d store.Delivery) any { return d.Object }, "🛒\x00"},
			"a time far away is left out":    {func(d *store.Delivery) { d.SourceAt = time.Unix(1<<40, 0) }, func(d store.Delivery) any { return d.SourceAt.IsZero() }, true},
			"a time before Christ, likewise": {func(d *store.Delivery) { d.SourceAt = time.Unix(-1<<40, 0) }, func(d store.Delivery) any { return d.SourceAt.IsZero() }, true},
			"1970 is a time":                 {func(d *store.Delivery) { d.SourceAt = time.Unix(0, 0) }, func(d store.Delivery) any { return d.SourceAt.Unix() }, int64(0)},
			"an empty body is a body":        {func(d *store.Delivery) { d.Body = nil }, func(d store.Delivery) any { return d.Bare || d.Size != 0 }, false},
			"2 MiB of anything":              {func(d *store.Delivery) { d.Body = []byte(strings.Repeat("\x00'", 1<<20)) }, func(d store.Delivery) any { return len(d.Body) }, 2 << 20},
		}
		n := 0
		for name, c := range cases {
			n++
			t.Run(name, func(t *testing.T) {
				d := delivery("main", "order", n)
				c.change(&d)
				equal(t, c.is, c.want(kept(t, s, add(t, s, d))))
			})
		}
	})
}

func TestARepetitionIsCountedAndNotKeptTwice(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := delivery("main", "order 1", 1)
		id := add(t, s, d)
		d.ReceivedAt = d.ReceivedAt.Add(time.Hour)
		for range 3 {
			again, repeated, err := s.AddDelivery(ctx, d)
			if again != id || !repeated || err != nil {
				t.Fatal(again, repeated, err)
			}
		}
		equal(t, 3, kept(t, s, id).Repeats)

		equal(t, []int64{id}, claim(t, s, "a", 10))
		settle(t, s, "a", store.Settled{ID: id})
		if _, repeated, err := s.AddDelivery(ctx, d); !repeated || err != nil {
			t.Fatal(repeated, err)
		}
		equal(t, store.DeliveryDone, kept(t, s, id).State)
		equal(t, nobody, claim(t, s, "a", 10)) // it changes nothing

		for _, change := range []func(*store.Delivery){
			func(d *store.Delivery) { d.Shop = "other" },
			func(d *store.Delivery) { d.Feed = "other" },
			func(d *store.Delivery) { d.Object = "order 2" },
			func(d *store.Delivery) { d.RepeatKey[0]++ },
		} {
			other := d
			change(&other)
			add(t, s, other)
		}
	})
}

func TestARepetitionOfAFailedDeliveryQueuesItAgain(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := delivery("main", "order 1", 1)
		id := add(t, s, d)
		for _, bare := range []bool{false, true} {
			claim(t, s, "a", 1)
			settle(t, s, "a", store.Settled{ID: id, Err: "no such thing"})
			equal(t, nobody, claim(t, s, "a", 1))
			if bare {
				pruned := must[store.Pruned](t)(s.PruneDeliveries(ctx, "main", noon.Add(time.Hour), noon))
				equal(t, store.Pruned{Bodies: 1}, pruned)
				equal(t, "failed without body", fmt.Sprint(kept(t, s, id).State, " without ", map[bool]string{true: "body"}[kept(t, s, id).Bare]))
			}
			if again, repeated, err := s.AddDelivery(ctx, d); again != id || !repeated || err != nil {
				t.Fatal(again, repeated, err)
			}
			got := kept(t, s, id)
			equal(t, store.DeliveryQueued, got.State)
			equal(t, string(d.Body), string(got.Body))
			equal(t, 0, got.Attempts)
			equal(t, true, got.FinishedAt.IsZero() && !got.Bare)
		}
		equal(t, 2, len(kept(t, s, id).Errors)) // they are kept
		equal(t, []int64{id}, claim(t, s, "a", 1))
	})
}

func TestDeliveriesOfOneMicrosecondHaveNumbersOfTheirOwn(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		var list []store.Delivery
		for n := range 300 {
			d := delivery("main", "", n)
			d.ReceivedAt = noon
			list = append(list, d)
		}
		var adding sync.WaitGroup
		for part := range 3 {
			adding.Go(func() {
				if _, err := s.AddDeliveries(ctx, list[part*50:part*50+50]); err != nil {
					t.Error(err)
				}
				for _, d := range list[150+part*50 : 200+part*50] {
					if _, _, err := s.AddDelivery(ctx, d); err != nil {
						t.Error(err)
					}
				}
			})
		}
		adding.Wait()
		got := must[[]store.Delivery](t)(s.Deliveries(ctx, store.DeliveryQuery{Shop: "main", Limit: 1000}))
		bodies := map[[16]byte]bool{}
		for _, d := range got {
			bodies[d.RepeatKey] = true
			equal(t, noon, d.ReceivedAt)
		}
		equal(t, 300, len(bodies))
		equal(t, 300, int(got[0].ID-got[299].ID)+1) // no number is left out
	})
}

func TestSeveralAreAddedTogetherWithWhatRepeatsItself(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		a, b, c := delivery("main", "order 1", 1), delivery("main", "order 2", 2), delivery("other", "order 1", 3)
		b.ReceivedAt = a.ReceivedAt
		c.ReceivedAt = a.ReceivedAt
		first := a.ReceivedAt.UnixMicro()
		got := must[[]store.Added](t)(s.AddDeliveries(ctx, []store.Delivery{a, b, a, c}))
		equal(t, []store.Added{{ID: first}, {ID: first + 1}, {ID: first, Repeated: true}, {ID: first}}, got)
		equal(t, 1, kept(t, s, first).Repeats)

		d := delivery("main", "order 3", 4)
		got = must[[]store.Added](t)(s.AddDeliveries(ctx, []store.Delivery{a, d, d, b}))
		equal(t, []store.Added{{ID: first, Repeated: true}, {ID: d.ReceivedAt.UnixMicro()}, {ID: d.ReceivedAt.UnixMicro(), Repeated: true}, {ID: first + 1, Repeated: true}}, got)
		equal(t, []int{2, 1, 1}, []int{kept(t, s, first).Repeats, kept(t, s, first+1).Repeats, kept(t, s, d.ReceivedAt.UnixMicro()).Repeats})
		equal(t, []store.Added{}, must[[]store.Added](t)(s.AddDeliveries(ctx, nil)))
	})
}

func TestLargeDeliveriesAreAddedInSeveralStatements(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		var list []store.Delivery
		for n := range 12 {
			d := delivery("main", "order", n)
			d.Body = []byte(strings.Repeat("'", 2<<20))
			list = append(list, d)
		}
		equal(t, 12, len(must[[]store.Added](t)(s.AddDeliveries(ctx, list))))
		// A claim takes no more than 16 MiB into memory.
		equal(t, 8, len(claim(t, s, "a", 100)))
		equal(t, nobody, claim(t, s, "b", 100)) // the others are of the same object
	})
}
