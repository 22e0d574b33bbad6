package store

import (
	"context"
	"time"
)

const (
	addRows  = 200     // in one statement
	addBytes = 4 << 20 // of bodies in it, unless one alone has more: a statement has 16 MiB on many servers
)

// Added is what came of a delivery that was to be kept.
type Added struct {
	ID       int64
	Repeated bool // it was there before, or came twice in one call
}

// arriving is a delivery on its way in.
type arriving struct {
	deliveryRow
	places []int // where it stands in the caller's list, more than one when it repeats itself there
}

// AddDelivery keeps a delivery that has arrived, and returns its number. One that was there before is a repetition: it is
// counted, and one of a delivery that has failed queues it again, with the body if that was gone. ReceivedAt zero is now. Of
// what does not fit, the event and the object are cut, and a SourceAt that cannot be is left out.
func (s *Store) AddDelivery(ctx context.Context, d Delivery) (id int64, repeated bool, err error) {
	added, err := s.AddDeliveries(ctx, []Delivery{d})
	if err != nil {
		return 0, false, err
	}
	return added[0].ID, added[0].Repeated, nil
}

// AddDeliveries does what AddDelivery does for several, with one statement when all are new and not larger than 4 MiB together. When it
// returns an error some of them may be in; to add all again does no harm.
func (s *Store) AddDeliveries(ctx context.Context, list []Delivery) ([]Added, error) {
	rows, added := s.arrivals(list), make([]Added, len(list))
	for len(rows) > 0 {
		n, bytes := 1, rows[0].Size
		for n < len(rows) && n < addRows && bytes+rows[n].Size <= addBytes {
			bytes += rows[n].Size
			n++
		}
		if err := s.addTogether(ctx, rows[:n], added); err != nil {
			return nil, unavailable(err)
		}
		rows = rows[n:]
	}
	return added, nil
}

// arrivals makes rows of deliveries: numbers of their own, and one row for those that are the same.
func (s *Store) arrivals(list []Delivery) []arriving {
	type identity struct {
		shop, feed, object string
		key                [16]byte
	}
	type number struct {
		shop string
		id   int64
	}
	rows, known, taken := make([]arriving, 0, len(list)), map[identity]int{}, map[number]bool{}
	for i, d := range list {
		if d.ReceivedAt.IsZero() {
			d.ReceivedAt = s.now()
		}
		row := toDeliveryRow(d)
		id := identity{d.Shop, d.Feed, row.Object, d.RepeatKey}
		if at, ok := known[id]; ok {
			rows[at].Repeats++
			rows[at].places = append(rows[at].places, i)
			continue
		}
		for taken[number{d.Shop, row.ID}] {
			row.ID++
		}
		taken[number{d.Shop, row.ID}] = true
		known[id] = len(rows)
		rows = append(rows, arriving{row, []int{i}})
	}
	return rows
}

// addTogether adds rows with one statement, or one by one when any of them is there already or its number is taken.
func (s *Store) addTogether(ctx context.Context, rows []arriving, added []Added) error {
	err := s.retried(ctx, func() error { return s.insertDeliveries(ctx, rows) })
	if err != nil && !duplicate(err) {
		return err
	}
	for _, row := range rows {
		repeated := false
		if err != nil {
			var apart error
			if row.ID, repeated, apart = s.addApart(ctx, row); apart != nil {
				return apart
			}
		}
		for n, place := range row.places {
			added[place] = Added{row.ID, repeated || n > 0}
		}
	}
	return nil
}

// insertDeliveries goes past GORM, which would log each repetition as an error.
func (s *Store) insertDeliveries(ctx context.Context, rows []arriving) error {
	const into = "INSERT INTO deliveries (shop, id, feed, event, object, repeat_key, received_at, source_at, size, body, state, repeats) VALUES "
	args := make([]any, 0, 12*len(rows))
	for _, r := range rows {
		args = append(args, r.Shop, r.ID, r.Feed, r.Event, r.Object, r.RepeatKey, r.ReceivedAt, r.SourceAt, r.Size, r.Body, r.State, r.Repeats)
	}
	began := time.Now()
	_, err := s.pool().ExecContext(ctx, into+tuples(len(rows), 12), args...)
	if took := time.Since(began); took > slowQuery {
		s.options.logger().Warn("slow query", "took", took, "query", into, "rows", len(rows))
	}
	return err
}
