package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"gorm.io/gorm"
)

// claimTries is how often it is tried to claim what moves meanwhile.
const claimTries = 10

// errClaimMoved is a delivery that was settled, prolonged or sent again while it was being claimed.
var errClaimMoved = errors.New("a delivery moved while it was claimed")

// ClaimDeliveries takes up to limit deliveries of a feed for the holder of claim, for ttl by the database's clock, and returns them
// with their bodies, the oldest first; an empty list when there is nothing to be had. It takes those that are due, and those whose
// claim ran out. Of one object it takes the oldest that is not finished and those right after it: an object is left alone while
// any of its deliveries is claimed, by whomever, or waits to be tried again. Those without an object do not wait for each other.
// No delivery is given to two claims at a time.
func (s *Store) ClaimDeliveries(ctx context.Context, shop, feed, claim string, limit int, ttl time.Duration) (list []Delivery, err error) {
	q := queueOf{shop, feed}
	due, err := s.anyDue(ctx, q)
	if err != nil || !due {
		return nil, err
	}
	for range claimTries {
		var ids []int64
		err = s.transact(ctx, func(tx *gorm.DB) (err error) {
			ids, err = s.claimSome(tx, q, limit)
			if err != nil || len(ids) == 0 {
				return err
			}
			return s.take(tx, shop, claim, ttl, ids)
		})
		switch {
		case errors.Is(err, errClaimMoved):
			continue
		case err != nil || len(ids) == 0:
			return nil, err
		}
		return s.claimed(ctx, shop, claim, ids)
	}
	return nil, err
}

// ProlongClaim lets a claim on deliveries run for ttl from now.
func (s *Store) ProlongClaim(ctx context.Context, shop, claim string, ttl time.Duration) error {
	query := "UPDATE deliveries" + s.by("deliveries_by_state") + " SET claimed_until = " + s.laterSQL() + " WHERE shop = ? AND state = ? AND claim = ?"
	return s.retried(ctx, func() error {
		return s.db.WithContext(ctx).Exec(query, s.later(ttl), shop, stateClaimed, claim).Error
	})
}

// ReleaseClaim gives back what is claimed and not settled, so that it need not wait until the claim runs out.
func (s *Store) ReleaseClaim(ctx context.Context, shop, claim string) error {
	query := "UPDATE deliveries" + s.by("deliveries_by_state") + " SET state = ?, claim = '', claimed_until = NULL WHERE shop = ? AND state = ? AND claim = ?"
	return s.retried(ctx, func() error {
		return s.db.WithContext(ctx).Exec(query, DeliveryQueued, shop, stateClaimed, claim).Error
	})
}

// take marks what was found as claimed; errClaimMoved when somebody else was at any of it meanwhile.
func (s *Store) take(tx *gorm.DB, shop, claim string, ttl time.Duration, ids []int64) error {
	query := "UPDATE deliveries SET state = ?, claim = ?, claimed_until = " + s.laterSQL() +
		" WHERE shop = ? AND id IN ? AND (state = ? AND " + s.dueSQL() + " OR state = ? AND " + s.ranOutSQL() + ")"
	taken := tx.Exec(query, stateClaimed, claim, s.later(ttl), shop, ids, DeliveryQueued, stateClaimed)
	if taken.Error == nil && taken.RowsAffected != int64(len(ids)) {
		return errClaimMoved
	}
	return taken.Error
}

// claimed reads what was claimed, once the others have their turn again.
func (s *Store) claimed(ctx context.Context, shop, claim string, ids []int64) ([]Delivery, error) {
	var rows []deliveryRow
	err := s.db.WithContext(ctx).Select(deliveryColumns+", body").
		Where("shop = ? AND id IN ? AND state = ? AND claim = ?", shop, ids, stateClaimed, claim).Order("id").Find(&rows).Error
	if err != nil {
		return nil, unavailable(err)
	}
	return toDeliveries(rows)
}

// transact runs f in a transaction that does not have the shop for itself, and runs it again when the database asks for that.
func (s *Store) transact(ctx context.Context, f func(tx *gorm.DB) error) error {
	options := &sql.TxOptions{}
	if s.dialect == MySQL {
		options.Isolation = sql.LevelReadCommitted // no gap locks, which would stand in the way of what arrives
	}
	return s.retried(ctx, func() error { return s.db.WithContext(ctx).Transaction(f, options) })
}
