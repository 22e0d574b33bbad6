package store_test

import (
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
