package store

import (
	"context"

	"gorm.io/gorm"

	"shopclerk/catalog"
)

// DeleteProducts takes every product of a source out again, in batches, and returns how many there were.
func (s *Store) DeleteProducts(ctx context.Context, shop, source string) (int, error) {
	return s.inBatches(ctx, shop, func(tx *gorm.DB, numbers *counterRow) (int, error) {
		var rows []productRow
		if err := tx.Where("shop = ? AND source = ?", shop, source).Limit(BatchSize).Find(&rows).Error; err != nil || len(rows) == 0 {
			return 0, err
		}
		counts, ids := facetCounts{}, make([]int64, len(rows))
		for i, r := range rows {
			p := toProduct(r)
			counts.move(&p, (*catalog.Product)(nil))
			ids[i] = r.ID
		}
		if err := tx.Where("shop = ? AND id IN ?", shop, ids).Delete(&productRow{}).Error; err != nil {
			return 0, err
		}
		if err := s.countFacets(tx, shop, counts); err != nil {
			return 0, err
		}
		return len(rows), s.logChanges(tx, shop, numbers, ids)
	})
}

// DeleteOrders takes every order of a source out again, and its customers, and returns how many orders there were.
func (s *Store) DeleteOrders(ctx context.Context, shop, source string) (int, error) {
	n, err := s.inBatches(ctx, shop, func(tx *gorm.DB, _ *counterRow) (int, error) {
		ids, err := idsOf(tx, &orderRow{}, shop, source)
		if err != nil || len(ids) == 0 {
			return 0, err
		}
		if err := tx.Where("shop = ? AND order_id IN ?", shop, ids).Delete(&orderAccountRow{}).Error; err != nil {
			return 0, err
		}
		return len(ids), tx.Where("shop = ? AND id IN ?", shop, ids).Delete(&orderRow{}).Error
	})
	if err != nil {
		return n, err
	}
	return n, s.write(ctx, shop, func(tx *gorm.DB, _ *counterRow) error {
		if err := tx.Where("shop = ? AND source = ?", shop, source).Delete(&customerAccountRow{}).Error; err != nil {
			return err
		}
		return tx.Where("shop = ? AND source = ?", shop, source).Delete(&customerRow{}).Error
	})
}

// DeletePackages takes every parcel of a source out again and returns how many there were.
func (s *Store) DeletePackages(ctx context.Context, shop, source string) (int, error) {
	return s.inBatches(ctx, shop, func(tx *gorm.DB, _ *counterRow) (int, error) {
		ids, err := idsOf(tx, &packageRow{}, shop, source)
		if err != nil || len(ids) == 0 {
			return 0, err
		}
		return len(ids), tx.Where("shop = ? AND id IN ?", shop, ids).Delete(&packageRow{}).Error
	})
}

func idsOf(tx *gorm.DB, model any, shop, source string) (ids []int64, err error) {
	err = tx.Model(model).Where("shop = ? AND source = ?", shop, source).Limit(BatchSize).Pluck("id", &ids).Error
	return ids, err
}

// inBatches runs one batch a transaction until one finds nothing more to do.
func (s *Store) inBatches(ctx context.Context, shop string, batch func(tx *gorm.DB, numbers *counterRow) (int, error)) (int, error) {
	total := 0
	for {
		done := 0
		err := s.write(ctx, shop, func(tx *gorm.DB, numbers *counterRow) (err error) {
			done, err = batch(tx, numbers)
			return err
		})
		if err != nil || done == 0 {
			return total, err
		}
		total += done
	}
}
