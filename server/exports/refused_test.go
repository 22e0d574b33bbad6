package exports_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"shopclerk/internal/store"
	"shopclerk/internal/store/storetest"
	"shopclerk/server/exports"
)

// given yields rows, and then an error when there is one.
func given(err error, rows ...store.RefusedRow) iter.Seq2[store.RefusedRow, error] {
	return func(yield func(store.RefusedRow, error) bool) {
		for _, row := range rows {
			if !yield(row, nil) {
				return
			}
		}
		if err != nil {
			yield(store.RefusedRow{}, err)
		}
	}
}

func refusedRow(line int, reason string, cells ...string) store.RefusedRow {
	return store.RefusedRow{Line: line, Reason: reason, Cells: cells}
}

func TestRefusedRowsComeBackAsATableOfTheirKind(t *testing.T) {
	for _, c := range []struct {
		name, kind string
		columns    string
		rows       []store.RefusedRow
		want       string
	}{
		{"CSV has the columns in their order and the reason last", "csv", "title SKU -x", []store.RefusedRow{
			refusedRow(3, `price: "abc" is not a number`, "Tea, green", "=1+1", ""),
			refusedRow(7, "title: is required; sku: is required", "", "", "'=x"),
		}, "\ufefftitle,SKU,'-x,refused because\n" +
			"\"Tea, green\",'=1+1,,\"price: \"\"abc\"\" is not a number\"\n" +
			",,''=x,title: is required; sku: is required\n"},
		{"XML becomes CSV", "xml", "g:id title", []store.RefusedRow{refusedRow(2, "bad", "1", "Tea")}, "\ufeffg:id,title,refused because\n1,Tea,bad\n"},
		{"a reason that a spreadsheet would run gets a quote", "csv", "a", []store.RefusedRow{refusedRow(2, "=bad", "1")}, "\ufeffa,refused because\n1,'=bad\n"},
		{"cells that are missing at the end are empty", "csv", "a b c", []store.RefusedRow{refusedRow(2, "bad", "1")}, "\ufeffa,b,c,refused because\n1,,,bad\n"},
		{"cells without a column are left out", "csv", "a", []store.RefusedRow{refusedRow(2, "bad", "1", "2")}, "\ufeffa,refused because\n1,bad\n"},
		{"a row of which nothing could be read names its line", "csv", "a b", []store.RefusedRow{refusedRow(9, "has 3 cells, but there are 2 columns")},
			"\ufeffa,b,refused because\n,,\"line 9: has 3 cells, but there are 2 columns\"\n"},
		{"a row without a line does not", "csv", "a b", []store.RefusedRow{refusedRow(0, "bad")}, "\ufeffa,b,refused because\n,,bad\n"},
		{"the reason of an earlier import is replaced", "csv", "a Refused_Because b", []store.RefusedRow{refusedRow(2, "new", "1", "old", "2")}, "\ufeffa,b,refused because\n1,2,new\n"},
		{"no rows are a header alone", "csv", "a b", nil, "\ufeffa,b,refused because\n"},
		{"an import that found no columns has reasons alone", "csv", "", []store.RefusedRow{refusedRow(2, "bad")}, "\ufeffrefused because\nline 2: bad\n"},

		{"JSON becomes one object a line, with its values as they were", "json", "sku price stock tags", []store.RefusedRow{
			refusedRow(4, "price: must not be negative", `"0012"`, "-1.50", "null", "[\n  \"a\",\n  {\"b\": 1}\n]"),
			refusedRow(9, "sku: is required", `""`, "1e400", "true"),
		}, `{"sku":"0012","price":-1.50,"stock":null,"tags":["a",{"b":1}],"refused because":"price: must not be negative"}
{"sku":"","price":1e400,"stock":true,"refused because":"sku: is required"}
`},
		{"what is no JSON is a text", "ndjson", "a b c d", []store.RefusedRow{refusedRow(1, "<bad>", "Tea", "", "{", "01")},
			`{"a":"Tea","b":"","c":"{","d":"01","refused because":"<bad>"}` + "\n"},
		{"a line that could not be read", "ndjson", "a", []store.RefusedRow{refusedRow(5, "is not a JSON object")}, `{"refused because":"line 5: is not a JSON object"}` + "\n"},
		{"the reason of an earlier import is replaced in JSON", "ndjson", "refused_because a", []store.RefusedRow{refusedRow(1, "new", `"old"`, "1")}, `{"a":1,"refused because":"new"}` + "\n"},
		{"no lines", "ndjson", "a", nil, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			columns := strings.Fields(c.columns)
			for i := range columns {
				columns[i] = strings.ReplaceAll(columns[i], "_", " ")
			}
			var file bytes.Buffer
			if err := exports.Refused(&file, exports.Table{Kind: c.kind, Columns: columns}, given(nil, c.rows...)); err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(c.want, file.String()); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestRefusedRowsOfASpreadsheetComeBackAsOne(t *testing.T) {
	var file bytes.Buffer
	rows := given(nil, refusedRow(2, "bad", "=1", "0012"), refusedRow(5, "worse", "", "-5"))
	if err := exports.Refused(&file, exports.Table{Kind: "xlsx", Columns: []string{"a", "=b"}}, rows); err != nil {
		t.Fatal(err)
	}
	want := [][]string{{"a", "=b", exports.ReasonColumn}, {"=1", "0012", "bad"}, {"", "-5", "worse"}}
	if d := cmp.Diff(want, texts(t, exports.XLSX, file.String())); d != "" {
		t.Error(d)
	}
}

func TestATableOfAnUnknownKindIsNotGivenBack(t *testing.T) {
	var file bytes.Buffer
	err := exports.Refused(&file, exports.Table{Kind: "pdf"}, given(nil))
	if err == nil || err.Error() != `"pdf" is none of csv, xlsx, json, ndjson, xml` || file.Len() > 0 {
		t.Errorf("%v, %d bytes", err, file.Len())
	}
}

func TestTheFormatOfRefusedRowsIsToldBeforehand(t *testing.T) {
	for kind, want := range map[string]exports.Format{"csv": exports.CSV, "xml": exports.CSV, "xlsx": exports.XLSX, "json": exports.NDJSON, "ndjson": exports.NDJSON, "": ""} {
		if got, err := (exports.Table{Kind: kind}).Format(); got != want || (err == nil) != (want != "") {
			t.Errorf("%q is given back as %q, %v", kind, got, err)
		}
	}
}

func TestRefusedRowsThatCannotBeReadEndTheFile(t *testing.T) {
	away := errors.New("the database is away")
	for _, kind := range []string{"csv", "xlsx", "ndjson"} {
		var file bytes.Buffer
		err := exports.Refused(&file, exports.Table{Kind: kind, Columns: []string{"a"}}, given(away, refusedRow(2, "bad", "1")))
		if !errors.Is(err, away) || kind == "xlsx" && file.Len() > 0 {
			t.Errorf("%s: %v, %d bytes", kind, err, file.Len())
		}
		disk := errors.New("the disk is full")
		err = exports.Refused(&broken{0, disk}, exports.Table{Kind: kind, Columns: []string{"a"}}, given(nil, refusedRow(2, "bad", "1")))
		if !errors.Is(err, disk) {
			t.Errorf("%s: %v", kind, err)
		}
	}
}

// running begins an import, so that steps of it can be noted.
func running(t *testing.T, s *store.Store, id string) {
	t.Helper()
	err := s.AddImport(ctx, store.Import{ID: id, Shop: "main", Kind: "products", Source: "file", State: store.ImportRunning, QueuedAt: noon})
	if err != nil {
		t.Fatal(err)
	}
}

func TestTheRefusedRowsOfAnImportAreReadPageByPage(t *testing.T) {
	const rows = 1203
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		running(t, s, "I1")
		running(t, s, "I2")
		step := &store.Step{Import: "I1"}
		for n := range rows {
			step.Refused = append(step.Refused, refusedRow(n+2, "bad", fmt.Sprint(n), "=茶"))
		}
		w := in("main", "file")
		w.Step = step
		if _, err := s.PutProducts(ctx, w, nil); err != nil {
			t.Fatal(err)
		}
		n := 0
		for row, err := range exports.RefusedRows(ctx, s, "I1") {
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(refusedRow(n+2, "bad", fmt.Sprint(n), "=茶"), row); d != "" {
				t.Fatal(d)
			}
			n++
		}
		if n != rows {
			t.Errorf("%d rows are read", n)
		}
		for row := range exports.RefusedRows(ctx, s, "I1") { // and the reader goes away
			if row.Line != 2 {
				t.Errorf("the first row is of line %d", row.Line)
			}
			break
		}
		for row := range exports.RefusedRows(ctx, s, "I2") {
			t.Errorf("another import has the row %+v", row)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		if err := exports.Refused(io.Discard, exports.Table{Kind: "csv"}, exports.RefusedRows(ctx, s, "I1")); err == nil {
			t.Error("the rows of a closed store are read")
		}
	})
}

func FuzzRefused(f *testing.F) {
	for _, cell := range []string{"", "1", `"a"`, "null", "[1,\n2]", "{", "NaN", "\xff", `"\ud800"`, "\"\xff\"", " true ", "'=1", strings.Repeat("[", 20) + strings.Repeat("]", 20)} {
		f.Add(cell, "a", "bad")
		f.Add("x", cell, cell)
	}
	f.Fuzz(func(t *testing.T, cell, column, reason string) {
		rows := []store.RefusedRow{refusedRow(1, reason, cell), refusedRow(2, reason, cell)}
		for _, kind := range []string{"csv", "ndjson"} {
			var file bytes.Buffer
			if err := exports.Refused(&file, exports.Table{Kind: kind, Columns: []string{column}}, given(nil, rows...)); err != nil {
				t.Fatal(err)
			}
			if !utf8.Valid(file.Bytes()) {
				t.Fatalf("%s: %q is not UTF-8", kind, file.Bytes())
			}
			if kind == "csv" {
				if got := csvRows(t, file.String()); len(got) != 3 {
					t.Fatalf("%d rows are read", len(got))
				}
				continue
			}
			lines := bytes.SplitAfter(file.Bytes(), []byte("\n"))
			if len(lines) != 3 || len(lines[2]) > 0 {
				t.Fatalf("%d lines", len(lines)-1)
			}
			for _, line := range lines[:2] {
				var object map[string]json.RawMessage
				if err := json.Unmarshal(line, &object); err != nil || object[exports.ReasonColumn] == nil {
					t.Fatalf("%s: %v", line, err)
				}
			}
		}
	})
}
