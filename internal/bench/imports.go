package main

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"strings"
)

var importColumns = []string{"file", "database", "rows", "MB", "rows/s", "peak RSS"}

// loading imports files into sites and notes what that took.
type loading struct {
	*bench
	table
	again bool // import each file twice; the second time nothing changes
}

// importAll makes a site a database with everything in it, and prints what that took when it is asked for.
func (b *bench) importAll(ctx context.Context) ([]*site, error) {
	sites, err := b.newSites(ctx, "shop")
	if err != nil {
		return nil, err
	}
	l := loading{bench: b, again: b.wants(partImport), table: table{
		title:   "Import: `shopclerk import` of a file, and of the same file again",
		columns: append(importColumns, "again rows/s", "again RSS"),
	}}
	for _, kind := range []string{kindOrders, kindPackages, kindProducts} {
		rows := b.orders
		if kind == kindProducts {
			rows = b.products
		}
		if err := l.load(ctx, sites, kind, rows); err != nil {
			return nil, err
		}
	}
	if l.again {
		l.print(b.out)
	}
	return sites, nil
}

// load writes a file and imports it into each site.
func (l *loading) load(ctx context.Context, sites []*site, kind string, rows int) error {
	l.progress("writing %d %s", rows, kind)
	path, err := writeData(ctx, l.dir, kind, rows)
	if err != nil {
		return err
	}
	defer os.Remove(path)
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	for _, s := range sites {
		l.progress("importing %d %s into %s", rows, kind, s.database)
		one := importing{s, kind, path, rows}
		figures, err := one.run(ctx, "new")
		if err != nil {
			return err
		}
		if l.again {
			again, err := one.run(ctx, "unchanged")
			if err != nil {
				return err
			}
			figures = append(figures, again...)
		}
		size := strconv.FormatInt(info.Size()>>20, 10)
		l.add(append([]string{kind, s.database, strconv.Itoa(rows), size}, figures...)...)
	}
	return nil
}

// importing is one file on its way into one site.
type importing struct {
	*site
	kind, path string
	rows       int
}

// run imports the file and returns the rate and the peak memory.
func (i importing) run(ctx context.Context, outcome string) ([]string, error) {
	u, err := i.usage(ctx, outcome)
	return []string{fmt.Sprintf("%.0f", float64(i.rows)/u.took.Seconds()), megabytes(u.peak)}, err
}

// usage imports the file; every row must come out as expected.
func (i importing) usage(ctx context.Context, outcome string) (usage, error) {
	ctx, cancel := context.WithTimeout(ctx, commandTimeout)
	defer cancel()
	u, out, err := measure(i.command(ctx, "import", i.kind, i.path))
	if err == nil && !strings.Contains(string(out), fmt.Sprintf(" %d %s,", i.rows, outcome)) {
		err = fmt.Errorf("not all of %d rows are %s", i.rows, outcome)
	}
	if err != nil {
		return u, fmt.Errorf("importing %s into %s: %w: %s", i.kind, i.database, err, out)
	}
	return u, nil
}
