package feeds

import (
	"context"
	"crypto/rand"
	"errors"
	"time"

	"shopclerk/internal/store"
)

const (
	// claimedAtOnce is how many deliveries are worked on in one transaction.
	claimedAtOnce = 100
	// claimTTL is how long another process waits before it takes over what one has claimed and not done.
	claimTTL = 15 * time.Second
	// turnTime is how long the deliveries of one source are worked on while those of others may wait.
	turnTime = 500 * time.Millisecond
	// giveWayTime is how long those that arrive are given way at most, each time.
	giveWayTime = 100 * time.Millisecond
)

// workOff works off the deliveries of a source that are due. Of one object they are worked on in the order of their arrival.
func (b *Inbox) workOff(ctx context.Context, s Source) {
	if err := b.takeBack(ctx, s); err != nil {
		b.complain(ctx, s, "deliveries cannot be claimed", err)
		return
	}
	for began := time.Now(); ctx.Err() == nil; {
		claimed := time.Now()
		list, err := b.Store.ClaimDeliveries(ctx, s.Shop.ID, s.Config.ID, b.claimOf(s), claimedAtOnce, claimTTL)
		what := "deliveries cannot be claimed"
		if err == nil && len(list) > 0 {
			what, err = "deliveries cannot be worked on", b.work(ctx, s, list)
		}
		if err != nil {
			b.left.Store(s.name(), true)
			b.complain(ctx, s, what, err)
			return
		}
		if len(list) == 0 {
			return
		}
		if time.Since(began) > turnTime { // there may be more, for the next turn
			b.Kick()
			return
		}
		b.giveWay(ctx, time.Since(claimed))
	}
}

// giveWay leaves half of the time to deliveries that wait to be kept: a sender who is not answered in time sends again, or gives
// up, while what is acknowledged can wait.
func (b *Inbox) giveWay(ctx context.Context, took time.Duration) {
	if !b.keeper.crowded() {
		return
	}
	select {
	case <-time.After(min(took, giveWayTime)):
	case <-ctx.Done():
	}
}

// claimOf is the name under which this process claims deliveries of a source, which one goroutine at a time does.
func (b *Inbox) claimOf(s Source) string {
	claim, _ := b.claims.LoadOrStore(s.name(), rand.Text())
	return claim.(string)
}

// takeBack gives up what was claimed and not settled when the database failed, so that it need not wait until the claim runs out.
func (b *Inbox) takeBack(ctx context.Context, s Source) error {
	if _, left := b.left.Load(s.name()); !left {
		return nil
	}
	err := b.Store.ReleaseClaim(ctx, s.Shop.ID, b.claimOf(s))
	if err == nil {
		b.left.Delete(s.name())
	}
	return err
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
	var failed []failure
	for _, d := range list {
		news, warnings, err := decode(s, Delivery{Event: d.Event, Body: d.Body, At: d.ReceivedAt})
		if err != nil {
			failed = append(failed, failure{d, err})
			continue
		}
		b.warn(s, warnings)
		items, readable = append(items, store.NewsItem{News: news, Delivery: d.ID, Warnings: warnings}), append(readable, d)
	}
	if err := b.fail(ctx, s, failed...); err != nil {
		return err
	}
	return b.put(ctx, s, readable, items)
}

// put writes news and settles their deliveries in one transaction. When that fails for a reason that is not the database's
// health, each delivery is tried for itself, so that one does not hold up the others.
func (b *Inbox) put(ctx context.Context, s Source, list []store.Delivery, items []store.NewsItem) error {
	if len(items) == 0 {
		return nil
	}
	var results []store.NewsResult
	err := guarded(func() (err error) {
		results, err = b.Store.PutNews(ctx, s.write(), b.claimOf(s), items, s.builder(b.Now))
		return err
	})
	switch {
	case err == nil:
		b.tell(s, list, results)
		return nil
	case errors.Is(err, store.ErrUnavailable) || errors.Is(err, store.ErrLeaseLost) || ctx.Err() != nil:
		return err
	case len(items) == 1:
		return b.fail(ctx, s, failure{list[0], err})
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

// failure is a delivery that could not be worked on.
type failure struct {
	store.Delivery
	err error
}

// fail notes what becomes of deliveries that could not be worked on: they are tried again later, unless that is of no use.
func (b *Inbox) fail(ctx context.Context, s Source, failed ...failure) error {
	settled := make([]store.Settled, len(failed))
	for i, f := range failed {
		settled[i] = store.Settled{ID: f.ID, Err: f.err.Error()}
		if !errors.Is(f.err, ErrUnreadable) {
			settled[i].RetryIn = retryIn(f.Attempts + 1)
		}
	}
	if err := b.Store.SettleDeliveries(ctx, s.Shop.ID, b.claimOf(s), settled); err != nil {
		return err
	}
	for i, f := range failed {
		result, again := "failed", settled[i].RetryIn
		if again > 0 {
			result = "retried"
		}
		b.Log.Warn("a delivery was not worked off", "feed", s.name(), "delivery", f.ID, "event", f.Event, "again_in", again, "error", f.err)
		b.worked(s, f.Delivery, result)
	}
	return nil
}

// decode reads a delivery; a mistake of ours is an error of that delivery alone, which can be sent again once it is mended.
func decode(s Source, d Delivery) (news News, warnings []string, err error) {
	err = guarded(func() (err error) {
		news, warnings, err = s.Decode(d)
		return err
	})
	return news, warnings, err
}
