package tables

import (
	"bufio"
	"encoding/csv"
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Writer writes a table, row by row, and keeps none of them in memory. After an error only Discard makes sense. The
// io.Writer below it is left open.
type Writer interface {
	// Header writes the names of the columns. It is called once, before the first row.
	Header(names []string) error
	// Write writes a row in the order of the header. Cells that are missing at its end are empty; one too many is an error.
	Write(cells []string) error
	// Close writes what is left to be written. A spreadsheet is written here as a whole.
	Close() error
	// Discard gives up: nothing more is written, and temporary files are removed. After Close it does nothing.
	Discard()
}

// frame holds the rows of a table to its header.
type frame struct {
	names []string
	row   int // of the file that was written last, from 1
}

func (f *frame) next(cells int) error {
	f.row++
	if cells > len(f.names) {
		return fmt.Errorf("row %d has %d cells, but there are %d columns", f.row, cells, len(f.names))
	}
	return nil
}

type csvWriter struct {
	frame
	out    *bufio.Writer
	rows   *csv.Writer // on out, without a buffer of its own
	record []string
}

// NewCSV writes comma-separated values (RFC 4180) in UTF-8, with the byte order mark without which Excel takes Chinese for
// another encoding. A cell that a spreadsheet program would run as a formula gets a quote in front; see Unguard.
func NewCSV(w io.Writer) Writer {
	out := bufio.NewWriterSize(w, sampleSize)
	return &csvWriter{out: out, rows: csv.NewWriter(out)}
}

func (c *csvWriter) Header(names []string) error {
	c.names, c.record = names, make([]string, len(names))
	if _, err := c.out.WriteString("\ufeff"); err != nil {
		return err
	}
	return c.Write(names)
}

func (c *csvWriter) Write(cells []string) error {
	if err := c.next(len(cells)); err != nil {
		return err
	}
	clear(c.record)
	for i, cell := range cells {
		c.record[i] = guard(strings.ToValidUTF8(cell, string(utf8.RuneError)))
	}
	if len(c.record) == 1 && c.record[0] == "" { // readers pass over a blank line
		_, err := c.out.WriteString("\"\"\n")
		return err
	}
	return c.rows.Write(c.record)
}

func (c *csvWriter) Close() error {
	c.rows.Flush()
	return c.rows.Error()
}

func (c *csvWriter) Discard() {}

// guard puts a quote before a text that a spreadsheet would run, and before one that Unguard would change.
func guard(text string) string {
	if isRisky(text) {
		return "'" + text
	}
	return text
}

// Unguard takes the quote off again that the writer of a CSV file puts before what a spreadsheet program would run as a
// formula, such as '=A1, '-5 or '@name. Every other text is returned as it is, also one with a quote of its own.
func Unguard(text string) string {
	if rest, ok := strings.CutPrefix(text, "'"); ok && isRisky(rest) {
		return rest
	}
	return text
}

// isRisky reports whether a spreadsheet would run a text, or would when the quotes before it are gone. What comes first
// decides, behind any space; see https://owasp.org/www-community/attacks/CSV_Injection.
func isRisky(text string) bool {
	text = strings.TrimLeft(text, "'")
	rest := strings.TrimLeftFunc(text, unicode.IsSpace)
	first, _ := utf8.DecodeRuneInString(rest)
	return strings.ContainsAny(text[:len(text)-len(rest)], "\t\r\n") || strings.ContainsRune("=+-@＝＋－＠", first)
}
