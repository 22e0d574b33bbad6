package tables

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// csvTable reads separated values with a header row (RFC 4180).
type csvTable struct {
	reader  *csv.Reader
	bound   *boundedReader
	charset charset
	header  *Header
	line    int // of the last row that was read
}

func newCSVTable(r io.Reader, delimiter rune, c charset) (*csvTable, error) {
	bound := &boundedReader{r: r}
	t := &csvTable{reader: csv.NewReader(bufio.NewReaderSize(bound, sampleSize)), bound: bound, charset: c}
	t.reader.Comma = delimiter
	t.reader.FieldsPerRecord = -1
	t.reader.ReuseRecord = true
	record, err := t.read()
	if err == nil && isHint(record, t.reader) {
		record, err = t.read()
	}
	switch {
	case errors.Is(err, io.EOF):
		return nil, errNoHeader
	case errors.Is(err, errRowSize):
		return nil, fmt.Errorf("the header row: %w", errRowSize)
	case err != nil:
		return nil, fmt.Errorf("the header row: %s", t.broken(err)) // not as a row's error, but of the file
	}
	t.header, err = headerOf(record, c)
	return t, err
}

func (t *csvTable) columns() []string { return t.header.Names }

func (t *csvTable) next() (Row, error) {
	record, err := t.read()
	if err != nil {
		return Row{}, t.broken(err)
	}
	for i, cell := range record {
		record[i] = Unguard(cell)
	}
	return rowOf(t.line, t.header, record, t.charset)
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
		if slices.ContainsFunc(record, says) {
			return record, nil
		}
	}
}

func says(text string) bool { return strings.TrimSpace(text) != "" }

// broken tells a row with a stray quote, after which the next line can be read, from the end of what can be read.
func (t *csvTable) broken(err error) error {
	parse, ofRow := errors.AsType[*csv.ParseError](err)
	switch {
	case errors.Is(err, errRowSize):
		return fmt.Errorf("after line %d: %w", t.line, errRowSize)
	case !ofRow:
		return err
	}
	t.line = parse.Line
	switch {
	case parse.Line > parse.StartLine:
		return &RowError{parse.StartLine, fmt.Sprintf("a quote is not closed or not doubled; the lines to %d were taken for this row", parse.Line)}
	case errors.Is(err, csv.ErrBareQuote):
		return &RowError{parse.StartLine, fmt.Sprintf("a quote stands in a cell that has none around it, at byte %d of the line", parse.Column)}
	}
	return &RowError{parse.StartLine, fmt.Sprintf("a quote is not closed or not doubled, at byte %d of the line", parse.Column)}
}
