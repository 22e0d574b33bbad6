package tables

import (
	"fmt"
	"io"
)

// maxRow is the size of the largest row, in bytes. A larger one is a file that is not what it seems, such as a table
// whose quote was never closed.
const maxRow = 1 << 20

var errRowSize = fmt.Errorf("a row is larger than %d MiB; is a quote not closed?", maxRow>>20)

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
