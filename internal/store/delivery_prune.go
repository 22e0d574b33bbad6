package store

import (
	"context"
	"encoding/json"
	"time"
)

// Pruned counts what was dropped of deliveries.
type Pruned struct{ Bodies, Lines int }

// PruneDeliveries drops the bodies of deliveries that arrived before one time, and wholly those that arrived before another, in
// batches. What is queued is left alone, however old. A delivery that is dropped and comes again is new.
func (s *Store) PruneDeliveries(ctx context.Context, shop string, bodies, lines time.Time) (gone Pruned, err error) {
	gone.Lines, err = s.pruneLines(ctx, shop, lines)
	if err != nil {
		return gone, err
	}
	for _, state := range []string{DeliveryDone, DeliveryFailed} {
		stretches, err := s.stretches(ctx, DeliveryQuery{Shop: shop, Until: bodies}, []string{state})
		if err != nil {
			return gone, err
		}
		err = s.eachBatch(ctx, stretches, func(rows []deliveryRow) error {
			const query = "UPDATE deliveries SET body = NULL, state = ? WHERE shop = ? AND id IN ? AND state = ?"
			pruned := s.db.WithContext(ctx).Exec(query, bareOf[state], shop, numbersOf(rows), state)
			gone.Bodies += int(pruned.RowsAffected)
			return pruned.Error
		})
		if err != nil {
			return gone, err
		}
	}
	return gone, nil
}

func (s *Store) pruneLines(ctx context.Context, shop string, before time.Time) (gone int, err error) {
	stretches, err := s.stretches(ctx, DeliveryQuery{Shop: shop, Until: before}, finishedStates)
	if err != nil {
		return 0, err
	}
	err = s.eachBatch(ctx, stretches, func(rows []deliveryRow) error {
		dropped := s.db.WithContext(ctx).Where("shop = ? AND id IN ? AND state IN ?", shop, numbersOf(rows), finishedStates).Delete(&deliveryRow{})
		gone += int(dropped.RowsAffected)
		return dropped.Error
	})
	return gone, err
}

// forgotten is the error of a delivery that is not worked on because its person was erased.
const forgotten = "its body was erased before it was worked on"

// ForgetDeliveries drops the bodies of a feed's deliveries of some objects, and returns how many there were. What is still to be
// worked on fails, also when somebody is at it: whoever is loses the claim.
func (s *Store) ForgetDeliveries(ctx context.Context, shop, feed string, objects []string) (gone int, err error) {
	for _, object := range objects {
		if object == "" { // it would be those of every object
			continue
		}
		stretches, err := s.stretches(ctx, DeliveryQuery{Shop: shop, Feed: feed, Object: object}, nil)
		if err != nil {
			return gone, err
		}
		err = s.eachBatch(ctx, stretches, func(rows []deliveryRow) error {
			erased, err := s.ForgetBodies(ctx, shop, numbersOf(rows))
			gone += erased
			return err
		})
		if err != nil {
			return gone, err
		}
	}
	return gone, nil
}

// ForgetBodies does so for deliveries by their numbers, up to some hundred.
func (s *Store) ForgetBodies(ctx context.Context, shop string, ids []int64) (int, error) {
	errors, err := json.Marshal([]DeliveryError{{At: exact(s.now()), Error: forgotten}})
	if err != nil || len(ids) == 0 {
		return 0, err
	}
	// MySQL sets columns one after the other, so the state is the last.
	const query = `UPDATE deliveries SET body = NULL, errors = CASE WHEN state IN ('queued', 'claimed') THEN ? ELSE errors END,
		finished_at = CASE WHEN state IN ('queued', 'claimed') THEN ? ELSE finished_at END, next_at = NULL, claim = '', claimed_until = NULL,
		state = CASE WHEN state = 'done' THEN 'done bare' ELSE 'failed bare' END
		WHERE shop = ? AND id IN ? AND state IN ('queued', 'claimed', 'done', 'failed')`
	erased := s.db.WithContext(ctx).Exec(query, string(errors), stamp(exact(s.now())), shop, ids)
	return int(erased.RowsAffected), unavailable(erased.Error)
}

func numbersOf(rows []deliveryRow) []int64 {
	ids := make([]int64, len(rows))
	for i, r := range rows {
		ids[i] = r.ID
	}
	return ids
}
