package feeds

import (
	"context"
	"crypto/rand"
	"log/slog"
	"sync"
	"time"

	"shopclerk/internal/store"
)

const (
	// lookEvery is how soon a delivery is worked on that another process took and did not.
	lookEvery = time.Second
	// sourcesAtOnce is how many feeds are worked on side by side.
	sourcesAtOnce = 4
)

// Options is what an inbox is made of.
type Options struct {
	Store   *store.Store
	Sources func() []Source // those of the configuration in force
	Spool   string          // a folder of this process alone, for what comes while the database is away
	Changed func()          // called after products may have changed
	Log     *slog.Logger
	Now     func() time.Time
	Metrics Metrics
}

// Metrics counts what happens to deliveries. A nil function counts nothing.
type Metrics struct {
	// Received counts a call by what came of it: kept, repeated, spooled, refused or unavailable.
	Received func(shop, feed, result string)
	// Worked counts a delivery by what came of it: done, retried or failed, with how long after its arrival.
	Worked func(shop, feed, result string, after time.Duration)
}

// Inbox keeps deliveries and works them off. Any number of processes may have one on the same database.
type Inbox struct {
	Options
	holder string   // of leases: this process
	claims sync.Map // of this process, by the sources
	keeper *keeper
	spool  *spool
	kicked chan struct{}
	left   sync.Map // the sources of which something may be claimed that is not worked on
	warned warned
}

// NewInbox makes an inbox; Run makes it work.
func NewInbox(o Options) *Inbox {
	if o.Now == nil {
		o.Now = time.Now
	}
	return &Inbox{Options: o, holder: rand.Text(), keeper: newKeeper(o.Store), spool: openSpool(o.Spool), kicked: make(chan struct{}, 1)}
}

// Kick has the inbox looked into at once.
func (b *Inbox) Kick() {
	select {
	case b.kicked <- struct{}{}:
	default: // it is about to be
	}
}

// Run works deliveries off until the context ends.
func (b *Inbox) Run(ctx context.Context) {
	var sweeping sync.WaitGroup
	sweeping.Go(func() { b.sweepOften(ctx) })
	for looked := (time.Time{}); ctx.Err() == nil; {
		b.unspool(ctx)
		b.each(ctx, b.workOff)
		if time.Since(looked) > lookEvery { // and not with every delivery that comes
			looked = time.Now()
			b.each(ctx, b.rebuildDue)
		}
		select {
		case <-ctx.Done():
		case <-b.kicked:
		case <-time.After(lookEvery):
		}
	}
	sweeping.Wait()
	b.giveBack(ctx)
}

// giveBackTimeout bounds how long the end of a process waits for the database.
const giveBackTimeout = 2 * time.Second

// giveBack lets others have at once what was being worked on when the context ended.
func (b *Inbox) giveBack(ctx context.Context) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), giveBackTimeout)
	defer cancel()
	for _, s := range b.Sources() {
		b.left.Store(s.name(), true)
		b.takeBack(ctx, s) //nolint:errcheck // the claim runs out by itself
	}
}

// each does something for every source, for some of them side by side.
func (b *Inbox) each(ctx context.Context, do func(context.Context, Source)) {
	var all sync.WaitGroup
	places := make(chan struct{}, sourcesAtOnce)
	for _, s := range b.Sources() {
		places <- struct{}{}
		all.Go(func() {
			defer func() { <-places }()
			if err := guarded(func() error { do(ctx, s); return nil }); err != nil {
				b.Log.Error("a feed cannot be worked on", "feed", s.name(), "error", err)
			}
		})
	}
	all.Wait()
}

// warned remembers what was warned of, so that an unknown code is logged once and not with every delivery that has it.
type warned struct {
	mu   sync.Mutex
	seen map[string]bool
}

// maxWarned bounds what is remembered.
const maxWarned = 1000

// first reports whether a text is new.
func (w *warned) first(text string) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.seen[text] || len(w.seen) >= maxWarned {
		return false
	}
	if w.seen == nil {
		w.seen = map[string]bool{}
	}
	w.seen[text] = true
	return true
}

func (b *Inbox) warn(s Source, warnings []string) {
	for _, text := range warnings {
		if b.warned.first(s.name() + text) {
			b.Log.Warn("a feed says something that is not known", "feed", s.name(), "warning", text)
		}
	}
}
