package feeds_test

import (
	"bytes"
	"context"
	"database/sql"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-sql-driver/mysql"
	"github.com/google/go-cmp/cmp"

	"shopclerk/config"
	"shopclerk/internal/store"
	"shopclerk/internal/store/storetest"
	"shopclerk/server/feeds"
)

func TestMain(m *testing.M) {
	flag.Set("rapid.checks", "30")
	flag.Set("rapid.nofailfile", "true") // the seed that is printed is enough; no files in the source
	os.Exit(storetest.Main(m))
}

var (
	ctx  = context.Background()
	noon = time.Date(2026, 1, 9, 12, 0, 0, 0, time.UTC)
)

// desk is an inbox on a real database, with the platform of these tests.
type desk struct {
	*feeds.Inbox
	*platform
	store    *store.Store
	database store.Options
	source   feeds.Source
	spool    string
	log      *book
	counts   tally
}

// each runs a test at a desk on every database.
func each(t *testing.T, test func(t *testing.T, d *desk)) {
	t.Helper()
	for _, database := range storetest.All(t) {
		t.Run(database.Name, func(t *testing.T) { test(t, at(t, database.New(t))) })
	}
}

// at puts a desk on a database that is still empty.
func at(t *testing.T, o store.Options) *desk {
	t.Helper()
	return another(t, storetest.Open(t, o), o, t.TempDir())
}

// another is the desk of one more process on a database, with the spool of an earlier one if that is given.
func another(t *testing.T, s *store.Store, o store.Options, spool string) *desk {
	t.Helper()
	d := &desk{platform: &platform{}, store: s, database: o, spool: spool, log: &book{}}
	d.source = sourceOf("shop", d.feed())
	d.Inbox = inboxOf(d, d.source)
	return d
}

// inboxOf is an inbox of a desk for some sources.
func inboxOf(d *desk, sources ...feeds.Source) *feeds.Inbox {
	return feeds.NewInbox(feeds.Options{
		Store: d.store, Sources: func() []feeds.Source { return sources }, Spool: filepath.Join(d.spool, "spool"), Log: d.log.logger(),
		Metrics: feeds.Metrics{
			Received: func(_, _, result string) { d.counts.add(result) },
			Worked:   func(_, _, result string, _ time.Duration) { d.counts.add(result) },
		},
	})
}

func sourceOf(id string, f feeds.Feed) feeds.Source {
	return feeds.Source{Shop: config.Shop{ID: "main", Currency: "TWD", Region: "TW"}, Config: config.Feed{ID: id}, Feed: f}
}

// run has something at work until the test ends, or until what it returns is called.
func run(t *testing.T, work func(context.Context)) (stop func()) {
	t.Helper()
	working, cancel := context.WithCancel(ctx)
	ended := make(chan struct{})
	go func() { work(working); close(ended) }()
	stop = func() { cancel(); <-ended }
	t.Cleanup(stop)
	return stop
}

// until waits for something that is to become true.
func until(t *testing.T, what string, is func() bool) {
	t.Helper()
	for end := time.Now().Add(60 * time.Second); !is(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("not within a minute: %s", what)
		}
	}
}

// settled waits until nothing is queued.
func (d *desk) settled(t *testing.T) {
	t.Helper()
	until(t, "everything is worked off", func() bool { return len(d.listed(t, store.DeliveryQueued)) == 0 })
}

// counted waits until so much was counted: that comes after it is in the database.
func (d *desk) counted(t *testing.T, what string, n int) {
	t.Helper()
	until(t, fmt.Sprintf("%d are %s", n, what), func() bool { return d.counts.of(what) >= n })
}

// listed are the deliveries in a state, or all, the oldest first.
func (d *desk) listed(t *testing.T, state string) []store.Delivery {
	t.Helper()
	list, err := d.store.Deliveries(ctx, store.DeliveryQuery{Shop: "main", State: state, Limit: 20_000})
	if err != nil {
		t.Fatal(err)
	}
	for i, j := 0, len(list)-1; i < j; i, j = i+1, j-1 {
		list[i], list[j] = list[j], list[i]
	}
	return list
}

// titles are those of the products, by their keys; one that is not published has none.
func (d *desk) titles(t *testing.T) map[string]string {
	t.Helper()
	titles := map[string]string{}
	for last := int64(0); ; {
		list, err := d.store.ProductsAfter(ctx, "main", "", last)
		if err != nil {
			t.Fatal(err)
		}
		if len(list) == 0 {
			return titles
		}
		for _, p := range list {
			titles[p.Key], last = p.Title, p.ID
			if !p.Published {
				titles[p.Key] = ""
			}
		}
	}
}

// raw is the database itself.
func (d *desk) raw(t *testing.T) *sql.DB {
	t.Helper()
	driver, dsn := "sqlite", "file:"+d.database.Path+"?_pragma=busy_timeout(20000)"
	if d.database.Driver == store.MySQL {
		c := mysql.NewConfig()
		c.User, c.Passwd, c.Net, c.Addr, c.DBName = d.database.User, d.database.Password, "tcp", d.database.Address, d.database.Name
		if filepath.IsAbs(c.Addr) {
			c.Net = "unix"
		}
		driver, dsn = "mysql", c.FormatDSN()
	}
	db, err := sql.Open(driver, dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

func (d *desk) exec(t *testing.T, db *sql.DB, query string) {
	t.Helper()
	if _, err := db.Exec(query); err != nil {
		t.Fatal(err)
	}
}

// book is what was logged.
type book struct {
	mu   sync.Mutex
	text bytes.Buffer
}

// Write keeps a line.
func (b *book) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(p)
}

func (b *book) logger() *slog.Logger {
	return slog.New(slog.NewTextHandler(b, &slog.HandlerOptions{Level: slog.LevelDebug}))
}

func (b *book) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.String()
}

func (b *book) has(t *testing.T, times int, text string) {
	t.Helper()
	if n := strings.Count(b.String(), text); n != times {
		t.Errorf("%q is in the log %d times, not %d:\n%s", text, n, times, b.String())
	}
}

// tally counts words.
type tally struct {
	mu   sync.Mutex
	seen map[string]int
}

func (c *tally) add(word string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.seen == nil {
		c.seen = map[string]int{}
	}
	c.seen[word]++
}

func (c *tally) of(word string) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.seen[word]
}

func equal(t *testing.T, want, got any) {
	t.Helper()
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}
