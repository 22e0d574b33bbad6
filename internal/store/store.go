// Package store keeps products, orders, parcels and accounts in SQLite or MySQL. All SQL of the program is in here; it
// takes and returns nouns and knows neither files, feeds nor replies. Every query names the shop it is for.
package store

import (
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	mysqldriver "github.com/go-sql-driver/mysql"
	"github.com/libtnb/sqlite"
	"gorm.io/driver/mysql"
	"gorm.io/gorm"
)

// The two dialects.
const (
	SQLite = "sqlite"
	MySQL  = "mysql"
)

const (
	maxConnections     = 32
	connectionLifetime = 5 * time.Minute // so that a failover or a new address is noticed
	connectTimeout     = 5 * time.Second
	readTimeout        = 30 * time.Second // of one packet; requests have deadlines of their own
	slowQuery          = 200 * time.Millisecond
	busyTimeout        = 5 * time.Second // how long SQLite waits for a lock
)

// Options says which database to open.
type Options struct {
	Driver string // SQLite or MySQL
	Path   string // SQLite: the file

	User, Password, Address, Name, TLS string // MySQL; Address is host:port or the path of a socket
	Params                             map[string]string

	Log *slog.Logger
	Now func() time.Time // the clock of arrival times; nil is time.Now
}

// Store is an open database. It is safe for concurrent use.
type Store struct {
	db       *gorm.DB
	dialect  string
	options  Options
	now      func() time.Time
	prepared sync.Map                       // query text → *sql.Stmt, for read
	observe  func(query string, args []any) // of read; tests alone set it
	loading  atomic.Pointer[bool]           // whether LOAD DATA is used, nil until that is known
	writing  chan struct{}                  // on SQLite holds one while somebody writes
	aside    *checkpoints                   // nil where SQLite makes them by itself
	base     *Store                         // of a scratch store: where rows are read that the scratch does not have
}

// Open opens the database and makes sure that it answers. It changes nothing in it; see Migrate.
func Open(ctx context.Context, o Options) (*Store, error) {
	dialector, err := o.dialector()
	if err != nil {
		return nil, err
	}
	db, err := o.open(ctx, dialector)
	if err != nil {
		return nil, unavailable(fmt.Errorf("opening the database %s: %w", o.where(), err))
	}
	s := &Store{db: db, dialect: o.Driver, options: o, now: o.Now, writing: make(chan struct{}, 1)}
	if s.now == nil {
		s.now = time.Now
	}
	pool := s.pool()
	pool.SetMaxOpenConns(maxConnections)
	pool.SetMaxIdleConns(maxConnections)
	pool.SetConnMaxLifetime(connectionLifetime)
	if err := s.Ping(ctx); err != nil {
		s.Close()
		return nil, fmt.Errorf("opening the database %s: %w", o.where(), err)
	}
	return s, nil
}

// open opens the database, and again while another process is about to turn the file of SQLite into one with a WAL: for
// that, unlike for any other lock, SQLite does not wait, as both processes have read already and one must give way.
func (o Options) open(ctx context.Context, dialector gorm.Dialector) (db *gorm.DB, err error) {
	deadline := time.Now().Add(busyTimeout)
	for try := 0; ; try = min(try+1, writeTries) {
		db, err = gorm.Open(dialector, &gorm.Config{
			SkipDefaultTransaction: true,
			TranslateError:         true,
			PrepareStmt:            o.Driver == SQLite, // MySQL's interpolated queries are one round trip already
			Logger:                 statementLog{o.logger(), slowQuery},
		})
		if o.Driver != SQLite || !again(err) || time.Now().After(deadline) || pause(ctx, try) != nil {
			return db, err
		}
	}
}

// Close gives all connections back.
func (s *Store) Close() error {
	s.aside.end()
	return s.pool().Close()
}

// Ping asks the database whether it is there; ErrUnavailable when not.
func (s *Store) Ping(ctx context.Context) error { return unavailable(s.pool().PingContext(ctx)) }

// Dialect is SQLite or MySQL.
func (s *Store) Dialect() string { return s.dialect }

// Clock returns the database's own time, for comparing it with this machine's.
func (s *Store) Clock(ctx context.Context) (time.Time, error) {
	query := "SELECT strftime('%Y-%m-%d %H:%M:%f', 'now')"
	if s.dialect == MySQL {
		query = "SELECT UTC_TIMESTAMP(6)"
	}
	var at stamp
	err := s.pool().QueryRowContext(ctx, query).Scan(&at)
	return time.Time(at), unavailable(err)
}

func (s *Store) pool() *sql.DB {
	pool, err := s.db.DB()
	if err != nil { // only for a gorm.DB that wraps something else than a pool
		panic(err)
	}
	return pool
}

func (o Options) dialector() (gorm.Dialector, error) {
	switch o.Driver {
	case SQLite:
		if err := os.MkdirAll(filepath.Dir(o.Path), 0o700); err != nil {
			return nil, err
		}
		return sqlite.Open(o.sqliteDSN()), nil
	case MySQL:
		c, err := mysqldriver.ParseDSN(o.mysqlConfig().FormatDSN()) // so Params can name the driver's own settings, too
		if err != nil {
			return nil, err
		}
		c.Logger = driverLog{o.logger()}
		connector, err := mysqldriver.NewConnector(c)
		if err != nil {
			return nil, err
		}
		return mysql.New(mysql.Config{Conn: sql.OpenDB(connector)}), nil
	}
	return nil, fmt.Errorf("database driver %q is not known", o.Driver)
}

// sqliteDSN asks for what lets a server and an import work side by side: WAL, and writers that queue from their first
// statement (a transaction that turns from reading to writing would fail instead of waiting).
func (o Options) sqliteDSN() string {
	q := url.Values{"_txlock": {"immediate"}, "_pragma": {
		fmt.Sprintf("busy_timeout(%d)", busyTimeout.Milliseconds()), "journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(1)", "temp_store(MEMORY)",
	}}
	return "file:" + (&url.URL{Path: o.Path}).EscapedPath() + "?" + q.Encode()
}

func (o Options) mysqlConfig() *mysqldriver.Config {
	c := mysqldriver.NewConfig()
	c.User, c.Passwd, c.DBName = o.User, o.Password, o.Name
	c.Net, c.Addr = "tcp", o.Address
	if filepath.IsAbs(o.Address) {
		c.Net = "unix"
	}
	c.TLSConfig = o.TLS
	c.InterpolateParams = true // without it each query costs a second round trip
	c.Timeout, c.ReadTimeout, c.WriteTimeout = connectTimeout, readTimeout, readTimeout
	c.Params = map[string]string{"sql_mode": "'STRICT_ALL_TABLES'"}
	for name, value := range o.Params {
		c.Params[name] = value
	}
	return c
}

func (o Options) logger() *slog.Logger {
	if o.Log == nil {
		return slog.New(slog.DiscardHandler)
	}
	return o.Log
}

// driverLog takes what the MySQL driver would write to stderr: why it drops a connection, for which it then makes another.
type driverLog struct{ log *slog.Logger }

// Print logs what the driver says.
func (d driverLog) Print(v ...any) { d.log.Debug("mysql driver", "text", fmt.Sprint(v...)) }

// where names the database without its password.
func (o Options) where() string {
	if o.Driver == SQLite {
		return o.Path
	}
	address := o.Address
	if _, _, err := net.SplitHostPort(address); err != nil {
		address = "socket " + address
	}
	return fmt.Sprintf("%s at %s", o.Name, address)
}
