package main

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"text/template"

	"github.com/go-sql-driver/mysql"
	_ "modernc.org/sqlite" // the drivers of internal/store

	"shopclerk/internal/store"
)

// secret signs the questions; it guards nothing.
const secret = "the-secret-of-the-benchmark"

// site is one shopclerk with a database of its own.
type site struct {
	database    string // sqlite or mariadb
	binary, dir string
	config      string // the file
	listen      string
	driver, dsn string        // the same database for database/sql, opened as internal/store does
	feeds       string        // the shop's feeds as they stand in its configuration
	started     int           // how many times, for the names of logs
	meili       *meiliServer  // nil when the index is in the process
	options     store.Options // the same database for internal/store
}

var configuration = template.Must(template.New("").Parse(`listen: {{.listen}}
metrics_listen: ""
admin: {token: {{.token}}}
data_dir: {{.dir}}
database: {{.database}}
{{with .meili}}search: {engine: meilisearch, url: "{{.url}}", key: "{{.key}}", prefix: "{{.prefix}}"}
{{end}}shops:
  - id: main
    name: Bench
    currency: TWD
    region: TW
    timezone: Asia/Taipei
    language: zh-TW
    bots:
      - platform: joinchat
        secrets: ["{{.secret}}"]
{{.feeds}}`))

// newSites makes a site a database.
func (b *bench) newSites(ctx context.Context, name string) ([]*site, error) {
	var sites []*site
	for _, database := range b.databases {
		s, err := b.newSite(ctx, name, database)
		if err != nil {
			return nil, err
		}
		sites = append(sites, s)
	}
	return sites, nil
}

// newSite makes the folder, the database and the configuration of a site.
func (b *bench) newSite(ctx context.Context, name, database string) (*site, error) {
	return b.prepareSite(ctx, name, &site{database: database})
}

// prepareSite does so for a site of which the database and the search engine are given.
func (b *bench) prepareSite(ctx context.Context, name string, s *site) (*site, error) {
	database := s.database
	s.binary, s.dir = b.binary, filepath.Join(b.dir, name+"-"+database)
	s.config = filepath.Join(s.dir, "shopclerk.yaml")
	if err := os.Mkdir(s.dir, 0o700); err != nil {
		return nil, err
	}
	var err error
	if s.listen, err = freeAddress(); err != nil {
		return nil, err
	}
	address := sqlite
	s.options = store.Options{Driver: store.SQLite, Path: filepath.Join(s.dir, "shopclerk.db"), Log: slog.New(slog.DiscardHandler)}
	s.driver, s.dsn = "sqlite", sqliteDSN(s.options.Path)
	if database == mariadb {
		if err := b.maria.Schema(name); err != nil {
			return nil, err
		}
		address = "mysql://root@localhost/" + name + "?socket=" + url.QueryEscape(b.maria.Socket())
		s.options = store.Options{Driver: store.MySQL, User: "root", Address: b.maria.Socket(), Name: name, Log: slog.New(slog.DiscardHandler)}
		s.driver, s.dsn = "mysql", mysqlDSN(b.maria.Socket(), name)
	}
	if err := s.configure(address); err != nil {
		return nil, err
	}
	if out, err := s.command(ctx, "migrate").CombinedOutput(); err != nil {
		return nil, fmt.Errorf("shopclerk migrate: %w: %s", err, out)
	}
	return s, nil
}

// configure writes the configuration; address is its `database`.
func (s *site) configure(address string) error {
	var text bytes.Buffer
	values := map[string]any{"listen": s.listen, "dir": s.dir, "database": address, "secret": secret, "token": adminToken, "feeds": s.feeds}
	if s.meili != nil {
		values["meili"] = map[string]string{"url": s.meili.url, "key": s.meili.key, "prefix": s.meili.prefix}
	}
	if err := configuration.Execute(&text, values); err != nil {
		return err
	}
	return os.WriteFile(s.config, text.Bytes(), 0o600)
}

// command is a shopclerk command on this site, not started yet. The environment's own settings are kept out.
func (s *site) command(ctx context.Context, args ...string) *exec.Cmd {
	cmd := detached(ctx, s.binary, append(args, "--config", s.config)...)
	for _, variable := range os.Environ() {
		if !strings.HasPrefix(variable, "SHOPCLERK_") {
			cmd.Env = append(cmd.Env, variable)
		}
	}
	return cmd
}

// open opens the site's database without shopclerk.
func (s *site) open() (*sql.DB, error) { return sql.Open(s.driver, s.dsn) }

// sqliteDSN has the settings of internal/store.
func sqliteDSN(path string) string {
	q := url.Values{"_txlock": {"immediate"}, "_pragma": {
		"busy_timeout(5000)", "journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(1)", "temp_store(MEMORY)",
	}}
	return "file:" + path + "?" + q.Encode()
}

// mysqlDSN has the settings of internal/store.
func mysqlDSN(socket, name string) string {
	c := mysql.NewConfig()
	c.User, c.Net, c.Addr, c.DBName = "root", "unix", socket, name
	c.InterpolateParams = true
	c.Timeout, c.ReadTimeout, c.WriteTimeout = dialTimeout, replyTimeout, replyTimeout
	c.Params = map[string]string{"sql_mode": "'STRICT_ALL_TABLES'"}
	return c.FormatDSN()
}

func freeAddress() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return l.Addr().String(), l.Close()
}
