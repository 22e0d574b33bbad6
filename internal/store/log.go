package store

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"regexp"
	"strings"
	"time"

	mysqldriver "github.com/go-sql-driver/mysql"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"
)

// maxStatement is how much of a statement is logged, in characters: one that writes a chunk of an import has a megabyte.
const maxStatement = 300

// statementLog is where GORM tells of statements that fail or are slow. It writes them as they are sent, without the values
// of their parameters, which are personal data.
type statementLog struct {
	log  *slog.Logger
	slow time.Duration
}

// LogMode returns the log itself: what is written does not depend on GORM's levels.
func (l statementLog) LogMode(logger.LogLevel) logger.Interface { return l }

// Info drops what GORM has to tell of itself.
func (l statementLog) Info(context.Context, string, ...any) {}

// Warn writes what GORM warns of, without its arguments, which may be values.
func (l statementLog) Warn(ctx context.Context, text string, _ ...any) {
	l.say(ctx, slog.LevelWarn, text)
}

// Error writes what GORM calls an error, likewise.
func (l statementLog) Error(ctx context.Context, text string, _ ...any) {
	l.say(ctx, slog.LevelError, text)
}

func (l statementLog) say(ctx context.Context, level slog.Level, text string) {
	text, _, _ = strings.Cut(text, "%")
	l.log.Log(ctx, level, "gorm", "text", clip(text, maxStatement))
}

// ParamsFilter keeps the values of a statement away from whatever would print them.
func (l statementLog) ParamsFilter(_ context.Context, sql string, _ ...any) (string, []any) {
	return sql, nil
}

// Trace is told of every statement; its text is put together only for those that are written. One that others were in the way of
// is a warning, for it is done again, and who does so tells when that is of no use.
func (l statementLog) Trace(ctx context.Context, begin time.Time, statement func() (sql string, rows int64), err error) {
	took, level := time.Since(begin), slog.LevelWarn
	failed := err != nil && !errors.Is(err, gorm.ErrRecordNotFound) && !errors.Is(err, context.Canceled) // who cancelled knows
	switch {
	case failed && !again(err):
		level = slog.LevelError
	case !failed && took <= l.slow:
		return
	}
	sql, rows := statement()
	attributes := []slog.Attr{slog.Duration("duration", took.Round(time.Microsecond)), slog.String("sql", cut(sql))}
	if rows >= 0 {
		attributes = append(attributes, slog.Int64("rows", rows))
	}
	if failed {
		attributes = append(attributes, slog.String("error", withoutValues(err)))
	}
	l.log.LogAttrs(ctx, level, "SQL executed", slog.GroupAttrs("trace", attributes...))
}

// cut is the beginning of a statement, and how long it is.
func cut(sql string) string {
	begin := clip(sql[:min(len(sql), 4*maxStatement)], maxStatement) // no character has more than four bytes
	if len(begin) == len(sql) {
		return sql
	}
	return fmt.Sprintf("%s… (%d bytes)", begin, len(sql))
}

// quoted are the places of MySQL's messages where a value of the statement, or a part of it, stands.
var quoted = regexp.MustCompile(`(?s)(entry|value:?|near) '.*?'( for key '[^']*'| for column [^ ]+ at row -?\d+| at line \d+|)$`)

// withoutValues is an error's text; MySQL quotes in some what was to be written.
func withoutValues(err error) string {
	if my := new(mysqldriver.MySQLError); errors.As(err, &my) {
		return fmt.Sprintf("Error %d: %s", my.Number, quoted.ReplaceAllString(my.Message, "$1 '…'$2"))
	}
	return err.Error()
}
