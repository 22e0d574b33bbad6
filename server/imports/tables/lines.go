package tables

import (
	"bufio"
	"bytes"
	"errors"
	"io"
)

// lineTable reads one JSON object a line.
type lineTable struct {
	r      *bufio.Reader
	line   int
	header *Header
}

func newLineTable(r *bufio.Reader) *lineTable { return &lineTable{r: r} }

func (t *lineTable) columns() []string { return nil }

func (t *lineTable) next() (Row, error) {
	for {
		t.line++
		raw, err := readLine(t.r)
		switch {
		case errors.Is(err, errRowSize):
			return Row{}, &RowError{t.line, err.Error()}
		case err != nil:
			return Row{}, err
		}
		if raw = bytes.TrimSpace(raw); len(raw) == 0 {
			continue
		}
		r, err := readObject(t.line, raw, t.header)
		if err == nil {
			t.header = r.Header
		}
		return r, err
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
