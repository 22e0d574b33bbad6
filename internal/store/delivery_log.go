package store

import (
	"cmp"
	"context"
	"slices"
	"time"
)

// defaultDeliveries is how many deliveries a list has when nobody says.
const defaultDeliveries = 100

// DeliveryQuery says which deliveries of a shop are meant; what is empty or zero is any. All of it matches exactly: an object
// such as "order 12" is not "order 123", and an index finds it; an event is looked for among the others of its feed or state.
type DeliveryQuery struct {
	Shop, Feed, Event, Object string
	State                     string    // DeliveryQueued, DeliveryDone or DeliveryFailed
	ID                        int64     // that one
	After, Until              time.Time // it arrived at After or later, and before Until
	Before                    int64     // its number is smaller: of the last one of a list, that is where the next page begins
	Limit                     int       // of a list; 100 when it is 0
}

// Deliveries returns deliveries without their bodies, the newest first.
func (s *Store) Deliveries(ctx context.Context, q DeliveryQuery) ([]Delivery, error) {
	limit := cmp.Or(q.Limit, defaultDeliveries)
	stretches, err := s.stretches(ctx, q, tableStates[q.State])
	if err != nil {
		return nil, err
	}
	var all []deliveryRow
	for _, one := range stretches {
		var rows []deliveryRow
		if err := one.in(s.db.WithContext(ctx)).Select(deliveryColumns).Order("id DESC").Limit(limit).Find(&rows).Error; err != nil {
			return nil, unavailable(err)
		}
		all = append(all, rows...)
	}
	slices.SortFunc(all, func(a, b deliveryRow) int { return cmp.Compare(b.ID, a.ID) })
	return toDeliveries(all[:min(limit, len(all))])
}

// Delivery returns a delivery with its body; ErrNotFound when there is none.
func (s *Store) Delivery(ctx context.Context, shop string, id int64) (Delivery, error) {
	var rows []deliveryRow
	err := s.db.WithContext(ctx).Select(deliveryColumns+", body").Where("shop = ? AND id = ?", shop, id).Find(&rows).Error
	switch {
	case err != nil:
		return Delivery{}, unavailable(err)
	case len(rows) == 0:
		return Delivery{}, ErrNotFound
	}
	return toDelivery(rows[0])
}

// ResendDeliveries queues all finished deliveries that a query means, whatever its limit, as if they had just come, and returns
// how many; their errors stay. Those whose body is gone cannot be, and are counted apart.
func (s *Store) ResendDeliveries(ctx context.Context, q DeliveryQuery) (queued, withoutBody int, err error) {
	states := tableStates[q.State]
	if q.State == "" {
		states = finishedStates
	}
	stretches, err := s.stretches(ctx, q, states)
	if err != nil {
		return 0, 0, err
	}
	err = s.eachBatch(ctx, stretches, func(rows []deliveryRow) error {
		var ids []int64
		bare := 0
		for _, r := range rows {
			switch r.State {
			case DeliveryDone, DeliveryFailed:
				ids = append(ids, r.ID)
			case stateDoneBare, stateFailedBare:
				bare++
			}
		}
		if len(ids) == 0 {
			withoutBody += bare
			return nil
		}
		again := s.db.WithContext(ctx).Exec("UPDATE deliveries SET "+queuedAgain+" WHERE shop = ? AND id IN ? AND state IN ?",
			q.Shop, ids, []string{DeliveryDone, DeliveryFailed})
		if again.Error == nil {
			queued, withoutBody = queued+int(again.RowsAffected), withoutBody+bare
		}
		return again.Error
	})
	return queued, withoutBody, err
}
