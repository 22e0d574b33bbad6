package feeds_test

import (
	"fmt"
	"os"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"shopclerk/internal/store"
	"shopclerk/internal/store/storetest"
	"shopclerk/server/feeds"
)

// manyDeliveries is how many two inboxes share; `make crash` gives them 10,000.
func manyDeliveries() int {
	if n, err := strconv.Atoi(os.Getenv("MANY_DELIVERIES")); err == nil {
		return n
	}
	return 1000
}

// Of several processes on one database none does what another does, and deliveries arrive while they are at it.
func TestTwoProcessesDoNoDeliveryTwice(t *testing.T) {
	many := manyDeliveries()
	for _, database := range storetest.All(t) {
		t.Run(database.Name, func(t *testing.T) {
			o := database.New(t)
			first := at(t, o)
			second := another(t, storetest.Open(t, o), o, t.TempDir())
			var list []store.Delivery
			for n := range many {
				s := saying{Object: fmt.Sprintf("product %d", n%(many/4)), Title: fmt.Sprint("Tea ", n), Pad: fmt.Sprint(n)}
				list = append(list, store.Delivery{Shop: "main", Feed: "shop", Object: s.Object, RepeatKey: [16]byte{byte(n), byte(n >> 8), 1}, Body: s.body(),
					ReceivedAt: time.Now().Add(time.Duration(n) * time.Microsecond)})
			}
			half := many / 2
			if _, err := first.store.AddDeliveries(ctx, list[:half]); err != nil {
				t.Fatal(err)
			}
			run(t, first.Run)
			run(t, second.Run)
			for len(list[half:]) > 0 {
				n := min(half+50, len(list))
				if _, err := second.store.AddDeliveries(ctx, list[half:n]); err != nil {
					t.Fatal(err)
				}
				first.Kick()
				half = n
			}
			until(t, "all are done", func() bool { return first.counts.of("done")+second.counts.of("done") >= many })
			first.settled(t)
			seen := map[string]int{}
			for _, body := range append(first.asked(), second.asked()...) {
				if seen[body]++; seen[body] > 1 {
					t.Fatalf("it was decoded twice: %s", body)
				}
			}
			equal(t, []int{many, many, many}, []int{len(seen), len(first.listed(t, store.DeliveryDone)), first.counts.of("done") + second.counts.of("done")})
			if many >= 10_000 && (len(first.asked()) == 0 || len(second.asked()) == 0) { // of fewer, one may be done before the other looks
				t.Error("one of them did all")
			}
			titles := first.titles(t)
			equal(t, many/4, len(titles))
			equal(t, fmt.Sprint("Tea ", many-1), titles[fmt.Sprintf("product %d", many/4-1)]) // in the order of their arrival, whoever was at it
			for _, d := range []*desk{first, second} {
				d.log.has(t, 0, "level=ERROR")
			}
		})
	}
}

// A process that ends in the middle is taken over by another once its claims have run out.
func TestWhatAProcessThatDiedHadClaimedIsDoneByAnother(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		d.receive(t, told("product 1", "Tea", noon), told("product 2", "Cup", noon))
		if list, err := d.store.ClaimDeliveries(ctx, "main", "shop", "one that died", 10, 2*time.Second); err != nil || len(list) != 2 {
			t.Fatal(list, err)
		}
		run(t, d.Run)
		time.Sleep(500 * time.Millisecond)
		equal(t, 0, len(d.asked()))
		d.settled(t)
		equal(t, 2, len(d.asked()))
		equal(t, 2, len(d.listed(t, store.DeliveryDone)))
	})
}

// With nothing to do the inbox looks once a second, and not more often.
func TestNobodyIsBusyWithNothing(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		var looks atomic.Int64
		sources := d.Sources
		d.Sources = func() []feeds.Source { looks.Add(1); return sources() }
		stop := run(t, d.Run)
		time.Sleep(2500 * time.Millisecond)
		stop()
		if n := looks.Load(); n > 12 {
			t.Errorf("the sources were asked for %d times", n)
		}
	})
}
