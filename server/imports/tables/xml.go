package tables

import (
	"bufio"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"

	"golang.org/x/text/runes"
	"golang.org/x/text/transform"
)

// maxDepth is how deep elements nest, inside a row and around it.
const maxDepth = 32

var (
	errEntities = errors.New("the file has a DOCTYPE or an entity of its own; entities are not read")
	errNoRows   = errors.New("the file is XML without rows: no element is there again and again below the outermost one or its channel")
)

// feedTable reads the elements of an XML document that are there again and again: those are its rows.
type feedTable struct {
	decoder *xml.Decoder
	source  *feedSource
	charset charset
	rowPath []string // the elements around a row and its own name
	open    []string // the elements that are open, as they are written
	ended   bool     // the outermost one was closed
	header  *Header
}

func newFeedTable(text *bufio.Reader, sample []byte, c charset) (*feedTable, error) {
	path, err := findRows(sample)
	if err != nil {
		return nil, err
	}
	// What XML does not allow would end the document; put into other words it refuses only its row.
	clean := transform.NewReader(text, runes.Map(legal))
	source := &feedSource{r: bufio.NewReaderSize(clean, sampleSize)}
	return &feedTable{decoder: newDecoder(source), source: source, charset: c, rowPath: path}, nil
}

// newDecoder reads a document that was turned into UTF-8, whatever its declaration says.
func newDecoder(r io.Reader) *xml.Decoder {
	d := xml.NewDecoder(r)
	d.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil }
	return d
}

// notText is a character that is reserved for stating that something is none.
const notText = '\ufdd0'

func legal(r rune) rune {
	if r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == '\ufffe' || r == '\uffff' {
		return notText
	}
	return r
}

func (t *feedTable) columns() []string { return nil }

func (t *feedTable) next() (Row, error) {
	for {
		if len(t.open) < len(t.rowPath) {
			t.source.reset()
		}
		line, _ := t.decoder.InputPos()
		token, err := t.decoder.RawToken()
		if err != nil {
			return Row{}, t.broken(err, line)
		}
		switch token := token.(type) {
		case xml.Directive:
			return Row{}, errEntities
		case xml.StartElement:
			name := written(token.Name)
			if err := t.enter(name); err != nil {
				return Row{}, err
			}
			if slices.Equal(t.open, t.rowPath) {
				return t.readRow(token)
			}
		case xml.EndElement:
			if err := t.leave(written(token.Name)); err != nil {
				return Row{}, err
			}
		}
	}
}

// enter and leave do what RawToken does not, which alone tells how names are written: look that elements are closed.
func (t *feedTable) enter(name string) error {
	line, _ := t.decoder.InputPos()
	switch {
	case t.ended:
		return fmt.Errorf("line %d: something follows the end of the document", line)
	case len(t.open) == maxDepth:
		return fmt.Errorf("line %d: elements nest deeper than %d", line, maxDepth)
	}
	t.open = append(t.open, name)
	return nil
}

func (t *feedTable) leave(name string) error {
	if last := len(t.open) - 1; last < 0 || t.open[last] != name {
		line, _ := t.decoder.InputPos()
		return fmt.Errorf("line %d: not valid XML from here on: </%s> closes nothing", line, clip(name))
	}
	t.open = t.open[:len(t.open)-1]
	t.ended = len(t.open) == 0
	return nil
}

// readRow reads the rest of the element of a row.
func (t *feedTable) readRow(start xml.StartElement) (Row, error) {
	line, _ := t.decoder.InputPos()
	begin := t.decoder.InputOffset()
	t.source.reset()
	row := newFeedRow(start)
	for len(t.open) >= len(t.rowPath) {
		at, _ := t.decoder.InputPos()
		token, err := t.decoder.RawToken()
		switch {
		case errors.Is(err, errRowSize):
			return Row{}, fmt.Errorf("line %d: %w", line, errRowSize)
		case err != nil:
			return Row{}, t.broken(err, at)
		}
		if err := t.take(row, token); err != nil {
			return Row{}, err
		}
	}
	r, err := row.row(line, t.header, t.charset)
	if err == nil {
		r.Size = int(t.decoder.InputOffset() - begin)
		t.header = r.Header
	}
	return r, err
}

// take adds a part of a row to it.
func (t *feedTable) take(row *feedRow, token xml.Token) error {
	switch token := token.(type) {
	case xml.Directive:
		return errEntities
	case xml.StartElement:
		row.enter(token)
		return t.enter(written(token.Name))
	case xml.CharData:
		row.text(token)
	case xml.EndElement:
		row.leave()
		return t.leave(written(token.Name))
	}
	return nil
}

// broken says where a document cannot be read any more.
func (t *feedTable) broken(err error, line int) error {
	syntax, ofXML := errors.AsType[*xml.SyntaxError](err)
	switch {
	case errors.Is(err, io.EOF) && t.ended:
		return io.EOF
	case errors.Is(err, errRowSize):
		return fmt.Errorf("line %d: %w", line, errRowSize)
	case errors.Is(err, io.EOF), t.source.ended:
		return fmt.Errorf("line %d: the file ends in the middle of the document", line)
	case ofXML && t.source.atEntity():
		return fmt.Errorf("line %d: %w", syntax.Line, errEntities)
	case ofXML:
		return fmt.Errorf("line %d: not valid XML from here on: %s", syntax.Line, syntax.Msg)
	}
	return err
}
