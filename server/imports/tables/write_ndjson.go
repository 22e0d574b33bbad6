package tables

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
)

// NDJSON is a Writer of one JSON object a line, with the names of the header in its order. It is made by NewNDJSON.
type NDJSON struct {
	frame
	out    *bufio.Writer
	keys   []string // the names as JSON, with the colon behind
	values []json.RawMessage
	line   bytes.Buffer
}

// NewNDJSON writes JSON objects, with all cells as texts, or as any JSON value by WriteJSON. A name that stands twice in
// the header stands twice in each object.
func NewNDJSON(w io.Writer) *NDJSON { return &NDJSON{out: bufio.NewWriterSize(w, sampleSize)} }

// Header keeps the names; nothing is written yet. It may be called again when the rows to come have other names.
func (n *NDJSON) Header(names []string) error {
	n.names, n.keys = names, nil
	for _, name := range names {
		n.keys = append(n.keys, string(jsonText(name))+":")
	}
	return nil
}

// Write writes an object of texts. Cells that are missing at the end are left out.
func (n *NDJSON) Write(cells []string) error {
	n.values = n.values[:0]
	for _, cell := range cells {
		n.values = append(n.values, jsonText(cell))
	}
	return n.WriteJSON(n.values)
}

// WriteJSON writes an object of JSON values, in the order of the header, in one line however they are written. A nil one
// is left out; one that is no JSON is an error.
func (n *NDJSON) WriteJSON(values []json.RawMessage) error {
	if err := n.next(len(values)); err != nil {
		return err
	}
	n.line.Reset()
	n.line.WriteByte('{')
	for i, value := range values {
		if value == nil {
			continue
		}
		if n.line.Len() > 1 {
			n.line.WriteByte(',')
		}
		n.line.WriteString(n.keys[i])
		if err := json.Compact(&n.line, value); err != nil {
			return fmt.Errorf("row %d: %s: is no JSON: %w", n.row, n.names[i], err)
		}
	}
	n.line.WriteString("}\n")
	_, err := n.out.Write(n.line.Bytes())
	return err
}

// Close writes what is left.
func (n *NDJSON) Close() error { return n.out.Flush() }

// Discard does nothing.
func (n *NDJSON) Discard() {}

// jsonText is a text as JSON, with <, > and & as they are, for nobody puts these files into a web page.
func jsonText(text string) json.RawMessage {
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	e.Encode(text) //nolint:errcheck // a text can always be written
	return bytes.TrimSuffix(out.Bytes(), []byte("\n"))
}
