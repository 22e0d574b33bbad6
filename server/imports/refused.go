package imports

import (
	"encoding/json"
	"strings"

	"shopclerk/internal/store"
	"shopclerk/server/imports/tables"
)

// refused are the rows as they are given back, each with what is wrong with the item.
func (s *source[C]) refused(i item[C], reason string) []store.RefusedRow {
	out := make([]store.RefusedRow, len(i.rows))
	for n, r := range i.rows {
		out[n] = store.RefusedRow{Line: r.Line, Reason: strings.TrimPrefix(reason, At(r.Line, "")), Cells: s.cells(r)}
	}
	return out
}

// cells are the texts of a row in the order of the columns; of JSON the whole object as the only one, for each names its own.
func (s *source[C]) cells(r tables.Row) []string {
	var out []string
	switch kind := s.table.Layout().Kind; {
	case len(r.Cells) == 0: // it could not be read
	case kind == "json" || kind == "ndjson":
		return []string{object(r)}
	case kind == "xml":
		for _, name := range s.columns {
			c, _ := r.Cell(name)
			out = append(out, c.Text)
		}
	default:
		for _, c := range r.Cells {
			out = append(out, c.Text)
		}
	}
	return out
}

// object is a row of JSON as it was.
func object(r tables.Row) string {
	var b strings.Builder
	for i, c := range r.Cells {
		name, _ := json.Marshal(r.Header.Names[i]) //nolint:errcheck,errchkjson // a text can always be written
		b.WriteString(map[bool]string{true: "{", false: ","}[i == 0])
		b.Write(name)
		b.WriteString(":")
		b.Write(c.JSON())
	}
	return b.String() + "}"
}
