package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"
)

// ErrLeaseLost is a write on behalf of a lease that another holds by now, or nobody.
var ErrLeaseLost = errors.New("the lease is lost")

// AcquireLease takes a lease that is free or has run out, or prolongs the holder's own, until ttl from now by the
// database's clock, and reports whether the holder has it. Of several that ask at once one gets it.
func (s *Store) AcquireLease(ctx context.Context, name, holder string, ttl time.Duration) (got bool, err error) {
	now, until := s.clockSQL(0), s.clockSQL(ttl)
	insert := "INSERT INTO leases (name, holder, until_at) VALUES (?, ?, " + until + ") ON CONFLICT DO NOTHING"
	if s.dialect == MySQL {
		insert = "INSERT IGNORE INTO leases (name, holder, until_at) VALUES (?, ?, " + until + ")"
	}
	err = s.retried(ctx, func() error {
		made := s.db.WithContext(ctx).Exec(
			"UPDATE leases SET holder = ?, until_at = "+until+" WHERE name = ? AND (holder = ? OR until_at < "+now+")", holder, name, holder)
		if made.Error == nil && made.RowsAffected == 0 {
			made = s.db.WithContext(ctx).Exec(insert, name, holder)
		}
		got = made.RowsAffected > 0
		return made.Error
	})
	return got && err == nil, err
}

// ReleaseLease gives a lease back, so that another need not wait until it runs out. The row stays: between a row that
// goes and one that comes MySQL sees deadlocks.
func (s *Store) ReleaseLease(ctx context.Context, name, holder string) error {
	return s.retried(ctx, func() error {
		past := s.clockSQL(-time.Millisecond) // SQLite counts no less
		return s.db.WithContext(ctx).Exec("UPDATE leases SET until_at = "+past+" WHERE name = ? AND holder = ?", name, holder).Error
	})
}

// holds reports whether holder has a lease now. Until the transaction ends nobody else can take it, even if it runs out
// meanwhile: on SQLite there is no other writer, on MySQL the row is locked.
func (s *Store) holds(tx *gorm.DB, name, holder string) (bool, error) {
	query := "SELECT name FROM leases WHERE name = ? AND holder = ? AND until_at >= " + s.clockSQL(0)
	if s.dialect == MySQL {
		query += " FOR UPDATE"
	}
	var names []string
	err := tx.Raw(query, name, holder).Scan(&names).Error
	return len(names) > 0, err
}

// clockSQL is the database's own time, so much later, as its columns hold times.
func (s *Store) clockSQL(later time.Duration) string {
	if s.dialect == MySQL {
		return fmt.Sprintf("DATE_ADD(UTC_TIMESTAMP(6), INTERVAL %d MICROSECOND)", later.Microseconds())
	}
	return fmt.Sprintf("strftime('%%Y-%%m-%%d %%H:%%M:%%f', 'now', '%+.3f seconds')", later.Seconds())
}
