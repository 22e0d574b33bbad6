package tables_test

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"shopclerk/server/imports/tables"
)

// stored puts a file on the disk, as tables are read from there.
func stored(t testing.TB, content string) *os.File {
	t.Helper()
	path := filepath.Join(t.TempDir(), "upload")
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	return file
}

// readAs writes down what a file reads as: its kind, then "2: sku=1 title=x" for a row, "3! reason" for one that cannot be
// read, and "error: reason" when the file ends there.
func readAs(t testing.TB, content string, o tables.Options) []string {
	t.Helper()
	table, err := tables.Open(stored(t, content), o)
	if err != nil {
		return []string{"error: " + err.Error()}
	}
	defer closed(t, table)
	out := []string{table.Layout().Kind}
	for {
		r, err := table.Next()
		var bad *tables.RowError
		switch {
		case errors.Is(err, io.EOF):
			return out
		case errors.As(err, &bad):
			out = append(out, fmt.Sprintf("%d! %s", bad.Line, bad.Text))
		case err != nil:
			return append(out, "error: "+err.Error())
		default:
			out = append(out, fmt.Sprintf("%d: %s", r.Line, cellsOf(r)))
		}
	}
}

func closed(t testing.TB, table *tables.Table) {
	t.Helper()
	if err := table.Close(); err != nil {
		t.Error(err)
	}
}

func cellsOf(r tables.Row) string {
	var cells []string
	for i, c := range r.Cells {
		if name := r.Header.Names[i]; name != "" {
			cells = append(cells, name+"="+c.Text)
		}
	}
	return strings.Join(cells, " ")
}

type readerCase struct {
	name, file string
	want       []string
}

func checkReader(t *testing.T, cases []readerCase) {
	t.Helper()
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if d := cmp.Diff(c.want, readAs(t, c.file, tables.Options{})); d != "" {
				t.Error(d)
			}
		})
	}
}

const mark = "\xef\xbb\xbf"

func TestTheFirstByteTellsTheKind(t *testing.T) {
	checkReader(t, []readerCase{
		{"a list", `[{"sku":1}]`, []string{"json", "1: sku=1"}},
		{"a list behind a byte order mark", mark + `[{"sku":1}]`, []string{"json", "1: sku=1"}},
		{"a list behind white space", "\n\n  [\n{\"sku\":1}]", []string{"json", "4: sku=1"}},
		{"a list behind more white space than a page", strings.Repeat("\n", 5000) + `[{"sku":1}]`, []string{"json", "5001: sku=1"}},
		{"an object a line", `{"sku":1}`, []string{"ndjson", "1: sku=1"}},
		{"an object a line behind a byte order mark", mark + "\n{\"sku\":1}\n", []string{"ndjson", "2: sku=1"}},
		{"a table", "sku\n1\n", []string{"csv", "2: sku=1"}},
		{"a table behind a byte order mark, as Excel writes it", mark + "sku,title\r\n1,x\r\n", []string{"csv", "2: sku=1 title=x"}},
		{"a table behind a byte order mark and a quote", mark + "\"sku\",title\n1,x\n", []string{"csv", "2: sku=1 title=x"}},
		{"one letter", "a", []string{"csv"}},
		{"a table whose first column begins like a tag", "<5 kg,title\n1,x\n", []string{"csv", "2: <5 kg=1 title=x"}},
		{"a document", "<a><b><c>1</c></b><b><c>2</c></b></a>", []string{"xml", "1: c=1", "1: c=2"}},
	})
}

func TestWhatIsNoTableIsRefusedInWords(t *testing.T) {
	const page = "error: the file is a web page (HTML); open it in a spreadsheet program, and save it as .xlsx"
	const noTable = "error: the file is no table; CSV with a header row, .xlsx, JSON, one JSON object a line, and XML are read"
	checkReader(t, []readerCase{
		{"nothing", "", []string{"error: the file is empty"}},
		{"a byte order mark alone", mark, []string{"error: the file is empty"}},
		{"the mark of UTF-16 alone", "\xff\xfe", []string{"error: the file is empty"}},
		{"white space alone", " \r\n\t\n", []string{"error: the file is empty"}},
		{"more white space than is looked at", strings.Repeat(" \n", 70_000), []string{noTable}},
		{"a PDF document", "%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", []string{"error: the file is a PDF document"}},
		{"a PNG picture", "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", []string{"error: the file is a picture (PNG)"}},
		{"a JPEG picture", "\xff\xd8\xff\xe0\x00\x10JFIF\x00", []string{"error: the file is a picture (JPEG)"}},
		{"a WebP picture", "RIFF\x24\x00\x00\x00WEBPVP8 ", []string{"error: the file is a picture (WebP)"}},
		{"an old Excel file, or one with a password", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\x00\x00", []string{
			"error: the file is an old Excel file (.xls) or is locked with a password; open it, and save it as .xlsx without a password",
		}},
		{"a RAR archive", "Rar!\x1a\x07\x01\x00", []string{"error: the file is packed with RAR; unpack it, or pack it as zip"}},
		{"a web page", "\n<!DOCTYPE html>\n<html><body>", []string{page}},
		{"a web page that calls itself a spreadsheet", "<table border=1><tr><td>sku</td></tr></table>", []string{page}},
		{"a web page that is XML, too", "<?xml version=\"1.0\"?>\n<html xmlns=\"http://www.w3.org/1999/xhtml\"><body/></html>", []string{page}},
		{"a spreadsheet in XML, as it was in 2003", "<?xml version=\"1.0\"?><?mso-application progid=\"Excel.Sheet\"?><Workbook><Worksheet/></Workbook>", []string{
			"error: the file is an old spreadsheet in XML; open it in a spreadsheet program, and save it as .xlsx",
		}},
		{"bytes that are no text", "a\x01\x02\x03\x04\x05\x06\x07\x08b\x0e\x0f\x10", []string{noTable}},
		{"bytes that are no text in any encoding", "\x81\x30\xff\xfe\xfd\xfc\xa0\xff\x80\xff\x81", []string{
			"error: the encoding of the file cannot be told; save it as UTF-8, or say which encoding it has",
		}},
	})
}

func TestAFolderIsNoTable(t *testing.T) {
	dir, err := os.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tables.Open(dir, tables.Options{}); err == nil || err.Error() != "this is a folder, not a file" {
		t.Errorf("%v", err)
	}
}

func TestOptionsThatMeanNothingAreRefused(t *testing.T) {
	for _, c := range []struct {
		name    string
		options tables.Options
		want    string
	}{
		{"an encoding that is not known", tables.Options{Encoding: "koi8"},
			`error: the encoding "koi8" is none of utf-8, utf-16le, utf-16be, big5, gb18030, windows-1258, windows-1252`},
		{"a letter between cells", tables.Options{Delimiter: 'x'}, `error: 'x' does not part cells; a comma, a semicolon, a tab and a bar do`},
	} {
		t.Run(c.name, func(t *testing.T) {
			if d := cmp.Diff([]string{c.want}, readAs(t, "sku\n1\n", c.options)); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestLayoutAndColumnsTellHowAFileIsWritten(t *testing.T) {
	for _, c := range []struct {
		name, file string
		layout     tables.Layout
		columns    []string
	}{
		{"a table", " SKU ,Title,\n", tables.Layout{Kind: "csv", Encoding: "utf-8", Delimiter: ','}, []string{"SKU", "Title", ""}},
		{"a table with tabs in UTF-16", "\xff\xfes\x00k\x00u\x00\t\x00t\x00\n\x00", tables.Layout{Kind: "csv", Encoding: "utf-16le", Delimiter: '\t'}, []string{"sku", "t"}},
		{"a list", "[]", tables.Layout{Kind: "json", Encoding: "utf-8"}, nil},
		{"an object a line", "{}", tables.Layout{Kind: "ndjson", Encoding: "utf-8"}, nil},
		{"a document", "<a><b/><b/></a>", tables.Layout{Kind: "xml", Encoding: "utf-8"}, nil},
		{"a document that names its encoding", `<?xml version="1.0" encoding="GB2312"?><a><b/><b/></a>`, tables.Layout{Kind: "xml", Encoding: "gb18030"}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			table, err := tables.Open(stored(t, c.file), tables.Options{})
			if err != nil {
				t.Fatal(err)
			}
			defer closed(t, table)
			if d := cmp.Diff(c.layout, table.Layout()); d != "" {
				t.Error(d)
			}
			if d := cmp.Diff(c.columns, table.Columns()); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestTheEndIsToldAgainAndEverythingWasRead(t *testing.T) {
	file := "sku\n" + strings.Repeat("1\n", 100_000)
	table, err := tables.Open(stored(t, file), tables.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer closed(t, table)
	if _, err := table.Next(); err != nil || table.BytesRead() <= 0 || table.BytesRead() >= table.Size() {
		t.Errorf("after a row %d of %d bytes were read: %v", table.BytesRead(), table.Size(), err)
	}
	for err == nil {
		_, err = table.Next()
	}
	_, again := table.Next()
	if !errors.Is(err, io.EOF) || !errors.Is(again, io.EOF) || table.BytesRead() != int64(len(file)) || table.Size() != int64(len(file)) {
		t.Errorf("%v, then %v, with %d of %d bytes", err, again, table.BytesRead(), table.Size())
	}
}

// repeated writes a line for each of n numbers in a row; a format without a place for one is written as it is.
func repeated(n int, format string, first int) (out []string) {
	for i := range n {
		text := format
		if strings.Contains(format, "%d") {
			text = fmt.Sprintf(format, first+i)
		}
		out = append(out, text)
	}
	return out
}
