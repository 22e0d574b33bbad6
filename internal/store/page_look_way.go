package store

import (
	"context"
	"database/sql"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"shopclerk/orders"
)

// way is an index along which a list is read: rows with fixed values in its first columns, in the order of the next ones.
type way[N any] struct {
	table, index, columns string
	fixed                 string // conditions on the index, without the keys' position
	args                  []any
	keys                  []listKey // each row has others
	down                  bool      // the largest first
	sift                  []string  // conditions that the index does not help with
	siftArgs              []any
	scan                  func(list *[]N) func(*sql.Rows) error
	spot                  func(N) []string // the keys of a row
}

// listKey is a column that a list is ordered by, and how its values are checked that come back from a browser.
type listKey struct {
	column string
	valid  func(string) bool
}

var (
	byID     = listKey{"id", func(text string) bool { _, err := strconv.ParseInt(text, 10, 64); return err == nil }}
	byPlaced = listKey{"placed_at", func(text string) bool { _, err := time.Parse(stampLayout, text); return err == nil }}
)

func byText(column string) listKey {
	return listKey{column, func(text string) bool { return len(text) <= 4*orders.MaxNumber }}
}

// where narrows the list by a column that the index does not help with. The plus keeps SQLite from another index.
func (w *way[N]) where(condition string, args ...any) {
	w.sift, w.siftArgs = append(w.sift, condition), append(w.siftArgs, args...)
}

// is is where for one value; "" is any.
func (w *way[N]) is(column, value string) {
	if value != "" {
		w.where("+"+column+" = ?", value)
	}
}

// between narrows the list to a span of time, by a column that the index does not help with.
func (w *way[N]) between(column string, from, until time.Time) {
	if !from.IsZero() {
		w.where("+"+column+" >= ?", stamp(from))
	}
	if !until.IsZero() {
		w.where("+"+column+" < ?", stamp(until))
	}
}

// spotOf reads where a page begins. What is no such place, for it came from a browser, is the start.
func (w *way[N]) spotOf(after string) []string {
	raw, err := base64.RawURLEncoding.DecodeString(after)
	var at []string
	if err != nil || json.Unmarshal(raw, &at) != nil || len(at) != len(w.keys) {
		return nil
	}
	for i, key := range w.keys {
		if !key.valid(at[i]) {
			return nil
		}
	}
	return at
}

func spotText(at []string) string {
	raw, err := json.Marshal(at)
	if err != nil { // texts always marshal
		panic(err)
	}
	return base64.RawURLEncoding.EncodeToString(raw)
}

// past is the condition for rows after a place, or before it and at it.
func (w *way[N]) past(at []string, after bool) (string, []any) {
	sign, equal := "<", ""
	if w.down != after {
		sign = ">"
	}
	if !after {
		equal = "="
	}
	if len(w.keys) == 1 {
		return fmt.Sprintf(" AND %s %s%s ?", w.keys[0].column, sign, equal), []any{at[0]}
	}
	a, b := w.keys[0].column, w.keys[1].column
	return fmt.Sprintf(" AND %[1]s %[2]s= ? AND (%[1]s %[2]s ? OR %[3]s %[2]s%[4]s ?)", a, sign, b, equal), []any{at[0], at[0], at[1]}
}

func (w *way[N]) order() string {
	direction := ""
	if w.down {
		direction = " DESC"
	}
	columns := make([]string, len(w.keys))
	for i, key := range w.keys {
		columns[i] = key.column + direction
	}
	return " ORDER BY " + strings.Join(columns, ", ")
}

// listAlong reads one page of up to limit rows.
func listAlong[N any](ctx context.Context, s *Store, w way[N], after string, limit int) (page Listed[N], err error) {
	index := s.using(w.index)
	if s.dialect == SQLite && w.index != "PRIMARY" {
		index = s.by(w.index)
	}
	from, args := index+" WHERE "+w.fixed, append([]any{}, w.args...)
	if at := w.spotOf(after); at != nil {
		condition, more := w.past(at, true)
		from, args = from+condition, append(args, more...)
	}
	end, err := w.lookedTo(ctx, s, from, args)
	if err != nil {
		return page, err
	}
	from, args = w.sifted(from, args, end)
	query := w.columns + from + w.order() + fmt.Sprintf(" LIMIT %d", limit+1)
	if err := s.readOnce(ctx, query, w.scan(&page.Items), args...); err != nil {
		return Listed[N]{}, err
	}
	switch {
	case len(page.Items) > limit:
		page.Items = page.Items[:limit]
		page.Next = spotText(w.spot(page.Items[limit-1]))
	case end != nil:
		page.Next, page.Cut = spotText(end), true
	}
	return page, nil
}

// sifted adds what the index does not help with, and where a page stops to look.
func (w *way[N]) sifted(from string, args []any, end []string) (string, []any) {
	if len(w.sift) > 0 {
		from, args = from+" AND "+strings.Join(w.sift, " AND "), append(args, w.siftArgs...)
	}
	if end != nil {
		condition, more := w.past(end, false)
		from, args = from+condition, append(args, more...)
	}
	return from, args
}

// lookedTo is the last place that a page looks at, nil when that is the list's end or each row is wanted. It reads the index alone.
func (w *way[N]) lookedTo(ctx context.Context, s *Store, from string, args []any) (end []string, err error) {
	if len(w.sift) == 0 {
		return nil, nil
	}
	columns := make([]string, len(w.keys))
	for i, key := range w.keys {
		columns[i] = key.column
	}
	query := "SELECT " + strings.Join(columns, ", ") + " FROM " + w.table + from + w.order() + fmt.Sprintf(" LIMIT 1 OFFSET %d", maxLooked-1)
	err = s.readOnce(ctx, query, func(rows *sql.Rows) error {
		at := make([]spotColumn, len(w.keys))
		into := make([]any, len(w.keys))
		for i := range at {
			into[i] = &at[i]
		}
		if err := rows.Scan(into...); err != nil {
			return err
		}
		for _, column := range at {
			end = append(end, string(column))
		}
		return nil
	}, args...)
	return end, err
}

// spotColumn reads a key as the text that it is written in an address with.
type spotColumn string

// Scan reads a key: a number, a text or a time.
func (c *spotColumn) Scan(from any) error {
	switch v := from.(type) {
	case time.Time:
		*c = spotColumn(v.UTC().Format(stampLayout))
	case []byte:
		*c = spotColumn(v)
	default:
		*c = spotColumn(fmt.Sprint(v))
	}
	return nil
}
