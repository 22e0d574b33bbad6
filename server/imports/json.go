package imports

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"
)

// arrayTable reads one JSON array of objects, element by element.
type arrayTable struct {
	decoder *json.Decoder
	bound   *boundedReader
	lines   *lineCounter
	begun   bool // a row was read
}

func newArrayTable(r io.Reader) (*arrayTable, error) {
	lines := &lineCounter{r: r}
	bound := &boundedReader{r: lines}
	t := &arrayTable{decoder: json.NewDecoder(bound), bound: bound, lines: lines}
	_, err := t.decoder.Token() // the bracket that told the format
	return t, err
}

func (t *arrayTable) format() string { return "json" }

func (t *arrayTable) columns() []string { return nil }

func (t *arrayTable) next() (row, error) {
	t.bound.reset()
	if !t.decoder.More() {
		return row{}, t.end()
	}
	before := t.decoder.InputOffset() // at the comma, or at the first row
	var raw json.RawMessage
	if err := t.decoder.Decode(&raw); err != nil {
		inRow := !t.begun || t.decoder.InputOffset() > before // else there is no comma
		return row{}, t.broken(err, inRow)
	}
	t.begun = true
	line := t.lines.at(t.decoder.InputOffset() - int64(len(raw)))
	switch {
	case len(raw) > maxRow: // and no larger than what the decoder had read ahead
		return row{}, &rowError{line, errRowSize.Error()}
	case !utf8.Valid(raw):
		return row{}, &rowError{line, "is not valid UTF-8"}
	}
	return jsonRow(line, raw)
}

func (t *arrayTable) end() error {
	if _, err := t.decoder.Token(); err != nil {
		return t.broken(err, false)
	}
	if _, err := t.decoder.Token(); !errors.Is(err, io.EOF) {
		return fmt.Errorf("line %d: something follows the end of the list", t.lines.at(t.decoder.InputOffset()))
	}
	return io.EOF
}

// broken says where a list stops being JSON. What follows cannot be told apart any more, so the file ends there.
func (t *arrayTable) broken(err error, inRow bool) error {
	var syntax *json.SyntaxError
	switch {
	case errors.Is(err, errRowSize):
		return fmt.Errorf("line %d: %w", t.lines.at(t.fault(false)), err)
	case errors.As(err, &syntax):
		return fmt.Errorf("line %d: not valid JSON from here on: %w", t.lines.at(t.fault(inRow)), err)
	case errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF):
		return fmt.Errorf("line %d: the file ends in the middle of the list", t.lines.at(t.lines.read))
	}
	return err
}

// fault is the offset of what cannot be read: in the row that begins here, or here. The decoder's own error will not do,
// as its count leaves out commas and the space before them, so the row is looked at once more.
func (t *arrayTable) fault(inRow bool) int64 {
	rest, _ := io.ReadAll(t.decoder.Buffered()) // from memory
	ahead := len(rest) - len(bytes.TrimLeft(rest, " \t\r\n"))
	var syntax *json.SyntaxError
	if inRow && errors.As(json.Unmarshal(rest, new(json.RawMessage)), &syntax) {
		ahead = int(syntax.Offset) - 1
	}
	return t.decoder.InputOffset() + int64(ahead)
}

// lineTable reads one JSON object a line.
type lineTable struct {
	r    *bufio.Reader
	line int
}

func newLineTable(r *bufio.Reader) *lineTable { return &lineTable{r: r} }

func (t *lineTable) format() string { return "ndjson" }

func (t *lineTable) columns() []string { return nil }

func (t *lineTable) next() (row, error) {
	for {
		t.line++
		raw, err := readLine(t.r)
		switch {
		case errors.Is(err, errRowSize):
			return row{}, &rowError{t.line, err.Error()}
		case err != nil:
			return row{}, err
		}
		if raw = bytes.TrimSpace(raw); len(raw) == 0 {
			continue
		}
		if !utf8.Valid(raw) {
			return row{}, &rowError{t.line, "is not valid UTF-8"}
		}
		return jsonRow(t.line, raw)
	}
}

// readLine reads to the next line end; of a line that is too long nothing is kept.
func readLine(r *bufio.Reader) (line []byte, err error) {
	tooLong := false
	for {
		part, err := r.ReadSlice('\n')
		if !tooLong {
			line = append(line, part...)
		}
		if len(line) > maxRow {
			line, tooLong = nil, true
		}
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case err != nil && (!errors.Is(err, io.EOF) || len(line) == 0 && !tooLong):
			return nil, err
		case tooLong:
			return nil, errRowSize
		}
		return line, nil
	}
}

// boundedReader fails when more than a row's worth of bytes is read between two resets.
type boundedReader struct {
	r    io.Reader
	read int
}

func (b *boundedReader) reset() { b.read = 0 }

// Read reads.
func (b *boundedReader) Read(p []byte) (int, error) {
	if b.read > maxRow {
		return 0, errRowSize
	}
	n, err := b.r.Read(p)
	b.read += n
	return n, err
}

// lineCounter knows on which line an offset is that was read not long ago.
type lineCounter struct {
	r    io.Reader
	read int64
	line int     // how many line ends were passed
	ends []int64 // offsets of the line ends since
}

// Read reads.
func (l *lineCounter) Read(p []byte) (int, error) {
	n, err := l.r.Read(p)
	for i, b := range p[:n] {
		if b == '\n' {
			l.ends = append(l.ends, l.read+int64(i))
		}
	}
	l.read += int64(n)
	return n, err
}

// at returns the line, from 1, of an offset; offsets must not go back.
func (l *lineCounter) at(offset int64) int {
	passed := 0
	for passed < len(l.ends) && l.ends[passed] < offset {
		passed++
	}
	l.ends = l.ends[passed:]
	l.line += passed
	return l.line + 1
}
