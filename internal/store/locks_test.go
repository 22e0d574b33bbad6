package store_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"shopclerk/catalog"
	"shopclerk/internal/store"
	"shopclerk/internal/store/storetest"
	"shopclerk/orders"
)

func TestTwoProcessesThatWriteAndReadOneSQLiteFileDoNotFail(t *testing.T) {
	o := store.Options{Driver: store.SQLite, Path: filepath.Join(t.TempDir(), "s.db")}
	handles := []*store.Store{storetest.Open(t, o), storetest.Open(t, o)}
	stop := time.Now().Add(time.Second)
	var writes [4]atomic.Int64
	var work sync.WaitGroup
	for i := range writes {
		s := handles[i%2]
		work.Go(func() {
			for n := 0; time.Now().Before(stop); n++ {
				changes := []catalog.Change{{SKU: fmt.Sprint(i), Title: ptr(fmt.Sprint(n))}, {SKU: "all", Title: ptr(fmt.Sprint(i, n))}}
				_, err := s.PutProducts(ctx, main, changes)
				_, errOrder := s.PutOrders(ctx, main, []orders.Change{with(fmt.Sprint(n), "a@b.example")})
				if err := errors.Join(err, errOrder); err != nil {
					t.Error("writing:", err)
					return
				}
				writes[i].Add(1)
			}
		})
		work.Go(func() {
			for time.Now().Before(stop) {
				_, _, err := s.OrdersByAccount(ctx, "main", "mail:a@b.example", all, 0, 3)
				_, errProperty := s.Property(ctx, "main", both)
				if err := errors.Join(err, errProperty); err != nil && !errors.Is(err, orders.ErrUnknownAccount) {
					t.Error("reading:", err)
					return
				}
			}
		})
	}
	work.Wait()
	for i := range writes {
		if writes[i].Load() == 0 {
			t.Errorf("writer %d never had its turn", i)
		}
	}
}

// blocked is a test's hold on rows that a store is about to write.
type blocked struct {
	*sql.Conn
	t   *testing.T
	log *journal // of the store
}

// onMySQL runs a test where transactions wait for each other's rows.
func onMySQL(t *testing.T, params map[string]string, test func(t *testing.T, s *store.Store, other blocked)) {
	t.Helper()
	for _, database := range storetest.All(t) {
		o := database.New(t)
		if o.Driver != store.MySQL {
			continue
		}
		var j journal
		o.Params, o.Log = params, j.log()
		s := storetest.Open(t, o)
		putProducts(t, s, main, catalog.Change{SKU: "A", Title: ptr("a")})
		conn := must[*sql.Conn](t)(store.Pool(s).Conn(ctx))
		t.Cleanup(func() { conn.Close() })
		test(t, s, blocked{conn, t, &j})
	}
}

func (b blocked) exec(queries ...string) {
	b.t.Helper()
	for _, query := range queries {
		if _, err := b.ExecContext(ctx, query); err != nil {
			b.t.Errorf("%s: %v", query, err)
		}
	}
}

// alarmsNobody checks that the log tells of what was in the way, and of no error, for it was done in the end.
func (b blocked) alarmsNobody() {
	b.t.Helper()
	if text := b.log.String(); strings.Contains(text, "level=ERROR") || !strings.Contains(text, "level=WARN") {
		b.t.Error(text)
	}
}

// locks counts how often the store has begun to lock the row of its shop.
func locks(t *testing.T, s *store.Store) *atomic.Int64 {
	t.Helper()
	var n atomic.Int64
	err := store.Capture(s, func(query string, _ []any) {
		if strings.Contains(query, "`counters`") && strings.Contains(query, "FOR UPDATE") {
			n.Add(1)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	return &n
}

func putB(s *store.Store) chan error {
	done := make(chan error, 1)
	go func() {
		outcomes, err := s.PutProducts(ctx, main, []catalog.Change{{SKU: "A", Title: ptr("b")}})
		if err == nil && (len(outcomes) != 1 || outcomes[0].Result != store.Changed) {
			err = fmt.Errorf("outcomes %v", outcomes)
		}
		done <- err
	}()
	return done
}

func TestADeadlockIsTriedAgain(t *testing.T) {
	onMySQL(t, nil, func(t *testing.T, s *store.Store, other blocked) {
		// the other transaction has written more, so the database gives up the store's
		other.exec("START TRANSACTION", "UPDATE products SET title = 'x' WHERE shop = 'main' AND id = 1")
		for i := range 50 {
			other.exec(fmt.Sprintf("INSERT INTO counters (shop) VALUES ('other%d')", i))
		}
		begun := locks(t, s)
		done := putB(s)
		waitUntil(t, func() bool { return waiting(t, s) }) // for the product
		other.exec("SELECT * FROM counters WHERE shop = 'main' FOR UPDATE", "ROLLBACK")
		if err := <-done; err != nil {
			t.Error(err)
		}
		if begun.Load() < 2 {
			t.Error("there was no deadlock, so this test says nothing")
		}
		equal(t, "b", productsOf(t, s, "main")["file/a"].Title)
		equal(t, 2, int(must[int64](t)(s.LastChange(ctx, "main"))))
		other.alarmsNobody()
	})
}

func TestAWaitForALockThatTheDatabaseEndsIsTriedAgain(t *testing.T) {
	onMySQL(t, map[string]string{"innodb_lock_wait_timeout": "1"}, func(t *testing.T, s *store.Store, other blocked) {
		other.exec("START TRANSACTION", "SELECT * FROM counters WHERE shop = 'main' FOR UPDATE")
		begun := locks(t, s)
		done := putB(s)
		waitUntil(t, func() bool { return begun.Load() >= 1 }) // noted when the first wait has ended
		other.exec("ROLLBACK")
		if err := <-done; err != nil {
			t.Error(err)
		}
		if begun.Load() < 2 {
			t.Error("nothing was tried again, so this test says nothing")
		}
		other.alarmsNobody()
	})
}

func TestALockThatIsNeverGivenIsUnavailable(t *testing.T) {
	onMySQL(t, map[string]string{"innodb_lock_wait_timeout": "0"}, func(t *testing.T, s *store.Store, other blocked) {
		other.exec("START TRANSACTION", "SELECT * FROM counters WHERE shop = 'main' FOR UPDATE")
		begun := locks(t, s)
		if err := <-putB(s); !errors.Is(err, store.ErrUnavailable) {
			t.Error(err)
		}
		if n := begun.Load(); n < 3 || n > 20 {
			t.Errorf("it was tried %d times", n)
		}
		other.exec("ROLLBACK")
		if err := <-putB(s); err != nil {
			t.Error(err)
		}
	})
}

func TestACallerThatWaitsForALockCanGiveUp(t *testing.T) {
	onMySQL(t, nil, func(t *testing.T, s *store.Store, other blocked) {
		other.exec("START TRANSACTION", "SELECT * FROM counters WHERE shop = 'main' FOR UPDATE")
		before := dump(t, s)
		short, cancel := context.WithTimeout(ctx, 100*time.Millisecond)
		defer cancel()
		start := time.Now()
		_, err := s.PutProducts(short, main, []catalog.Change{{SKU: "A", Title: ptr("b")}})
		if !errors.Is(err, store.ErrUnavailable) || time.Since(start) > 10*time.Second {
			t.Errorf("after %v: %v", time.Since(start), err)
		}
		gone, leave := context.WithCancel(ctx)
		time.AfterFunc(100*time.Millisecond, leave)
		if _, err := s.PutProducts(gone, main, []catalog.Change{{SKU: "A", Title: ptr("b")}}); !errors.Is(err, context.Canceled) || errors.Is(err, store.ErrUnavailable) {
			t.Error(err)
		}
		other.exec("ROLLBACK")
		equal(t, before, dump(t, s))
	})
}

// Writers of different shops must not wait for each other.
func TestOneShopsWriterDoesNotHoldUpAnothers(t *testing.T) {
	onMySQL(t, nil, func(t *testing.T, s *store.Store, other blocked) {
		other.exec("START TRANSACTION", "SELECT * FROM counters WHERE shop = 'main' FOR UPDATE")
		short, cancel := context.WithTimeout(ctx, 10*time.Second)
		defer cancel()
		for _, shop := range []string{"another", "yet another"} {
			if _, err := s.PutProducts(short, in(shop, "file"), []catalog.Change{{SKU: "A", Title: ptr("b"), Vendor: ptr("v")}}); err != nil {
				t.Error(err)
			}
		}
		other.exec("ROLLBACK")
	})
}

func waitUntil(t *testing.T, true func() bool) {
	t.Helper()
	for end := time.Now().Add(10 * time.Second); !true(); time.Sleep(150 * time.Millisecond) { // InnoDB answers from memory when asked more often
		if time.Now().After(end) {
			t.Fatal("what the test waits for does not happen")
		}
	}
}

// waiting reports whether a transaction of the server waits for a lock.
func waiting(t *testing.T, s *store.Store) bool {
	return len(rows(t, s, "SELECT trx_id FROM information_schema.innodb_trx WHERE trx_state = 'LOCK WAIT'")) > 0
}
