package tables

import (
	"bytes"
	"strconv"
	"unicode/utf8"
)

// tag is one tag of XML, valid until the next one is read.
type tag struct {
	full       []byte // the name as it is written
	name       []byte // without prefix
	attributes []byte
	closes     bool // </name>
	empty      bool // <name/>
}

// readTag reads what stands between < and >.
func readTag(text []byte) tag {
	var t tag
	text, t.closes = bytes.CutPrefix(text, []byte("/"))
	text, t.empty = bytes.CutSuffix(text, []byte("/"))
	t.full = text
	if end := bytes.IndexAny(text, " \t\r\n"); end >= 0 {
		t.full, t.attributes = text[:end], text[end:]
	}
	t.name = t.full
	if _, local, ok := bytes.Cut(t.full, []byte(":")); ok {
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

// nesting are the elements that are open.
type nesting struct {
	names  []byte // one behind the other
	starts []int
}

// note opens or closes an element, and reports whether it can be.
func (n *nesting) note(t tag) bool {
	last := len(n.starts) - 1
	switch {
	case t.closes:
		if last < 0 || !bytes.Equal(n.names[n.starts[last]:], t.full) {
			return false
		}
		n.names, n.starts = n.names[:n.starts[last]], n.starts[:last]
	case !t.empty:
		n.starts = append(n.starts, len(n.names))
		n.names = append(n.names, t.full...)
	}
	return len(n.starts) <= maxDepth
}

// checkText looks at what stands between two tags: XML ends at a sign that it does not allow. A text that is cut is looked
// at as far as it goes.
func checkText(text []byte, cut bool) error {
	for _, c := range text {
		if c < ' ' && c != '\t' && c != '\n' && c != '\r' {
			return errDamaged
		}
	}
	if cut {
		text = cutRune(text)
	}
	if !utf8.Valid(text) {
		return errDamaged
	}
	for {
		_, after, ok := bytes.Cut(text, []byte("&"))
		if !ok {
			return nil
		}
		name, behind, ok := bytes.Cut(after, []byte(";"))
		if !ok && cut {
			return nil
		}
		if err := checkEntity(string(name)); err != nil {
			return err
		}
		text = behind
	}
}

// checkEntity allows what XML knows by itself.
func checkEntity(name string) error {
	switch name {
	case "amp", "lt", "gt", "quot", "apos":
		return nil
	}
	if len(name) < 2 || name[0] != '#' {
		return errEntities
	}
	digits, base := name[1:], 10
	if digits[0] == 'x' {
		digits, base = digits[1:], 16
	}
	n, err := strconv.ParseUint(digits, base, 32)
	if err != nil || !utf8.ValidRune(rune(n)) || legal(rune(n)) != rune(n) {
		return errDamaged
	}
	return nil
}
