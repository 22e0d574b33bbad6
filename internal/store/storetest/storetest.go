// Package storetest gives tests real databases: SQLite always; a throwaway MariaDB where mariadbd is installed; any
// server of the MySQL protocol that TEST_MYSQL_DSN names, such as "root:secret@tcp(127.0.0.1:3306)/". With CI set, a
// missing MariaDB fails instead of being left out.
package storetest

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-sql-driver/mysql"

	"shopclerk/internal/store"
)

// Database is a kind of database that tests run on.
type Database struct {
	Name string // "sqlite", "mariadb" or "mysql"
	New  func(testing.TB) store.Options
}

// All returns the databases that can be had here. What is left out is logged.
func All(tb testing.TB) []Database {
	tb.Helper()
	list := []Database{{"sqlite", sqliteFile}}
	if dsn := os.Getenv("TEST_MYSQL_DSN"); dsn != "" {
		return append(list, Database{"mysql", func(tb testing.TB) store.Options { return emptySchema(tb, dsn) }})
	}
	server, err := mariaDB()
	switch {
	case err == nil:
		list = append(list, Database{"mariadb", func(tb testing.TB) store.Options { return emptySchema(tb, server.dsn()) }})
	case os.Getenv("CI") != "":
		tb.Fatalf("with CI set the tests must run on MariaDB too: %v", err)
	default:
		tb.Logf("not run on MariaDB: %v", err)
	}
	return list
}

// Each runs a test on an empty, migrated store of every database.
func Each(t *testing.T, test func(t *testing.T, s *store.Store)) {
	t.Helper()
	for _, database := range All(t) {
		t.Run(database.Name, func(t *testing.T) { test(t, Open(t, database.New(t))) })
	}
}

// Open opens and migrates a database and closes it when the test ends. A new SQLite file begins as a copy of a migrated one.
func Open(tb testing.TB, o store.Options) *store.Store {
	tb.Helper()
	if _, err := os.Stat(o.Path); o.Driver == store.SQLite && os.IsNotExist(err) {
		migrated, err := migratedSQLite()
		if err == nil {
			err = os.MkdirAll(filepath.Dir(o.Path), 0o700)
		}
		if err == nil {
			err = os.WriteFile(o.Path, migrated, 0o600)
		}
		if err != nil {
			tb.Fatal(err)
		}
	}
	s, err := store.Open(context.Background(), o)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { s.Close() })
	if _, err := s.Migrate(context.Background()); err != nil {
		tb.Fatal(err)
	}
	return s
}

// migratedSQLite is an empty, migrated database. Under the race detector making one takes a quarter of a second.
var migratedSQLite = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "shopclerk-test-*")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "shopclerk.db")
	s, err := store.Open(context.Background(), store.Options{Driver: store.SQLite, Path: path})
	if err != nil {
		return nil, err
	}
	_, err = s.Migrate(context.Background())
	if err := errors.Join(err, s.Close()); err != nil {
		return nil, err
	}
	return os.ReadFile(path)
})

// OwnServer is a MariaDB with an empty schema that this test alone may stop. Where there is none the test is left out, but
// with CI set it fails.
func OwnServer(tb testing.TB) (*Server, store.Options) {
	tb.Helper()
	server, err := NewServer()
	if err != nil && os.Getenv("CI") != "" {
		tb.Fatalf("with CI set the tests must run on MariaDB too: %v", err)
	}
	if err != nil {
		tb.Skipf("needs a MariaDB of its own: %v", err)
	}
	tb.Cleanup(server.Remove)
	if err := server.Schema("shop"); err != nil {
		tb.Fatal(err)
	}
	return server, store.Options{Driver: store.MySQL, User: "root", Address: server.Socket(), Name: "shop"}
}

// Clock is a clock that tests turn.
type Clock struct{ At time.Time }

// Now returns the time that the clock shows.
func (c *Clock) Now() time.Time { return c.At }

func sqliteFile(tb testing.TB) store.Options {
	return store.Options{Driver: store.SQLite, Path: filepath.Join(tb.TempDir(), "shopclerk.db")}
}

var schemas atomic.Int64

// emptySchema creates a schema of the test's own and drops it afterwards.
func emptySchema(tb testing.TB, dsn string) store.Options {
	tb.Helper()
	c, err := mysql.ParseDSN(dsn)
	if err != nil {
		tb.Fatalf("TEST_MYSQL_DSN: %v", err)
	}
	c.DBName = ""
	db, err := sql.Open("mysql", c.FormatDSN())
	if err != nil {
		tb.Fatal(err)
	}
	name := fmt.Sprintf("shopclerk_test_%d_%d", os.Getpid(), schemas.Add(1))
	if _, err := db.Exec("CREATE DATABASE " + name); err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		_, err := db.Exec("DROP DATABASE " + name)
		if err != nil && !strings.Contains(err.Error(), "invalid connection") && !strings.Contains(err.Error(), "connect") {
			tb.Error(err)
		}
		db.Close()
	})
	return store.Options{Driver: store.MySQL, User: c.User, Password: c.Passwd, Address: c.Addr, Name: name, TLS: c.TLSConfig}
}
