package store

import (
	"context"
	"database/sql"

	"github.com/pressly/goose/v3"
)

// pageIndexes are what the admin page needs in tables that were there before it: by_version for its overview, which asks for the
// newest row of each source and for parcels that nothing was heard of for long, the others for its lists. They are built in Go on
// MySQL, which knows no CREATE INDEX IF NOT EXISTS; SQLite's are in its files 10 and 11.
var pageIndexes = []struct {
	number               int64
	table, name, columns string
}{
	{36, "products", "products_by_published", "shop, published, id"},
	{37, "orders", "orders_by_status", "shop, status, placed_at, id"},
	{38, "packages", "packages_by_tracking", "shop, tracking_number"},
	{40, "import_chunks", "import_chunks_by_rows", "import_id, first_id, last_id"},
	{41, "products", "products_by_version", "shop, source, version"},
	{42, "orders", "orders_by_version", "shop, source, version"},
	{43, "packages", "packages_by_version", "shop, source, version, status"},
	{44, "packages", "packages_by_status", "shop, status, id"},
}

// chunkRangeNumber is the migration of the columns of import_chunks_by_rows.
const chunkRangeNumber = 39

func (s *Store) pageMigrations() []*goose.Migration {
	if s.dialect != MySQL {
		return nil
	}
	step := func(f func(context.Context) error) *goose.GoFunc {
		return &goose.GoFunc{RunDB: func(ctx context.Context, _ *sql.DB) error { return f(ctx) }}
	}
	list := []*goose.Migration{goose.NewGoMigration(chunkRangeNumber, step(s.addChunkRange), step(s.dropChunkRange))}
	for _, i := range pageIndexes {
		list = append(list, goose.NewGoMigration(i.number,
			step(func(ctx context.Context) error { return s.addIndex(ctx, i.table, i.name, i.columns) }),
			step(func(ctx context.Context) error { return s.dropIndex(ctx, i.table, i.name) })))
	}
	return list
}

func (s *Store) addChunkRange(ctx context.Context) error {
	if err := s.addColumn(ctx, "import_chunks", "first_id", "BIGINT NOT NULL DEFAULT 0"); err != nil {
		return err
	}
	return s.addColumn(ctx, "import_chunks", "last_id", "BIGINT NOT NULL DEFAULT 9223372036854775807")
}

func (s *Store) dropChunkRange(ctx context.Context) error {
	if err := s.dropColumn(ctx, "import_chunks", "last_id"); err != nil {
		return err
	}
	return s.dropColumn(ctx, "import_chunks", "first_id")
}

func (s *Store) addIndex(ctx context.Context, table, name, columns string) error {
	if there, err := s.hasIndex(ctx, table, name); err != nil || there {
		return err
	}
	return s.db.WithContext(ctx).Exec("CREATE INDEX " + name + " ON " + table + " (" + columns + ")").Error
}

func (s *Store) dropIndex(ctx context.Context, table, name string) error {
	if there, err := s.hasIndex(ctx, table, name); err != nil || !there {
		return err
	}
	return s.db.WithContext(ctx).Exec("DROP INDEX " + name + " ON " + table).Error
}

func (s *Store) hasIndex(ctx context.Context, table, name string) (bool, error) {
	const query = "SELECT COUNT(*) FROM information_schema.statistics WHERE table_schema = DATABASE() AND table_name = ? AND index_name = ?"
	var n int
	err := s.db.WithContext(ctx).Raw(query, table, name).Scan(&n).Error
	return n > 0, err
}
