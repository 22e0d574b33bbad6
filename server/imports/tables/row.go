// Package tables reads rows out of files: CSV and its kin, XLSX, JSON, NDJSON and XML, plain or compressed, in the
// encodings that shops' files have. It knows what a row and a cell is, and not what they mean.
package tables

import (
	"bytes"
	"encoding/json"
	"strings"
)

// Row is one row of a table.
type Row struct {
	Line   int // where it begins, from 1; in a spreadsheet the number of the row
	Size   int // in bytes, about
	Header *Header
	Cells  []Cell // in the order of the header; those at the end may be missing
}

// Cell is what stands under one name: a text without space around it, or, in JSON, any value.
type Cell struct {
	Text string           // of a JSON number the digits that it was written with; "" of objects, lists and null
	json *json.RawMessage // by reference, for of most files no cell has any, and a batch of rows has tens of thousands
}

// JSON is the value as it is written, nil outside of JSON.
func (c Cell) JSON() json.RawMessage {
	if c.json == nil {
		return nil
	}
	return *c.json
}

// Cell returns what stands under a name, which may be written in any case.
func (r Row) Cell(name string) (Cell, bool) {
	at, ok := r.Header.at(name)
	if !ok || at >= len(r.Cells) {
		return Cell{}, false
	}
	return r.Cells[at], true
}

// Header are the names of the cells of a row. All rows of a table share one, unless each names its own.
type Header struct {
	Names []string // as they are written, without space around them
	index map[string]int
}

// NewHeader makes a header. Of names that differ in case only the first one counts.
func NewHeader(names []string) *Header {
	h := &Header{Names: names, index: make(map[string]int, len(names))}
	for i, name := range names {
		key := strings.ToLower(name)
		if _, taken := h.index[key]; !taken && name != "" {
			h.index[key] = i
		}
	}
	return h
}

func (h *Header) at(name string) (int, bool) {
	if h == nil {
		return 0, false
	}
	at, ok := h.index[name]
	if !ok {
		at, ok = h.index[strings.ToLower(name)]
	}
	return at, ok
}

// RowError is a row that cannot be read while those after it can.
type RowError struct {
	Line int
	Text string
}

// Error is the reason without the line.
func (e *RowError) Error() string { return e.Text }

// ObjectRow makes a row of a JSON object, in the order of its names; the error is a *RowError.
func ObjectRow(line int, raw json.RawMessage) (Row, error) { return objectRow(line, raw, nil) }

// objectRow is ObjectRow for many rows, which share the header of the row before when they have its names.
func objectRow(line int, raw json.RawMessage, before *Header) (Row, error) {
	broken := &RowError{line, "is not a JSON object"}
	decoder := json.NewDecoder(bytes.NewReader(raw))
	if open, err := decoder.Token(); err != nil || open != json.Delim('{') {
		return Row{}, broken
	}
	var names []string
	r := Row{Line: line, Size: len(raw)}
	for decoder.More() {
		name, err := decoder.Token()
		if err != nil {
			return Row{}, broken
		}
		var value json.RawMessage
		if err := decoder.Decode(&value); err != nil {
			return Row{}, broken
		}
		names = append(names, name.(string)) // what stands before a colon is a string
		r.Cells = append(r.Cells, JSONCell(value))
	}
	if _, err := decoder.Token(); err != nil || decoder.More() {
		return Row{}, broken
	}
	if r.Header = before.named(names); len(r.Header.index) < len(names) {
		names, r.Cells = lastOfEach(names, r.Cells)
		r.Header = NewHeader(names)
	}
	return r, nil
}

// lastOfEach keeps the last of the cells that have one name, which is the one that counts everywhere in JSON.
func lastOfEach(names []string, cells []Cell) (kept []string, values []Cell) {
	at := make(map[string]int, len(names))
	for i, name := range names {
		if first, again := at[name]; again {
			values[first] = cells[i]
			continue
		}
		at[name] = len(kept)
		kept, values = append(kept, name), append(values, cells[i])
	}
	return kept, values
}

// JSONCell reads what can stand in one cell.
func JSONCell(value json.RawMessage) Cell {
	value = bytes.TrimSpace(value)
	c := Cell{json: &value}
	switch {
	case len(value) == 0 || string(value) == "null":
	case value[0] == '"':
		if json.Unmarshal(value, &c.Text) != nil {
			c.Text = string(value)
		}
	case value[0] != '{' && value[0] != '[':
		c.Text = string(value)
	}
	c.Text = strings.TrimSpace(c.Text)
	return c
}
