package imports

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"
)

// csvTable reads comma separated values with a header row (RFC 4180).
type csvTable struct {
	reader *csv.Reader
	bound  *boundedReader
	header []string
	line   int // of the last row that was read
}

func newCSVTable(r io.Reader) (*csvTable, error) {
	bound := &boundedReader{r: r}
	t := &csvTable{reader: csv.NewReader(bound), bound: bound}
	t.reader.FieldsPerRecord = -1
	t.reader.ReuseRecord = true
	record, err := t.read()
	if err != nil {
		return nil, fmt.Errorf("the header row: %w", err)
	}
	seen := map[string]bool{}
	for _, text := range record {
		name := strings.ToLower(strings.TrimSpace(text))
		switch {
		case !utf8.ValidString(text): // of the text, as ToLower makes every text valid
			return nil, errors.New("the header row is not valid UTF-8; save the file as UTF-8")
		case seen[name] && name != "":
			return nil, fmt.Errorf("the header row has the column %q twice", clip(name))
		}
		seen[name] = true
		t.header = append(t.header, name)
	}
	return t, nil
}

func (t *csvTable) format() string { return "csv" }

func (t *csvTable) columns() []string { return t.header }

func (t *csvTable) next() (row, error) {
	record, err := t.read()
	if err != nil {
		return row{}, t.broken(err)
	}
	line := t.line
	if len(record) > len(t.header) {
		return row{}, &rowError{line, fmt.Sprintf("has %d cells, but there are %d columns", len(record), len(t.header))}
	}
	r := row{line: line, cells: make(map[string]cell, len(record))}
	for i, text := range record {
		if !utf8.ValidString(text) {
			return row{}, &rowError{line, t.header[i] + ": is not valid UTF-8"}
		}
		r.size += len(text)
		if t.header[i] != "" {
			r.cells[t.header[i]] = cell{text: strings.TrimSpace(text)}
		}
	}
	return r, nil
}

// read returns the next row that says anything: spreadsheets leave rows of nothing but commas behind.
func (t *csvTable) read() ([]string, error) {
	for {
		t.bound.reset()
		record, err := t.reader.Read()
		if err != nil {
			return nil, err
		}
		t.line, _ = t.reader.FieldPos(0)
		if slices.ContainsFunc(record, func(text string) bool { return strings.TrimSpace(text) != "" }) {
			return record, nil
		}
	}
}

// broken tells a row with a stray quote, after which the next line can be read, from the end of what can be read.
func (t *csvTable) broken(err error) error {
	var parse *csv.ParseError
	switch {
	case errors.Is(err, errRowSize):
		return fmt.Errorf("after line %d: %w", t.line, errRowSize)
	case errors.As(err, &parse):
		t.line = parse.Line
		if parse.Line > parse.StartLine {
			return &rowError{parse.StartLine, fmt.Sprintf("a quote is not closed or not doubled; the lines to %d were taken for this row", parse.Line)}
		}
		return &rowError{parse.StartLine, parse.Err.Error()}
	}
	return err
}
