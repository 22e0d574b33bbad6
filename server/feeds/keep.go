package feeds

import (
	"context"
	"errors"

	"shopclerk/internal/store"
)

const (
	// keptAtOnce is how many deliveries that arrive at the same time go into the database with one statement.
	keptAtOnce = 64
	// keepers is how many such statements are under way at once.
	keepers = 2
)

// keeper takes deliveries into the database. Those that arrive while a statement is under way share the next one, so that a
// burst costs a commit for many of them; one that comes alone waits for nobody.
type keeper struct {
	store   *store.Store
	waiting chan *keeping
	places  chan struct{}
}

// keeping is a delivery on its way into the database.
type keeping struct {
	delivery store.Delivery
	done     chan struct{}
	repeated bool
	err      error
}

func newKeeper(s *store.Store) *keeper {
	return &keeper{store: s, waiting: make(chan *keeping, keptAtOnce), places: make(chan struct{}, keepers)}
}

// keep returns when a delivery is in the database, with whether it was there before, or cannot be.
func (k *keeper) keep(ctx context.Context, d store.Delivery) (repeated bool, err error) {
	one := &keeping{delivery: d, done: make(chan struct{})}
	select {
	case k.waiting <- one:
	case <-ctx.Done():
		return false, ctx.Err()
	}
	places := k.places
	for {
		select {
		case <-one.done:
			return one.repeated, one.err
		case places <- struct{}{}: // whoever gets a place works for all that wait
			if !k.flush(ctx) {
				places = nil // another has taken this one along
			}
			<-k.places
		case <-ctx.Done():
			return false, ctx.Err()
		}
	}
}

// flush keeps what waits at the moment, and reports whether there was anything.
func (k *keeper) flush(ctx context.Context) bool {
	var all []*keeping
	for len(all) < keptAtOnce {
		select {
		case one := <-k.waiting:
			all = append(all, one)
			continue
		default:
		}
		break
	}
	if len(all) == 0 {
		return false
	}
	list := make([]store.Delivery, len(all))
	for i, one := range all {
		list[i] = one.delivery
	}
	added, err := k.store.AddDeliveries(ctx, list)
	for i, one := range all {
		switch {
		case err == nil:
			one.repeated = added[i].Repeated
		case len(all) == 1 || errors.Is(err, store.ErrUnavailable) || ctx.Err() != nil:
			one.err = err
		default: // one of them cannot be kept: which one is told by trying each
			_, one.repeated, one.err = k.store.AddDelivery(ctx, one.delivery)
		}
		close(one.done)
	}
	return true
}
