package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"gorm.io/gorm"
)

// sampleSource is the source whose orders have no age: they are made up.
const sampleSource = "sample"

// PruneOrders deletes the orders of feeds and files that were placed before a moment, in batches, with their accounts and
// with the parcels of their numbers, and returns how many orders there were. An order of which it is not known when it was
// placed is as old as its version. Parcels of a number that another order still carries stay.
func (s *Store) PruneOrders(ctx context.Context, shop string, before time.Time) (int, error) {
	return s.inBatches(ctx, shop, func(tx *gorm.DB, _ *counterRow) (int, error) {
		ids, numbers, err := s.oldOrders(ctx, tx, shop, before)
		if err != nil || len(ids) == 0 {
			return 0, err
		}
		if err := removeOrderIDs(tx, shop, ids); err != nil {
			return 0, err
		}
		return len(ids), s.removePackagesOf(ctx, tx, shop, numbers)
	})
}

// oldOrders returns a batch of the orders that are to go, and their numbers.
func (s *Store) oldOrders(ctx context.Context, tx *gorm.DB, shop string, before time.Time) (ids []int64, numbers []string, err error) {
	for _, old := range []string{"placed_at < ?", "placed_at IS NULL AND version < ?"} {
		query := fmt.Sprintf("SELECT id, number_key FROM orders%s WHERE shop = ? AND %s AND source <> ? LIMIT %d", s.using("orders_by_placed"), old, BatchSize)
		err = s.query(ctx, tx, query, func(rows *sql.Rows) error {
			var id int64
			var number string
			err := rows.Scan(&id, &number)
			ids, numbers = append(ids, id), append(numbers, number)
			return err
		}, shop, stamp(before), sampleSource)
		if err != nil || len(ids) > 0 {
			break
		}
	}
	return ids, numbers, err
}

// removePackagesOf deletes the parcels of order numbers that no order carries any more.
func (s *Store) removePackagesOf(ctx context.Context, tx *gorm.DB, shop string, numbers []string) error {
	carried := map[string]bool{}
	err := inKeys(numbers, func(places string, args []any) error {
		query := "SELECT number_key FROM orders" + s.using("orders_by_number") + " WHERE shop = ? AND number_key IN " + places
		return s.query(ctx, tx, query, func(rows *sql.Rows) error {
			var number string
			err := rows.Scan(&number)
			carried[number] = true
			return err
		}, append([]any{shop}, args...)...)
	})
	if err != nil {
		return err
	}
	var free []string
	for _, number := range numbers {
		if !carried[number] {
			free = append(free, number)
		}
	}
	return inKeys(free, func(places string, args []any) error {
		return s.exec(tx, "DELETE FROM packages WHERE shop = ? AND order_key IN "+places, append([]any{shop}, args...)...)
	})
}
