package tables

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"
)

// listTable reads a JSON list of objects, element by element; the list may stand in an object.
type listTable struct {
	decoder *json.Decoder
	bound   *boundedReader
	lines   *lineCounter
	inside  bool // of an object
	begun   bool // a row was read
	header  *Header
}

// newListTable reads to the begin of the list, which in an object has a name.
func newListTable(r io.Reader, name string) (*listTable, error) {
	lines := &lineCounter{r: r}
	bound := &boundedReader{r: lines}
	t := &listTable{decoder: json.NewDecoder(bound), bound: bound, lines: lines, inside: name != ""}
	if t.inside {
		if err := t.enter(name); err != nil {
			return nil, t.broken(err, false)
		}
	}
	switch bracket, err := t.decoder.Token(); {
	case err != nil:
		return nil, t.broken(err, false)
	case bracket != json.Delim('['): // the name stands there twice
		return nil, errNotTable
	}
	return t, nil
}

// enter passes over what stands before the list in its object.
func (t *listTable) enter(name string) error {
	_, err := t.decoder.Token()
	for err == nil {
		var key json.Token
		if key, err = t.decoder.Token(); err != nil || key == name {
			break
		}
		t.bound.reset()
		err = t.decoder.Decode(new(json.RawMessage))
	}
	return err
}

func (t *listTable) columns() []string { return nil }

func (t *listTable) next() (Row, error) {
	t.bound.reset()
	if !t.decoder.More() {
		return Row{}, t.end()
	}
	before := t.decoder.InputOffset() // at the comma, or at the first row
	var raw json.RawMessage
	if err := t.decoder.Decode(&raw); err != nil {
		inRow := !t.begun || t.decoder.InputOffset() > before // else there is no comma
		return Row{}, t.broken(err, inRow)
	}
	t.begun = true
	line := t.lines.at(t.decoder.InputOffset() - int64(len(raw)))
	if len(raw) > maxRow { // and no larger than what the decoder had read ahead
		return Row{}, &RowError{line, errRowSize.Error()}
	}
	r, err := readObject(line, raw, t.header)
	if err == nil {
		t.header = r.Header
	}
	return r, err
}

// end reads what follows the list.
func (t *listTable) end() error {
	if _, err := t.decoder.Token(); err != nil {
		return t.broken(err, false)
	}
	if t.inside {
		if err := t.leave(); err != nil {
			return err
		}
	}
	if _, err := t.decoder.Token(); !errors.Is(err, io.EOF) {
		if _, ofJSON := errors.AsType[*json.SyntaxError](err); err != nil && !ofJSON {
			return err
		}
		return fmt.Errorf("line %d: something follows the end of the list", t.lines.at(t.decoder.InputOffset()))
	}
	return io.EOF
}

// leave passes over what stands behind the list in its object, which must not be another one.
func (t *listTable) leave() error {
	for t.decoder.More() {
		t.bound.reset()
		key, err := t.decoder.Token()
		if err != nil {
			return t.broken(err, false)
		}
		var value json.RawMessage
		if err := t.decoder.Decode(&value); err != nil {
			return t.broken(err, false)
		}
		if isList(value) {
			line := t.lines.at(t.decoder.InputOffset() - int64(len(value)))
			return fmt.Errorf("line %d: a second list, %q, follows; which one holds the rows cannot be told", line, clip(fmt.Sprint(key)))
		}
	}
	if _, err := t.decoder.Token(); err != nil {
		return t.broken(err, false)
	}
	return nil
}

// broken says where a list stops being JSON. What follows cannot be told apart any more, so the file ends there.
func (t *listTable) broken(err error, inRow bool) error {
	_, syntax := errors.AsType[*json.SyntaxError](err)
	switch {
	case errors.Is(err, errRowSize):
		return fmt.Errorf("line %d: %w", t.lines.at(t.fault(false)), err)
	case syntax:
		return fmt.Errorf("line %d: not valid JSON from here on: %w", t.lines.at(t.fault(inRow)), err)
	case errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF):
		return fmt.Errorf("line %d: the file ends in the middle of the list", t.lines.at(t.lines.read))
	}
	return err
}

// fault is the offset of what cannot be read: in the row that begins here, or here. The decoder's own error will not do,
// as its count leaves out commas and the space before them, so the row is looked at once more.
func (t *listTable) fault(inRow bool) int64 {
	rest, _ := io.ReadAll(t.decoder.Buffered()) // from memory
	ahead := len(rest) - len(bytes.TrimLeft(rest, " \t\r\n"))
	if syntax, ok := errors.AsType[*json.SyntaxError](json.Unmarshal(rest, new(json.RawMessage))); inRow && ok {
		ahead = int(syntax.Offset) - 1
	}
	return t.decoder.InputOffset() + int64(ahead)
}

// readObject makes a row of a JSON object; the error is a *RowError. The header is that of the row before.
func readObject(line int, raw []byte, header *Header) (Row, error) {
	if !utf8.Valid(raw) {
		return Row{}, &RowError{line, "is not valid UTF-8"}
	}
	r, err := objectRow(line, raw, header)
	if err == nil && len(r.Cells) > maxColumns {
		return Row{}, &RowError{line, fmt.Sprintf("has %d names; at most %d are read", len(r.Cells), maxColumns)}
	}
	return r, err
}
