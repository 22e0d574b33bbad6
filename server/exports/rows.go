package exports

import (
	"bytes"
	"encoding/json"
	"fmt"
	"hash/maphash"
	"slices"
	"time"
)

// kind is how the rows of one kind are written: under the names of the native format of imports, so that it reads them.
type kind[N any] struct {
	columns []column[N]
	id      func(N) int64
	key     func(N) string // by which an import of the file would find the row
	shared  string         // the note on rows of which others have the key
	check   func(N) error  // whether the row can be written; nil when any can
	remarks []remark[N]
}

// column is one of the fields of a row.
type column[N any] struct {
	name  string
	text  func(N) string // nil where only JSON can hold it
	value func(N) any    // in JSON; nil where that is the text
}

// in are the columns of a format. A file that people edit has no column of when a row was changed: at equal times the larger
// digest wins, so that half of what they change would not count.
func (k kind[N]) in(json bool) kind[N] {
	if !json {
		k.columns = slices.DeleteFunc(slices.Clone(k.columns), func(c column[N]) bool { return c.name == "updated_at" })
	}
	return k
}

// remark is something that is said of rows, once, with their number.
type remark[N any] struct {
	of   func(N) bool
	text string
}

// plain is a column of numbers or truth values: in JSON as the text says it, null when it is empty.
func plain[N any](name string, text func(N) string) column[N] {
	return column[N]{name, text, func(n N) any {
		if t := text(n); t != "" {
			return json.RawMessage(t)
		}
		return nil
	}}
}

// run writes all the rows that after returns, batch by batch.
func run[N any](to output, k kind[N], after func(id int64) ([]N, error)) (Result, error) {
	k = k.in(to.ndjson != nil)
	count := tally[N]{kind: k, seen: make([]int64, len(k.remarks)), seed: maphash.MakeSeed()}
	names := make([]string, len(k.columns))
	for i, c := range k.columns {
		names[i] = c.name
	}
	err := to.Header(names)
	for last := int64(0); err == nil; {
		var batch []N
		if batch, err = after(last); len(batch) == 0 {
			break
		}
		for i := 0; i < len(batch) && err == nil; i++ {
			err = k.put(to, batch[i])
			count.add(batch[i])
		}
		last = k.id(batch[len(batch)-1])
	}
	if err != nil {
		to.Discard()
		return Result{}, err
	}
	return count.result(), to.Close()
}

// put writes one row.
func (k kind[N]) put(to output, n N) (err error) {
	if k.check != nil {
		if err := k.check(n); err != nil {
			return err
		}
	}
	if to.ndjson == nil {
		cells := make([]string, len(k.columns))
		for i, c := range k.columns {
			cells[i] = c.text(n)
		}
		return to.Write(cells)
	}
	values := make([]json.RawMessage, len(k.columns))
	for i, c := range k.columns {
		if values[i], err = c.json(n); err != nil {
			return fmt.Errorf("%s: %w", c.name, err)
		}
	}
	return to.ndjson.WriteJSON(values)
}

// leftOut is a value that is not written at all, so that an import leaves the field as it is.
var leftOut json.RawMessage

func (c column[N]) json(n N) (json.RawMessage, error) {
	if c.value == nil {
		return encode(c.text(n))
	}
	value := c.value(n)
	if raw, ok := value.(json.RawMessage); ok && raw == nil {
		return leftOut, nil
	}
	return encode(value)
}

// encode writes <, > and & as they are, for nobody puts these files into a web page.
func encode(value any) (json.RawMessage, error) {
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	err := e.Encode(value)
	return bytes.TrimSpace(out.Bytes()), err
}

// tally counts what there is to say of rows.
type tally[N any] struct {
	kind kind[N]
	rows int64
	seen []int64  // by remark
	keys []uint64 // hashes, for the keys of a million rows would be too many to keep
	seed maphash.Seed
}

func (t *tally[N]) add(n N) {
	t.rows++
	t.keys = append(t.keys, maphash.String(t.seed, t.kind.key(n)))
	for i, r := range t.kind.remarks {
		if r.of(n) {
			t.seen[i]++
		}
	}
}

func (t *tally[N]) result() Result {
	out := Result{Rows: t.rows}
	slices.Sort(t.keys)
	if n := len(t.keys) - len(slices.Compact(t.keys)); n > 0 {
		out.Notes = append(out.Notes, fmt.Sprintf("%s: %d", t.kind.shared, n))
	}
	for i, r := range t.kind.remarks {
		if t.seen[i] > 0 {
			out.Notes = append(out.Notes, fmt.Sprintf("%s: %d", r.text, t.seen[i]))
		}
	}
	return out
}

// moment writes a time as exactly as the store keeps it; "" of the zero time.
func moment(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("2006-01-02T15:04:05.000000Z07:00")
}
