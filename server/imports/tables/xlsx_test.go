package tables_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"shopclerk/server/imports/tables"
)

// part is one part of a spreadsheet's archive.
type part struct{ name, text string }

const (
	sheetHead  = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>`
	sharedHead = `<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">`
	sheetTail  = `</sheetData></worksheet>`
	office     = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	packaged   = "http://schemas.openxmlformats.org/package/2006/relationships"
)

// rowsOf is a spreadsheet with these rows in its only sheet.
func rowsOf(t testing.TB, rows string, more ...part) string {
	t.Helper()
	return spreadsheet(t, append([]part{{"xl/worksheets/sheet1.xml", sheetHead + rows + sheetTail}}, more...)...)
}

// spreadsheet packs parts, with those that every spreadsheet has where they are not given.
func spreadsheet(t testing.TB, parts ...part) string {
	t.Helper()
	given := map[string]bool{}
	for _, p := range parts {
		given[p.name] = true
	}
	for _, p := range []part{
		{"[Content_Types].xml", `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>`},
		{"_rels/.rels", `<Relationships xmlns="` + packaged + `"><Relationship Id="rId1" Type="` + office + `/officeDocument" Target="xl/workbook.xml"/></Relationships>`},
		{"xl/workbook.xml", workbookOf(`<sheet name="Products" sheetId="1" r:id="rId1"/>`)},
		{"xl/_rels/workbook.xml.rels", relationsOf("worksheet worksheets/sheet1.xml", "worksheet worksheets/sheet2.xml", "sharedStrings sharedStrings.xml")},
	} {
		if !given[p.name] {
			parts = append(parts, p)
		}
	}
	return packed(t, parts...)
}

func workbookOf(sheets string) string {
	return `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="` + office + `"><sheets>` + sheets + `</sheets></workbook>`
}

// relationsOf lists relationships of a type and a target each, with the ids rId1, rId2 and so on.
func relationsOf(targets ...string) string {
	var out strings.Builder
	for i, target := range targets {
		kind, name, _ := strings.Cut(target, " ")
		fmt.Fprintf(&out, `<Relationship Id="rId%d" Type="%s/%s" Target="%s"/>`, i+1, office, kind, name)
	}
	return `<Relationships xmlns="` + packaged + `">` + out.String() + `</Relationships>`
}

func packed(t testing.TB, parts ...part) string {
	t.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, p := range parts {
		f, err := w.Create(p.name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(f, p.text); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// textRow is a row of texts.
func textRow(number int, cells ...string) string {
	var out strings.Builder
	for _, c := range cells {
		out.WriteString(`<c t="inlineStr"><is><t>` + c + `</t></is></c>`)
	}
	return fmt.Sprintf(`<row r="%d">%s</row>`, number, out.String())
}

func TestSpreadsheets(t *testing.T) {
	head := textRow(1, "sku", "title", "price")
	shared := part{"xl/sharedStrings.xml", sharedHead + `<si><t>茶</t></si><si><r><t>red </t></r><r><t>tea</t></r></si><si><t xml:space="preserve"> x </t></si></sst>`}
	checkReader(t, []readerCase{
		{"a header alone", rowsOf(t, head), []string{"xlsx"}},
		{"texts in cells", rowsOf(t, head+textRow(2, "1", "x &amp; y", "2")), []string{"xlsx", "2: sku=1 title=x & y price=2"}},
		{"shared texts, one of parts", rowsOf(t, head+`<row r="2"><c r="A2" t="s"><v>0</v></c><c r="B2" t="s"><v>1</v></c><c r="C2" t="s"><v>2</v></c></row>`, shared),
			[]string{"xlsx", "2: sku=茶 title=red tea price=x"}},
		{"numbers keep their digits", rowsOf(t, head+`<row r="2"><c><v>007</v></c><c><v>4710000000001</v></c><c><v>75.5</v></c></row>`),
			[]string{"xlsx", "2: sku=007 title=4710000000001 price=75.5"}},
		{"numbers as spreadsheets store them", rowsOf(t, head+`<row r="2"><c><v>19.989999999999998</v></c><c><v>4.3499999999999996</v></c><c t="n"><v>-0.10000000000000001</v></c></row>`),
			[]string{"xlsx", "2: sku=19.99 title=4.35 price=-0.1"}},
		{"numbers with an exponent", rowsOf(t, head+`<row r="2"><c><v>4.7100000000009E+12</v></c><c><v>1.2E-3</v></c><c><v>1.23456789012345E+19</v></c></row>`),
			[]string{"xlsx", "2: sku=4710000000000.9 title=0.0012 price=1.23456789012345E+19"}},
		{"a text that looks like a number", rowsOf(t, head+textRow(2, "19.989999999999998", "1.23E+12", "1")), []string{"xlsx", "2: sku=19.989999999999998 title=1.23E+12 price=1"}},
		{"truth values", rowsOf(t, head+`<row r="2"><c t="b"><v>1</v></c><c t="b"><v>0</v></c><c><v>1</v></c></row><row r="3"><c t="b"><v>true</v></c></row>`),
			[]string{"xlsx", "2: sku=TRUE title=FALSE price=1", "3: sku=TRUE"}},
		{"formulas", rowsOf(t, head+`<row r="2"><c t="str"><f>A1</f><v>x</v></c><c><f>1+1</f><v>2</v></c><c t="e"><f>1/0</f><v>#DIV/0!</v></c></row>`),
			[]string{"xlsx", "2: sku=x title=2 price=#DIV/0!"}},
		{"a day", rowsOf(t, head+`<row r="2"><c><v>46053</v></c><c t="d"><v>2026-01-31</v></c></row>`), []string{"xlsx", "2: sku=46053 title=2026-01-31"}},
		{"gaps between cells and rows", rowsOf(t, head+`<row r="5"><c r="A5"><v>1</v></c><c r="C5"><v>3</v></c></row><row r="9"><c r="B9"><v>2</v></c></row>`),
			[]string{"xlsx", "5: sku=1 title= price=3", "9: sku= title=2"}},
		{"rows and cells without numbers", rowsOf(t, "<row><c><v>1</v></c><c><v>2</v></c></row><row/><row><c><v>3</v></c></row>"), []string{"xlsx", "3: 1=3"}},
		{"empty rows, and cells with only a format, before the header and between rows", rowsOf(t, `<row r="2"><c r="A2" s="1"/></row>`+textRow(4, " ", "")+textRow(5, "sku")+`<row r="6"><c r="A6" s="1"/></row>`+textRow(7, "1")),
			[]string{"xlsx", "7: sku=1"}},
		{"prefixes", spreadsheet(t, part{"xl/worksheets/sheet1.xml", `<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><x:sheetData><x:row r="1"><x:c r="A1"><x:v>1</x:v></x:c></x:row><x:row r="2"><x:c r="A2" t="b"><x:v>1</x:v></x:c></x:row></x:sheetData></x:worksheet>`}),
			[]string{"xlsx", "2: 1=TRUE"}},
		{"CDATA and comments", rowsOf(t, head+`<!-- <row r="9"> --><row r="2"><c t="inlineStr"><is><t><![CDATA[a<row>]]]></t></is></c></row>`), []string{"xlsx", "2: sku=a<row>]"}},
		{"more cells than columns", rowsOf(t, head+textRow(2, "1", "2", "3", "4")+textRow(3, "5")), []string{"xlsx", "2! has 4 cells, but there are 3 columns", "3: sku=5"}},
		{"a column that is there twice", rowsOf(t, textRow(1, "sku", "x", "SKU")), []string{`error: the header row has the column "SKU" twice, as columns 1 and 3`}},
		{"5,000 columns", rowsOf(t, textRow(1, repeated(5000, "c%d", 1)...)), []string{"error: the header row has 5000 columns; at most 1000 are read"}},
	})
}

func TestTheFirstVisibleSheetWithRowsIsRead(t *testing.T) {
	empty, second := part{"xl/worksheets/sheet1.xml", sheetHead + `<row r="1"><c r="A1" s="2"/></row>` + sheetTail}, part{"xl/worksheets/sheet2.xml", sheetHead + textRow(1, "b") + textRow(2, "2") + sheetTail}
	first := part{"xl/worksheets/sheet1.xml", sheetHead + textRow(1, "a") + textRow(2, "1") + sheetTail}
	both := func(first, second string) part {
		return part{"xl/workbook.xml", workbookOf(`<sheet name="1" sheetId="1" r:id="rId1"` + first + `/><sheet name="2" sheetId="2" r:id="rId2"` + second + `/>`)}
	}
	chart := part{"xl/worksheets/sheet1.xml", `<chartsheet/>`}
	checkReader(t, []readerCase{
		{"the first", spreadsheet(t, first, second, both("", "")), []string{"xlsx", "2: a=1"}},
		{"the first is empty", spreadsheet(t, empty, second, both("", "")), []string{"xlsx", "2: b=2"}},
		{"the first is hidden", spreadsheet(t, first, second, both(` state="hidden"`, "")), []string{"xlsx", "2: b=2"}},
		{"the first is very hidden", spreadsheet(t, first, second, both(` state="veryHidden"`, ` state="visible"`)), []string{"xlsx", "2: b=2"}},
		{"the first is a chart", spreadsheet(t, chart, second, both("", "")), []string{"xlsx", "2: b=2"}},
		{"the first is not there", spreadsheet(t, second, both("", "")), []string{"xlsx", "2: b=2"}},
		{"the order is that of the tabs", spreadsheet(t, first, second, part{"xl/workbook.xml", workbookOf(`<sheet name="2" sheetId="2" r:id="rId2"/><sheet name="1" sheetId="1" r:id="rId1"/>`)}), []string{"xlsx", "2: b=2"}},
		{"a name longer than Excel allows", spreadsheet(t, first, part{"xl/workbook.xml", workbookOf(`<sheet name="` + strings.Repeat("long/", 20) + `" sheetId="1" r:id="rId1"/>`)}), []string{"xlsx", "2: a=1"}},
		{"parts under other names", spreadsheet(t,
			part{"_rels/.rels", relationsOf("officeDocument /Book.xml")}, part{"Book.xml", workbookOf(`<sheet name="1" sheetId="1" r:id="rId1"/>`)},
			part{"_rels/Book.xml.rels", relationsOf("worksheet /data/Table.xml", "sharedStrings texts.xml")}, part{"texts.xml", sharedHead + "<si><t>a</t></si></sst>"},
			part{"Data\\table.xml", sheetHead + `<row r="1"><c t="s"><v>0</v></c></row><row r="2"><c><v>1</v></c></row>` + sheetTail}), []string{"xlsx", "2: a=1"}},
		{"all are empty", spreadsheet(t, empty, both("", ` state="hidden"`)), []string{"error: the file is empty"}},
		{"no sheet", spreadsheet(t, part{"xl/workbook.xml", workbookOf("")}), []string{"error: the file is empty"}},
	})
}

func TestASpreadsheetThatExcelizeWroteComesBack(t *testing.T) {
	book := excelize.NewFile()
	stream, err := book.NewStreamWriter("Sheet1")
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"xlsx"}
	const rows = 20_000 // more XML than excelize takes into memory
	for i := range rows + 1 {
		cells := []any{fmt.Sprintf("A%06d", i), float64(i) / 100, i%2 == 0, "茶"}
		if i == 0 {
			cells = []any{"sku", "price", "published", "title"}
		} else {
			want = append(want, fmt.Sprintf("%d: sku=A%06d price=%v published=%s title=茶", i+1, i, float64(i)/100, strings.ToUpper(fmt.Sprint(i%2 == 0))))
		}
		if err := stream.SetRow(fmt.Sprintf("A%d", i+1), cells); err != nil {
			t.Fatal(err)
		}
	}
	if err := stream.Flush(); err != nil {
		t.Fatal(err)
	}
	file, err := book.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(want, readAs(t, file.String(), tables.Options{})); d != "" {
		t.Error(d)
	}
}

func TestDaysAreNumbersInASpreadsheetUnlessTheyAreCountedFrom1904(t *testing.T) {
	for properties, want := range map[string]bool{"": true, "<workbookPr/>": true, `<workbookPr date1904="0"/>`: true, `<workbookPr date1904="1"/>`: false, `<workbookPr date1904="true"/>`: false} {
		book := strings.Replace(workbookOf(`<sheet name="1" sheetId="1" r:id="rId1"/>`), "<sheets>", properties+"<sheets>", 1)
		table, err := tables.Open(stored(t, rowsOf(t, textRow(1, "sku"), part{"xl/workbook.xml", book})), tables.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(tables.Layout{Kind: "xlsx", Serials: want}, table.Layout()); d != "" {
			t.Errorf("%s: %s", properties, d)
		}
		closed(t, table)
	}
}

func TestCloseLeavesNoTemporaryFiles(t *testing.T) {
	var rows strings.Builder
	var texts strings.Builder
	for i := range 30_000 {
		fmt.Fprintf(&texts, "<si><t>a text of some length, number %d</t></si>", i)
		fmt.Fprintf(&rows, `<row r="%d"><c r="A%d" t="s"><v>%d</v></c></row>`, i+1, i+1, i)
	}
	good := rowsOf(t, rows.String(), part{"xl/sharedStrings.xml", sharedHead + texts.String() + "</sst>"})
	for _, c := range []struct {
		name, file string
		rows       int // that are read before it is closed
		opens      bool
	}{
		{"read to the end", good, 30_000, true},
		{"left in the middle", good, 100, true},
		{"in a gzip file", gzipped(t, good), 100, true},
		{"in a zip file", packed(t, part{"a.xlsx", good}), 100, true},
		{"refused", rowsOf(t, textRow(1, "sku", "sku")+rows.String()), 0, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			file, dir := stored(t, c.file), t.TempDir()
			t.Setenv("TMPDIR", dir)
			table, err := tables.Open(file, tables.Options{})
			if c.opens != (err == nil) {
				t.Fatal(err)
			}
			if c.opens {
				for range c.rows {
					if _, err = table.Next(); err != nil {
						break
					}
				}
				if left := names(t, dir); len(left) == 0 {
					t.Error("nothing was there to be removed")
				}
				closed(t, table)
			}
			if left := names(t, dir); len(left) > 0 {
				t.Errorf("%q is left", left)
			}
			if _, err := file.Stat(); err == nil {
				t.Error("the file is still open")
			}
		})
	}
}

func names(t *testing.T, dir string) (out []string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		out = append(out, e.Name())
	}
	return out
}
