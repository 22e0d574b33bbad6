package store

import (
	"context"
	"database/sql"
	"time"

	"gorm.io/gorm"
)

// changeRow is a row of product_changes.
type changeRow struct {
	Shop      string `gorm:"primaryKey"`
	Seq       int64  `gorm:"primaryKey;autoIncrement:false"`
	ProductID int64
	At        stamp
}

// TableName names the table.
func (changeRow) TableName() string { return "product_changes" }

// ProductChange says that something happened to a product; what it is now must be read.
type ProductChange struct {
	Seq       int64 // from 1, without gaps, per shop
	ProductID int64
}

// logStored numbers the changes of products that stand in the database. Those that are new, whose ids follow one another, are
// read there and need not be sent again.
func (s *Store) logStored(tx *gorm.DB, shop string, numbers *counterRow, products []int64) error {
	if len(products) < probeFrom || !areInRow(products) {
		return s.logChanges(tx, shop, numbers, products)
	}
	const query = "INSERT INTO product_changes (shop, seq, product_id, at) " +
		"SELECT shop, id + ?, id, ? FROM products WHERE shop = ? AND id BETWEEN ? AND ? ORDER BY id"
	offset, at := numbers.Changes+1-products[0], stamp(exact(s.now()))
	numbers.Changes += int64(len(products))
	return s.exec(tx, query, offset, at, shop, products[0], products[len(products)-1])
}

func (s *Store) logChanges(tx *gorm.DB, shop string, numbers *counterRow, products []int64) error {
	if len(products) == 0 {
		return nil
	}
	at, before := stamp(exact(s.now())), numbers.Changes
	numbers.Changes += int64(len(products))
	return s.insertTuples(tx, len(products), "product_changes (shop, seq, product_id, at)", func(values []any, i int) []any {
		return append(values, shop, before+1+int64(i), products[i], at)
	})
}

// areInRow reports whether each id is one more than that before it, as those of new products are.
func areInRow(ids []int64) bool {
	for i, id := range ids {
		if id != ids[0]+int64(i) {
			return false
		}
	}
	return true
}

// ProductChanges returns up to limit changes after a position, in order.
func (s *Store) ProductChanges(ctx context.Context, shop string, after int64, limit int) ([]ProductChange, error) {
	var out []ProductChange
	err := s.db.WithContext(ctx).Model(&changeRow{}).Select("seq", "product_id").
		Where("shop = ? AND seq > ?", shop, after).Order("seq").Limit(limit).Find(&out).Error
	return out, unavailable(err)
}

// LastChange returns the number of the shop's last change, 0 when there was none.
func (s *Store) LastChange(ctx context.Context, shop string) (int64, error) {
	var last []int64
	err := s.db.WithContext(ctx).Model(&counterRow{}).Where("shop = ?", shop).Pluck("changes", &last).Error
	return first(last), unavailable(err)
}

// OldestChange returns the number of the oldest change that is kept, 0 when none is. An index that stands before it can
// no longer follow.
func (s *Store) OldestChange(ctx context.Context, shop string) (oldest int64, err error) {
	const query = "SELECT COALESCE(MIN(seq), 0) FROM product_changes WHERE shop = ?"
	err = s.read(ctx, query, func(rows *sql.Rows) error { return rows.Scan(&oldest) }, shop)
	return oldest, err
}

// PruneChanges drops changes that were made before a moment, but for the last one, and returns how many went. They are
// found by their numbers, which are in the order of their times.
func (s *Store) PruneChanges(ctx context.Context, shop string, before time.Time) (gone int64, err error) {
	for err == nil {
		var oldest []changeRow
		err = s.db.WithContext(ctx).Where("shop = ?", shop).Order("seq").Limit(BatchSize + 1).Find(&oldest).Error
		end := int64(0)
		for _, r := range oldest[:max(0, len(oldest)-1)] { // never the last one
			if time.Time(r.At).Before(before) {
				end = r.Seq
			}
		}
		if err != nil || end == 0 {
			break
		}
		deleted := s.db.WithContext(ctx).Where("shop = ? AND seq <= ?", shop, end).Delete(&changeRow{})
		gone, err = gone+deleted.RowsAffected, deleted.Error
	}
	return gone, unavailable(err)
}
