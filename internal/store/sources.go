package store

import (
	"context"

	"gorm.io/gorm"

	"shopclerk/catalog"
	"shopclerk/orders"
	"shopclerk/packages"
)

// DeleteProducts takes every product of a source out again, in batches, and returns how many there were.
func (s *Store) DeleteProducts(ctx context.Context, shop, source string) (int, error) {
	if err := s.dropGroups(ctx, shop, source, "products"); err != nil {
		return 0, err
	}
	return s.inBatches(ctx, shop, func(tx *gorm.DB, numbers *counterRow) (int, error) {
		var rows []productRow
		if err := tx.Where("shop = ? AND source = ?", shop, source).Limit(BatchSize).Find(&rows).Error; err != nil || len(rows) == 0 {
			return 0, err
		}
		gone := make([]catalog.Product, len(rows))
		for i, r := range rows {
			gone[i] = toProduct(r)
		}
		return len(rows), s.removeProducts(tx, shop, numbers, gone)
	})
}

// removeProducts deletes rows, keeps the counts of property values right and numbers the changes.
func (s *Store) removeProducts(tx *gorm.DB, shop string, numbers *counterRow, gone []catalog.Product) error {
	if len(gone) == 0 {
		return nil
	}
	counts, ids := facetCounts{}, make([]int64, len(gone))
	for i := range gone {
		counts.move(&gone[i], nil)
		ids[i] = gone[i].ID
	}
	if err := tx.Where("shop = ? AND id IN ?", shop, ids).Delete(&productRow{}).Error; err != nil {
		return err
	}
	if err := s.writeFacets(tx, shop, counts.rows(shop)); err != nil {
		return err
	}
	return s.logChanges(tx, shop, numbers, ids)
}

func removeOrders(tx *gorm.DB, shop string, gone []orders.Order) error {
	if len(gone) == 0 {
		return nil
	}
	ids := make([]int64, len(gone))
	for i, o := range gone {
		ids[i] = o.ID
	}
	return removeOrderIDs(tx, shop, ids)
}

func removeOrderIDs(tx *gorm.DB, shop string, ids []int64) error {
	if err := tx.Where("shop = ? AND order_id IN ?", shop, ids).Delete(&orderAccountRow{}).Error; err != nil {
		return err
	}
	return tx.Where("shop = ? AND id IN ?", shop, ids).Delete(&orderRow{}).Error
}

func removePackages(tx *gorm.DB, shop string, gone []packages.Package) error {
	if len(gone) == 0 {
		return nil
	}
	ids := make([]int64, len(gone))
	for i, p := range gone {
		ids[i] = p.ID
	}
	return tx.Where("shop = ? AND id IN ?", shop, ids).Delete(&packageRow{}).Error
}

// DeleteOrders takes every order of a source out again, and its customers, and returns how many orders there were.
func (s *Store) DeleteOrders(ctx context.Context, shop, source string) (int, error) {
	n, err := s.inBatches(ctx, shop, func(tx *gorm.DB, _ *counterRow) (int, error) {
		ids, err := idsOf(tx, &orderRow{}, shop, source)
		if err != nil || len(ids) == 0 {
			return 0, err
		}
		return len(ids), removeOrderIDs(tx, shop, ids)
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
	if err := s.dropGroups(ctx, shop, source, "packages"); err != nil {
		return 0, err
	}
	return s.inBatches(ctx, shop, func(tx *gorm.DB, _ *counterRow) (int, error) {
		ids, err := idsOf(tx, &packageRow{}, shop, source)
		if err != nil || len(ids) == 0 {
			return 0, err
		}
		return len(ids), tx.Where("shop = ? AND id IN ?", shop, ids).Delete(&packageRow{}).Error
	})
}

// dropGroups drops the parts of which a source's nouns of one kind are made, so that they do not come back by themselves.
func (s *Store) dropGroups(ctx context.Context, shop, source, nouns string) error {
	_, err := s.inBatches(ctx, shop, func(tx *gorm.DB, _ *counterRow) (int, error) {
		var keys []string
		err := tx.Raw("SELECT group_key FROM feed_groups WHERE shop = ? AND source = ? AND nouns LIKE ? LIMIT ?",
			shop, source, `%"`+nouns+`"%`, BatchSize).Scan(&keys).Error
		for _, table := range []string{"feed_parts", "feed_groups"} {
			if err == nil && len(keys) > 0 {
				err = tx.Exec("DELETE FROM "+table+" WHERE shop = ? AND source = ? AND group_key IN ?", shop, source, keys).Error
			}
		}
		return len(keys), err
	})
	return err
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
