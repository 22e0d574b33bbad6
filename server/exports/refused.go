package exports

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"strings"
	"unicode/utf8"

	"shopclerk/internal/store"
	"shopclerk/server/imports"
	"shopclerk/server/imports/tables"
)

// ReasonColumn is the name of the last column of a file of refused rows. Imports leave it out.
const ReasonColumn = imports.ReasonColumn

// pageSize is how many refused rows are read at once.
const pageSize = 500

// Table is the table that refused rows come from.
type Table struct {
	Kind    string   // "csv", "xlsx", "json", "ndjson" or "xml"
	Columns []string // the names of the header row, or those that the JSON objects have
}

// Format is the one in which the rows of a table are given back: a spreadsheet as one, JSON one object a line, and all
// else as CSV.
func (t Table) Format() (Format, error) {
	switch t.Kind {
	case "csv", "xml":
		return CSV, nil
	case "xlsx":
		return XLSX, nil
	case "json", "ndjson":
		return NDJSON, nil
	}
	return "", fmt.Errorf("%q is none of csv, xlsx, json, ndjson, xml", t.Kind)
}

// Refused writes rows that an import refused as a table of the same kind: the same columns in the same order, and last the
// reason. Cells of JSON are written as the JSON that they are, and as a text where they are none. Cells beyond the columns
// are left out, and so is the reason of an earlier import. An error of the rows ends the file.
func Refused(w io.Writer, t Table, rows iter.Seq2[store.RefusedRow, error]) error {
	f, err := t.Format()
	if err != nil {
		return err
	}
	to, err := create(f, w)
	if err != nil {
		return err
	}
	if err := t.write(to, rows); err != nil {
		to.Discard()
		return err
	}
	return to.Close()
}

func (t Table) write(to output, rows iter.Seq2[store.RefusedRow, error]) error {
	var names []string
	var kept []int // columns
	for i, name := range t.Columns {
		if !strings.EqualFold(strings.TrimSpace(name), ReasonColumn) {
			names, kept = append(names, name), append(kept, i)
		}
	}
	if err := to.Header(append(names, ReasonColumn)); err != nil {
		return err
	}
	for row, err := range rows {
		if err == nil {
			err = to.refused(row, kept)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// object writes a row of JSON that is kept as it was, with the reason as its last value.
func (to output) object(row store.RefusedRow, object tables.Row) error {
	var names []string
	var values []json.RawMessage
	for i, name := range object.Header.Names {
		if !strings.EqualFold(name, ReasonColumn) {
			names, values = append(names, name), append(values, object.Cells[i].JSON())
		}
	}
	if err := to.Header(append(names, ReasonColumn)); err != nil {
		return err
	}
	return to.ndjson.WriteJSON(append(values, text(reason(row))))
}

// refused writes one row, of whose cells some are kept.
func (to output) refused(row store.RefusedRow, kept []int) error {
	if to.ndjson != nil && len(row.Cells) < 2 {
		cells := append(row.Cells, "{}")
		if object, err := tables.ObjectRow(row.Line, json.RawMessage(cells[0])); err == nil {
			return to.object(row, object)
		}
	}
	cells, values := make([]string, len(kept)), make([]json.RawMessage, len(kept))
	for at, from := range kept {
		if from < len(row.Cells) {
			cells[at], values[at] = row.Cells[from], asJSON(row.Cells[from])
		}
	}
	if to.ndjson == nil {
		return to.Write(append(cells, reason(row)))
	}
	return to.ndjson.WriteJSON(append(values, text(reason(row))))
}

// reason names the line where nothing else does: of a row that could not be read no cell is known.
func reason(row store.RefusedRow) string {
	if len(row.Cells) == 0 && row.Line > 0 {
		return fmt.Sprintf("line %d: %s", row.Line, row.Reason)
	}
	return row.Reason
}

func asJSON(cell string) json.RawMessage {
	if raw := json.RawMessage(cell); json.Valid(raw) && utf8.Valid(raw) {
		return raw
	}
	return text(cell)
}

func text(cell string) json.RawMessage {
	raw, _ := encode(cell) //nolint:errcheck // a text can always be written
	return raw
}

// RefusedRows are the rows of an import that did not go in, as far as the store has kept them, read a page at a time.
func RefusedRows(ctx context.Context, s *store.Store, id string) iter.Seq2[store.RefusedRow, error] {
	return func(yield func(store.RefusedRow, error) bool) {
		for last := int64(0); ; {
			page, to, err := s.RefusedRows(ctx, id, last, pageSize)
			if err != nil {
				yield(store.RefusedRow{}, err)
				return
			}
			for _, row := range page {
				if !yield(row, nil) {
					return
				}
			}
			if len(page) < pageSize {
				return
			}
			last = to
		}
	}
}
