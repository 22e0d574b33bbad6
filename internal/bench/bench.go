package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"time"

	"shopclerk/internal/store/storetest"
)

// bench is one run: its flags, its temporary folder and what it found wrong.
type bench struct {
	options
	dir     string
	maria   *storetest.Server // nil when it is not asked for
	out     io.Writer         // the figures; progress goes to stderr
	wrong   int               // replies that were not what they should be
	started time.Time
}

func newBench(ctx context.Context, o options) (*bench, error) {
	dir, err := os.MkdirTemp("", "shopclerk-bench-*")
	if err != nil {
		return nil, err
	}
	// For the children too: two mariadbd with one folder for temporary tables delete each other's, and /tmp is everybody's.
	if err := os.Setenv("TMPDIR", dir); err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	b := &bench{options: o, dir: dir, out: os.Stdout, started: time.Now()}
	if err := b.prepare(ctx); err != nil {
		b.close()
		return nil, err
	}
	return b, nil
}

func (b *bench) prepare(ctx context.Context) error {
	if b.binary == "" {
		b.progress("building shopclerk")
		b.binary = filepath.Join(b.dir, "shopclerk")
		build := exec.CommandContext(ctx, "go", "build", "-o", b.binary, "shopclerk/cmd/shopclerk")
		build.Stderr = os.Stderr
		if err := build.Run(); err != nil {
			return fmt.Errorf("building shopclerk: %w", errors.Join(err, ctx.Err()))
		}
	}
	if err := b.startMariaDB(); err != nil {
		return err
	}
	return b.printMachine(ctx)
}

// startMariaDB starts the server when it is wanted. Where it cannot be had it is left out, but not in CI, as with the tests.
func (b *bench) startMariaDB() error {
	at := slices.Index(b.databases, mariadb)
	if at < 0 {
		return nil
	}
	b.progress("starting MariaDB")
	server, err := storetest.NewServer()
	switch {
	case err == nil:
		b.maria = server
		return nil
	case os.Getenv("CI") != "" || len(b.databases) == 1:
		return err
	}
	b.progress("without MariaDB: %v", err)
	b.databases = slices.Delete(b.databases, at, at+1)
	return nil
}

// close ends the database and removes everything; processes of the parts have ended with their parts.
func (b *bench) close() {
	if b.maria != nil {
		b.maria.Remove()
	}
	os.RemoveAll(b.dir)
}

// measure runs the parts that are wanted.
func (b *bench) measure(ctx context.Context) error {
	if b.wants(partImport, partLoad, partProperty) {
		sites, err := b.importAll(ctx)
		if err != nil {
			return err
		}
		if b.wants(partLoad) {
			if err := b.measureLoad(ctx, sites); err != nil {
				return err
			}
		}
		if b.wants(partProperty) {
			if err := b.measureProperty(ctx, sites); err != nil {
				return err
			}
		}
	}
	if b.wants(partRows) {
		if err := b.measureRows(ctx); err != nil {
			return err
		}
		if err := b.measureBeside(ctx); err != nil {
			return err
		}
	}
	if b.wants(partFeeds) {
		if err := b.measureFeeds(ctx); err != nil {
			return err
		}
	}
	if b.wants(partProducts) {
		if err := b.measureProducts(ctx); err != nil {
			return err
		}
	}
	if b.wants(partGrowth) {
		if err := b.measureGrowth(ctx); err != nil {
			return err
		}
	}
	if b.wants(partPages) {
		if err := b.measurePages(ctx); err != nil {
			return err
		}
	}
	if b.wants(partStart) {
		if err := b.measureStart(ctx); err != nil {
			return err
		}
	}
	_, err := fmt.Fprintf(b.out, "\n%d wrong replies; the run took %s\n", b.wrong, time.Since(b.started).Round(time.Second))
	return err
}

func (b *bench) progress(format string, args ...any) {
	fmt.Fprintf(os.Stderr, "%6.1f s  %s\n", time.Since(b.started).Seconds(), fmt.Sprintf(format, args...))
}
