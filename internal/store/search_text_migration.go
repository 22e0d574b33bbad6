package store

import (
	"context"
	"database/sql"
	"errors"

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
			return errors.Join(s.addSearchText(ctx), s.fillSearchText(ctx))
		}},
		&goose.GoFunc{RunDB: func(ctx context.Context, _ *sql.DB) error { return s.dropSearchText(ctx) }})
}

func (s *Store) addSearchText(ctx context.Context) error {
	kind := map[string]string{SQLite: "TEXT", MySQL: "MEDIUMTEXT"}[s.dialect]
	for _, column := range searchTextColumns {
		if there, err := s.hasColumn(ctx, column); err != nil || there {
			if err != nil {
				return err
			}
			continue
		}
		if err := s.db.WithContext(ctx).Exec("ALTER TABLE products ADD COLUMN " + column + " " + kind).Error; err != nil {
			return err
		}
	}
	return nil
}

func (s *Store) dropSearchText(ctx context.Context) error {
	for _, column := range searchTextColumns {
		there, err := s.hasColumn(ctx, column)
		if err == nil && there {
			err = s.db.WithContext(ctx).Exec("ALTER TABLE products DROP COLUMN " + column).Error
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// hasColumn reports whether products has a column.
func (s *Store) hasColumn(ctx context.Context, name string) (bool, error) {
	query := "SELECT COUNT(*) FROM pragma_table_info('products') WHERE name = ?"
	if s.dialect == MySQL {
		query = "SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'products' AND column_name = ?"
	}
	var n int
	err := s.db.WithContext(ctx).Raw(query, name).Scan(&n).Error
	return n > 0, err
}

// fillSearchText gives the products of an older program their text, a batch at a time.
func (s *Store) fillSearchText(ctx context.Context) error {
	for {
		var rows []productRow
		if err := s.db.WithContext(ctx).Where("search_text IS NULL").Limit(BatchSize).Find(&rows).Error; err != nil || len(rows) == 0 {
			return err
		}
		err := s.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
			for _, r := range rows {
				text := searchText(toProduct(r))
				err := tx.Model(&productRow{}).Where("shop = ? AND id = ?", r.Shop, r.ID).UpdateColumn("search_text", text).Error
				if err != nil {
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
