package tables_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"shopclerk/server/imports/tables"
)

func TestASpreadsheetThatWantsTooMuchIsStopped(t *testing.T) {
	const damaged = "the spreadsheet is damaged; open it in a spreadsheet program, and save it again"
	const entities = "the file has a DOCTYPE or an entity of its own; entities are not read"
	head := textRow(1, "sku", "title")
	laughs := `<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>`
	for _, c := range []struct {
		name string
		file string
		want []string
	}{
		{"10,000,000 empty rows", rowsOf(t, head+textRow(2, "1")+strings.Repeat("<row/>", 10_000_000)), []string{"xlsx", "2: sku=1"}},
		{"10,000,000 empty rows before any other", rowsOf(t, strings.Repeat("<row/>", 10_000_000)), []string{"error: the file is empty"}},
		{"a row behind 10,000 empty ones", rowsOf(t, head+textRow(10_001, "1")+textRow(20_001, "2")+textRow(30_002, "3")), []string{"xlsx", "10001: sku=1", "20001: sku=2"}},
		{"the last cell that there can be", rowsOf(t, head+textRow(2, "1")+`<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>`), []string{"xlsx", "2: sku=1"}},
		{"the last cell of a row", rowsOf(t, head+`<row r="2"><c r="XFD2"><v>1</v></c></row>`+textRow(3, "1")), []string{"xlsx", "2! has 16384 cells, but there are 2 columns", "3: sku=1"}},
		{"a cell beyond the last column", rowsOf(t, head+textRow(2, "1")+`<row r="3"><c r="XFE3"><v>1</v></c></row>`), []string{"xlsx", "2: sku=1", `error: the sheet "Products": at row 3: ` + damaged}},
		{"a row beyond the last one", rowsOf(t, head+textRow(2, "1")+textRow(1_048_577, "1")), []string{"xlsx", `error: the sheet "Products": at row 2: ` + damaged}},
		{"one row again and again", rowsOf(t, head+strings.Repeat(`<row r="2"><c r="A2"><v>1</v></c></row>`, 1_000_000)), []string{"xlsx", `error: the sheet "Products": at row 2: ` + damaged}},
		{"one cell again and again", rowsOf(t, head+`<row r="2">`+strings.Repeat(`<c r="A2"><v>1</v></c>`, 1_000_000)), []string{"xlsx", `error: the sheet "Products": at row 2: ` + damaged}},
		{"a row in a row", rowsOf(t, head+`<row r="2"><row r="3"/></row>`), []string{"xlsx", `error: the sheet "Products": at row 2: ` + damaged}},
		{"a text without end", rowsOf(t, head+textRow(2, strings.Repeat("x", 64<<20))), []string{"xlsx", `error: the sheet "Products": at row 2: the spreadsheet has a row or a text of more than 4 MiB`}},
		{"a comment without end", rowsOf(t, head+textRow(2, "1")+`<!-- `+strings.Repeat("x", 64<<20)), []string{"xlsx", `error: the sheet "Products": at row 2: the spreadsheet has a row or a text of more than 4 MiB`}},
		{"a tag without end", rowsOf(t, head+textRow(2, "1")+`<row x="`+strings.Repeat("x", 64<<20)), []string{"xlsx", `error: the sheet "Products": at row 2: ` + damaged}},
		{"a row of more than 1 MiB", rowsOf(t, head+textRow(2, strings.Repeat("x", 1<<20), "y")+textRow(3, "1")), []string{"xlsx", "2! is larger than 1 MiB", "3: sku=1"}},
		{"entities in a sheet", spreadsheet(t, part{"xl/worksheets/sheet1.xml", laughs + sheetHead + textRow(1, "&b;") + sheetTail}), []string{`error: the sheet "Products": ` + entities}},
		{"an entity that nobody declared", rowsOf(t, head+textRow(2, "1")+textRow(3, "a&nbsp;b")), []string{"xlsx", "2: sku=1", `error: the sheet "Products": at row 3: ` + entities}},
		{"entities in shared texts", rowsOf(t, head, part{"xl/sharedStrings.xml", laughs + sharedHead + "<si><t>&b;</t></si></sst>"}), []string{"error: " + entities}},
		{"a shared text without end", rowsOf(t, head, part{"xl/sharedStrings.xml", sharedHead + "<si><t>" + strings.Repeat("x", 64<<20) + "</t></si></sst>"}), []string{"error: the spreadsheet has a row or a text of more than 4 MiB"}},
		{"shared texts without number", rowsOf(t, head, part{"xl/sharedStrings.xml", sharedHead + strings.Repeat("<si/>", 6_000_001) + "</sst>"}), []string{"error: the spreadsheet has more than 6000000 different texts; save it as CSV"}},
		{"rows that unpack to 200 times the file", rowsOf(t, head+textRow(2, "1")+strings.Repeat("<row>"+strings.Repeat(" ", 3<<20)+"</row>", 50)), []string{"error: the spreadsheet unpacks to more than 200 times its size or 2 GiB; save it as CSV"}},
		{"a list of sheets without end", rowsOf(t, head, part{"xl/workbook.xml", workbookOf(strings.Repeat(`<sheet name="a" r:id="rId9"/>`, 1_000_000))}), []string{"error: the part xl/workbook.xml of the spreadsheet has more than 8 MiB"}},
		{"pictures larger than memory should be", rowsOf(t, head+textRow(2, "1"), part{"xl/media/image1.png", strings.Repeat("x", 64<<20)}, part{"xl/styles.xml", strings.Repeat("<x>", 16<<20)}), []string{"xlsx", "2: sku=1"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got []string
			allocated := allocates(func() { got = readAs(t, c.file, tables.Options{}) })
			if d := cmp.Diff(c.want, got); d != "" {
				t.Error(d)
			}
			if allocated > room+uint64(len(c.file)) {
				t.Errorf("%d MiB were allocated", allocated>>20)
			}
		})
	}
}

func TestASpreadsheetThatCannotBeReadIsRefusedInWords(t *testing.T) {
	const damaged = "the spreadsheet is damaged; open it in a spreadsheet program, and save it again"
	head := textRow(1, "sku", "title")
	whole := rowsOf(t, head+textRow(2, "1"))
	checkReader(t, []readerCase{
		{"cut in a sheet", spreadsheet(t, part{"xl/worksheets/sheet1.xml", sheetHead + head + textRow(2, "1") + `<row r="3"><c><v>1`}), []string{"xlsx", "2: sku=1", `error: the sheet "Products": at row 3: ` + damaged}},
		{"cut behind a row", spreadsheet(t, part{"xl/worksheets/sheet1.xml", sheetHead + head + textRow(2, "1") + textRow(3, "2")}), []string{"xlsx", "2: sku=1", `error: the sheet "Products": at row 3: ` + damaged}},
		{"cut in the file", whole[:len(whole)-30], []string{"error: the zip file is damaged: zip: not a valid zip file"}},
		{"an element that is closed by another", rowsOf(t, head+textRow(2, "1")+`<row r="3"><c><v>1</x></c></row>`), []string{"xlsx", "2: sku=1", `error: the sheet "Products": at row 3: ` + damaged}},
		{"a control character", rowsOf(t, head+textRow(2, "1")+textRow(3, "a\x0bb")), []string{"xlsx", "2: sku=1", `error: the sheet "Products": at row 3: ` + damaged}},
		{"a control character by number", rowsOf(t, head+textRow(2, "1")+textRow(3, "a&#x0B;b")), []string{"xlsx", "2: sku=1", `error: the sheet "Products": at row 3: ` + damaged}},
		{"a number of no character", rowsOf(t, head+textRow(2, "1")+textRow(3, "a&#xD800;b")), []string{"xlsx", "2: sku=1", `error: the sheet "Products": at row 3: ` + damaged}},
		{"a byte that is not UTF-8", rowsOf(t, head+textRow(2, "1")+textRow(3, "caf\xe9")), []string{"xlsx", "2: sku=1", `error: the sheet "Products": at row 3: ` + damaged}},
		{"shared texts that are cut", rowsOf(t, head, part{"xl/sharedStrings.xml", sharedHead + "<si><t>a</t></si>"}), []string{"error: " + damaged}},
		{"cells out of order", rowsOf(t, head+`<row r="2"><c r="B2"><v>1</v></c><c r="A2"><v>2</v></c></row>`), []string{"xlsx", `error: the sheet "Products": at row 2: ` + damaged}},
		{"rows out of order", rowsOf(t, head+textRow(3, "1")+textRow(2, "1")), []string{"xlsx", `error: the sheet "Products": at row 3: ` + damaged}},
		{"a binary spreadsheet", spreadsheet(t, part{"_rels/.rels", relationsOf("officeDocument xl/workbook.bin")}, part{"xl/workbook.bin", "\x83\x01"}), []string{"error: the file is a binary spreadsheet (.xlsb); save it as .xlsx"}},
		{"a letter", packed(t, part{"[Content_Types].xml", "<Types/>"}, part{"_rels/.rels", relationsOf("officeDocument word/document.xml")}, part{"word/document.xml", "<document/>"}), []string{"error: the file is a document without sheets; save the table as .xlsx"}},
		{"no list of sheets", packed(t, part{"[Content_Types].xml", "<Types/>"}), []string{"error: " + damaged}},
		{"a spreadsheet in an open format", packed(t, part{"mimetype", "application/vnd.oasis.opendocument.spreadsheet"}, part{"content.xml", "<x/>"}), []string{
			"error: the file is a document in an open format (such as .ods); save the table as .xlsx",
		}},
	})
}
