package store

import (
	"context"
	"time"

	"gorm.io/gorm"
)

// StampLayout is how a stamp is written.
const StampLayout = stampLayout

// StampOf is a time as the database is given it.
func StampOf(t time.Time) any { return plain(stamp(t)) }

// InsertRepeating inserts as many rows as fill whole statements, and returns how many.
func InsertRepeating(ctx context.Context, s *Store, table string, columns, alike []string, twins map[string]string, rows [][]any) (n int, err error) {
	err = s.db.WithContext(ctx).Transaction(func(tx *gorm.DB) (err error) {
		n, err = s.writeRepeating(tx, len(rows), table, "", newRepeats(columns, alike, twins), func(values []any, i int) []any {
			return append(values, rows[i]...)
		})
		return err
	})
	return n, err
}
