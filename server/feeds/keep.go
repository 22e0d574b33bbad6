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
	left     <-chan struct{} // closed when who brought it waits no longer
	done     chan struct{}
	repeated bool
	err      error
}

func newKeeper(s *store.Store) *keeper {
	return &keeper{store: s, waiting: make(chan *keeping, keptAtOnce), places: make(chan struct{}, keepers)}
}

// crowded reports whether deliveries wait for those before them.
func (k *keeper) crowded() bool { return len(k.waiting) > 0 }

// keep returns when a delivery is in the database, with whether it was there before, or cannot be.
func (k *keeper) keep(ctx context.Context, d store.Delivery) (repeated bool, err error) {
	one := &keeping{delivery: d, left: ctx.Done(), done: make(chan struct{})}
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
		case places <- struct{}{}: // whoever gets a place has all kept that wait, this one among them
			places = nil
			// Not waited for: the time of who brought this one may be nearly over when the place comes free.
			go func() {
				defer func() { <-k.places }()
				k.flush()
			}()
		case <-ctx.Done():
			return false, ctx.Err()
		}
	}
}

// flush keeps what waits at the moment.
func (k *keeper) flush() {
	all := k.taken()
	if len(all) == 0 {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), keepTimeout)
	defer cancel()
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
}

// taken is what waits, without what was given up, which is on the disk by now.
func (k *keeper) taken() (all []*keeping) {
	for range keptAtOnce {
		select {
		case one := <-k.waiting:
			select {
			case <-one.left:
			default:
				all = append(all, one)
			}
		default:
			return all
		}
	}
	return all
}
