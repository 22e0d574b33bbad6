package store_test

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"shopclerk/catalog"
	"shopclerk/internal/store"
	"shopclerk/internal/store/storetest"
)

func TestASQLiteFileMayHaveAnyName(t *testing.T) {
	for _, name := range []string{"plain.db", "two words.db", "question?mode=memory.db", "a#b.db", "100%25.db", "店.db", "a&b=c;d.db", `back\slash.db`, "new/folder/s.db"} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), name)
			o := store.Options{Driver: store.SQLite, Path: path}
			putProducts(t, storetest.Open(t, o), main, catalog.Change{SKU: "A", Title: ptr("a")})
			if _, err := os.Stat(path); err != nil {
				t.Error(err)
			}
			equal(t, 1, len(productsOf(t, storetest.Open(t, o), "main")))
		})
	}
}

func TestEveryConnectionToSQLiteIsSetUpForSeveralProcesses(t *testing.T) {
	s := storetest.Open(t, store.Options{Driver: store.SQLite, Path: filepath.Join(t.TempDir(), "s.db")})
	want := map[string]string{"journal_mode": "wal", "busy_timeout": "5000", "synchronous": "2", "foreign_keys": "1"}
	for range 3 {
		conn, err := store.Pool(s).Conn(ctx) // kept, so that the next one is another
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { conn.Close() })
		for name, value := range want {
			var got string
			if err := conn.QueryRowContext(ctx, "PRAGMA "+name).Scan(&got); err != nil || got != value {
				t.Errorf("%s is %q, not %q: %v", name, got, value, err)
			}
		}
	}
}

// A file that is not in WAL mode yet is turned into one by whoever opens it first, for which SQLite does not wait by itself
// when another has a lock on it.
func TestOpeningWaitsForWhoeverWritesTheFirstTime(t *testing.T) {
	for _, c := range []struct {
		name     string
		holds    time.Duration
		patience time.Duration
		opens    bool
	}{
		{"a short while", 300 * time.Millisecond, time.Minute, true},
		{"longer than the caller waits", 5 * time.Second, 200 * time.Millisecond, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "s.db")
			writer := must[*sql.DB](t)(sql.Open("sqlite", "file:"+path))
			defer writer.Close()
			conn := must[*sql.Conn](t)(writer.Conn(ctx))
			for _, statement := range []string{"CREATE TABLE a (b)", "BEGIN IMMEDIATE", "INSERT INTO a VALUES (1)"} {
				must[sql.Result](t)(conn.ExecContext(ctx, statement))
			}
			time.AfterFunc(c.holds, func() { conn.ExecContext(ctx, "COMMIT") })
			waiting, cancel := context.WithTimeout(ctx, c.patience)
			defer cancel()
			began := time.Now()
			s, err := store.Open(waiting, store.Options{Driver: store.SQLite, Path: path})
			if err == nil {
				defer s.Close()
			}
			switch {
			case c.opens && (err != nil || time.Since(began) < c.holds/2):
				t.Errorf("after %s: %v", time.Since(began), err)
			case !c.opens && (!errors.Is(err, store.ErrUnavailable) || time.Since(began) > c.holds/2):
				t.Errorf("after %s it says %v", time.Since(began), err)
			}
		})
	}
}

func TestAPasswordIsNotInTheErrorOfOpening(t *testing.T) {
	o := store.Options{Driver: store.MySQL, User: "u", Password: "hunter2-secret", Address: filepath.Join(t.TempDir(), "no-socket"), Name: "n"}
	_, err := store.Open(ctx, o)
	if err == nil || strings.Contains(err.Error(), "hunter2") || !strings.Contains(err.Error(), "no-socket") {
		t.Error(err)
	}
	if _, err := store.Open(ctx, store.Options{Driver: "postgres"}); err == nil {
		t.Error("a database of another kind was opened")
	}
}

func TestTheDatabasesClockIsReadInUTC(t *testing.T) {
	t.Setenv("TZ", "Asia/Taipei")
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		now := must[time.Time](t)(s.Clock(ctx))
		if off := time.Since(now); off < -time.Second || off > 5*time.Second {
			t.Errorf("the database's clock is %v away from this machine's", off)
		}
	})
}

func TestTimesAreKeptInUTCWhateverTheServersZoneIs(t *testing.T) {
	for _, database := range storetest.All(t) {
		o := database.New(t)
		if o.Driver != store.MySQL {
			continue
		}
		putProducts(t, storetest.Open(t, o), main, everyProductField())
		o.Params = map[string]string{"time_zone": "'+08:00'"}
		got := productsOf(t, storetest.Open(t, o), "main")["file/handle-1"]
		equal(t, *everyProductField().CreatedAt, got.CreatedAt)
	}
}
