package tables_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"shopclerk/server/imports/tables"
)

// writersOf makes a writer of each kind.
var writersOf = map[string]func(io.Writer) (tables.Writer, error){
	"csv":    func(w io.Writer) (tables.Writer, error) { return tables.NewCSV(w), nil },
	"xlsx":   tables.NewXLSX,
	"ndjson": func(w io.Writer) (tables.Writer, error) { return tables.NewNDJSON(w), nil },
}

// readersOf reads what those have written, with nothing of the code under test but Unguard. Each returns the header first.
var readersOf = map[string]func(t rapid.TB, file []byte) [][]string{"csv": csvRows, "xlsx": xlsxRows, "ndjson": ndjsonRows}

func csvRows(t rapid.TB, file []byte) [][]string {
	t.Helper()
	file, ok := bytes.CutPrefix(file, []byte("\xef\xbb\xbf"))
	if !ok {
		t.Fatal("the file does not begin with a byte order mark")
	}
	rows, err := csv.NewReader(bytes.NewReader(file)).ReadAll() // which refuses rows of different widths
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows {
		for i, cell := range row {
			row[i] = tables.Unguard(cell)
		}
	}
	return rows
}

func xlsxRows(t rapid.TB, file []byte) [][]string {
	t.Helper()
	book, err := excelize.OpenReader(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	rows, err := book.GetRows("Sheet1", excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	for i := range rows { // excelize leaves empty cells at the end out
		for len(rows[i]) < len(rows[0]) {
			rows[i] = append(rows[i], "")
		}
	}
	return rows
}

func ndjsonRows(t rapid.TB, file []byte) (rows [][]string) {
	t.Helper()
	for line := range bytes.Lines(file) {
		var names, row []string
		d := json.NewDecoder(bytes.NewReader(line))
		for at := 0; ; at++ {
			token, err := d.Token()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
			switch text, ok := token.(string); {
			case ok && at%2 == 1:
				names = append(names, text)
			case ok:
				row = append(row, text)
			}
		}
		if rows == nil {
			rows = append(rows, names)
		}
		rows = append(rows, row)
	}
	return rows
}

// writeTable writes a table and returns the file.
func writeTable(t rapid.TB, kind string, rows ...[]string) []byte {
	t.Helper()
	var file bytes.Buffer
	w, err := writersOf[kind](&file)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Header(rows[0]); err != nil {
		t.Fatal(err)
	}
	for _, row := range rows[1:] {
		if err := w.Write(row); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

func TestCSVIsWhatRFC4180AndExcelAskFor(t *testing.T) {
	got := string(writeTable(t, "csv",
		[]string{"sku", "title", "note"},
		[]string{"1", `a "big", red mug`, ""},
		[]string{"2", "two\nlines", " space at both ends "},
		[]string{"3"},
		nil,
		[]string{"5", "not UTF-8: \xff", "茶"},
	))
	want := "\xef\xbb\xbfsku,title,note\n" +
		"1,\"a \"\"big\"\", red mug\",\n" +
		"2,\"two\nlines\",\" space at both ends \"\n" +
		"3,,\n" +
		",,\n" +
		"5,not UTF-8: \ufffd,茶\n"
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestARowOfOneEmptyCellIsNotABlankLine(t *testing.T) {
	got := string(writeTable(t, "csv", []string{"a"}, []string{"1"}, []string{""}, nil, []string{"4"}))
	if want := "\ufeffa\n1\n\"\"\n\"\"\n4\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestNDJSONIsOneObjectALineInTheOrderOfTheHeader(t *testing.T) {
	var file bytes.Buffer
	w := tables.NewNDJSON(&file)
	raw := func(text string) json.RawMessage { return json.RawMessage(text) }
	for _, err := range []error{
		w.Header([]string{"sku", "title", "a \"b\" <c>"}),
		w.Write([]string{"1", "=1+1 <b> & \"茶\"\n\t\xff\u2028", ""}),
		w.Write([]string{"2"}),
		w.Write(nil),
		w.WriteJSON([]json.RawMessage{raw("75.00"), nil, raw("{\n  \"x\": [1, null]\n}")}),
		w.WriteJSON([]json.RawMessage{raw(`"5"`), raw(" null ")}),
		w.Close(),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	want := `{"sku":"1","title":"=1+1 <b> & \"茶\"\n\t\ufffd\u2028","a \"b\" <c>":""}
{"sku":"2"}
{}
{"sku":75.00,"a \"b\" <c>":{"x":[1,null]}}
{"sku":"5","title":null}
`
	if d := cmp.Diff(want, file.String()); d != "" {
		t.Error(d)
	}
}

func TestAValueThatIsNoJSONIsNamed(t *testing.T) {
	for text, want := range map[string]string{
		"NaN": "row 2: stock: is no JSON: invalid character 'N' looking for beginning of value",
		"":    "row 2: stock: is no JSON: unexpected end of JSON input",
		"1 2": "row 2: stock: is no JSON: invalid character '2' after top-level value",
	} {
		w := tables.NewNDJSON(io.Discard)
		if err := errors.Join(w.Header([]string{"sku", "stock"}), w.Write([]string{"1"})); err != nil {
			t.Fatal(err)
		}
		if err := w.WriteJSON([]json.RawMessage{nil, json.RawMessage(text)}); err == nil || err.Error() != want {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestARowWithMoreCellsThanColumnsIsRefused(t *testing.T) {
	for kind, want := range map[string]string{
		"csv": "row 3 has 3 cells, but there are 2 columns", "xlsx": "row 3 has 3 cells, but there are 2 columns", "ndjson": "row 2 has 3 cells, but there are 2 columns",
	} {
		w, err := writersOf[kind](io.Discard)
		if err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(w.Header([]string{"a", "b"}), w.Write([]string{"1", "2"})); err != nil {
			t.Fatal(err)
		}
		if err := w.Write([]string{"1", "2", "3"}); err == nil || err.Error() != want {
			t.Errorf("%s: %v, want %s", kind, err, want)
		}
		w.Discard()
	}
}

// shopTexts are what shops write, with all that the three kinds must quote. Returns are left out: a CSV reader makes line ends
// of those that stand before one.
var shopTexts = rapid.OneOf(
	rapid.StringOfN(rapid.RuneFrom([]rune("ab'=+-@＝－ ,;\"\n\t\\/<>&{}[]_x005F茶é🌿\u3000\u00a0")), 0, 12, -1),
	rapid.Map(rapid.String(), func(s string) string { return strings.ToValidUTF8(strings.Map(forXML, s), "") }),
)

// forXML leaves out what XML cannot hold.
func forXML(r rune) rune {
	if r < ' ' && r != '\n' && r != '\t' || r == '\ufffe' || r == '\uffff' {
		return -1
	}
	return r
}

func TestWhatIsWrittenIsReadAgain(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		width := rapid.IntRange(1, 4).Draw(t, "columns")
		table := [][]string{make([]string, width)}
		for i := range width {
			table[0][i] = fmt.Sprint("c", i)
		}
		row := rapid.SliceOfN(shopTexts, width, width)
		for range rapid.IntRange(1, 5).Draw(t, "rows") {
			r := row.Draw(t, "row")
			r[width-1] += "." // excelize leaves empty rows at the end out
			table = append(table, r)
		}
		for kind, read := range readersOf {
			if d := cmp.Diff(table, read(t, writeTable(t, kind, table...))); d != "" {
				t.Fatalf("%s: %s", kind, d)
			}
		}
	})
}

func TestTheImportReadsWhatIsWritten(t *testing.T) {
	table := [][]string{{"sku", "title"}, {"1", "a \"b\", c"}, {"2", "two\nlines"}, {"0012", "茶 _x000D_"}, {"4", ""}}
	for kind := range writersOf {
		path := filepath.Join(t.TempDir(), "file")
		if err := os.WriteFile(path, writeTable(t, kind, table...), 0o600); err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(table[1:], readByImport(t, path, kind, table[0])); d != "" {
			t.Errorf("%s: %s", kind, d)
		}
	}
}

// readByImport reads a file as the import does.
func readByImport(t *testing.T, path, kind string, names []string) (rows [][]string) {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	table, err := tables.Open(file, tables.Options{})
	if err != nil {
		t.Fatalf("%s: %v", kind, err)
	}
	defer table.Close()
	if got := table.Layout().Kind; got != kind {
		t.Errorf("a file of %s is taken for %s", kind, got)
	}
	for {
		row, err := table.Next()
		if errors.Is(err, io.EOF) {
			return rows
		}
		if err != nil {
			t.Fatalf("%s: %v", kind, err)
		}
		var record []string
		for _, name := range names {
			cell, _ := row.Cell(name)
			record = append(record, cell.Text)
		}
		rows = append(rows, record)
	}
}
