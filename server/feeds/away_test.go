package feeds_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"shopclerk/internal/store"
	"shopclerk/internal/store/storetest"
)

// patience is what a platform waits for its answer, at most, with some room for a busy machine.
const patience = 2500 * time.Millisecond

// all receives bodies side by side, and returns how long the slowest took.
func (d *desk) all(t *testing.T, list []saying) (slowest time.Duration) {
	t.Helper()
	var mu sync.Mutex
	var waiting sync.WaitGroup
	for n, s := range list {
		c := call("told", s.body(), time.Now().Add(time.Duration(n)*time.Microsecond))
		waiting.Go(func() {
			began := time.Now()
			err := d.Receive(ctx, d.source, c)
			mu.Lock()
			defer mu.Unlock()
			slowest = max(slowest, time.Since(began))
			if err != nil {
				t.Error(err)
			}
		})
	}
	waiting.Wait()
	return slowest
}

func TestDeliveriesOutliveADatabaseThatGoesAway(t *testing.T) {
	server, o := storetest.OwnServer(t)
	d := at(t, o)
	stop := run(t, d.Run)
	d.receive(t, told("product 0", "Tea 0", noon))
	d.settled(t)
	server.Stop()
	var list []saying
	for n := range 40 {
		list = append(list, told(fmt.Sprintf("product %d", n), "Cup", noon))
	}
	if slowest := d.all(t, list); slowest > patience {
		t.Errorf("the slowest was acknowledged after %s", slowest)
	}
	var want []string
	for n := range 5 { // of one object, without a time of their own
		s := saying{Object: "product 99", Title: fmt.Sprint("Pot ", n)}
		want = append(want, string(s.body()))
		d.receive(t, s)
	}
	equal(t, []int{45, 45, 0}, []int{d.counts.of("spooled"), len(d.files(t, ".delivery")), d.counts.of("unavailable")})
	time.Sleep(1500 * time.Millisecond)
	stop()
	d.log.has(t, 0, "deliveries of the spool are in the database")
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	// Another process on the same folder, as after a restart.
	next := another(t, d.store, o, d.spool)
	run(t, next.Run)
	next.counted(t, "done", 45)
	equal(t, []string(nil), next.files(t, ""))
	equal(t, 46, len(next.listed(t, store.DeliveryDone)))
	equal(t, "Pot 4", next.titles(t)["product 99"])
	var got []string
	for _, body := range next.asked() {
		if strings.Contains(body, "product 99") {
			got = append(got, body)
		}
	}
	equal(t, want, got)
	if n := strings.Count(d.log.String()+next.log.String(), "level=ERROR"); n > 0 {
		t.Errorf("%d errors in the log:\n%s", n, d.log)
	}
}

// The database may be there and not answer, as SQLite while somebody else writes. Those that come a little later than the first
// wait no longer than they do.
func TestADatabaseThatIsSlowIsNotWaitedFor(t *testing.T) {
	o := storetest.All(t)[0].New(t)
	d := at(t, o)
	db := d.raw(t)
	lock, err := db.Conn(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := lock.ExecContext(ctx, "BEGIN IMMEDIATE"); err != nil {
		t.Fatal(err)
	}
	var list []saying
	for n := range 100 {
		list = append(list, told(fmt.Sprintf("product %d", n), "Cup", noon))
	}
	var waves sync.WaitGroup
	for n := range 10 {
		waves.Go(func() {
			time.Sleep(time.Duration(n) * 50 * time.Millisecond)
			if slowest := d.all(t, list[10*n:10*n+10]); slowest > patience {
				t.Errorf("the slowest was acknowledged after %s", slowest)
			}
		})
	}
	waves.Wait()
	equal(t, 100, d.counts.of("spooled"))
	if _, err := lock.ExecContext(ctx, "ROLLBACK"); err != nil {
		t.Fatal(err)
	}
	lock.Close()
	run(t, d.Run)
	until(t, "all of it is done", func() bool { return len(d.titles(t)) == 100 })
	d.settled(t)
	equal(t, 100, len(d.listed(t, store.DeliveryDone)))
	equal(t, 0, d.counts.of("unavailable"))
}

// What is worked on when the database goes away is worked on again, and counted once.
func TestWorkGoesOnWhereItWasBrokenOff(t *testing.T) {
	server, o := storetest.OwnServer(t)
	d := at(t, o)
	d.slow = time.Millisecond
	for n := range 400 {
		d.receive(t, told(fmt.Sprintf("product %d", n), "Tea", noon))
	}
	run(t, d.Run)
	until(t, "it is at work", func() bool { return len(d.asked()) > 150 })
	server.Stop()
	time.Sleep(300 * time.Millisecond)
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	d.settled(t)
	equal(t, 400, len(d.listed(t, store.DeliveryDone)))
	if n := d.counts.of("done"); n > 400 { // a commit whose answer was lost is not counted
		t.Errorf("%d were counted", n)
	}
	equal(t, 400, len(d.titles(t)))
}
