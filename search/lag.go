package search

import (
	"context"
	"time"
)

// Lag is by how many changes the shop's index is behind the store; of an index that is not built, all of them.
func (f *Follower) Lag(ctx context.Context, shop string) (int64, error) {
	mark, err := f.Engine.Mark(ctx, shop)
	if err != nil {
		return 0, err
	}
	last, _, err := f.Store.IndexTarget(ctx, shop)
	if !mark.Built {
		return max(1, last), err
	}
	return last - mark.Position, err
}

// reportLag tells how far the indexes are behind; the seconds are since one was last seen to be complete, and go on while
// nothing can be learned of it.
func (f *Follower) reportLag(ctx context.Context) {
	if f.Lagging == nil {
		return
	}
	for _, shop := range f.Shops() {
		seen := f.seen[shop]
		lag, err := f.Lag(ctx, shop)
		if err != nil {
			lag = max(seen.lag, 1)
		}
		if lag == 0 || seen.complete.IsZero() {
			seen.complete = time.Now()
		}
		seen.lag = lag
		f.seen[shop] = seen
		f.Lagging(shop, lag, time.Since(seen.complete).Seconds())
	}
}

// waits reports whether changes are to wait for an import that brings more. The first time they do not, lest an index be called up
// to date that never was.
func (f *Follower) waits(ctx context.Context, shop string, behind int) (bool, error) {
	select {
	case <-f.first:
	default:
		return false, nil
	}
	importing := false
	if f.Waits && behind >= stepSize {
		var err error
		if importing, err = f.Store.Importing(ctx, shop, "products", time.Now().Add(-stillOn)); err != nil {
			return false, err
		}
	}
	since, held := f.held[shop]
	switch {
	case !importing:
		delete(f.held, shop)
	case !held:
		f.held[shop] = time.Now()
	default:
		importing = time.Since(since) < holdFor
	}
	return importing, nil
}
