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
func (s *Store) AcquireLease(ctx context.Context, name, holder string, ttl time.Duration) (bool, error) {
	now, until := s.clockSQL(0), s.clockSQL(ttl)
	update := s.db.WithContext(ctx).Exec(
		"UPDATE leases SET holder = ?, until_at = "+until+" WHERE name = ? AND (holder = ? OR until_at < "+now+")", holder, name, holder)
	if update.Error != nil || update.RowsAffected > 0 {
		return update.Error == nil, unavailable(update.Error)
	}
	insert := "INSERT INTO leases (name, holder, until_at) VALUES (?, ?, " + until + ") ON CONFLICT DO NOTHING"
	if s.dialect == MySQL {
		insert = "INSERT IGNORE INTO leases (name, holder, until_at) VALUES (?, ?, " + until + ")"
	}
	made := s.db.WithContext(ctx).Exec(insert, name, holder)
	return made.Error == nil && made.RowsAffected > 0, unavailable(made.Error)
}

// ReleaseLease gives a lease back, so that another need not wait until it runs out.
func (s *Store) ReleaseLease(ctx context.Context, name, holder string) error {
	return unavailable(s.db.WithContext(ctx).Exec("DELETE FROM leases WHERE name = ? AND holder = ?", name, holder).Error)
}

// holds reports whether holder has a lease now.
func (s *Store) holds(tx *gorm.DB, name, holder string) (bool, error) {
	var n int
	query := "SELECT COUNT(*) FROM leases WHERE name = ? AND holder = ? AND until_at >= " + s.clockSQL(0)
	err := tx.Raw(query, name, holder).Scan(&n).Error
	return n > 0, err
}

// clockSQL is the database's own time, so much later, as its columns hold times.
func (s *Store) clockSQL(later time.Duration) string {
	if s.dialect == MySQL {
		return fmt.Sprintf("DATE_ADD(UTC_TIMESTAMP(6), INTERVAL %d MICROSECOND)", later.Microseconds())
	}
	return fmt.Sprintf("strftime('%%Y-%%m-%%d %%H:%%M:%%f', 'now', '%+.3f seconds')", later.Seconds())
}
