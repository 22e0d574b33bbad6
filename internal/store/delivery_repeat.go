package store

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	mysqldriver "github.com/go-sql-driver/mysql"
	"modernc.org/sqlite"
)

const (
	addTries = 20  // for a number that others take meanwhile
	freePage = 500 // numbers that are looked at together
)

// addApart adds one row.
func (s *Store) addApart(ctx context.Context, row arriving) (id int64, repeated bool, err error) {
	for try := range addTries {
		if id, err = s.repeat(ctx, row); err == nil || !errors.Is(err, ErrNotFound) {
			return id, true, err
		}
		err = s.retried(ctx, func() (err error) {
			if row.ID, err = s.freeNumber(ctx, row.Shop, row.ID); err != nil {
				return err
			}
			return s.insertDeliveries(ctx, []arriving{row})
		})
		if err == nil || !duplicate(err) || pause(ctx, min(try, 3)) != nil {
			return row.ID, false, err
		}
	}
	return 0, false, fmt.Errorf("no number for a delivery of feed %s is free: %w", row.Feed, err)
}

// repeat notes that a delivery came again; ErrNotFound when it is new.
func (s *Store) repeat(ctx context.Context, row arriving) (int64, error) {
	const which = " WHERE shop = ? AND feed = ? AND object = ? AND repeat_key = ?"
	key := []any{row.Shop, row.Feed, row.Object, row.RepeatKey}
	var found []deliveryRow
	if err := s.db.WithContext(ctx).Raw("SELECT id, state FROM deliveries"+which, key...).Scan(&found).Error; err != nil {
		return 0, err
	}
	if len(found) == 0 {
		return 0, ErrNotFound
	}
	id, failed := found[0].ID, tableStates[DeliveryFailed]
	err := s.retried(ctx, func() error {
		if found[0].State == failed[0] || found[0].State == failed[1] {
			const query = "UPDATE deliveries SET " + queuedAgain + ", body = ? WHERE shop = ? AND id = ? AND state IN ?"
			if err := s.db.WithContext(ctx).Exec(query, row.Body, row.Shop, id, failed).Error; err != nil {
				return err
			}
		}
		return s.db.WithContext(ctx).Exec("UPDATE deliveries SET repeats = repeats + ? WHERE shop = ? AND id = ?", len(row.places), row.Shop, id).Error
	})
	return id, err
}

// queuedAgain are the columns of a delivery that is to be worked on as if it had just come; its errors stay.
const queuedAgain = "state = 'queued', attempts = 0, next_at = NULL, claim = '', claimed_until = NULL, finished_at = NULL"

// freeNumber is the first one from a number on that no delivery of a shop has.
func (s *Store) freeNumber(ctx context.Context, shop string, from int64) (int64, error) {
	for {
		var taken []int64
		err := s.db.WithContext(ctx).Raw("SELECT id FROM deliveries WHERE shop = ? AND id >= ? ORDER BY id LIMIT "+strconv.Itoa(freePage), shop, from).Scan(&taken).Error
		if err != nil {
			return 0, err
		}
		for _, id := range taken {
			if id != from {
				return from, nil
			}
			from++
		}
		if len(taken) < freePage {
			return from, nil
		}
	}
}

// duplicate reports whether a row could not be inserted because there is one with its key: on MySQL 1062, on SQLite of a
// primary key 1555 or of another 2067.
func duplicate(err error) bool {
	var my *mysqldriver.MySQLError
	if errors.As(err, &my) {
		return my.Number == 1062
	}
	var lite *sqlite.Error
	return errors.As(err, &lite) && (lite.Code() == 1555 || lite.Code() == 2067)
}
