package store_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/go-sql-driver/mysql"

	"shopclerk/internal/store"
	"shopclerk/internal/store/storetest"
	"shopclerk/orders"
)

// journal keeps all that is logged. Its zero value is ready.
type journal struct {
	sync.Mutex
	text bytes.Buffer
}

// Write adds a line.
func (j *journal) Write(line []byte) (int, error) {
	j.Lock()
	defer j.Unlock()
	return j.text.Write(line)
}

func (j *journal) String() string {
	j.Lock()
	defer j.Unlock()
	return j.text.String()
}

func (j *journal) log() *slog.Logger {
	return slog.New(slog.NewTextHandler(j, &slog.HandlerOptions{Level: slog.LevelDebug, AddSource: true}))
}

// private is what must not be logged, in whatever writing.
var private = []string{"ann.private", "912345678", "912-345-678", "王小明", "PRIVATE-7"}

func privateOrder() orders.Change {
	return orderWith("PRIVATE-7", func(c *orders.Change) {
		c.Emails, c.Phones, c.RecipientName = &[]string{"Ann.Private@b.example"}, &[]string{"0912-345-678"}, ptr("王小明")
		c.CustomerID = ptr("PRIVATE-7")
	})
}

// everything does what touches personal data, and returns what went wrong.
func everything(s *store.Store) error {
	_, err1 := s.PutOrders(ctx, main, []orders.Change{privateOrder()})
	err2 := s.PutCustomer(ctx, main, orders.Customer{ID: "PRIVATE-7", Name: "王小明", Emails: *privateOrder().Emails, Phones: *privateOrder().Phones})
	_, _, err3 := s.OrdersByAccount(ctx, "main", "mail:ann.private@b.example", all, 0, 5)
	_, _, err4 := s.OrdersByAccount(ctx, "main", "tel:+886912345678", all, 50, 5)
	_, err5 := s.OrdersByNumber(ctx, "main", "PRIVATE-7", all)
	_, _, err6 := s.PackagesOfOrder(ctx, "main", "PRIVATE-7", 0, 5)
	return errors.Join(err1, err2, err3, err4, err5, err6)
}

func checkPrivate(t *testing.T, texts ...string) {
	t.Helper()
	for _, text := range texts {
		for _, word := range private {
			if strings.Contains(strings.ToLower(text), strings.ToLower(word)) {
				t.Errorf("%q is told in:\n%s", word, text)
			}
		}
	}
}

func TestNoPersonalDataIsLogged(t *testing.T) {
	for _, database := range storetest.All(t) {
		t.Run(database.Name, func(t *testing.T) {
			var j journal
			o := database.New(t)
			o.Log = j.log()
			s := storetest.Open(t, o)
			if err := everything(s); err != nil {
				t.Fatal(err)
			}
			checkPrivate(t, j.String())

			// every table is gone in turn, so that every statement fails once
			for _, table := range []string{"order_accounts", "customer_accounts", "customers", "orders", "packages", "counters"} {
				must[any](t)(store.Pool(s).Exec(fmt.Sprintf("ALTER TABLE %s RENAME TO away", table)))
				before := len(j.String())
				err := everything(s)
				if err == nil || len(j.String()) == before {
					t.Errorf("without the table %s nothing was logged, so this test says nothing", table)
				}
				checkPrivate(t, fmt.Sprint(err), j.String())
				must[any](t)(store.Pool(s).Exec(fmt.Sprintf("ALTER TABLE away RENAME TO %s", table)))
			}
		})
	}
}

func TestWhatADatabaseRefusesIsLoggedWithoutItsValues(t *testing.T) {
	storetestOnMySQL(t, func(t *testing.T, o store.Options) {
		var j journal
		o.Log = j.log()
		s := storetest.Open(t, o)
		long := privateOrder()
		long.CustomerID = ptr(strings.Repeat("PRIVATE-7", 100)) // 1406 data too long
		_, err1 := s.PutOrders(ctx, main, []orders.Change{long})
		binary := orders.Customer{ID: "PRIVATE-7\xff\xfe", Emails: []string{"ann.private@b.example"}} // 1366 incorrect string value
		err2 := s.PutCustomer(ctx, main, binary)
		if err1 == nil || err2 == nil || j.String() == "" {
			t.Fatal("nothing was refused, so this test says nothing:", err1, err2)
		}
		checkPrivate(t, err1.Error(), err2.Error(), j.String())
		if errors.Is(err1, store.ErrUnavailable) || errors.Is(err2, store.ErrUnavailable) {
			t.Error("what is wrong with a row is taken for the database being away, and would be tried for ever:", err1, err2)
		}
	})
}

func TestOfALongStatementOnlyTheBeginningIsLogged(t *testing.T) {
	for _, database := range storetest.All(t) {
		t.Run(database.Name, func(t *testing.T) {
			var j journal
			o := database.New(t)
			o.Log = slog.New(slog.NewJSONHandler(&j, nil))
			s := storetest.Open(t, o)
			changes := make([]orders.Change, store.BatchSize)
			for i := range changes {
				changes[i] = privateOrder()
				changes[i].Number = fmt.Sprintf("PRIVATE-7-%d", i)
			}
			must[any](t)(store.Pool(s).Exec("ALTER TABLE order_accounts RENAME TO away"))
			if _, err := s.PutOrders(ctx, main, changes); err == nil {
				t.Fatal("nothing failed, so this test says nothing")
			}
			longest, failed := 0, false
			for line := range strings.Lines(j.String()) {
				var record struct{ Trace struct{ SQL, Error string } }
				if err := json.Unmarshal([]byte(line), &record); err != nil {
					t.Fatal(err)
				}
				statement, size, cut := strings.Cut(record.Trace.SQL, "… (")
				if n := utf8.RuneCountInString(statement); n > 300 || cut && n < 300 || cut && !strings.HasSuffix(size, " bytes)") {
					t.Errorf("%d characters are logged: %s", n, record.Trace.SQL)
				}
				failed = failed || record.Trace.Error != "" // others are logged only where they took long
				var n int
				fmt.Sscanf(size, "%d bytes", &n)
				longest = max(longest, n)
			}
			if !failed {
				t.Errorf("it is not said why it failed: %s", j.String())
			}
			if longest < 1000 {
				t.Errorf("the longest statement has %d bytes, so this test says nothing:\n%s", longest, j.String())
			}
			checkPrivate(t, j.String())
		})
	}
}

func TestAnErrorOfMySQLIsLoggedWithoutTheValuesInIt(t *testing.T) {
	for text, want := range map[string]string{
		"Duplicate entry 'main-ann.private@b.example' for key 'accounts.PRIMARY'":                            "Duplicate entry '…' for key 'accounts.PRIMARY'",
		"Duplicate entry 'it's ann.private' for key 'x' for key 'PRIMARY'":                                   "Duplicate entry '…' for key 'PRIMARY'",
		`Incorrect string value: '\xE7\x8E' for column ` + "`s`.`customers`.`name`" + ` at row 1`:            `Incorrect string value: '…' for column ` + "`s`.`customers`.`name`" + ` at row 1`,
		"Truncated incorrect DOUBLE value: 'ann.private@b.example'":                                          "Truncated incorrect DOUBLE value: '…'",
		"You have an error in your SQL syntax; check the manual near 'ann.private',\n'PRIVATE-7'' at line 1": "You have an error in your SQL syntax; check the manual near '…' at line 1",
		"Data too long for column 'customer_id' at row 1":                                                    "Data too long for column 'customer_id' at row 1",
		"Table 's.orders' doesn't exist":                                                                     "Table 's.orders' doesn't exist",
	} {
		if got := store.WithoutValues(fmt.Errorf("put: %w", &mysql.MySQLError{Number: 1, Message: text})); got != "Error 1: "+want {
			t.Errorf("%s is logged as %s", text, got)
		}
	}
}

func TestASlowQueryIsLoggedWithoutItsValues(t *testing.T) {
	storetestOnMySQL(t, func(t *testing.T, o store.Options) {
		var j journal
		o.Log = j.log()
		s := storetest.Open(t, o)
		lookup := func(s *store.Store) error {
			_, _, err := s.OrdersByAccount(ctx, "main", "mail:ann.private@b.example", all, 0, 5)
			return err
		}
		parcels := func(s *store.Store) error { _, _, err := s.PackagesOfOrder(ctx, "main", "PRIVATE-7", 0, 5); return err }
		for _, slow := range []struct {
			table string
			do    func(s *store.Store) error
		}{{"order_accounts", everything}, {"customer_accounts", everything}, {"orders", everything}, {"customer_accounts", lookup}, {"packages", parcels}} {
			conn, err := store.Pool(s).Conn(ctx)
			if err != nil {
				t.Fatal(err)
			}
			other := blocked{Conn: conn, t: t}
			other.exec("LOCK TABLES " + slow.table + " WRITE")
			time.AfterFunc(300*time.Millisecond, func() { other.exec("UNLOCK TABLES"); conn.Close() })
			if err := slow.do(s); err != nil {
				t.Error(err)
			}
		}
		for _, word := range []string{"INSERT INTO `order_accounts`", "customer_accounts a", "FROM packages", "WARN"} {
			if !strings.Contains(j.String(), word) {
				t.Errorf("%q is not in the log, so this test says nothing", word)
			}
		}
		checkPrivate(t, j.String())
	})
}

func storetestOnMySQL(t *testing.T, test func(t *testing.T, o store.Options)) {
	for _, database := range storetest.All(t) {
		if o := database.New(t); o.Driver == store.MySQL {
			test(t, o)
		}
	}
}
