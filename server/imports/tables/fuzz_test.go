package tables_test

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"os"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"shopclerk/server/imports/tables"
)

// FuzzOpen reads any bytes, as they are, packed, and as a sheet: nothing may panic or go on without end, lines are counted
// from 1 and never go back, and every cell stands under a name.
func FuzzOpen(f *testing.F) {
	for _, file := range []string{
		"", mark, "\xff\xfe", "\x00", "a", " [", "\n{", "PK\x03\x04\x00", "PK\x05\x06", "\x1f\x8b\x08\x00", mark + "sku\n1", mark + "[{}]", "%PDF-",
		"[", "[]", "[\n\n{},\n]", "[{}\n{}]", "[1,\"\",null,true,[[]]]", "[{}]x", "[{}]\n[", "[}", "[{\"a\":\n\n\"\n\"}]", "[,]", "[\xff]", "[{},\r\n\r\n{\"a\":1",
		"{}{}", "{\n}", "[]\n1\nnull\n\"\"\n", "{}\x00{}", "\xff\n{}", "{\"a\":[{}]}", "{\n\"a\":[{}],\"b\":[{}]}", "{\"a\":[1],\n\"b\":[{\"c\":[]}]\n}",
		"\n", "sku,sku", "sku,\n1,2\n1,2,3", "sku\n\"", "sku\n\"a\nb\"\n\"c", "sku\na\"b\nc", "\"sku\"x\n", "sku\r\n1\r\n\r\n2", "a\rb\rc", "sku,t\n\xff,x\n1,\xff",
		",,\n,,\nsku\n,,\n1", "sku\x00\n\x00", "sep=;\na;b\n", "a\tb\n1\t2\t\n", "a|b",
		"<a><b>1</b><b c='2'>&lt;</b></a>", "<rss><channel><item><g:a/></item></channel></rss>", "<?xml version='1.0' encoding='big5'?><a><b/><b/></a>", "<!DOCTYPE a>", "<a>&b;",
		sheetHead + textRow(1, "sku", "t") + `<row r="3"><c r="A3" t="b"><v>1</v></c><c r="C3"><v>1.10000000000000009</v></c></row>` + sheetTail,
		sheetHead + `<row/><row r="2"><c t="s"><v>0</v></c></row>` + sheetTail, sheetHead + `<row r="1"><c r="A1"><f/></c></row>`,
		traditional, simplified, vietnamese,
	} {
		f.Add([]byte(file))
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		text := string(file)
		lines := strings.Count(text, "\n") + strings.Count(text, "\r") + 1
		readThrough(t, text, max(lines, 1<<20)) // it may be a spreadsheet itself
		readThrough(t, gzipped(t, text), max(lines, 1<<20))
		readThrough(t, packed(t, part{"a", text}), max(lines, 1<<20))
		readThrough(t, spreadsheet(t, part{"xl/worksheets/sheet1.xml", text}), 1<<20)
		readThrough(t, rowsOf(t, textRow(1, "a")+text), 1<<20)
		readThrough(t, rowsOf(t, textRow(1, "a")+`<row r="2"><c t="s"><v>0</v></c></row>`, part{"xl/sharedStrings.xml", text}), 1<<20)
		encodings := tables.Encodings()
		readForced(t, text, encodings[len(text)%len(encodings)])
	})
}

// readThrough reads a table to its end.
func readThrough(t *testing.T, text string, lines int) {
	t.Helper()
	table, err := tables.Open(stored(t, text), tables.Options{})
	if err != nil {
		told(t, err)
		return
	}
	defer closed(t, table)
	last := 1
	for {
		r, err := table.Next()
		var bad *tables.RowError
		switch {
		case errors.As(err, &bad):
			r.Line = bad.Line
			told(t, err)
		case errors.Is(err, io.EOF):
			return
		case err != nil:
			told(t, err)
			return
		}
		if r.Line < last || r.Line > lines {
			t.Fatalf("line %d follows line %d of %d", r.Line, last, lines)
		}
		last = r.Line
		if err == nil {
			checkRow(t, r)
		}
	}
}

func told(t *testing.T, err error) {
	t.Helper()
	if text := err.Error(); text == "" || !utf8.ValidString(text) {
		t.Fatalf("nothing can be made of %q", text)
	}
}

func checkRow(t *testing.T, r tables.Row) {
	t.Helper()
	if len(r.Cells) > len(r.Header.Names) {
		t.Fatalf("%d cells under %d names", len(r.Cells), len(r.Header.Names))
	}
	for i, c := range r.Cells {
		if !utf8.ValidString(c.Text) || c.JSON() == nil && (strings.Contains(c.Text, "\x00") || strings.TrimSpace(c.Text) != c.Text) {
			t.Fatalf("%q stands under %q", c.Text, r.Header.Names[i])
		}
	}
}

func readForced(t *testing.T, text, encoding string) {
	t.Helper()
	table, err := tables.Open(stored(t, text), tables.Options{Encoding: encoding})
	if err != nil {
		told(t, err)
		return
	}
	defer closed(t, table)
	for err == nil || errors.As(err, new(*tables.RowError)) {
		_, err = table.Next()
	}
}

// FuzzCSV writes rows with the standard library and reads them again, whatever stands between the cells.
func FuzzCSV(f *testing.F) {
	f.Add("a", "b", byte(0))
	f.Add("茶;,\t|", "line\nend", byte(1))
	f.Add("\"", "'\"x\"\",", byte(2))
	f.Add(" x ", "\r\n", byte(3))
	f.Add("0", "'+", byte(3))
	f.Fuzz(func(t *testing.T, a, b string, which byte) {
		if a, b = strings.Map(printable, a), strings.Map(printable, b); !utf8.ValidString(a + b) {
			return
		}
		delimiter := rune(",;\t|"[which%4])
		rows := [][]string{{"1", a, b}, {"2", b, a}, {"3", a + b, ""}}
		var file bytes.Buffer
		w := csv.NewWriter(&file)
		w.Comma = delimiter
		if err := w.WriteAll(append([][]string{{"number", "one", "two"}}, rows...)); err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(trimmed(rows), readRows(t, stored(t, file.String()), delimiter)); d != "" {
			t.Fatalf("%q: %s", file.String(), d)
		}
	})
}

// printable drops what makes a file of nothing else no text.
func printable(r rune) rune {
	if unicode.IsControl(r) && r != '\n' && r != '\r' && r != '\t' {
		return -1
	}
	return r
}

// trimmed is what a table keeps of cells: no guard and no space around them, and line ends as RFC 4180's readers make them.
func trimmed(rows [][]string) [][]string {
	out := make([][]string, len(rows))
	for i, row := range rows {
		for _, cell := range row {
			out[i] = append(out[i], strings.TrimSpace(tables.Unguard(strings.ReplaceAll(cell, "\r\n", "\n"))))
		}
	}
	return out
}

func readRows(t *testing.T, file *os.File, delimiter rune) (rows [][]string) {
	t.Helper()
	table, err := tables.Open(file, tables.Options{Delimiter: delimiter, Encoding: "utf-8"})
	if err != nil {
		t.Fatal(err)
	}
	defer closed(t, table)
	for {
		r, err := table.Next()
		if errors.Is(err, io.EOF) {
			return rows
		}
		if err != nil {
			t.Fatal(err)
		}
		var cells []string
		for _, c := range r.Cells {
			cells = append(cells, c.Text)
		}
		rows = append(rows, cells)
	}
}
