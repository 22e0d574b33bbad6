package imports

import (
	"errors"
	"os"
	"strings"

	"shopclerk/server/imports/tables"
)

// What a look at a file shows of it at most.
const (
	lookRows    = 20
	lookColumns = 100
	lookCell    = 60 // characters
)

// Look is how a file is written, and its first rows, for whoever decides whether it goes in.
type Look struct {
	Table       string    `json:"table"`                 // "csv", "xlsx", "json", "ndjson" or "xml"
	Compression string    `json:"compression,omitempty"` // "gzip" or "zip"
	Encoding    string    `json:"encoding,omitempty"`
	Delimiter   string    `json:"delimiter,omitempty"` // of csv
	Kinds       []Kind    `json:"kinds,omitempty"`     // that the columns speak for, the likeliest first
	Columns     []string  `json:"columns"`             // the first hundred
	Known       []bool    `json:"known,omitempty"`     // which of them mean something
	More        int       `json:"more,omitempty"`      // columns beyond these
	Rows        []LookRow `json:"rows"`
}

// LookRow is one of the first rows.
type LookRow struct {
	Line   int      `json:"line"`
	Cells  []string `json:"cells"` // in the order of the columns, long ones cut
	Broken string   `json:"broken,omitempty"`
}

// look reads the beginning of a job's file; nil when it cannot be read at all, which openSource says why.
func (f Formats) look(j *job) *Look {
	t, err := j.open()
	if err != nil {
		return nil
	}
	defer t.Close()
	layout := t.Layout()
	l := &Look{Table: layout.Kind, Compression: layout.Compression, Encoding: layout.Encoding, Columns: t.Columns()}
	if layout.Delimiter != 0 {
		l.Delimiter = string(layout.Delimiter)
	}
	l.read(t)
	l.Kinds = f.Recognising(l.Columns)
	if l.More = max(0, len(l.Columns)-lookColumns); l.More > 0 {
		l.Columns = l.Columns[:lookColumns]
	}
	for i, name := range l.Columns {
		l.Columns[i] = strings.ToValidUTF8(name, "\ufffd")
	}
	return l
}

// read takes the first rows, and their names where there is no header row.
func (l *Look) read(t *tables.Table) {
	for len(l.Rows) < lookRows {
		row, err := t.Next()
		var bad *tables.RowError
		switch {
		case errors.As(err, &bad):
			l.Rows = append(l.Rows, LookRow{Line: bad.Line, Broken: bad.Text})
			continue
		case err != nil:
			return
		}
		if l.Columns == nil {
			l.Columns = row.Header.Names
		}
		shown := LookRow{Line: row.Line}
		for i, name := range l.Columns[:min(len(l.Columns), lookColumns)] {
			shown.Cells = append(shown.Cells, shorten(cellText(row, i, name)))
		}
		l.Rows = append(l.Rows, shown)
	}
}

// cellText is what stands in a column, of JSON also an object or a list as it is written. Where each row names its own cells
// they are found by name, else by place: two columns can have one name.
func cellText(row tables.Row, at int, name string) string {
	var c tables.Cell
	if at < len(row.Cells) && row.Header.Names[at] == name {
		c = row.Cells[at]
	} else {
		c, _ = row.Cell(name)
	}
	if c.Text == "" && len(c.JSON()) > 0 && (c.JSON()[0] == '{' || c.JSON()[0] == '[') {
		return string(c.JSON())
	}
	return c.Text
}

func shorten(text string) string {
	if r := []rune(strings.ToValidUTF8(text, "\ufffd")); len(r) > lookCell {
		return string(r[:lookCell]) + "…"
	}
	return strings.ToValidUTF8(text, "\ufffd")
}

// mark notes which columns a format reads.
func (l *Look) mark(known func(column string) bool) {
	if l == nil {
		return
	}
	l.Known = make([]bool, len(l.Columns))
	for i, name := range l.Columns {
		l.Known[i] = name != "" && !strings.EqualFold(name, ReasonColumn) && known(name)
	}
}

// columnsOf are the names of the columns of a file; nil when it cannot be read.
func columnsOf(path string, o tables.Options) []string {
	file, err := os.Open(path)
	if err != nil {
		return nil
	}
	t, err := tables.Open(file, o)
	if err != nil {
		return nil
	}
	defer t.Close()
	l := &Look{Columns: t.Columns()}
	if l.Columns == nil {
		l.read(t)
	}
	return l.Columns
}
