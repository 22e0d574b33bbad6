package main

import (
	"bufio"
	"context"
	"database/sql"
	"fmt"
	"os"
	"runtime"
	"strings"
	"text/tabwriter"
	"time"
)

// printMachine says what the figures were measured on.
func (b *bench) printMachine(ctx context.Context) error {
	tab := tabwriter.NewWriter(b.out, 0, 0, 2, ' ', 0)
	fmt.Fprintf(tab, "machine\t%d cores, %s, %s/%s\n", runtime.NumCPU(), processor(), runtime.GOOS, runtime.GOARCH)
	fmt.Fprintf(tab, "go\t%s\n", runtime.Version())
	for _, database := range b.databases {
		version, err := b.version(ctx, database)
		if err != nil {
			return err
		}
		fmt.Fprintf(tab, "%s\t%s\n", database, version)
	}
	fmt.Fprintf(tab, "load\t%d rounds of %s with %d clients; one client: %d rounds of %s\n",
		b.rounds, b.duration, b.clients, b.rounds, b.duration/shortPart)
	fmt.Fprintf(tab, "time\t%s\n", b.started.UTC().Format(time.RFC3339))
	return tab.Flush()
}

func (b *bench) version(ctx context.Context, database string) (version string, err error) {
	driver, dsn, query, settings := "sqlite", ":memory:", "SELECT sqlite_version()", "WAL, synchronous FULL"
	if database == mariadb {
		driver, dsn, query = "mysql", mysqlDSN(b.maria.Socket(), ""), "SELECT VERSION()"
		settings = "unix socket, buffer pool 1 GB, innodb_flush_log_at_trx_commit 2" // as storetest starts it
	}
	db, err := sql.Open(driver, dsn)
	if err != nil {
		return "", err
	}
	defer db.Close()
	err = db.QueryRowContext(ctx, query).Scan(&version)
	return version + "; " + settings, err
}

func processor() string {
	file, err := os.Open("/proc/cpuinfo")
	if err != nil {
		return "processor unknown"
	}
	defer file.Close()
	for lines := bufio.NewScanner(file); lines.Scan(); {
		if name, ok := strings.CutPrefix(lines.Text(), "model name"); ok {
			return strings.TrimLeft(name, "\t :")
		}
	}
	return "processor unknown"
}
