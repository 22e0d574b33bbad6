package search

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"shopclerk/internal/store"
)

const (
	followEvery = 300 * time.Millisecond // how long a change may wait to be found
	followAfter = 5 * time.Second        // likewise after a failure
	stepSize    = 500
)

// Follower keeps an engine equal to the store: it reads which products changed and puts them into the index as they are
// now. A change is never replayed, so it does not matter how often or in how many processes one is followed.
type Follower struct {
	Engine Engine
	Store  *store.Store
	Shops  func() []string // the shops that there are now
	Log    *slog.Logger

	kicks chan struct{}
}

// NewFollower makes a follower; Run starts it.
func NewFollower(engine Engine, s *store.Store, shops func() []string, log *slog.Logger) *Follower {
	return &Follower{Engine: engine, Store: s, Shops: shops, Log: log, kicks: make(chan struct{}, 1)}
}

// Kick asks Run to look at once.
func (f *Follower) Kick() {
	select {
	case f.kicks <- struct{}{}:
	default: // it has been asked already
	}
}

// Run follows until the context ends. A failure is logged and tried again.
func (f *Follower) Run(ctx context.Context) {
	failing := false
	for ctx.Err() == nil {
		wait := followEvery
		err := f.CatchUp(ctx)
		if err != nil && ctx.Err() == nil {
			wait = followAfter
			if !failing { // once, not every five seconds
				f.Log.Error("the search index does not follow", "error", err)
			}
		} else if failing {
			f.Log.Info("the search index follows again")
		}
		failing = err != nil
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
	var errs []error
	for _, shop := range f.Shops() {
		if err := f.catchUp(ctx, shop); err != nil {
			errs = append(errs, fmt.Errorf("shop %s: %w", shop, err))
		}
	}
	return errors.Join(errs...)
}

// Lag is by how many changes the shop's index is behind the store.
func (f *Follower) Lag(ctx context.Context, shop string) (int64, error) {
	mark, err := f.Engine.Mark(ctx, shop)
	if err != nil {
		return 0, err
	}
	position := mark.Position
	last, err := f.Store.LastChange(ctx, shop)
	return last - position, err
}

func (f *Follower) catchUp(ctx context.Context, shop string) error {
	mark, err := f.Engine.Mark(ctx, shop)
	position := mark.Position
	for err == nil {
		var changes []store.ProductChange
		changes, err = f.Store.ProductChanges(ctx, shop, position, stepSize)
		if err != nil || len(changes) == 0 {
			return err
		}
		var step Step
		if step, err = f.step(ctx, shop, changes); err == nil {
			err = f.Engine.Apply(ctx, shop, step)
		}
		position = step.Position
	}
	return err
}

func (f *Follower) step(ctx context.Context, shop string, changes []store.ProductChange) (Step, error) {
	step := Step{Position: changes[len(changes)-1].Seq}
	var ids []int64
	seen := map[int64]bool{}
	for _, c := range changes {
		if !seen[c.ProductID] {
			seen[c.ProductID] = true
			ids = append(ids, c.ProductID)
		}
	}
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
