package main

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"time"
)

// measureRows imports many new products, then the same file again, and compares with the same rows written bare.
func (b *bench) measureRows(ctx context.Context) error {
	t := table{
		title: "Rows: `shopclerk import products` of a CSV file of new products, and of the same file again",
		columns: []string{
			"database", "rows", "MB", "new/s", "bare/s", "ratio", "again/s", "again to new", "peak RSS", "again RSS",
		},
		note: "bare is the same rows into the same empty table and nothing else: LOAD DATA LOCAL INFILE on MariaDB, a prepared\n" +
			"statement of 100 rows and 2000 rows a transaction on SQLite; ours also reads and checks the file, numbers the\n" +
			"changes, keeps what undoing needs, counts brands and types, and notes a checkpoint with every step",
	}
	path, err := writeData(ctx, b.dir, kindProducts, b.large)
	if err != nil {
		return err
	}
	defer os.Remove(path)
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	for _, database := range b.databases {
		figures, err := b.rowsOf(ctx, database, path)
		if err != nil {
			return err
		}
		t.add(append([]string{database, strconv.Itoa(b.large), strconv.FormatInt(info.Size()>>20, 10)}, figures...)...)
	}
	t.print(b.out)
	return nil
}

// rowsOf measures one database.
func (b *bench) rowsOf(ctx context.Context, database, path string) ([]string, error) {
	s, err := b.newSite(ctx, "many", database)
	if err != nil {
		return nil, err
	}
	one := importing{s, kindProducts, path, b.large}
	b.progress("importing %d products into %s", b.large, database)
	first, err := one.usage(ctx, "new")
	if err != nil {
		return nil, err
	}
	b.progress("and again")
	again, err := one.usage(ctx, "unchanged")
	if err != nil {
		return nil, err
	}
	b.progress("and bare")
	bare, err := b.bareRows(ctx, s)
	if err != nil {
		return nil, fmt.Errorf("writing bare rows into %s: %w", database, err)
	}
	rate := func(d time.Duration) string { return fmt.Sprintf("%.0f", float64(b.large)/d.Seconds()) }
	return []string{
		rate(first.took), rate(bare), ratio(bare, first.took), rate(again.took), ratio(first.took, again.took),
		megabytes(first.peak), megabytes(again.peak),
	}, nil
}
