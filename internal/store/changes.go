package store

import (
	"context"

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

func (s *Store) logChanges(tx *gorm.DB, shop string, numbers *counterRow, products []int64) error {
	if len(products) == 0 {
		return nil
	}
	at := stamp(exact(s.now()))
	rows := make([]changeRow, len(products))
	for i, id := range products {
		numbers.Changes++
		rows[i] = changeRow{Shop: shop, Seq: numbers.Changes, ProductID: id, At: at}
	}
	return tx.Create(&rows).Error
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
