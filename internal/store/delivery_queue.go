package store

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"strconv"
	"time"

	"gorm.io/gorm"
)

const (
	claimPage  = 500      // rows of the queue that are looked at together
	claimBytes = 16 << 20 // of bodies in one claim, unless one alone has more
)

// queueOf names the queue of a feed.
type queueOf struct{ shop, feed string }

// queued is a delivery that is not finished, as claiming looks at it.
type queued struct {
	ID     int64
	Object string
	Size   int
	Free   bool // it is due, and nobody is at it
}

// anyDue reports whether a look at the queue is worth a lock.
func (s *Store) anyDue(ctx context.Context, q queueOf) (bool, error) {
	one := "SELECT id FROM deliveries" + s.by("deliveries_by_state") + " WHERE shop = ? AND state = ? AND feed = ? AND "
	for _, query := range []struct{ sql, state string }{
		{one + s.dueSQL() + " LIMIT 1", DeliveryQueued},
		{one + s.ranOutSQL() + " LIMIT 1", stateClaimed},
	} {
		var ids []int64
		if err := s.db.WithContext(ctx).Raw(query.sql, q.shop, query.state, q.feed).Scan(&ids).Error; err != nil || len(ids) > 0 {
			return len(ids) > 0, unavailable(err)
		}
	}
	return false, nil
}

func (s *Store) dueSQL() string    { return "(next_at IS NULL OR next_at <= " + s.clockSQL(0) + ")" }
func (s *Store) ranOutSQL() string { return "claimed_until < " + s.clockSQL(0) }

// claimSome finds what can be claimed. Those who claim from one queue take turns, so that each sees what the others hold.
func (s *Store) claimSome(tx *gorm.DB, q queueOf, limit int) ([]int64, error) {
	if err := s.lockQueue(tx, q); err != nil {
		return nil, err
	}
	held, err := s.unfinished(tx, q, stateClaimed, 0, math.MaxInt32)
	if err != nil {
		return nil, err
	}
	c, ranOut := newChoice(limit, held)
	for last := int64(0); !c.full; {
		page, err := s.unfinished(tx, q, DeliveryQueued, last, claimPage)
		if err != nil {
			return nil, err
		}
		last = math.MaxInt64
		if len(page) == claimPage {
			last = page[claimPage-1].ID
		}
		// What ran out is looked at in its place among the others.
		n, _ := slices.BinarySearchFunc(ranOut, last, func(d queued, id int64) int { return cmp.Compare(d.ID, id) })
		page, ranOut = append(page, ranOut[:n]...), ranOut[n:]
		slices.SortFunc(page, func(a, b queued) int { return cmp.Compare(a.ID, b.ID) })
		c.from(page)
		if last == math.MaxInt64 {
			break
		}
	}
	return c.ids, nil
}

// choice is what is chosen from a queue.
type choice struct {
	limit, bytes int
	blocked      map[string]bool // objects of which nothing is taken any more
	ids          []int64
	full         bool
}

// newChoice blocks the objects that somebody is at, and returns what is claimed no longer.
func newChoice(limit int, held []queued) (c choice, ranOut []queued) {
	c = choice{limit: limit, blocked: map[string]bool{}}
	for _, d := range held {
		if d.Free {
			ranOut = append(ranOut, d)
		} else {
			c.block(d)
		}
	}
	return c, ranOut
}

func (c *choice) block(d queued) {
	if d.Object != "" {
		c.blocked[d.Object] = true
	}
}

// from chooses from a page of the queue, the oldest first.
func (c *choice) from(page []queued) {
	for _, d := range page {
		switch {
		case !d.Free:
			c.block(d)
		case c.blocked[d.Object]:
		case len(c.ids) == c.limit || len(c.ids) > 0 && c.bytes+d.Size > claimBytes:
			c.full = true
			return
		default:
			c.ids, c.bytes = append(c.ids, d.ID), c.bytes+d.Size
		}
	}
}

// unfinished reads deliveries of a queue in one state of the table, the oldest first, after a number.
func (s *Store) unfinished(tx *gorm.DB, q queueOf, state string, after int64, limit int) (list []queued, err error) {
	free := s.dueSQL()
	if state == stateClaimed {
		free = s.ranOutSQL()
	}
	query := "SELECT id, object, size, CASE WHEN " + free + " THEN 1 ELSE 0 END AS free FROM deliveries" + s.by("deliveries_by_state") +
		" WHERE shop = ? AND state = ? AND feed = ? AND id > ? ORDER BY id LIMIT " + strconv.Itoa(limit)
	err = tx.Raw(query, q.shop, state, q.feed, after).Scan(&list).Error
	return list, err
}

// lockQueue waits for its turn at a queue, until the transaction ends. On SQLite there is no other writer anyhow.
func (s *Store) lockQueue(tx *gorm.DB, q queueOf) error {
	if s.dialect == SQLite {
		return nil
	}
	name := "claims " + q.shop + " " + q.feed
	for range 2 {
		var names []string
		err := tx.Raw("SELECT name FROM leases WHERE name = ? FOR UPDATE", name).Scan(&names).Error
		if err != nil || len(names) > 0 {
			return err
		}
		insert := "INSERT IGNORE INTO leases (name, holder, until_at) VALUES (?, '', " + s.clockSQL(0) + ")"
		if err := tx.Exec(insert, name).Error; err != nil {
			return err
		}
	}
	return fmt.Errorf("the queue of feed %s cannot be locked", q.feed)
}

// laterSQL is the database's own time, as much later as the parameter says that later makes: the text of the statement stays the
// same for all durations, for SQLite keeps it prepared.
func (s *Store) laterSQL() string {
	if s.dialect == MySQL {
		return "DATE_ADD(UTC_TIMESTAMP(6), INTERVAL ? MICROSECOND)"
	}
	return "strftime('%Y-%m-%d %H:%M:%f', 'now', ?)"
}

func (s *Store) later(d time.Duration) any {
	if s.dialect == MySQL {
		return d.Microseconds()
	}
	return fmt.Sprintf("%+.3f seconds", d.Seconds())
}
