package search

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"shopclerk/internal/store"
)

const (
	followEvery = 300 * time.Millisecond // how long a change may wait to be found
	followAfter = 5 * time.Second        // likewise after a failure
	tidyEvery   = time.Hour              // how often what is old is dropped and the index is compared with the store
	keepChanges = 7 * 24 * time.Hour     // an index that was away for longer is built anew
	stepSize    = 500
	holdFor     = 2 * time.Minute // how long an import may keep changes from an index that waits for it; see Follower.Waits
	stillOn     = 3 * time.Second // an import that has not moved on for so long has stopped
)

// Follower keeps an engine equal to the store: it reads which products changed and puts them into the index as they are
// now. A change is never replayed, so it does not matter how often or in how many processes one is followed. An index that
// is missing, of an older `reindex`, or too far behind is built anew beside the one that answers.
type Follower struct {
	Engine Engine
	Store  *store.Store
	Shops  func() []string // the shops that there are now
	Log    *slog.Logger
	// Lead reports whether this process is the one that works on an index which several share; nil when it has its own.
	Lead func(ctx context.Context) (bool, error)
	// Waits says that an index that is a step or more behind waits while products are imported, for two minutes at most. It is for
	// an engine that shares the processors with the import: side by side the two would keep questions waiting, and what is found
	// is read from the store anyhow, so that only what is new is found later.
	Waits bool
	// Repaired is told how many products Compare mended: "missing", "stale" or "extra". It may be nil.
	Repaired func(kind string, n int)
	// Refused is told how many products the engine would not take. It may be nil.
	Refused func(n int)
	// Lagging is told how far each shop's index is behind, in changes and in seconds. It may be nil.
	Lagging func(shop string, changes int64, seconds float64)

	kicks chan struct{}
	first chan struct{}        // closed when every index has been found, or brought, up to date
	works chan struct{}        // held by whoever changes an index: a row that was read earlier must not be written later
	seen  map[string]lastSeen  // by shop; Run alone uses it
	held  map[string]time.Time // by shop, since when its changes wait for an import; whoever holds works uses it
}

// lastSeen is what was last learned of an index: by how many changes it was behind, and when it was not.
type lastSeen struct {
	lag      int64
	complete time.Time
}

// NewFollower makes a follower; Run starts it.
func NewFollower(engine Engine, s *store.Store, shops func() []string, log *slog.Logger) *Follower {
	return &Follower{
		Engine: engine, Store: s, Shops: shops, Log: log,
		kicks: make(chan struct{}, 1), first: make(chan struct{}), works: make(chan struct{}, 1), seen: map[string]lastSeen{},
		held: map[string]time.Time{},
	}
}

// begin waits until nobody else changes an index; end lets the next one.
func (f *Follower) begin(ctx context.Context) error {
	select {
	case f.works <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (f *Follower) end() { <-f.works }

// Kick asks Run to look at once.
func (f *Follower) Kick() {
	select {
	case f.kicks <- struct{}{}:
	default: // it has been asked already
	}
}

// CaughtUp is closed when Run has brought every index up to date for the first time.
func (f *Follower) CaughtUp() <-chan struct{} { return f.first }

// Run follows until the context ends. A failure is logged and tried again. It may be called once.
func (f *Follower) Run(ctx context.Context) {
	failing, tidied := false, time.Now()
	first := sync.OnceFunc(func() { close(f.first) })
	for ctx.Err() == nil {
		wait := followEvery
		err := f.CatchUp(ctx)
		if err == nil {
			first()
		}
		if err == nil && time.Since(tidied) > tidyEvery {
			err, tidied = f.tidy(ctx), time.Now()
		}
		if err != nil && ctx.Err() == nil {
			wait = followAfter
			if !failing { // once, not every five seconds
				f.Log.Error("the search index does not follow", "error", err)
			}
		} else if failing {
			f.Log.Info("the search index follows again")
		}
		failing = err != nil
		f.reportLag(ctx)
		select {
		case <-ctx.Done():
		case <-f.kicks:
		case <-time.After(wait):
		}
	}
}

// CatchUp brings the index of every shop to the last change that is committed. A shop whose index fails does not keep
// the others from theirs.
func (f *Follower) CatchUp(ctx context.Context) error {
	return f.eachShop(ctx, func(ctx context.Context, shop string) error {
		if err := f.begin(ctx); err != nil {
			return err
		}
		defer f.end()
		return f.catchUp(ctx, shop)
	})
}

func (f *Follower) tidy(ctx context.Context) error {
	return f.eachShop(ctx, func(ctx context.Context, shop string) error {
		_, err := f.Store.PruneChanges(ctx, shop, time.Now().Add(-keepChanges))
		_, failed := f.Compare(ctx, shop)
		return errors.Join(err, failed)
	})
}

func (f *Follower) eachShop(ctx context.Context, do func(ctx context.Context, shop string) error) error {
	if leads, err := f.leads(ctx); err != nil || !leads {
		return err
	}
	var errs []error
	for _, shop := range f.Shops() {
		if err := do(ctx, shop); err != nil {
			errs = append(errs, fmt.Errorf("shop %s: %w", shop, err))
		}
	}
	return errors.Join(errs...)
}

// leads reports whether this process is to work on the indexes.
func (f *Follower) leads(ctx context.Context) (bool, error) {
	if f.Lead == nil {
		return true, nil
	}
	return f.Lead(ctx)
}

func (f *Follower) catchUp(ctx context.Context, shop string) error {
	mark, err := f.Engine.Mark(ctx, shop)
	if err != nil {
		return err
	}
	last, generation, err := f.Store.IndexTarget(ctx, shop)
	if err != nil {
		return err
	}
	oldest, err := f.Store.OldestChange(ctx, shop)
	switch {
	case err != nil:
		return err
	case !mark.Built || mark.Generation < generation:
		return f.rebuild(ctx, shop, generation)
	case mark.Position > last || mark.Position+1 < oldest:
		f.Log.Warn("the search index cannot follow from where it stands and is built anew", "shop", shop, "position", mark.Position, "oldest", oldest, "last", last)
		return f.rebuild(ctx, shop, generation)
	}
	_, err = f.follow(ctx, shop, mark.Position, func(step Step) error { return f.Engine.Apply(ctx, shop, step) })
	if errors.Is(err, ErrNotBuilt) { // somebody has deleted it
		return f.rebuild(ctx, shop, generation)
	}
	return err
}

// follow applies what changed after a position, step by step, as long as nothing is to wait, and returns the position to which it
// came.
func (f *Follower) follow(ctx context.Context, shop string, position int64, apply func(Step) error) (int64, error) {
	for {
		changes, err := f.Store.ProductChanges(ctx, shop, position, stepSize)
		if err != nil || len(changes) == 0 {
			return position, err
		}
		if waits, err := f.waits(ctx, shop, len(changes)); err != nil || waits {
			return position, err
		}
		step, err := f.step(ctx, shop, changes)
		if err == nil {
			err = f.accept(shop, apply(step))
		}
		if err != nil {
			return position, err
		}
		position = step.Position
	}
}

// accept reports the products that an engine refused, which do not stop the rest.
func (f *Follower) accept(shop string, err error) error {
	var rejected *Rejected
	if !errors.As(err, &rejected) {
		return err
	}
	if f.Refused != nil {
		f.Refused(len(rejected.Reasons))
	}
	for id, reason := range rejected.Reasons {
		f.Log.Error("the search engine refuses a product", "shop", shop, "product", id, "error", reason)
	}
	return nil
}

func (f *Follower) step(ctx context.Context, shop string, changes []store.ProductChange) (Step, error) {
	ids := make([]int64, 0, len(changes))
	seen := map[int64]bool{}
	for _, c := range changes {
		if !seen[c.ProductID] {
			seen[c.ProductID] = true
			ids = append(ids, c.ProductID)
		}
	}
	step, err := f.asTheyAre(ctx, shop, ids)
	step.Position = changes[len(changes)-1].Seq
	return step, err
}

// asTheyAre is the step that brings products in an index to what they are in the store.
func (f *Follower) asTheyAre(ctx context.Context, shop string, ids []int64) (step Step, err error) {
	products, err := f.Store.ProductsByID(ctx, shop, ids)
	for _, id := range ids {
		if p, ok := products[id]; ok && p.Published {
			step.Put = append(step.Put, p)
		} else {
			step.Delete = append(step.Delete, id)
		}
	}
	return step, err
}
