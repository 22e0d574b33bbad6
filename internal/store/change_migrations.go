package store

import (
	"context"
	"database/sql"

	"github.com/pressly/goose/v3"
	"gorm.io/gorm"
)

// changeRunsVersion is the number of the migration that adds product_changes.products.
var changeRunsVersion = map[string]int64{SQLite: 13, MySQL: 45}

// changeRunsMigration lets one row of product_changes stand for several changes.
func (s *Store) changeRunsMigration() *goose.Migration {
	return goose.NewGoMigration(changeRunsVersion[s.dialect],
		&goose.GoFunc{RunDB: func(ctx context.Context, _ *sql.DB) error {
			return s.addColumn(ctx, "product_changes", "products", "BIGINT NOT NULL DEFAULT 1")
		}},
		&goose.GoFunc{RunDB: func(ctx context.Context, _ *sql.DB) error {
			if there, err := s.hasColumn(ctx, "product_changes", "products"); err != nil || !there {
				return err
			}
			if err := s.splitChangeRuns(ctx); err != nil {
				return err
			}
			return s.dropColumn(ctx, "product_changes", "products")
		}})
}

// splitChangeRuns makes one row of each change again, a run at a time.
func (s *Store) splitChangeRuns(ctx context.Context) error {
	for {
		var runs []changeRow
		if err := s.db.WithContext(ctx).Where("products > 1").Limit(1).Find(&runs).Error; err != nil || len(runs) == 0 {
			return err
		}
		run := runs[0]
		err := s.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
			if err := tx.Delete(&run).Error; err != nil {
				return err
			}
			single := make([]changeRow, run.Products)
			for i := range single {
				single[i] = changeRow{run.Shop, run.Seq + int64(i), run.ProductID + int64(i), 1, run.At}
			}
			return tx.CreateInBatches(&single, BatchSize).Error
		})
		if err != nil {
			return err
		}
	}
}
