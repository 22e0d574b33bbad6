package store

import (
	"context"
	"database/sql"

	"github.com/pressly/goose/v3"
)

// The numbers of the migrations in Go that only MySQL needs: SQLite's files can add a column or an index as they are, for
// there a migration is one transaction.
const (
	customerVersionNumber = 24
	ordersByPlacedNumber  = 25
)

// feedMigrations add what the feeds need in tables that were there before them.
func (s *Store) feedMigrations() []*goose.Migration {
	if s.dialect != MySQL {
		return nil
	}
	step := func(f func(context.Context) error) *goose.GoFunc {
		return &goose.GoFunc{RunDB: func(ctx context.Context, _ *sql.DB) error { return f(ctx) }}
	}
	return []*goose.Migration{
		goose.NewGoMigration(customerVersionNumber,
			step(func(ctx context.Context) error { return s.addColumn(ctx, "customers", "version", "DATETIME(6)") }),
			step(func(ctx context.Context) error { return s.dropColumn(ctx, "customers", "version") })),
		goose.NewGoMigration(ordersByPlacedNumber, step(s.addOrdersByPlaced), step(s.dropOrdersByPlaced)),
	}
}

func (s *Store) addOrdersByPlaced(ctx context.Context) error {
	if there, err := s.hasOrdersByPlaced(ctx); err != nil || there {
		return err
	}
	return s.db.WithContext(ctx).Exec("CREATE INDEX orders_by_placed ON orders (shop, placed_at)").Error
}

func (s *Store) dropOrdersByPlaced(ctx context.Context) error {
	if there, err := s.hasOrdersByPlaced(ctx); err != nil || !there {
		return err
	}
	return s.db.WithContext(ctx).Exec("DROP INDEX orders_by_placed ON orders").Error
}

func (s *Store) hasOrdersByPlaced(ctx context.Context) (bool, error) {
	const query = "SELECT COUNT(*) FROM information_schema.statistics WHERE table_schema = DATABASE() AND table_name = 'orders' AND index_name = 'orders_by_placed'"
	var n int
	err := s.db.WithContext(ctx).Raw(query).Scan(&n).Error
	return n > 0, err
}
