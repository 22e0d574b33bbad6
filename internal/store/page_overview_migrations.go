package store

import (
	"context"
	"database/sql"

	"github.com/pressly/goose/v3"
)

// overviewIndexes are what the overview of the admin page needs in tables that were there before it: the newest row of each
// source, and parcels that nothing was heard of for long. On SQLite they are in its file 10.
var overviewIndexes = []struct {
	number               int64
	table, name, columns string
}{
	{41, "products", "products_by_version", "shop, source, version"},
	{42, "orders", "orders_by_version", "shop, source, version"},
	{43, "packages", "packages_by_version", "shop, source, version, status"},
}

func (s *Store) overviewMigrations() (list []*goose.Migration) {
	if s.dialect != MySQL {
		return nil
	}
	step := func(f func(context.Context) error) *goose.GoFunc {
		return &goose.GoFunc{RunDB: func(ctx context.Context, _ *sql.DB) error { return f(ctx) }}
	}
	for _, i := range overviewIndexes {
		list = append(list, goose.NewGoMigration(i.number,
			step(func(ctx context.Context) error { return s.addIndex(ctx, i.table, i.name, i.columns) }),
			step(func(ctx context.Context) error { return s.dropIndex(ctx, i.table, i.name) })))
	}
	return list
}
