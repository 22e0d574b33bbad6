package tables

import (
	"archive/zip"
	"bufio"
	"bytes"
	"errors"
	"io"
	"unicode/utf8"
)

// sampleSize is how far a file is looked at before its first row is read, in bytes; further where that does not tell what
// it is.
const sampleSize = 64 << 10

// open finds out what the file is, layer by layer: packing, spreadsheet, encoding, kind.
func (t *Table) open(o Options) error {
	head, err := t.stored.head()
	switch {
	case err != nil:
		return err
	case bytes.HasPrefix(head, gzipMagic):
		return t.openGzip(o)
	case bytes.HasPrefix(head, zipMagic), bytes.HasPrefix(head, emptyZipMagic):
		return t.openZip(o)
	}
	return t.openPlain(bufio.NewReaderSize(t.stored.reader(), sampleSize), o)
}

// openPlain opens what is not packed or was unpacked.
func (t *Table) openPlain(b *bufio.Reader, o Options) error {
	sample, whole, err := peek(b)
	if err != nil {
		return err
	}
	if err := checkMagic(sample); err != nil {
		return err
	}
	c, err := charsetOf(sample, whole, o.Encoding)
	if err != nil {
		return err
	}
	if _, err := b.Discard(len(c.mark(sample))); err != nil {
		return err
	}
	t.layout.Encoding = c.name
	text := bufio.NewReaderSize(c.reader(b), sampleSize)
	return t.openText(text, c, o)
}

// openText tells by the beginning of a text what kind of table it is.
func (t *Table) openText(text *bufio.Reader, c charset, o Options) error {
	sample, whole, err := peek(text)
	if err == nil && !whole && isOneLine(sample) {
		text = bufio.NewReaderSize(text, maxRow+sampleSize) // the longest line that is read as a row, and what follows it
		sample, whole, err = peek(text)
	}
	if err != nil {
		return err
	}
	if t.layout.Kind, err = kindOf(sample, whole); err != nil {
		return err
	}
	switch t.layout.Kind {
	case "json":
		t.rows, err = newListTable(text, listName(sample))
	case "ndjson":
		t.rows = newLineTable(text)
	case "xml":
		t.rows, err = newFeedTable(text, sample, c)
	default:
		t.layout.Delimiter = o.Delimiter
		if o.Delimiter == 0 {
			t.layout.Delimiter = delimiterOf(sample, whole)
		}
		t.rows, err = newCSVTable(lineEnds(text, sample), t.layout.Delimiter, c)
	}
	return err
}

// openSheet opens a spreadsheet, which is read in an order of its own and therefore from a file.
func (t *Table) openSheet(file io.ReaderAt, size int64) error {
	dir, err := t.temporary()
	if err != nil {
		return err
	}
	book, err := openWorkbook(file, size)
	if err != nil {
		return err
	}
	sheet, err := newSheetTable(book, dir, t.stored)
	if err != nil {
		return err
	}
	t.cleanup = append(t.cleanup, sheet.close)
	t.stored.at(0, size) // what was read until here was no row
	t.layout.Kind, t.layout.Serials = "xlsx", !book.date1904
	t.rows = sheet
	return nil
}

// openGzip opens the one file that a gzip file holds.
func (t *Table) openGzip(o Options) error {
	r, err := gunzip(t.stored)
	if err != nil {
		return err
	}
	t.layout.Compression = "gzip"
	return t.openUnpacked(r, o)
}

// openZip opens a spreadsheet, or the one file that a zip file holds.
func (t *Table) openZip(o Options) error {
	archive, err := zip.NewReader(t.stored, t.stored.size)
	if err != nil {
		return damaged("zip", err)
	}
	if isWorkbook(archive) {
		return t.openSheet(t.stored.file, t.stored.size)
	}
	r, err := unzip(archive, t.stored.size)
	if err != nil {
		return err
	}
	t.layout.Compression = "zip"
	return t.openUnpacked(r, o)
}

// openUnpacked opens what was packed: a text as it is unpacked, a spreadsheet from a temporary file.
func (t *Table) openUnpacked(r io.Reader, o Options) error {
	b := bufio.NewReaderSize(r, sampleSize)
	sample, _, err := peek(b)
	switch {
	case err != nil:
		return err
	case bytes.HasPrefix(sample, gzipMagic):
		return errTwicePacked
	case !bytes.HasPrefix(sample, zipMagic):
		return t.openPlain(b, o)
	}
	dir, err := t.temporary()
	if err != nil {
		return err
	}
	file, size, err := unpackTo(dir, b)
	if err != nil {
		return err
	}
	t.cleanup = append(t.cleanup, file.Close)
	archive, err := zip.NewReader(file, size)
	if err != nil {
		return damaged("zip", err)
	}
	if !isWorkbook(archive) {
		return errTwicePacked
	}
	return t.openSheet(file, size)
}

// peek looks at the beginning of a text, as far as the reader holds it, and tells whether it is all of it. An error behind it
// is left for the rows.
func peek(b *bufio.Reader) (sample []byte, whole bool, err error) {
	sample, err = b.Peek(b.Size())
	whole = errors.Is(err, io.EOF)
	if whole || len(sample) > 0 {
		err = nil
	}
	return sample, whole, err
}

// cutRune leaves out what was begun of a character at the end of a sample.
func cutRune(sample []byte) []byte {
	for back := 1; back < utf8.UTFMax && back <= len(sample); back++ {
		if at := len(sample) - back; utf8.RuneStart(sample[at]) {
			if !utf8.FullRune(sample[at:]) {
				return sample[:at]
			}
			break
		}
	}
	return sample
}
