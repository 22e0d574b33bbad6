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
	read int64
	size int // since the last reset
}

func newMarkup(r io.Reader) *markup { return &markup{r: bufio.NewReaderSize(r, sampleSize)} }

func (m *markup) reset() { m.size = 0 }

// tag is one tag, valid until the next one is read.
type tag struct {
	name       []byte // without prefix
	attributes []byte
	closes     bool // </name>
	empty      bool // <name/>
}

// next returns the next tag; io.EOF after the last.
func (m *markup) next() (tag, error) {
	for {
		if err := m.skipText(); err != nil {
			return tag{}, err
		}
		start, _ := m.r.Peek(len("![CDATA["))
		switch {
		case bytes.HasPrefix(start, []byte("!--")):
			if err := m.skipPast("-->"); err != nil {
				return tag{}, err
			}
			continue
		case bytes.HasPrefix(start, []byte("![CDATA[")):
			if err := m.skipPast("]]>"); err != nil {
				return tag{}, err
			}
			continue
		case bytes.HasPrefix(start, []byte("!")):
			return tag{}, errEntities
		}
		text, err := m.r.ReadSlice('>')
		if err := m.count(len(text), err); err != nil {
			return tag{}, err
		}
		if text[0] != '?' {
			return readTag(text[:len(text)-1]), nil
		}
	}
}

func readTag(text []byte) tag {
	var t tag
	text, t.closes = bytes.CutPrefix(text, []byte("/"))
	text, t.empty = bytes.CutSuffix(text, []byte("/"))
	t.name = text
	if end := bytes.IndexAny(text, " \t\r\n"); end >= 0 {
		t.name, t.attributes = text[:end], text[end:]
	}
	if _, local, ok := bytes.Cut(t.name, []byte(":")); ok {
		t.name = local
	}
	return t
}

// is reports whether the tag opens an element.
func (t tag) is(name string) bool { return !t.closes && string(t.name) == name }

// ends reports whether the tag closes an element.
func (t tag) ends(name string) bool { return (t.closes || t.empty) && string(t.name) == name }

// attribute is the text of an attribute as it is written, nil when there is none.
func (t tag) attribute(name string) []byte {
	rest := t.attributes
	for {
		key, after, ok := bytes.Cut(rest, []byte("="))
		after = bytes.TrimLeft(after, " \t\r\n")
		if !ok || len(after) == 0 {
			return nil
		}
		value, behind, ok := bytes.Cut(after[1:], after[:1])
		if !ok {
			return nil
		}
		if string(bytes.TrimSpace(key)) == name {
			return value
		}
		rest = behind
	}
}

// skipText reads to the beginning of the next tag.
func (m *markup) skipText() error {
	for {
		text, err := m.r.ReadSlice('<')
		if ownEntity(text) {
			return errEntities
		}
		if errors.Is(err, io.EOF) {
			m.read += int64(len(text))
			return io.EOF
		}
		full := errors.Is(err, bufio.ErrBufferFull)
		if full {
			err = nil
		}
		if err := m.count(len(text), err); err != nil || !full {
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

// ownEntity reports whether a text has an entity that XML does not know by itself. What is cut off is not looked at.
func ownEntity(text []byte) bool {
	for {
		_, after, ok := bytes.Cut(text, []byte("&"))
		if !ok {
			return false
		}
		name, _, ok := bytes.Cut(after[:min(len(after), 12)], []byte(";"))
		switch {
		case !ok && len(after) < 12:
			return false
		case !ok || len(name) == 0:
			return true
		}
		switch string(name) {
		case "amp", "lt", "gt", "quot", "apos":
		default:
			if name[0] != '#' {
				return true
			}
		}
		text = after
	}
}
