package store_test

import (
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"shopclerk/internal/store"
	"shopclerk/internal/store/storetest"
)

// unmigrated opens a database without touching it.
func unmigrated(t *testing.T, o store.Options) *store.Store {
	t.Helper()
	s := must[*store.Store](t)(store.Open(ctx, o))
	t.Cleanup(func() { s.Close() })
	return s
}

func TestAnEmptyDatabaseIsOutdatedAndAskingWritesNothing(t *testing.T) {
	for _, database := range storetest.All(t) {
		t.Run(database.Name, func(t *testing.T) {
			s := unmigrated(t, database.New(t))
			if err := s.CheckMigrated(ctx); !errors.Is(err, store.ErrOutdated) || errors.Is(err, store.ErrUnavailable) {
				t.Error(err)
			}
			version, target, err := s.Versions(ctx)
			if version != 0 || target == 0 || err != nil {
				t.Error(version, target, err)
			}
			equal(t, []string(nil), tables(t, s))

			steps := must[int](t)(s.Migrate(ctx))
			if err := s.CheckMigrated(ctx); err != nil || steps == 0 {
				t.Error(steps, err)
			}
			version, _, err = s.Versions(ctx)
			if version != target || err != nil {
				t.Error(version, target, err)
			}
			equal(t, 0, must[int](t)(s.Migrate(ctx)))
		})
	}
}

func TestAHalfMigratedDatabaseIsOutdated(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		must[any](t)(store.Pool(s).Exec("DELETE FROM goose_db_version WHERE version_id = (SELECT v FROM (SELECT MAX(version_id) AS v FROM goose_db_version) m)"))
		if err := s.CheckMigrated(ctx); !errors.Is(err, store.ErrOutdated) {
			t.Error(err)
		}
	})
}

func TestADatabaseThatIsNewerThanTheProgramIsNotOutdated(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		must[any](t)(store.Pool(s).Exec("INSERT INTO goose_db_version (version_id, is_applied) VALUES (99999, 1)"))
		if err := s.CheckMigrated(ctx); err != nil {
			t.Error(err)
		}
	})
}

func TestSeveralProcessesMayMigrateAtOnce(t *testing.T) {
	for _, database := range storetest.All(t) {
		t.Run(database.Name, func(t *testing.T) {
			o := database.New(t)
			var steps atomic.Int64
			var all sync.WaitGroup
			for range 4 {
				all.Go(func() {
					s, err := store.Open(ctx, o)
					if err != nil {
						t.Error(err)
						return
					}
					defer s.Close()
					n, err := s.Migrate(ctx)
					if err != nil {
						t.Error(err)
					}
					if err := s.CheckMigrated(ctx); err != nil {
						t.Error("after its own migration:", err)
					}
					steps.Add(int64(n))
				})
			}
			all.Wait()
			files := must[[]string](t)(filepath.Glob(filepath.Join("migrations", map[string]string{store.SQLite: "sqlite", store.MySQL: "mysql"}[o.Driver], "*.sql")))
			inGo := map[string]int{store.SQLite: 3, store.MySQL: 14}[o.Driver]
			equal(t, len(files)+inGo, int(steps.Load())) // every step once, by whomever
		})
	}
}

func TestMigrationsCanBeUndoneAndDoneAgain(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		before := tables(t, s)
		fillShop(t, s, "shop", "mark")
		if err := store.Down(ctx, s); err != nil {
			t.Fatal(err)
		}
		for _, table := range tables(t, s) {
			if table != "goose_db_version" && table != "migration_lock" {
				t.Error("left behind:", table)
			}
		}
		if err := s.CheckMigrated(ctx); !errors.Is(err, store.ErrOutdated) {
			t.Error(err)
		}
		must[int](t)(s.Migrate(ctx))
		equal(t, before, tables(t, s))
		fillShop(t, s, "shop", "mark")
		equal(t, int64(3), orderOf(t, s, "shop", "1").ID) // numbers start anew
	})
}

// MySQL commits at every DDL statement: a migration can end between the statement and the note that it was done, and is
// then done again.
func TestEveryMySQLMigrationIsOneStatementThatCanBeRepeated(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		if s.Dialect() != store.MySQL {
			t.Skip("in SQLite a migration is one transaction")
		}
		fillShop(t, s, "shop", "mark")
		before := dump(t, s)
		ups, downs := mysqlMigrations(t)
		for file, up := range ups {
			if _, err := store.Pool(s).Exec(up); err != nil {
				t.Errorf("%s cannot be done again: %v", file, err)
			}
		}
		equal(t, before, dump(t, s))

		_, target, _ := s.Versions(ctx)
		for n := target; n > 0; n-- { // as after a crash in front of the n-th note
			gone := must[sql.Result](t)(store.Pool(s).Exec("DELETE FROM goose_db_version WHERE version_id >= ?", n))
			equal(t, must[int64](t)(gone.RowsAffected()), int64(must[int](t)(s.Migrate(ctx)))) // not every number is taken
		}
		equal(t, before, dump(t, s))

		if err := store.Down(ctx, s); err != nil {
			t.Fatal(err)
		}
		for file, down := range downs {
			if _, err := store.Pool(s).Exec(down); err != nil {
				t.Errorf("%s cannot be undone again: %v", file, err)
			}
		}
	})
}

// mysqlMigrations reads the one statement of each file and direction.
func mysqlMigrations(t *testing.T) (ups, downs map[string]string) {
	ups, downs = map[string]string{}, map[string]string{}
	for _, file := range must[[]string](t)(filepath.Glob("migrations/mysql/*.sql")) {
		comments := regexp.MustCompile(`(?m)^--.*$`)
		up, down, _ := strings.Cut(string(must[[]byte](t)(os.ReadFile(file))), "-- +goose Down\n")
		ups[file], downs[file] = comments.ReplaceAllString(up, ""), comments.ReplaceAllString(down, "")
		for _, statement := range []string{ups[file], downs[file]} {
			if strings.Count(statement, ";") != 1 {
				t.Errorf("%s has not one statement in each direction", file)
			}
		}
	}
	return ups, downs
}

func TestAMigrationThatTakesLongKeepsOthersOutUntilItsEnd(t *testing.T) {
	const patience = time.Second
	for _, database := range storetest.All(t) {
		t.Run(database.Name, func(t *testing.T) {
			o := database.New(t)
			first, second := unmigrated(t, o), unmigrated(t, o)
			err := store.Alone(ctx, first, patience, func() error {
				for range 2 { // until after what the first one might have waited
					err := store.Alone(ctx, second, patience*6/10, func() error { t.Error("two migrate at once"); return nil })
					if err == nil {
						t.Error("who did not come in says that all is well")
					}
				}
				return nil
			})
			if err != nil {
				t.Error("who took long says that it failed:", err)
			}
			if err := store.Alone(ctx, second, 20*patience, func() error { return nil }); err != nil {
				t.Error("the lock was not given back:", err)
			}
		})
	}
}

// schema describes the tables of a database as both dialects can tell them: columns, and indexes with their columns.
func schema(t *testing.T, s *store.Store) map[string]string {
	out := map[string]string{}
	for _, table := range tables(t, s) {
		if table == "goose_db_version" || table == "migration_lock" {
			continue
		}
		query := `SELECT c.name AS name, c."notnull" AS required FROM pragma_table_info('` + table + `') c`
		index := `SELECT CASE l.origin WHEN 'pk' THEN 'PRIMARY' ELSE l.name END AS name, i.name AS part, l."unique" AS "unique"
			FROM pragma_index_list('` + table + `') l, pragma_index_info(l.name) i ORDER BY l.name, i.seqno`
		if s.Dialect() == store.MySQL {
			query = "SELECT column_name AS name, is_nullable = 'NO' AS required FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = '" + table + "'"
			index = "SELECT index_name AS name, column_name AS part, 1 - non_unique AS `unique` FROM information_schema.statistics WHERE table_schema = DATABASE() AND table_name = '" +
				table + "' ORDER BY index_name, seq_in_index"
		}
		for _, row := range rows(t, s, query) {
			out[table+"."+row["name"]] = "required: " + row["required"]
		}
		for _, row := range rows(t, s, index) {
			out[table+" index "+row["name"]] += " " + row["part"] + " unique: " + row["unique"]
		}
	}
	return out
}

func TestBothDialectsHaveTheSameTablesColumnsAndIndexes(t *testing.T) {
	schemas := map[string]map[string]string{}
	storetest.Each(t, func(t *testing.T, s *store.Store) { schemas[s.Dialect()] = schema(t, s) })
	if mysql, both := schemas[store.MySQL]; both {
		equal(t, schemas[store.SQLite], mysql)
	}
}
