package feeds_test

import (
	"strings"
	"testing"
	"time"

	"shopclerk/internal/store"
	"shopclerk/internal/store/storetest"
)

// tries lets a delivery be tried again at once, over and over, and returns how long it would have waited each time.
func (d *desk) tries(t *testing.T, most int) (waits []time.Duration) {
	t.Helper()
	db := d.raw(t)
	for len(waits) < most {
		var one store.Delivery
		until(t, "it was tried", func() bool {
			one = d.listed(t, "")[0]
			return one.State != store.DeliveryQueued || one.Attempts > len(waits)
		})
		if one.State != store.DeliveryQueued {
			return waits
		}
		waits = append(waits, one.NextAt.Sub(one.Errors[len(one.Errors)-1].At))
		d.exec(t, db, "UPDATE deliveries SET next_at = NULL")
		d.Kick()
	}
	return waits
}

func TestWhatCannotBeWorkedOnNowIsTriedAgainWithGrowingPauses(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		d.receive(t, saying{Object: "product 1", Title: "Tea", Do: "again", At: noon})
		run(t, d.Run)
		waits := d.tries(t, 100)
		equal(t, 14, len(waits))
		for n, wait := range waits { // give or take a half, and what the clock of the database is off
			middle := min(5*time.Second<<n, time.Hour)
			if wait < middle/2-time.Second || wait > middle*3/2+time.Second {
				t.Errorf("after attempt %d it waits %s", n+1, wait)
			}
		}
		one := d.listed(t, "")[0]
		equal(t, []any{store.DeliveryFailed, 15, 10, "not now"}, []any{one.State, one.Attempts, len(one.Errors), one.Errors[9].Error})
		d.counted(t, "failed", 1)
		equal(t, []int{15, 14, 1, 0}, []int{len(d.asked()), d.counts.of("retried"), d.counts.of("failed"), d.counts.of("done")})
	})
}

// What the database does not take is tried again, too, and the others go in without it.
func TestWhatTheDatabaseDoesNotTakeHoldsUpNoOther(t *testing.T) {
	for _, database := range storetest.All(t) {
		if database.Name == "sqlite" { // it takes everything
			continue
		}
		d := at(t, database.New(t))
		d.receive(t, told("product 1", "Tea", noon), told(strings.Repeat("long ", 300), "Cup", noon), told("product 2", "Pot", noon))
		run(t, d.Run)
		d.counted(t, "done", 2)
		d.counted(t, "retried", 1)
		equal(t, map[string]string{"product 1": "Tea", "product 2": "Pot"}, d.titles(t))
		waiting := d.listed(t, store.DeliveryQueued)
		if len(waiting) != 1 || waiting[0].Attempts != 1 || len(waiting[0].Errors) != 1 {
			t.Errorf("%+v", waiting)
		}
	}
}

func TestWhatGoesWellAtLastIsDone(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		d.receive(t, saying{Object: "product 1", Title: "Tea", Do: "again", At: noon})
		run(t, d.Run)
		d.tries(t, 3)
		d.mend()
		d.exec(t, d.raw(t), "UPDATE deliveries SET next_at = NULL")
		d.settled(t)
		if one := d.listed(t, "")[0]; one.State != store.DeliveryDone || len(one.Errors) < 3 {
			t.Errorf("%+v", one)
		}
		equal(t, map[string]string{"product 1": "Tea"}, d.titles(t))
	})
}

// What waits to be tried again does not keep the others waiting, but those of its own object.
func TestWhatIsToBeTriedAgainHoldsUpItsOwnObjectOnly(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		d.receive(t, saying{Object: "product 1", Title: "Tea", Do: "again", At: noon}, told("product 2", "Cup", noon))
		run(t, d.Run)
		until(t, "both were tried", func() bool { return d.counts.of("retried")+d.counts.of("done") == 2 })
		d.receive(t, told("product 1", "Green tea", noon.Add(time.Second)), told("product 3", "Pot", noon))
		until(t, "the third is done", func() bool { return d.counts.of("done") == 2 })
		equal(t, map[string]string{"product 2": "Cup", "product 3": "Pot"}, d.titles(t))
		d.mend()
		d.exec(t, d.raw(t), "UPDATE deliveries SET next_at = NULL")
		d.settled(t)
		equal(t, map[string]string{"product 1": "Green tea", "product 2": "Cup", "product 3": "Pot"}, d.titles(t))
	})
}
