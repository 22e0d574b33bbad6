package store

import (
	"context"
	"database/sql"
	"time"

	"gorm.io/gorm"
)

// Pool gives tests the connections of a store, to look at its tables and to stand in its way.
func Pool(s *Store) *sql.DB { return s.pool() }

// Capture calls f with every statement that s runs from now on.
func Capture(s *Store, f func(query string, args []any)) error {
	s.observe = f
	hook := func(tx *gorm.DB) { f(tx.Statement.SQL.String(), tx.Statement.Vars) }
	on := s.db.Callback()
	for _, err := range []error{
		on.Query().After("gorm:query").Register("capture", hook),
		on.Row().After("gorm:row").Register("capture", hook),
		on.Raw().After("gorm:raw").Register("capture", hook),
		on.Create().After("gorm:create").Register("capture", hook),
		on.Update().After("gorm:update").Register("capture", hook),
		on.Delete().After("gorm:delete").Register("capture", hook),
	} {
		if err != nil {
			return err
		}
	}
	return nil
}

// Down undoes every migration.
func Down(ctx context.Context, s *Store) error { return downTo(ctx, s, 0) }

// DownToChanges undoes the migrations down to that which lets one row stand for several changes.
func DownToChanges(ctx context.Context, s *Store) error {
	return downTo(ctx, s, changeRunsVersion[s.dialect]-1)
}

func downTo(ctx context.Context, s *Store, version int64) error {
	provider, err := s.provider()
	if err != nil {
		return err
	}
	_, err = provider.DownTo(ctx, version)
	return err
}

// Alone is the lock under which migrations run.
func Alone(ctx context.Context, s *Store, wait time.Duration, f func() error) error {
	return s.alone(ctx, wait, f)
}
