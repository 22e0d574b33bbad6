package main

import (
	"bufio"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/go-sql-driver/mysql"
)

const (
	bareStatement   = 100  // rows
	bareTransaction = 2000 // rows, the most that an import takes a step
)

// bareRows copies the products of a site into a fresh database of the same schema and returns how long writing them took;
// reading them is not counted.
func (b *bench) bareRows(ctx context.Context, from *site) (took time.Duration, err error) {
	to, err := b.newSite(ctx, "bare", from.database)
	if err != nil {
		return 0, err
	}
	source, err := from.open()
	if err != nil {
		return 0, err
	}
	defer source.Close()
	target, err := to.open()
	if err != nil {
		return 0, err
	}
	defer target.Close()
	if from.database == mariadb {
		took, err = b.bareLoad(ctx, source, target)
	} else {
		took, err = b.bareInserts(ctx, source, target)
	}
	if err != nil {
		return 0, err
	}
	var n int
	if err := target.QueryRowContext(ctx, "SELECT COUNT(*) FROM products").Scan(&n); err != nil || n != b.large {
		return 0, errors.Join(err, fmt.Errorf("%d of %d rows went in", n, b.large))
	}
	return took, nil
}

// eachProduct calls f with the values of every row, in the order of their ids, and first with the names of the columns.
func eachProduct(ctx context.Context, db *sql.DB, head func(columns []string) error, f func(values []any) error) error {
	rows, err := db.QueryContext(ctx, "SELECT * FROM products ORDER BY shop, id")
	if err != nil {
		return err
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err == nil {
		err = head(columns)
	}
	if err != nil {
		return err
	}
	for rows.Next() {
		values, into := make([]any, len(columns)), make([]any, len(columns))
		for i := range values {
			into[i] = &values[i]
		}
		if err := errors.Join(rows.Scan(into...), f(values)); err != nil {
			return err
		}
	}
	return rows.Err()
}

// bareInserts writes rows with one prepared statement.
func (b *bench) bareInserts(ctx context.Context, source, target *sql.DB) (took time.Duration, err error) {
	var insert *sql.Stmt
	var held []any
	perRow := 0
	flush := func() error {
		begin := time.Now()
		defer func() { took += time.Since(begin) }()
		tx, err := target.BeginTx(ctx, nil)
		if err != nil {
			return err
		}
		defer tx.Rollback()
		stmt := tx.StmtContext(ctx, insert)
		for n := bareStatement * perRow; len(held) > 0; held = held[n:] {
			if _, err := stmt.ExecContext(ctx, held[:n]...); err != nil {
				return err
			}
		}
		return tx.Commit()
	}
	head := func(columns []string) (err error) {
		perRow = len(columns)
		one := "(" + strings.TrimSuffix(strings.Repeat("?,", perRow), ",") + ")"
		insert, err = target.PrepareContext(ctx, "INSERT INTO products ("+strings.Join(columns, ", ")+") VALUES "+
			strings.TrimSuffix(strings.Repeat(one+",", bareStatement), ","))
		return err
	}
	err = eachProduct(ctx, source, head, func(values []any) error {
		for i, v := range values {
			if raw, ok := v.([]byte); ok {
				values[i] = string(raw)
			}
		}
		if held = append(held, values...); len(held) < bareTransaction*perRow {
			return nil
		}
		return flush()
	})
	if err == nil && len(held)%(bareStatement*max(perRow, 1)) != 0 {
		err = fmt.Errorf("the number of rows is no multiple of %d", bareStatement)
	}
	if err == nil && len(held) > 0 {
		err = flush()
	}
	return took, err
}

// bareLoad writes rows with LOAD DATA LOCAL INFILE.
func (b *bench) bareLoad(ctx context.Context, source, target *sql.DB) (took time.Duration, err error) {
	path := filepath.Join(b.dir, "bare.tsv")
	file, err := os.Create(path)
	if err != nil {
		return 0, err
	}
	defer os.Remove(path)
	defer file.Close()
	w := bufio.NewWriterSize(file, 1<<20)
	var names []string
	err = eachProduct(ctx, source, func(columns []string) error { names = columns; return nil }, func(values []any) error {
		for i, v := range values {
			if i > 0 {
				w.WriteByte('\t')
			}
			w.WriteString(loadable(v))
		}
		return w.WriteByte('\n')
	})
	if err = errors.Join(err, w.Flush()); err != nil {
		return 0, err
	}
	mysql.RegisterLocalFile(path)
	defer mysql.DeregisterLocalFile(path)
	begin := time.Now()
	_, err = target.ExecContext(ctx, "LOAD DATA LOCAL INFILE '"+path+"' INTO TABLE products CHARACTER SET utf8mb4 ("+strings.Join(names, ", ")+")")
	return time.Since(begin), err
}

// loadable writes a value as LOAD DATA reads it.
func loadable(v any) string {
	switch v := v.(type) {
	case nil:
		return `\N`
	case []byte:
		return escapes.Replace(string(v))
	case time.Time:
		return v.Format("2006-01-02 15:04:05.000000")
	}
	return escapes.Replace(fmt.Sprint(v))
}

var escapes = strings.NewReplacer(`\`, `\\`, "\t", `\t`, "\n", `\n`)
