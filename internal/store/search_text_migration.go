package store

import (
	"context"
	"database/sql"

	"github.com/pressly/goose/v3"
	"gorm.io/gorm"
)

// searchTextVersion is the number of the migration in Go: it comes after the files.
var searchTextVersion = map[string]int64{SQLite: 3, MySQL: 14}

// searchTextColumns are the columns that it adds; NULL is what an older program left in them.
var searchTextColumns = []string{"codes", "search_text"}

// searchTextMigration adds the columns of which the store answers when no index does, and fills them. It is in Go because
// what a product is found by is made by this program; every step of it can be done again.
func (s *Store) searchTextMigration() *goose.Migration {
	return goose.NewGoMigration(searchTextVersion[s.dialect],
		&goose.GoFunc{RunDB: func(ctx context.Context, _ *sql.DB) error {
			if err := s.addSearchText(ctx); err != nil {
				return err
			}
			return s.fillSearchText(ctx)
		}},
		&goose.GoFunc{RunDB: func(ctx context.Context, _ *sql.DB) error { return s.dropSearchText(ctx) }})
}

func (s *Store) addSearchText(ctx context.Context) error {
	kind := map[string]string{SQLite: "TEXT", MySQL: "MEDIUMTEXT"}[s.dialect]
	for _, column := range searchTextColumns {
		if err := s.addColumn(ctx, "products", column, kind); err != nil {
			return err
		}
	}
	return nil
}

// addColumn adds a column to a table, unless it is there: MySQL has no way to say so in SQL.
func (s *Store) addColumn(ctx context.Context, table, column, kind string) error {
	if there, err := s.hasColumn(ctx, table, column); err != nil || there {
		return err
	}
	return s.db.WithContext(ctx).Exec("ALTER TABLE " + table + " ADD COLUMN " + column + " " + kind).Error
}

func (s *Store) dropSearchText(ctx context.Context) error {
	for _, column := range searchTextColumns {
		if err := s.dropColumn(ctx, "products", column); err != nil {
			return err
		}
	}
	return nil
}

func (s *Store) dropColumn(ctx context.Context, table, column string) error {
	if there, err := s.hasColumn(ctx, table, column); err != nil || !there {
		return err
	}
	return s.db.WithContext(ctx).Exec("ALTER TABLE " + table + " DROP COLUMN " + column).Error
}

// rowDigestVersion is the number of the migration that adds row_digest.
var rowDigestVersion = map[string]int64{SQLite: 5, MySQL: 20}

// rowDigestMigration adds the column by which an import knows a row again that it wrote.
func (s *Store) rowDigestMigration() *goose.Migration {
	return goose.NewGoMigration(rowDigestVersion[s.dialect],
		&goose.GoFunc{RunDB: func(ctx context.Context, _ *sql.DB) error {
			return s.addColumn(ctx, "products", "row_digest", "BIGINT NOT NULL DEFAULT 0")
		}},
		&goose.GoFunc{RunDB: func(ctx context.Context, _ *sql.DB) error { return s.dropColumn(ctx, "products", "row_digest") }})
}

// hasColumn reports whether a table has a column.
func (s *Store) hasColumn(ctx context.Context, table, name string) (bool, error) {
	query := "SELECT COUNT(*) FROM pragma_table_info(?) WHERE name = ?"
	if s.dialect == MySQL {
		query = "SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = ? AND column_name = ?"
	}
	var n int
	err := s.db.WithContext(ctx).Raw(query, table, name).Scan(&n).Error
	return n > 0, err
}

// fillSearchText gives the products of an older program their text.
func (s *Store) fillSearchText(ctx context.Context) error {
	var shops []string
	if err := s.db.WithContext(ctx).Model(&productRow{}).Distinct().Pluck("shop", &shops).Error; err != nil {
		return err
	}
	for _, shop := range shops {
		if err := s.fillShop(ctx, shop); err != nil {
			return err
		}
	}
	return nil
}

// fillShop walks over one shop's products by their numbers, a batch at a time: to look for the next empty one from the
// start would look at all that are filled already, again for each batch.
func (s *Store) fillShop(ctx context.Context, shop string) error {
	for last := int64(0); ; {
		var rows []productRow
		err := s.db.WithContext(ctx).Where("shop = ? AND id > ? AND search_text IS NULL", shop, last).
			Order("id").Limit(BatchSize).Find(&rows).Error
		if err != nil || len(rows) == 0 {
			return err
		}
		last = rows[len(rows)-1].ID
		err = s.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
			for _, r := range rows {
				const query = "UPDATE products SET search_text = ? WHERE shop = ? AND id = ? AND search_text IS NULL"
				if err := tx.Exec(query, searchText(toProduct(r)), shop, r.ID).Error; err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
}
