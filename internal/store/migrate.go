package store

import (
	"context"
	"embed"
	"fmt"
	"io/fs"
	"time"

	"github.com/gofrs/flock"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/database"
	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

//go:embed migrations
var migrations embed.FS

// lockWait is how long one process waits for another that migrates.
const lockWait = 2 * time.Minute

// Migrate brings the schema to what this program needs and returns how many steps it took. Two processes may call it at
// once: one waits for the other.
func (s *Store) Migrate(ctx context.Context) (steps int, err error) {
	err = s.alone(ctx, lockWait, func() error {
		provider, err := s.provider()
		if err != nil {
			return err
		}
		results, err := provider.Up(ctx)
		steps = len(results)
		return err
	})
	if err != nil {
		return steps, fmt.Errorf("migrating the database: %w", unavailable(err))
	}
	return steps, nil
}

// CheckMigrated returns ErrOutdated when Migrate has something to do.
func (s *Store) CheckMigrated(ctx context.Context) error {
	version, target, err := s.Versions(ctx)
	if err != nil {
		return err
	}
	if version < target {
		return fmt.Errorf("%w: it is at version %d and this program needs %d; run `shopclerk migrate`", ErrOutdated, version, target)
	}
	return nil
}

// Versions returns which migration the database has come to and which is the last one. It writes nothing.
func (s *Store) Versions(ctx context.Context) (version, target int64, err error) {
	provider, err := s.provider()
	if err != nil {
		return 0, 0, err
	}
	sources := provider.ListSources()
	target = sources[len(sources)-1].Version
	if there, err := s.hasTable(ctx, goose.TableName()); err != nil || !there {
		return 0, target, unavailable(err)
	}
	err = s.db.WithContext(ctx).Raw("SELECT COALESCE(MAX(version_id), 0) FROM " + goose.TableName()).Scan(&version).Error
	return version, target, unavailable(err)
}

// hasTable is asked here because GORM's own takes an error for an answer, and on SQLite panics at one.
func (s *Store) hasTable(ctx context.Context, name string) (bool, error) {
	query := "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = ?"
	if s.dialect == MySQL {
		query = "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = ?"
	}
	var n int
	err := s.db.WithContext(ctx).Raw(query, name).Scan(&n).Error
	return n > 0, err
}

func (s *Store) provider() (*goose.Provider, error) {
	dialect := database.DialectMySQL
	if s.dialect == SQLite {
		dialect = database.DialectSQLite3
	}
	files, err := fs.Sub(migrations, "migrations/"+s.dialect)
	if err != nil {
		return nil, err
	}
	inGo := append(append(s.feedMigrations(), s.pageMigrations()...), s.searchTextMigration(), s.rowDigestMigration(), s.changeRunsMigration())
	return goose.NewProvider(dialect, s.pool(), files, goose.WithGoMigrations(inGo...))
}

// alone runs f while no other process does, and waits so long for its turn. On SQLite a file beside the database is locked;
// on MySQL a row, because GET_LOCK is not there on every server that speaks the protocol.
func (s *Store) alone(ctx context.Context, wait time.Duration, f func() error) error {
	waiting, cancel := context.WithTimeout(ctx, wait)
	defer cancel()
	if s.dialect == SQLite {
		lock := flock.New(s.options.Path + ".migrate.lock")
		if _, err := lock.TryLockContext(waiting, 20*time.Millisecond); err != nil {
			return err
		}
		defer lock.Unlock()
		return f()
	}
	db := s.db.WithContext(waiting)
	const table = "CREATE TABLE IF NOT EXISTS migration_lock (id INT NOT NULL, PRIMARY KEY (id)) ENGINE=InnoDB"
	if err := db.Exec(table).Error; err != nil {
		return err
	}
	if err := db.Exec("INSERT IGNORE INTO migration_lock (id) VALUES (1)").Error; err != nil {
		return err
	}
	return s.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error { // f may take longer than others wait
		var id int
		locked := tx.WithContext(waiting).Table("migration_lock").Clauses(clause.Locking{Strength: "UPDATE"})
		if err := locked.Select("id").Where("id = 1").Scan(&id).Error; err != nil {
			return err
		}
		return f()
	})
}
