package server

import (
	"context"
	"crypto/rand"
	"errors"
	"time"

	"shopclerk/config"
	"shopclerk/internal/store"
)

const (
	forgetEvery = time.Hour
	forgetLease = 30 * time.Minute
	keepAudit   = 2 * 365 * 24 * time.Hour
)

// forgetOld lets orders and what is kept of imports go after their time, until the context ends. Of several processes one at
// a time does. The bodies of deliveries are the inbox's matter.
func (s *Server) forgetOld(ctx context.Context) {
	holder := rand.Text()
	for {
		if err := s.Store.PruneAudit(ctx, time.Now().Add(-keepAudit)); err != nil && ctx.Err() == nil && !errors.Is(err, store.ErrUnavailable) {
			s.Log.Error("old entries of the audit list cannot be deleted", "error", err)
		}
		for _, shop := range s.Config().Shops {
			if err := s.forgetOf(ctx, holder, shop); err != nil && ctx.Err() == nil && !errors.Is(err, store.ErrUnavailable) {
				s.Log.Error("what is old cannot be deleted", "shop", shop.ID, "error", err)
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(forgetEvery):
		}
	}
}

func (s *Server) forgetOf(ctx context.Context, holder string, shop config.Shop) error {
	name := "retention " + shop.ID
	got, err := s.Store.AcquireLease(ctx, name, holder, forgetLease)
	if err != nil || !got {
		return err
	}
	defer s.Store.ReleaseLease(context.WithoutCancel(ctx), name, holder) //nolint:errcheck // it runs out by itself
	now := time.Now()
	if _, err := s.Store.PruneImports(ctx, shop.ID, now.Add(-shop.Retention.Uploads)); err != nil {
		return err
	}
	if shop.Retention.Orders == 0 {
		return nil
	}
	n, err := s.Store.PruneOrders(ctx, shop.ID, now.Add(-shop.Retention.Orders))
	if n > 0 {
		s.Log.Info("orders were deleted after their time", "shop", shop.ID, "orders", n)
	}
	return err
}
