package tables

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
)

// maxMarkup is how much of a spreadsheet's XML may stand between two rows or texts, in bytes. Around short cells there is
// several times as much of it as of text.
const maxMarkup = 4 * maxRow

var (
	errDamaged = errors.New("the spreadsheet is damaged; open it in a spreadsheet program, and save it again")
	errMarkup  = fmt.Errorf("the spreadsheet has a row or a text of more than %d MiB", maxMarkup>>20)
)

// markup walks through the tags of a spreadsheet's XML without keeping anything of it. It is stricter than who reads it
// afterwards: excelize takes broken XML for the end of a sheet, and what stands in one piece into memory.
type markup struct {
	r    *bufio.Reader
	open nesting
	read int64
	size int // since the last reset
}

func newMarkup(r io.Reader) *markup { return &markup{r: bufio.NewReaderSize(r, sampleSize)} }

func (m *markup) reset() { m.size = 0 }

// next returns the next tag; io.EOF after the last.
func (m *markup) next() (tag, error) {
	for {
		if err := m.skipText(); err != nil {
			return tag{}, err
		}
		aside, err := m.skipAside()
		if err != nil {
			return tag{}, err
		}
		if aside {
			continue
		}
		text, err := m.r.ReadSlice('>')
		if err := m.count(len(text), err); err != nil {
			return tag{}, err
		}
		t := readTag(text[:len(text)-1])
		if !m.open.note(t) {
			return tag{}, errDamaged
		}
		return t, nil
	}
}

// skipAside passes over what begins like a tag and is none, and reports whether it did.
func (m *markup) skipAside() (bool, error) {
	start, _ := m.r.Peek(len("![CDATA["))
	for _, a := range []struct{ begin, end string }{{"!--", "-->"}, {"![CDATA[", "]]>"}, {"?", "?>"}} {
		if bytes.HasPrefix(start, []byte(a.begin)) {
			return true, m.skipPast(a.end)
		}
	}
	if bytes.HasPrefix(start, []byte("!")) {
		return false, errEntities
	}
	return false, nil
}

// skipText reads to the beginning of the next tag; io.EOF when there is none and nothing is open.
func (m *markup) skipText() error {
	for {
		text, err := m.r.ReadSlice('<')
		cut := errors.Is(err, bufio.ErrBufferFull)
		if err := checkText(bytes.TrimSuffix(text, []byte("<")), cut); err != nil {
			return err
		}
		switch {
		case errors.Is(err, io.EOF) && len(m.open.starts) == 0:
			return io.EOF
		case cut:
			err = nil
		}
		if err := m.count(len(text), err); err != nil || !cut {
			return err
		}
	}
}

// skipPast reads past an end that may be any way off.
func (m *markup) skipPast(end string) error {
	matched := 0
	for matched < len(end) {
		b, err := m.r.ReadByte()
		if err := m.count(1, err); err != nil {
			return err
		}
		switch {
		case b == end[matched]:
			matched++
		case b == end[0] && matched == 2 && end[0] == end[1]: // one more of the two that begin it
		case b == end[0]:
			matched = 1
		default:
			matched = 0
		}
	}
	return nil
}

// count adds what was read and turns an error into what to say of it.
func (m *markup) count(n int, err error) error {
	m.read += int64(n)
	m.size += n
	switch {
	case m.size > maxMarkup:
		return errMarkup
	case errors.Is(err, io.EOF), errors.Is(err, bufio.ErrBufferFull):
		return errDamaged
	case err != nil:
		return fmt.Errorf("%w: %w", errDamaged, err)
	}
	return nil
}
