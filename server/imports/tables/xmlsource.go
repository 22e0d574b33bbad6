package tables

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"slices"
)

// feedSource is what the decoder reads byte by byte: it bounds a row, and knows what was read last.
type feedSource struct {
	r     *bufio.Reader
	read  int
	ended bool
	last  [64]byte // a ring
	at    int
}

func (s *feedSource) reset() { s.read = 0 }

// ReadByte reads.
func (s *feedSource) ReadByte() (byte, error) {
	if s.read > maxRow {
		return 0, errRowSize
	}
	b, err := s.r.ReadByte()
	s.ended = errors.Is(err, io.EOF)
	s.read++
	s.last[s.at%len(s.last)] = b
	s.at++
	return b, err
}

// Read reads; the decoder does not use it.
func (s *feedSource) Read(p []byte) (int, error) { return s.r.Read(p) }

// atEntity reports whether what was read last is the name of an entity.
func (s *feedSource) atEntity() bool {
	split := s.at % len(s.last)
	last := append(slices.Clone(s.last[split:]), s.last[:split]...)
	and := bytes.LastIndexByte(last, '&')
	name, closed := bytes.CutSuffix(last[and+1:], []byte(";"))
	return and >= 0 && closed && !bytes.ContainsAny(name, " <>\n;")
}
