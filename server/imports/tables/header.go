package tables

import (
	"fmt"
	"strings"
)

// maxColumns is how many columns a table, and names a row, can have.
const maxColumns = 1000

// doubled are names that a published export gives to two of its columns, neither of which any format reads: WooCommerce
// calls both upsells and cross-sells so in simplified Chinese. Any other name that is there twice leaves open which is meant.
var doubled = map[string]bool{"交叉销售": true}

// headerOf makes a header of the first row of a table.
func headerOf(record []string, c charset) (*Header, error) {
	if n := width(record); n > maxColumns {
		return nil, fmt.Errorf("the header row has %d columns; at most %d are read", n, maxColumns)
	}
	names := make([]string, min(len(record), maxColumns))
	first := map[string]int{}
	for i := range names {
		names[i] = strings.TrimSpace(record[i])
		if problem := c.problem(record[i]); problem != "" {
			return nil, fmt.Errorf("the header row %s, in column %d; save the file as UTF-8", problem, i+1)
		}
		key := strings.ToLower(names[i])
		if at, taken := first[key]; taken && key != "" && !doubled[key] {
			return nil, fmt.Errorf("the header row has the column %q twice, as columns %d and %d", clip(names[i]), at+1, i+1)
		}
		first[key] = i
	}
	if width(names) == 0 {
		return nil, errNoHeader
	}
	return NewHeader(names), nil
}

// width is how many cells a row has up to the last one that says something.
func width(record []string) int {
	n := len(record)
	for n > 0 && !says(record[n-1]) {
		n--
	}
	return n
}

// rowOf makes a row of texts under a header; the error is a *RowError. Empty cells behind the last column are left out.
func rowOf(line int, header *Header, record []string, c charset) (Row, error) {
	columns := len(header.Names)
	if len(record) > columns {
		if n := width(record); n > columns {
			return Row{}, &RowError{line, fmt.Sprintf("has %d cells, but there are %d columns", n, columns)}
		}
		record = record[:columns]
	}
	r := Row{Line: line, Header: header, Cells: make([]Cell, len(record))}
	for i, text := range record {
		if problem := c.problem(text); problem != "" {
			return Row{}, &RowError{line, header.column(i) + ": " + problem}
		}
		r.Size += len(text)
		r.Cells[i].Text = strings.TrimSpace(text)
	}
	return r, nil
}

// column is what a column is called in messages.
func (h *Header) column(i int) string {
	if h.Names[i] == "" {
		return fmt.Sprintf("column %d", i+1)
	}
	return clip(h.Names[i])
}

// named returns a header of these names: the one before when it has the same, for most rows that name their own do.
func (h *Header) named(names []string) *Header {
	if h == nil || len(h.Names) != len(names) {
		return NewHeader(names)
	}
	for i, name := range names {
		if h.Names[i] != name {
			return NewHeader(names)
		}
	}
	return h
}
