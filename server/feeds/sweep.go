package feeds

import (
	"cmp"
	"context"
	"errors"
	"time"

	"shopclerk/internal/store"
)

const (
	sweepEvery = time.Hour
	sweepLease = 30 * time.Minute
	// What is kept of deliveries when the configuration does not say otherwise.
	keepBodies = 30 * 24 * time.Hour
	keepLines  = 180 * 24 * time.Hour
)

// sweepOften sweeps until the context ends, beside the work on deliveries: what is old can be much.
func (b *Inbox) sweepOften(ctx context.Context) {
	for ctx.Err() == nil {
		b.spool.tidy()
		if err := guarded(func() error { b.sweep(ctx); return nil }); err != nil {
			b.Log.Error("old deliveries cannot be dropped", "error", err)
		}
		select {
		case <-ctx.Done():
		case <-time.After(sweepEvery):
		}
	}
}

// sweep drops what is older than it is to be kept. One process at a time does.
func (b *Inbox) sweep(ctx context.Context) {
	shops := map[string]time.Duration{}
	for _, s := range b.Sources() {
		shops[s.Shop.ID] = cmp.Or(s.Shop.Retention.Bodies, keepBodies)
	}
	for shop, bodies := range shops {
		if err := b.sweepShop(ctx, shop, bodies); err != nil && ctx.Err() == nil && !errors.Is(err, store.ErrUnavailable) {
			b.Log.Error("old deliveries cannot be dropped", "shop", shop, "error", err)
		}
	}
}

func (b *Inbox) sweepShop(ctx context.Context, shop string, bodies time.Duration) error {
	name := "sweep " + shop
	got, err := b.Store.AcquireLease(ctx, name, b.holder, sweepLease)
	if err != nil || !got {
		return err
	}
	defer b.Store.ReleaseLease(context.WithoutCancel(ctx), name, b.holder) //nolint:errcheck // it runs out by itself
	now := b.Now()
	gone, err := b.Store.PruneDeliveries(ctx, shop, now.Add(-bodies), now.Add(-max(keepLines, bodies)))
	if gone.Bodies+gone.Lines > 0 {
		b.Log.Info("old deliveries are dropped", "shop", shop, "bodies", gone.Bodies, "lines", gone.Lines)
	}
	return err
}
