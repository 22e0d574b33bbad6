package tables

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"
)

// feedRow collects the cells of the element that is a row.
type feedRow struct {
	names []string
	texts [][]byte
	index map[string]int
	open  []feedElement
}

// feedElement is an element inside a row.
type feedElement struct {
	path   string
	text   []byte
	link   string // of Atom, which writes addresses as attributes
	parent bool   // has elements
	unread bool   // says nothing of the row
}

// newFeedRow begins with the attributes of the row's element.
func newFeedRow(start xml.StartElement) *feedRow {
	r := &feedRow{index: map[string]int{}}
	for _, a := range start.Attr {
		if a.Name.Space != "xmlns" && a.Name.Local != "xmlns" {
			r.add(short(a.Name), []byte(a.Value))
		}
	}
	return r
}

// written is a name as it stands in the file.
func written(n xml.Name) string {
	if n.Space != "" {
		return n.Space + ":" + n.Local
	}
	return n.Local
}

// short is a name without its prefix, but for the one that product feeds are known by.
func short(n xml.Name) string {
	if n.Space == "g" {
		return "g:" + n.Local
	}
	return n.Local
}

func (r *feedRow) enter(start xml.StartElement) {
	e := feedElement{path: short(start.Name)}
	if last := len(r.open) - 1; last >= 0 {
		r.open[last].parent = true
		e.path = r.open[last].path + "/" + e.path
	}
	for _, a := range start.Attr {
		switch {
		case a.Name.Local == "href":
			e.link = a.Value
		case start.Name.Local == "link" && a.Name.Local == "rel" && a.Value != "alternate": // the feed itself, a picture
			e.unread = true
		}
	}
	r.open = append(r.open, e)
}

func (r *feedRow) text(text []byte) {
	if last := len(r.open) - 1; last >= 0 {
		r.open[last].text = append(r.open[last].text, text...)
	}
}

func (r *feedRow) leave() {
	last := len(r.open) - 1
	if last < 0 { // the row itself
		return
	}
	e := r.open[last]
	r.open = r.open[:last]
	text := bytes.TrimSpace(e.text)
	if len(text) == 0 {
		text = []byte(strings.TrimSpace(e.link))
	}
	if !e.unread && (len(text) > 0 || !e.parent) {
		r.add(e.path, text)
	}
}

// add makes a cell, or adds to the one that has the name.
func (r *feedRow) add(name string, text []byte) {
	at, known := r.index[name]
	switch {
	case !known:
		r.index[name] = len(r.names)
		r.names = append(r.names, name)
		r.texts = append(r.texts, bytes.Clone(text))
	case len(text) > 0:
		if len(r.texts[at]) > 0 {
			r.texts[at] = append(r.texts[at], ',')
		}
		r.texts[at] = append(r.texts[at], text...)
	}
}

// row makes the row; the error is a *RowError.
func (r *feedRow) row(line int, before *Header, c charset) (Row, error) {
	if len(r.names) > maxColumns {
		return Row{}, &RowError{line, fmt.Sprintf("has %d names; at most %d are read", len(r.names), maxColumns)}
	}
	out := Row{Line: line, Header: before.named(r.names), Cells: make([]Cell, len(r.names))}
	for i, text := range r.texts {
		switch {
		case bytes.ContainsRune(text, notText):
			return Row{}, &RowError{line, clip(r.names[i]) + ": has a NUL byte or another sign that is in no text"}
		case bytes.ContainsRune(text, utf8.RuneError):
			return Row{}, &RowError{line, clip(r.names[i]) + ": is not valid " + c.called}
		}
		out.Cells[i].Text = string(bytes.TrimSpace(text))
	}
	return out, nil
}

// findRows tells by the beginning of a document which elements are its rows, and returns the way to them.
func findRows(sample []byte) ([]string, error) {
	d := newDecoder(bytes.NewReader(sample))
	var open []string
	var found candidates
	for {
		token, err := d.RawToken()
		if err != nil { // the sample ends, or the document is broken, of which its reader tells
			return found.best()
		}
		switch token := token.(type) {
		case xml.Directive:
			return nil, errEntities
		case xml.StartElement:
			open = append(open, written(token.Name))
			if len(open) == 1 {
				if err := checkRoot(token.Name.Local); err != nil {
					return nil, err
				}
			}
			found.note(open)
		case xml.EndElement:
			open = open[:max(len(open)-1, 0)]
		}
	}
}

// checkRoot refuses documents that are no lists.
func checkRoot(name string) error {
	switch strings.ToLower(name) {
	case "html":
		return errors.New("the file is a web page (HTML); open it in a spreadsheet program, and save it as .xlsx")
	case "workbook":
		return errors.New("the file is an old spreadsheet in XML; open it in a spreadsheet program, and save it as .xlsx")
	}
	return nil
}
