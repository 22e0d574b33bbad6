package feeds

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"time"

	"shopclerk/internal/store"
)

const (
	// claimedAtOnce is how many deliveries are worked on in one transaction.
	claimedAtOnce = 100
	// claimTTL is how long another process waits before it takes over what one has claimed and not done.
	claimTTL = 15 * time.Second
)

// workOff works off all deliveries of a source that are due. Of one object they are worked on in the order of their arrival.
func (b *Inbox) workOff(ctx context.Context, s Source) {
	for ctx.Err() == nil {
		list, err := b.Store.ClaimDeliveries(ctx, s.Shop.ID, s.Config.ID, b.claim, claimedAtOnce, claimTTL)
		if err != nil {
			b.complain(ctx, s, "deliveries cannot be claimed", err)
			return
		}
		if len(list) == 0 {
			return
		}
		if err := b.work(ctx, s, list); err != nil {
			b.complain(ctx, s, "deliveries cannot be worked on", err)
			return // what is claimed and not settled is claimed again when the claim has run out
		}
	}
}

// complain logs an error that is not merely a database that is away, which says so itself.
func (b *Inbox) complain(ctx context.Context, s Source, what string, err error) {
	if ctx.Err() == nil && !errors.Is(err, store.ErrUnavailable) && !errors.Is(err, store.ErrLeaseLost) {
		b.Log.Error(what, "feed", s.name(), "error", err)
	}
}

// work decodes deliveries and writes their news. What cannot be read fails at once; what only cannot be written now is tried
// again later. The error is of the database.
func (b *Inbox) work(ctx context.Context, s Source, list []store.Delivery) error {
	var items []store.NewsItem
	var readable []store.Delivery
	var settled []store.Settled
	for _, d := range list {
		news, warnings, err := decode(s, Delivery{Event: d.Event, Body: d.Body, At: d.ReceivedAt})
		if err != nil {
			settled = append(settled, b.failure(s, d, err))
			continue
		}
		b.warn(s, warnings)
		items, readable = append(items, store.NewsItem{News: news, Delivery: d.ID, Warnings: warnings}), append(readable, d)
	}
	if len(settled) > 0 {
		if err := b.Store.SettleDeliveries(ctx, s.Shop.ID, b.claim, settled); err != nil {
			return err
		}
	}
	return b.put(ctx, s, readable, items)
}

// put writes news and settles their deliveries in one transaction. When that fails for a reason that is not the database's
// health, each delivery is tried for itself, so that one does not hold up the others.
func (b *Inbox) put(ctx context.Context, s Source, list []store.Delivery, items []store.NewsItem) error {
	if len(items) == 0 {
		return nil
	}
	results, err := b.Store.PutNews(ctx, s.write(), b.claim, items, s.builder(b.Now))
	switch {
	case err == nil:
		b.tell(s, list, results)
		return nil
	case errors.Is(err, store.ErrUnavailable) || errors.Is(err, store.ErrLeaseLost) || ctx.Err() != nil:
		return err
	case len(items) == 1:
		return b.Store.SettleDeliveries(ctx, s.Shop.ID, b.claim, []store.Settled{b.failure(s, list[0], err)})
	}
	for i := range items {
		if err := b.put(ctx, s, list[i:i+1], items[i:i+1]); err != nil {
			return err
		}
	}
	return nil
}

// tell counts what came of deliveries.
func (b *Inbox) tell(s Source, list []store.Delivery, results []store.NewsResult) {
	changed := false
	for i, r := range results {
		result := "done"
		if r.Err != nil {
			result = "failed"
			b.Log.Warn("a delivery says what cannot be", "feed", s.name(), "delivery", list[i].ID, "event", list[i].Event, "error", r.Err)
		}
		b.worked(s, list[i], result)
		changed = changed || r.New+r.Changed > 0
	}
	if changed && b.Changed != nil {
		b.Changed()
	}
}

func (b *Inbox) worked(s Source, d store.Delivery, result string) {
	if b.Metrics.Worked != nil {
		b.Metrics.Worked(s.Shop.ID, s.Config.ID, result, b.Now().Sub(d.ReceivedAt))
	}
}

// failure says what becomes of a delivery that could not be worked on: it is tried again later, unless that is of no use.
func (b *Inbox) failure(s Source, d store.Delivery, err error) store.Settled {
	settled := store.Settled{ID: d.ID, Err: err.Error(), RetryIn: retryIn(d.Attempts + 1)}
	if errors.Is(err, ErrUnreadable) {
		settled.RetryIn = 0
	}
	result := "retried"
	if settled.RetryIn == 0 {
		result = "failed"
	}
	b.Log.Warn("a delivery was not worked off", "feed", s.name(), "delivery", d.ID, "event", d.Event, "again_in", settled.RetryIn, "error", err)
	b.worked(s, d, result)
	return settled
}

// decode reads a delivery; a mistake of ours is an error of that delivery alone, which can be sent again once it is mended.
func decode(s Source, d Delivery) (news News, warnings []string, err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("%w: the program panicked at %s", ErrUnreadable, panicked(debug.Stack()))
		}
	}()
	return s.Decode(d)
}
