package main

import (
	"context"
	"fmt"
	"net/http/httptest"
	"os"
	"regexp"
	"slices"
	"strconv"
	"sync/atomic"
	"time"

	"shopclerk/server/feeds/cyberbiz/cyberbiztest"
)

const (
	pacedRate     = 200 // deliveries a second
	answerSamples = 50
)

// measureFeeds takes deliveries in, and pulls.
func (b *bench) measureFeeds(ctx context.Context) error {
	taken := table{
		title:   fmt.Sprintf("Deliveries: %d clients; ours and a bare handler that verifies and inserts one row, in turn", b.clients),
		columns: []string{"database", "ours/s", "bare/s", "ratio", "ours p50", "bare p50", "ours p99", "bare p99", "acknowledged to answered, median", "wrong"},
		note:    "ours works the deliveries off at the same time: each is an order with a customer and a parcel",
	}
	paced := table{
		title:   fmt.Sprintf("Deliveries at %d a second: how long the sender waits", pacedRate),
		columns: []string{"database", "meanwhile", "p50", "p99", "wrong"},
	}
	pulls := table{
		title:   "Pull: `shopclerk sync` of orders, products and customers from the stand-in of the platform, its rate limit lifted",
		columns: []string{"database", "orders", "orders/s", "again/s", "peak RSS", "again RSS"},
		note:    "the time is of the whole command, with one product and one customer for each ten orders",
	}
	for _, database := range b.databases {
		if err := b.deliveriesOf(ctx, database, &taken, &paced); err != nil {
			return err
		}
		if err := b.pullOf(ctx, database, &pulls); err != nil {
			return err
		}
	}
	taken.print(b.out)
	paced.print(b.out)
	pulls.print(b.out)
	return nil
}

const pushedFeed = `    feeds:
      - {id: cyberbiz, platform: cyberbiz, domain: shop.example, webhook_secrets: ["` + secret + `"]}
`

func (b *bench) deliveriesOf(ctx context.Context, database string, taken, paced *table) error {
	b.progress("deliveries on %s", database)
	s, err := b.prepareSite(ctx, "inbox", &site{database: database, feeds: pushedFeed})
	if err != nil {
		return err
	}
	serving, err := s.serve(ctx)
	if err != nil {
		return err
	}
	defer serving.stop()
	process, floor, err := s.serveFloor(ctx)
	if err != nil {
		return err
	}
	defer process.stop()
	next := new(atomic.Int64)
	next.Store(1_000_000)
	ours := &contest{asker: deliveries{crowd{s.listen, b.clients}, deliveryPath, next}}
	bare := &contest{asker: deliveries{crowd{floor, b.clients}, barePath, next}}
	if err := b.alternate(ctx, b.duration/2, ours, bare); err != nil {
		return err
	}
	if err := s.drained(ctx); err != nil {
		return err
	}
	var waits []time.Duration
	for range answerSamples {
		d, err := s.untilAnswered(next)
		if err != nil {
			return err
		}
		waits = append(waits, d)
	}
	o, f := ours.rounds, bare.rounds
	taken.add(database, fmt.Sprintf("%.0f", o.perSecond()), fmt.Sprintf("%.0f", f.perSecond()), ratio(o.perSecond(), f.perSecond()),
		milliseconds(o.p50()), milliseconds(f.p50()), milliseconds(o.p99()), milliseconds(f.p99()),
		milliseconds(median(waits, func(d time.Duration) time.Duration { return d })), strconv.Itoa(o.wrong()+f.wrong()))
	return b.pacedOf(ctx, s, next, paced)
}

// pacedOf sends at a steady rate to a server that is idle, and to one beside which a file is imported.
func (b *bench) pacedOf(ctx context.Context, s *site, next *atomic.Int64, t *table) error {
	sender := deliveries{crowd{s.listen, 64}, deliveryPath, next}
	add := func(meanwhile string, r round) {
		b.wrong += r.wrong
		t.add(s.database, meanwhile, milliseconds(r.p50), milliseconds(r.p99), strconv.Itoa(r.wrong))
	}
	add("nothing else", sender.paced(ctx, pacedRate, b.duration))
	path, err := writeData(ctx, b.dir, kindProducts, b.large/2)
	if err != nil {
		return err
	}
	defer os.Remove(path)
	importing, stop := context.WithCancel(ctx)
	ended := make(chan error, 1)
	cmd := s.command(importing, "import", kindProducts, path)
	go func() { ended <- cmd.Run() }()
	add("a file is imported", sender.paced(ctx, pacedRate, b.duration))
	stop()
	<-ended
	return ctx.Err()
}

// drained waits until every delivery is worked off.
func (s *site) drained(ctx context.Context) error {
	db, err := s.open()
	if err != nil {
		return err
	}
	defer db.Close()
	for ctx.Err() == nil {
		var n int
		if err := db.QueryRowContext(ctx, "SELECT COUNT(*) FROM deliveries WHERE state = 'queued'").Scan(&n); err != nil || n == 0 {
			return err
		}
		time.Sleep(readyEvery)
	}
	return ctx.Err()
}

var pulled = regexp.MustCompile(`orders: (\d+)`)

func (b *bench) pullOf(ctx context.Context, database string, t *table) error {
	n := b.pulled
	b.progress("pulling %d orders into %s", n, database)
	stand := httptest.NewServer(cyberbiztest.New(cyberbiztest.Options{Username: "bench", Secret: secret, Orders: n, Products: n / 10, Customers: n / 10}))
	defer stand.Close()
	s, err := b.prepareSite(ctx, "pull", &site{database: database, feeds: fmt.Sprintf(`    feeds:
      - {id: cyberbiz, platform: cyberbiz, domain: shop.example, username: bench, secret: %q, base_url: %q, requests_per_second: 0}
`, secret, stand.URL)})
	if err != nil {
		return err
	}
	figures := []string{database, strconv.Itoa(n)}
	var peaks []string
	for _, since := range []string{"2000-01-01", "2000-01-01"} {
		u, out, err := measure(s.command(ctx, "sync", "cyberbiz", "--since", since))
		if err != nil {
			return err
		}
		if m := pulled.FindSubmatch(out); m == nil || string(m[1]) != strconv.Itoa(n) {
			return fmt.Errorf("not all of %d orders were pulled: %s", n, out)
		}
		figures, peaks = append(figures, fmt.Sprintf("%.0f", float64(n)/u.took.Seconds())), append(peaks, megabytes(u.peak))
	}
	t.add(slices.Concat(figures, peaks)...)
	return nil
}
