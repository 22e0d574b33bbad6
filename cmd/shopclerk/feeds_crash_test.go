package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"shopclerk/internal/store"
	"shopclerk/internal/store/storetest"
	"shopclerk/server/feeds"
	"shopclerk/server/signature"
)

// What the crash test of the feeds does; `make crash` sends 2,000 deliveries and kills 20 times.
func crashDeliveries() (deliveries, kills int) {
	if n, err := strconv.Atoi(os.Getenv("CRASH_DELIVERIES")); err == nil {
		return n, 20
	}
	return 300, 4
}

const (
	deliveriesPerSecond = 200
	databaseRestarts    = 2
	feedSecret          = "secret-of-the-webhooks"
	firstOrder          = 500_000
)

// Deliveries come in while the server is killed again and again and the database is restarted. Each that was acknowledged is
// in the log, is worked off, and its order is there once. The sender sends nothing twice.
func TestAfterCrashesEveryAcknowledgedDeliveryIsWorkedOff(t *testing.T) {
	server, options := storetest.OwnServer(t)
	dir, listen := t.TempDir(), freeAddress(t)
	write(t, dir, "shopclerk.yaml", shopConfig(address(options))+fmt.Sprintf(`
    feeds:
      - {id: cyberbiz, platform: cyberbiz, domain: shop.example, webhook_secrets: [%q]}
`, feedSecret))
	execute(t, dir, "", "migrate").expect(t, 0)

	deliveries, kills := crashDeliveries()
	ends := make(chan struct{})
	killed := make(chan int)
	go func() { killed <- killAgainAndAgain(dir, listen, kills, ends) }()
	restarted := make(chan error)
	go func() { restarted <- restartDatabase(server, deliveries) }()
	acknowledged, refused := sendDeliveries(t, listen, deliveries)
	if err := <-restarted; err != nil {
		t.Fatal(err)
	}
	close(ends)
	count := <-killed

	s := storetest.Open(t, options)
	last := startServe(t, dir)
	defer func() {
		if t.Failed() {
			tellUndone(t, s, dir)
		}
	}()
	waitFor(t, "the inbox to be empty", func() bool {
		state, err := s.InboxState(context.Background(), "main", "cyberbiz")
		waiting, spoolErr := feeds.Spooled(filepath.Join(dir, "data", "spool")) // not what a kill left half written
		return errors.Join(err, spoolErr) == nil && state.Queued == 0 && waiting == 0
	})
	last.stop(t)
	times, undone := deliveryLog(t, s)
	missing, twice := 0, 0
	for _, n := range acknowledged {
		if times[fmt.Sprintf("order %d", firstOrder+n)] == 0 {
			missing++
		}
	}
	for _, n := range times {
		twice += n - 1
	}
	orders := countOrders(t, s)
	t.Logf("%d kills and %d restarts of the database: %d deliveries acknowledged, %d not; %d in the log, %d missing, %d not worked off, %d twice; %d orders",
		count, databaseRestarts, len(acknowledged), refused, len(times), missing, undone, twice, orders)
	if missing+undone+twice > 0 || orders != len(times) || len(acknowledged) == 0 || count < kills/2 {
		t.Fail()
	}
}

// deliveryLog counts the deliveries of each object, and those that are not worked off.
func deliveryLog(t *testing.T, s *store.Store) (times map[string]int, undone int) {
	t.Helper()
	times = map[string]int{}
	for before := int64(0); ; {
		list, err := s.Deliveries(context.Background(), store.DeliveryQuery{Shop: "main", Before: before, Limit: 200})
		if err != nil {
			t.Fatal(err)
		}
		if len(list) == 0 {
			return times, undone
		}
		for _, d := range list {
			times[d.Object]++
			if d.State != store.DeliveryDone {
				undone++
			}
			before = d.ID
		}
	}
}

// tellUndone tells of what keeps the inbox from being empty.
func tellUndone(t *testing.T, s *store.Store, dir string) {
	t.Helper()
	list, err := s.Deliveries(context.Background(), store.DeliveryQuery{Shop: "main", State: store.DeliveryQueued, Limit: 20})
	t.Logf("%d are queued, or more: %v", len(list), err)
	for _, d := range list {
		t.Logf("%s, received %s, next at %s: %+v", d.Object, d.ReceivedAt, d.NextAt, d.Errors)
	}
	waiting, err := feeds.Spooled(filepath.Join(dir, "data", "spool"))
	t.Logf("%d are in the spool: %v; now it is %s", waiting, err, time.Now().UTC())
}

func countOrders(t *testing.T, s *store.Store) (n int) {
	t.Helper()
	for after := int64(0); ; {
		list, err := s.OrdersAfter(context.Background(), "main", "cyberbiz", after)
		if err != nil {
			t.Fatal(err)
		}
		if len(list) == 0 {
			return n
		}
		n, after = n+len(list), list[len(list)-1].ID
	}
}

// killAgainAndAgain keeps a server at an address, kills it a while after it answers, and returns how often it did. Where the
// database is away when it starts, it ends by itself and is started again.
func killAgainAndAgain(dir, address string, kills int, ends <-chan struct{}) (count int) {
	for over := false; !over; {
		var killed bool
		if killed, over = killOnce(dir, address, count == kills, ends); killed {
			count++
		}
	}
	return count
}

// killOnce runs a server until it is killed: some moments after it answers or, when it is the last one, when all is over.
func killOnce(dir, address string, last bool, ends <-chan struct{}) (killed, over bool) {
	cmd := program(context.Background(), dir, "serve")
	cmd.Env = append(cmd.Env, "SHOPCLERK_LISTEN="+address)
	if cmd.Start() != nil {
		return false, true
	}
	ended := make(chan struct{})
	go func() { cmd.Wait(); close(ended) }() //nolint:errcheck // it is killed
	kill := func() { cmd.Process.Kill(); <-ended }
	for s := (serving{url: "http://" + address}); s.alive() != nil; {
		select {
		case <-ended:
			return false, false
		case <-ends:
			kill()
			return false, true
		case <-time.After(10 * time.Millisecond):
		}
	}
	moments := time.After(time.Duration(100+rand.IntN(200)) * time.Millisecond) //nolint:gosec // it need not be unknown
	if last {
		moments = nil
	}
	select {
	case <-ends:
		kill()
		return false, true
	case <-moments:
		kill()
		return true, false
	}
}

// restartDatabase stops the database for a second, twice, while deliveries come.
func restartDatabase(server *storetest.Server, deliveries int) error {
	for range databaseRestarts {
		time.Sleep(time.Duration(deliveries) * time.Second / deliveriesPerSecond / (databaseRestarts + 1))
		server.Stop()
		time.Sleep(time.Second)
		if err := server.Start(); err != nil {
			return err
		}
	}
	return nil
}

// sendDeliveries sends orders at a steady rate and returns the numbers of those that were acknowledged.
func sendDeliveries(t *testing.T, address string, n int) (acknowledged []int, refused int) {
	t.Helper()
	client := &http.Client{Timeout: 10 * time.Second}
	taken := make([]atomic.Bool, n)
	done := make(chan struct{}, n)
	tick := time.NewTicker(time.Second / deliveriesPerSecond)
	defer tick.Stop()
	for i := range n {
		<-tick.C
		go func() {
			defer func() { done <- struct{}{} }()
			body := orderBody(i)
			r, err := http.NewRequest(http.MethodPost, "http://"+address+"/feeds/main/cyberbiz/orders/create", bytes.NewReader(body))
			if err != nil {
				t.Error(err)
				return
			}
			r.Header.Set("X-Cyberbiz-Hmac-Sha256", fmt.Sprintf("%x", signature.SHA256(feedSecret, body)))
			response, err := client.Do(r)
			if err != nil {
				return
			}
			response.Body.Close()
			taken[i].Store(response.StatusCode == http.StatusOK)
		}()
	}
	for range n {
		<-done
	}
	for i := range n {
		if taken[i].Load() {
			acknowledged = append(acknowledged, i)
		}
	}
	return acknowledged, n - len(acknowledged)
}

// orderBody is an order as CYBERBIZ sends it.
func orderBody(i int) []byte {
	return fmt.Appendf(nil, `{"id":%d,"order_number":%d,"created_at":"2026-01-09 13:10:05","updated_at":"2026-01-09 13:10:50",`+
		`"customer":{"id":1,"name":"A B","email":"a@example.com"},"receiver":{"name":"A B"},"payment_method":"LINE Pay","fulfillments":[],`+
		`"line_items":[{"id":1,"title":"Tea","price":960.0,"quantity":1,"item_type":"normal"}],`+
		`"prices":{"total_line_items_price":960.0,"shipping_rate_price":80.0,"total_price":1040.0},`+
		`"statuses":{"order_status":"open","financial_status":"paid","fulfillment_status":"unshipped","return_status":"no_need"}}`, firstOrder+i, 10_000+i)
}
