package store

import (
	"context"
	"database/sql"
	"time"

	"gorm.io/gorm"
)

// changeRow is a row of product_changes: a run of changes, of products whose ids follow one another as their numbers do. Those of an
// import do, which so writes one row where it would write thousands.
type changeRow struct {
	Shop      string `gorm:"primaryKey"`
	Seq       int64  `gorm:"primaryKey;autoIncrement:false"` // of the first
	ProductID int64  // of the first
	Products  int64  // how many
	At        stamp
}

// TableName names the table.
func (changeRow) TableName() string { return "product_changes" }

// ProductChange says that something happened to a product; what it is now must be read.
type ProductChange struct {
	Seq       int64 // from 1, without gaps, per shop
	ProductID int64
}

// logChanges numbers the changes of products.
func (s *Store) logChanges(tx *gorm.DB, shop string, numbers *counterRow, products []int64) error {
	at := stamp(exact(s.now()))
	var runs []changeRow
	for _, id := range products {
		numbers.Changes++
		if n := len(runs); n > 0 && id == runs[n-1].ProductID+runs[n-1].Products {
			runs[n-1].Products++
			continue
		}
		runs = append(runs, changeRow{shop, numbers.Changes, id, 1, at})
	}
	return s.insertTuples(tx, len(runs), "product_changes (shop, seq, product_id, products, at)", func(values []any, i int) []any {
		return append(values, runs[i].Shop, runs[i].Seq, runs[i].ProductID, runs[i].Products, runs[i].At)
	})
}

// ProductChanges returns up to limit changes after a position, in order.
func (s *Store) ProductChanges(ctx context.Context, shop string, after int64, limit int) ([]ProductChange, error) {
	var runs []changeRow
	const from = "(SELECT COALESCE(MAX(seq), 0) FROM product_changes WHERE shop = ? AND seq <= ?)" // the run that the position may lie in
	err := s.db.WithContext(ctx).Select("seq", "product_id", "products").
		Where("shop = ? AND seq >= "+from, shop, shop, after).Order("seq").Limit(limit + 1).Find(&runs).Error
	var out []ProductChange
	for _, r := range runs {
		for i := max(0, after+1-r.Seq); i < r.Products && len(out) < limit; i++ {
			out = append(out, ProductChange{r.Seq + i, r.ProductID + i})
		}
	}
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

// PruneChanges drops changes that were made before a moment, but for the last run of them, and returns how many went. They are
// found by their numbers, which are in the order of their times.
func (s *Store) PruneChanges(ctx context.Context, shop string, before time.Time) (gone int64, err error) {
	for err == nil {
		var oldest []changeRow
		err = s.db.WithContext(ctx).Where("shop = ?", shop).Order("seq").Limit(BatchSize + 1).Find(&oldest).Error
		end := int64(0)
		for _, r := range oldest[:max(0, len(oldest)-1)] { // never the last one
			if time.Time(r.At).Before(before) {
				end = r.Seq + r.Products - 1
			}
		}
		if err != nil || end == 0 {
			break
		}
		err = s.db.WithContext(ctx).Where("shop = ? AND seq <= ?", shop, end).Delete(&changeRow{}).Error
		gone += end + 1 - oldest[0].Seq
	}
	return gone, unavailable(err)
}
