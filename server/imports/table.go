// Package imports reads the shop's own files into nouns and stores them: bytes → table → format → nouns → store. It
// owns what a row is, which rows are refused and why; it knows neither HTTP nor SQL.
package imports

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
)

// maxRow is the size of the largest row, in bytes. A larger one is a file that is not what it seems, such as a table
// whose quote was never closed.
const maxRow = 1 << 20

// binaryWithin is how far a file is looked at for bytes that no text has; a spreadsheet's own format has some at once.
const binaryWithin = 512

// Errors of a whole file.
var (
	ErrEmpty    = errors.New("the file is empty")
	errRowSize  = fmt.Errorf("a row is larger than %d MiB; is a quote not closed?", maxRow>>20)
	errNotTable = errors.New("the file is neither a JSON array, nor one JSON object a line, nor CSV with a header row")
)

// table yields the rows of a file, one after the other.
type table interface {
	// next returns the next row; io.EOF after the last. A *rowError is a row that cannot be read while those after it
	// can; any other error ends the file.
	next() (row, error)
	// format is how the file is written: "json", "ndjson" or "csv".
	format() string
	// columns are the names of the header row, nil when each row names its own.
	columns() []string
}

// row is one row: its cells by name and the line where it begins.
type row struct {
	line  int // from 1
	size  int // in bytes, about
	cells map[string]cell
}

// cell is what stands under one name: a text, or, in JSON, any value.
type cell struct {
	text string
	json json.RawMessage // nil in a CSV file
}

// rowError is a row that cannot be read.
type rowError struct {
	line int
	text string
}

// Error is the reason without the line.
func (e *rowError) Error() string { return e.text }

// openTable tells by the first byte what a file is.
func openTable(r io.Reader) (table, error) {
	b := bufio.NewReaderSize(r, 64<<10)
	if err := checkEncoding(b); err != nil {
		return nil, err
	}
	start, err := b.Peek(b.Size())
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	switch text := bytes.TrimLeft(start, " \t\r\n"); {
	case len(text) == 0:
		return nil, ErrEmpty
	case text[0] == '[':
		return newArrayTable(b)
	case text[0] == '{':
		return newLineTable(b), nil
	case bytes.IndexByte(text[:min(len(text), binaryWithin)], 0) >= 0:
		return nil, errNotTable
	}
	return newCSVTable(b)
}

// checkEncoding skips the byte order mark of UTF-8 and refuses UTF-16, of which half of the first bytes are 0 when it has
// no mark.
func checkEncoding(b *bufio.Reader) error {
	start, err := b.Peek(3)
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	if string(start) == "\xef\xbb\xbf" {
		_, err = b.Discard(len(start))
		return err
	}
	if len(start) >= 2 && (string(start[:2]) == "\xff\xfe" || string(start[:2]) == "\xfe\xff" || start[0] == 0 || start[1] == 0) {
		return errors.New("the file is UTF-16; save it as UTF-8")
	}
	return nil
}

// jsonRow makes a row of a JSON object.
func jsonRow(line int, raw json.RawMessage) (row, error) {
	var object map[string]json.RawMessage
	if err := json.Unmarshal(raw, &object); err != nil || object == nil {
		return row{}, &rowError{line, "is not a JSON object"}
	}
	r := row{line: line, size: len(raw), cells: make(map[string]cell, len(object))}
	for name, value := range object {
		r.cells[name] = jsonCell(value)
	}
	return r, nil
}

// jsonCell reads what can stand in one cell; objects and lists keep their JSON only.
func jsonCell(value json.RawMessage) cell {
	value = bytes.TrimSpace(value)
	c := cell{json: value}
	switch {
	case len(value) == 0 || string(value) == "null":
	case value[0] == '"':
		if json.Unmarshal(value, &c.text) != nil {
			c.text = string(value)
		}
	case value[0] != '{' && value[0] != '[':
		c.text = string(value) // a number keeps the digits that it was written with
	}
	c.text = strings.TrimSpace(c.text)
	return c
}
