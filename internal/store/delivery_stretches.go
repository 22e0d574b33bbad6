package store

import (
	"context"

	"gorm.io/gorm"
)

// finishedStates are the table's states of what is not worked on any more, allStates all that it has.
var (
	finishedStates = []string{DeliveryDone, stateDoneBare, DeliveryFailed, stateFailedBare}
	allStates      = append([]string{DeliveryQueued, stateClaimed}, finishedStates...)
)

// stretch is a part of the deliveries that an index holds together: in the order of their numbers, but for those of an object,
// of which there are few.
type stretch struct {
	table string // with the index that is to be used, where one must be named
	where string
	args  []any
}

func (p *stretch) and(condition string, args ...any) {
	p.where, p.args = p.where+" AND "+condition, append(p.args, args...)
}

func (p stretch) in(db *gorm.DB) *gorm.DB { return db.Table(p.table).Where(p.where, p.args...) }

// stretches are where the deliveries of a query are that have one of the table's states; nil is any state. Their number is that
// of the shop's feeds times that of the states at most, and each is read on its own: no index has all deliveries of a feed, or
// all that failed, in their order.
func (s *Store) stretches(ctx context.Context, q DeliveryQuery, states []string) ([]stretch, error) {
	switch {
	case q.State != "" && states == nil: // there is no such state
		return nil, nil
	case q.ID != 0 || q.Object == "" && q.Feed == "" && states == nil:
		return []stretch{s.stretch(q, "", states)}, nil
	}
	feeds, err := s.feedsOf(ctx, q)
	if err != nil {
		return nil, err
	}
	if states == nil && q.Object == "" {
		states = allStates
	}
	var list []stretch
	for _, q.Feed = range feeds {
		if q.Object != "" {
			list = append(list, s.stretch(q, s.by("deliveries_by_object"), states))
			continue
		}
		for i := range states {
			list = append(list, s.stretch(q, s.by("deliveries_by_state"), states[i:i+1]))
		}
	}
	return list, nil
}

func (s *Store) stretch(q DeliveryQuery, by string, states []string) stretch {
	p := stretch{"deliveries" + by, "shop = ?", []any{q.Shop}}
	if len(states) == 1 {
		p.and("state = ?", states[0])
	} else if states != nil {
		p.and("state IN ?", states)
	}
	for _, is := range []struct{ column, value string }{
		{"feed", q.Feed}, {"object", deliveryName(q.Object)}, {"event", deliveryName(q.Event)},
	} {
		if is.value != "" {
			p.and(is.column+" = ?", is.value)
		}
	}
	if q.ID != 0 {
		p.and("id = ?", q.ID)
	}
	if !q.After.IsZero() {
		p.and("id >= ?", q.After.UnixMicro())
	}
	if !q.Until.IsZero() {
		p.and("id < ?", q.Until.UnixMicro())
	}
	if q.Before != 0 {
		p.and("id < ?", q.Before)
	}
	return p
}

// by names the index by which deliveries are found. SQLite otherwise takes any that has their order, and MySQL now and then the
// primary key.
func (s *Store) by(index string) string {
	if s.dialect == SQLite {
		return " INDEXED BY " + index
	}
	return s.using(index)
}

// feedsOf are the feeds of a query: its own, or all that the shop has deliveries of, which takes one look into an index for each.
func (s *Store) feedsOf(ctx context.Context, q DeliveryQuery) (feeds []string, err error) {
	if q.Feed != "" {
		return []string{q.Feed}, nil
	}
	for last := ""; ; {
		const query = "SELECT COALESCE(MIN(feed), '') FROM deliveries WHERE shop = ? AND feed > ?"
		if err := s.db.WithContext(ctx).Raw(query, q.Shop, last).Scan(&last).Error; err != nil || last == "" {
			return feeds, unavailable(err)
		}
		feeds = append(feeds, last)
	}
}

// eachBatch gives f the numbers and states of all deliveries in stretches, the oldest of each first, up to BatchSize at a time, and
// calls it again for those when the database asks for that. f may move them elsewhere.
func (s *Store) eachBatch(ctx context.Context, stretches []stretch, f func(rows []deliveryRow) error) error {
	for _, one := range stretches {
		for last := int64(-1); ; {
			var rows []deliveryRow
			err := one.in(s.db.WithContext(ctx)).Select("shop, id, state").Where("id > ?", last).Order("id").Limit(BatchSize).Find(&rows).Error
			if err == nil && len(rows) > 0 {
				err = s.retried(ctx, func() error { return f(rows) })
			}
			if err != nil {
				return unavailable(err)
			}
			if len(rows) < BatchSize {
				break
			}
			last = rows[len(rows)-1].ID
		}
	}
	return nil
}
