package store

import (
	"context"
	"time"
)

// InboxCountLimit is how far the deliveries of a feed are counted; that many are at least that many.
const InboxCountLimit = 10_000

// InboxState is how a feed's inbox stands.
type InboxState struct {
	Queued, Failed int       // at most InboxCountLimit
	Oldest         time.Time // when the oldest one arrived that is not finished; zero when all are
	LastDone       time.Time // when the latest one that is done was done; zero when none is
	LastReceived   time.Time // zero when none was
}

// InboxState tells how the inbox of a feed stands. It looks at a bounded number of rows.
func (s *Store) InboxState(ctx context.Context, shop, feed string) (state InboxState, err error) {
	if state.Queued, err = s.countInbox(ctx, shop, feed, DeliveryQueued); err != nil {
		return state, err
	}
	if state.Failed, err = s.countInbox(ctx, shop, feed, DeliveryFailed); err != nil {
		return state, err
	}
	for _, table := range allStates {
		newest, err := s.endOf(ctx, shop, feed, table, "id DESC")
		if err != nil {
			return state, err
		}
		state.LastReceived = latest(state.LastReceived, time.Time(newest.ReceivedAt))
		switch table {
		case DeliveryQueued, stateClaimed:
			oldest, err := s.endOf(ctx, shop, feed, table, "id")
			if err != nil {
				return state, err
			}
			if at := time.Time(oldest.ReceivedAt); state.Oldest.IsZero() || !at.IsZero() && at.Before(state.Oldest) {
				state.Oldest = at
			}
		case DeliveryDone, stateDoneBare:
			state.LastDone = latest(state.LastDone, time.Time(newest.FinishedAt))
		}
	}
	return state, nil
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// countInbox counts a feed's deliveries in a state, up to the limit.
func (s *Store) countInbox(ctx context.Context, shop, feed, state string) (n int, err error) {
	for _, table := range tableStates[state] {
		some := s.inState(shop, feed, table).in(s.db.WithContext(ctx)).Select("id").Limit(InboxCountLimit - n)
		var more int
		if err := s.db.WithContext(ctx).Raw("SELECT COUNT(*) FROM (?) s", some).Scan(&more).Error; err != nil {
			return n, unavailable(err)
		}
		if n += more; n >= InboxCountLimit {
			break
		}
	}
	return n, nil
}

// endOf is the first delivery of a feed in a state of the table, in an order; the zero row when there is none.
func (s *Store) endOf(ctx context.Context, shop, feed, state, order string) (deliveryRow, error) {
	var rows []deliveryRow
	err := s.inState(shop, feed, state).in(s.db.WithContext(ctx)).Select("received_at, finished_at").Order(order).Limit(1).Find(&rows).Error
	return first(rows), unavailable(err)
}

func (s *Store) inState(shop, feed, state string) stretch {
	return s.stretch(DeliveryQuery{Shop: shop, Feed: feed}, s.by("deliveries_by_state"), []string{state})
}
