package tables

import (
	"errors"
	"fmt"
	"io"
	"os"
	"sync/atomic"
)

// stored is a file as it is stored, which counts what was read of it.
type stored struct {
	file io.ReaderAt
	size int64
	read atomic.Int64
}

func newStored(file *os.File) (*stored, error) {
	info, err := file.Stat()
	switch {
	case err != nil:
		return nil, fmt.Errorf("the file cannot be read: %w", err)
	case info.IsDir():
		return nil, errors.New("this is a folder, not a file")
	}
	return &stored{file: file, size: info.Size()}, nil
}

// reader reads the file from its beginning.
func (s *stored) reader() io.Reader { return io.NewSectionReader(s, 0, s.size) }

// ReadAt reads and counts.
func (s *stored) ReadAt(p []byte, offset int64) (int, error) {
	n, err := s.file.ReadAt(p, offset)
	s.read.Add(int64(n))
	return n, err
}

// head returns the first bytes, by which many kinds of files are told apart. They do not count as read.
func (s *stored) head() ([]byte, error) {
	head := make([]byte, min(s.size, headSize))
	n, err := io.NewSectionReader(s.file, 0, s.size).Read(head)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("the file cannot be read: %w", err)
	}
	return head[:n], nil
}

// progress is how much was read. An archive's directory stands at its end and is read twice, so more is counted than is.
func (s *stored) progress() int64 { return min(s.read.Load(), s.size) }

// at sets how much was read, for who reads in an order of its own.
func (s *stored) at(part, whole int64) {
	if whole > 0 {
		s.read.Store(int64(float64(s.size) * (float64(min(part, whole)) / float64(whole))))
	}
}

func (s *stored) finish() { s.read.Store(s.size) }
