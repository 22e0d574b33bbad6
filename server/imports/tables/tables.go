package tables

import (
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
)

// Options are what the user says of a file; the zero Options leave it all to be detected.
type Options struct {
	Encoding  string // "" detects; else one of Encodings, in any case
	Delimiter rune   // 0 detects; else a comma, a semicolon, a tab or a bar
}

// Layout is what was found of how a file is written.
type Layout struct {
	Kind        string // "csv", "xlsx", "json", "ndjson" or "xml"
	Compression string // "gzip", "zip" or "" for none
	Encoding    string // one of Encodings, or what an XML file names; "" of a spreadsheet
	Delimiter   rune   // of csv; else 0
	Serials     bool   // of a spreadsheet whose dates may be numbers of days since 1899-12-30
}

// Errors of a whole file.
var (
	ErrEmpty    = errors.New("the file is empty")
	errNoHeader = errors.New("the file has no header row: all its rows are empty")
	errNotTable = errors.New("the file is no table; CSV with a header row, .xlsx, JSON, one JSON object a line, and XML are read")
)

// Table yields the rows of a file, one after the other. It is for one goroutine, but for BytesRead and Size.
type Table struct {
	rows    rows
	layout  Layout
	stored  *stored
	ended   error // what Next returned when there was nothing after it
	cleanup []func() error
}

// rows are what each kind of table has to offer.
type rows interface {
	// next returns the next row; io.EOF after the last. A *RowError is a row that cannot be read while those after it
	// can; any other error ends the file.
	next() (Row, error)
	// columns are the names of the header row; nil when each row names its own.
	columns() []string
}

// Open reads the table of a file, from the file's beginning. The file is the table's from here on, and is closed with it,
// or at once with an error. Errors are of the whole file, in words for whoever made it.
func Open(file *os.File, o Options) (*Table, error) {
	t := &Table{cleanup: []func() error{file.Close}}
	err := o.check()
	if err == nil {
		t.stored, err = newStored(file)
	}
	if err == nil {
		err = t.open(o)
	}
	if err != nil {
		return nil, errors.Join(err, t.Close())
	}
	return t, nil
}

func (o Options) check() error {
	if o.Delimiter != 0 && !strings.ContainsRune(delimiters, o.Delimiter) {
		return fmt.Errorf("%q does not part cells; a comma, a semicolon, a tab and a bar do", o.Delimiter)
	}
	if _, known := charsetNamed(o.Encoding); o.Encoding != "" && !known {
		return fmt.Errorf("the encoding %q is none of %s", clip(o.Encoding), strings.Join(Encodings(), ", "))
	}
	return nil
}

// Next returns the next row. The error is io.EOF after the last row, a *RowError for a row that cannot be read while
// later ones can, and any other error ends the file; it is returned again by later calls.
func (t *Table) Next() (Row, error) {
	if t.ended != nil {
		return Row{}, t.ended
	}
	r, err := t.rows.next()
	if _, ofRow := errors.AsType[*RowError](err); err != nil && !ofRow {
		t.ended = err
	}
	if errors.Is(err, io.EOF) {
		t.stored.finish()
	}
	return r, err
}

// Columns are the names of the header row as they are written, without space around them, "" for a column without one.
// It is nil for json, ndjson and xml, where each row names its own.
func (t *Table) Columns() []string { return slices.Clone(t.rows.columns()) }

// Layout returns what was found of how the file is written.
func (t *Table) Layout() Layout { return t.layout }

// BytesRead is how much of the file was read so far, in bytes as it is stored; of a spreadsheet about. It may be called
// while another goroutine reads rows.
func (t *Table) BytesRead() int64 { return t.stored.progress() }

// Size is the size of the file as it is stored, in bytes.
func (t *Table) Size() int64 { return t.stored.size }

// Close closes the file and removes temporary files.
func (t *Table) Close() error {
	var errs []error
	for _, f := range slices.Backward(t.cleanup) {
		errs = append(errs, f())
	}
	t.cleanup = nil
	return errors.Join(errs...)
}

// temporary makes a folder that Close removes.
func (t *Table) temporary() (string, error) {
	dir, err := os.MkdirTemp("", "table-")
	if err != nil {
		return "", fmt.Errorf("no space for temporary files: %w", err)
	}
	t.cleanup = append(t.cleanup, func() error { return os.RemoveAll(dir) })
	return dir, nil
}

// clip shortens a text of the file for a message.
func clip(text string) string {
	if r := []rune(text); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return text
}
