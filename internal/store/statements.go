package store

import (
	"context"
	"database/sql"
	"time"

	"gorm.io/gorm"
)

// inTransaction returns a prepared statement for a transaction on SQLite, nil where there is none. GORM keeps what it prepares
// in a transaction for that one only, so that each prepares anew (measured: an eighth of an import's time). What is not
// prepared yet is so for the next time, in the background: a transaction that waited for another connection would wait for
// ever where all have one.
func (s *Store) inTransaction(ctx context.Context, tx *gorm.DB, query string) *sql.Stmt {
	t, ok := tx.Statement.ConnPool.(*gorm.PreparedStmtTX)
	if !ok {
		return nil
	}
	stmt, ok := s.prepared.Load(query)
	if !ok {
		go s.prepare(context.WithoutCancel(ctx), query) //nolint:errcheck // then it is not prepared
		return nil
	}
	return t.Tx.StmtContext(ctx, stmt.(*sql.Stmt))
}

// exec runs a statement of a transaction.
func (s *Store) exec(tx *gorm.DB, query string, args ...any) (err error) {
	ctx := tx.Statement.Context
	defer s.trace(ctx, time.Now(), query, args)(&err)
	if stmt := s.inTransaction(ctx, tx, query); stmt != nil {
		_, err = stmt.ExecContext(ctx, args...)
		return err
	}
	_, err = tx.Statement.ConnPool.ExecContext(ctx, query, args...)
	return err
}

// trace logs a statement once it is done that failed or was slow, as GORM logs its own.
func (s *Store) trace(ctx context.Context, began time.Time, query string, args []any) func(*error) {
	if s.observe != nil {
		s.observe(query, args)
	}
	return func(err *error) {
		statementLog{s.options.logger(), slowQuery}.Trace(ctx, began, func() (string, int64) { return query, -1 }, *err)
	}
}

// query reads rows in a transaction, or outside of one.
func (s *Store) query(ctx context.Context, tx *gorm.DB, query string, scan func(*sql.Rows) error, args ...any) (err error) {
	defer s.trace(ctx, time.Now(), query, args)(&err)
	var rows *sql.Rows
	if stmt := s.inTransaction(ctx, tx, query); stmt != nil {
		rows, err = stmt.QueryContext(ctx, args...)
	} else {
		rows, err = tx.Statement.ConnPool.QueryContext(ctx, query, args...)
	}
	if err != nil {
		return err
	}
	return each(rows, scan)
}
