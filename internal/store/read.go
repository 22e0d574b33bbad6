package store

import (
	"context"
	"database/sql"
	"errors"
	"time"
)

// read runs a query that is prepared once a connection and gives each of its rows to scan. It is the way of the lookups
// that questions make: GORM's building of a statement and its reading of rows cost as much as the database's answer, and a
// prepared statement is neither parsed nor planned again. Their LIMITs are written out, for SQLite plans a statement anew
// whenever a parameter stands there.
func (s *Store) read(ctx context.Context, query string, scan func(*sql.Rows) error, args ...any) error {
	return s.observed(query, args, slowQuery, func() error {
		stmt, err := s.prepare(ctx, query)
		if err != nil {
			return err
		}
		rows, err := stmt.QueryContext(ctx, args...)
		if err != nil {
			return err
		}
		return each(rows, scan)
	})
}

func each(rows *sql.Rows, scan func(*sql.Rows) error) error {
	defer rows.Close()
	for rows.Next() {
		if err := scan(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// observed runs a query and logs one that failed or was slow: its text without its values, as GORM logs its own.
func (s *Store) observed(query string, args []any, slow time.Duration, run func() error) error {
	if s.observe != nil {
		s.observe(query, args)
	}
	began := time.Now()
	err := run()
	took := time.Since(began)
	switch log := s.options.logger(); {
	case err != nil && !errors.Is(err, context.Canceled): // who cancelled knows
		log.Error("query failed", "error", err, "took", took, "query", query)
	case took > slow:
		log.Warn("slow query", "took", took, "query", query)
	}
	return unavailable(err)
}

// slowWalk is from when on a walk over a shop's products is worth a line in the log. While an index is away each question
// is one, and slower than any lookup.
const slowWalk = time.Second

// readOnce is read for a query that is made for one question, and so is not kept prepared.
func (s *Store) readOnce(ctx context.Context, query string, scan func(*sql.Rows) error, args ...any) error {
	return s.observed(query, args, slowWalk, func() error {
		rows, err := s.pool().QueryContext(ctx, query, args...)
		if err != nil {
			return err
		}
		return each(rows, scan)
	})
}

// prepare returns the statement of a query. Queries are constants, so there are only ever a handful.
func (s *Store) prepare(ctx context.Context, query string) (*sql.Stmt, error) {
	if stmt, ok := s.prepared.Load(query); ok {
		return stmt.(*sql.Stmt), nil
	}
	stmt, err := s.pool().PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	if first, ok := s.prepared.LoadOrStore(query, stmt); ok {
		stmt.Close()
		return first.(*sql.Stmt), nil
	}
	return stmt, nil
}

// using names the index of a lookup to MySQL, which otherwise first looks into every index that begins with the shop
// (measured on MariaDB: a sixth of the lookup's time).
func (s *Store) using(index string) string {
	if s.dialect == MySQL {
		return " FORCE INDEX (" + index + ")"
	}
	return ""
}
