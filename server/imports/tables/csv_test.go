package tables_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"shopclerk/server/imports/tables"
)

func TestCSV(t *testing.T) {
	checkReader(t, []readerCase{
		{"a header alone", "sku,title\n", []string{"csv"}},
		{"a header without a line end", "sku,title", []string{"csv"}},
		{"a last row without a line end", "sku\n1", []string{"csv", "2: sku=1"}},
		{"line ends of Windows", "sku,title\r\n1,x\r\n2,y\r\n", []string{"csv", "2: sku=1 title=x", "3: sku=2 title=y"}},
		{"line ends of old Macs", "sku,title\r1,x\r\r2,y\r", []string{"csv", "2: sku=1 title=x", "4: sku=2 title=y"}},
		{"blank lines", "\nsku\n\n1\n\n\n2\n\n", []string{"csv", "4: sku=1", "7: sku=2"}},
		{"lines of nothing but spaces and commas", "sku,title\n , \n1,x\n,\n\"\",\n2,y\n", []string{"csv", "3: sku=1 title=x", "6: sku=2 title=y"}},
		{"a header behind a line of commas", ",,\nsku,title\n1,x\n", []string{"csv", "3: sku=1 title=x"}},
		{"line breaks in quotes", "sku,desc\n1,\"a\nb\r\nc\"\n2,d\n\"3\n\",e\n4,f\n", []string{
			"csv", "2: sku=1 desc=a\nb\nc", "5: sku=2 desc=d", "6: sku=3 desc=e", "8: sku=4 desc=f",
		}},
		{"doubled quotes", "sku,title\n\"a\"\"b\",\" c,d \"\n", []string{"csv", `2: sku=a"b title=c,d`}},
		{"names in capitals with spaces", " SKU , Title \n1,x\n", []string{"csv", "2: SKU=1 Title=x"}},
		{"a column without a name", "sku,,title,\n1,no,x,no\n", []string{"csv", "2: sku=1 title=x"}},
		{"fewer cells than columns", "sku,title,vendor\n1,x\n2\n", []string{"csv", "2: sku=1 title=x", "3: sku=2"}},
		{"more cells than columns", "sku,title\n1,x,y\n2,z\n", []string{"csv", "2! has 3 cells, but there are 2 columns", "3: sku=2 title=z"}},
		{"more cells that are empty", "sku,title\n1,x,, \n2,y,,z,\n", []string{"csv", "2: sku=1 title=x", "3! has 4 cells, but there are 2 columns"}},
		{"a number that a spreadsheet shortened", "sku,ean\n1,4.71E+12\n", []string{"csv", "2: sku=1 ean=4.71E+12"}},
	})
}

func TestAStrayQuoteRefusesItsRowOnly(t *testing.T) {
	checkReader(t, []readerCase{
		{"in a cell without quotes", "sku,title\n1,x\"y\n2,z\n", []string{
			"csv", "2! a quote stands in a cell that has none around it, at byte 4 of the line", "3: sku=2 title=z",
		}},
		{"a letter behind a closing quote", "sku,title\n1,\"x\"y\n2,z\n", []string{
			"csv", "2! a quote is not closed or not doubled, at byte 5 of the line", "3: sku=2 title=z",
		}},
		{"spaces around quotes", "sku,title\n\"a\"\"b\" , \" c,d \"\n", []string{"csv", "2! a quote is not closed or not doubled, at byte 6 of the line"}},
		{"not closed", "sku,title\n1,x\n2,\"y\n3,z\n4,w\n", []string{
			"csv", "2: sku=1 title=x", "3! a quote is not closed or not doubled; the lines to 5 were taken for this row",
		}},
		{"closed by the next one", "sku,title\n1,\"x\n2,\"y\"\n3,z\n", []string{
			"csv", "2! a quote is not closed or not doubled; the lines to 3 were taken for this row", "4: sku=3 title=z",
		}},
		{"in the header", "sku,t\"x\n1,2\n", []string{"error: the header row: a quote stands in a cell that has none around it, at byte 6 of the line"}},
	})
}

func TestADamagedTextRefusesItsRowOnly(t *testing.T) {
	early := strings.Repeat("0,茶\n", 20_000) // behind what is looked at to tell the encoding
	got := readAs(t, "sku,title\n"+early+"1,caf\xe9\n2,café\n\xff,x\n3,y\n", tables.Options{})
	want := []string{"20002! title: is not valid UTF-8", "20003: sku=2 title=café", "20004! sku: is not valid UTF-8", "20005: sku=3 title=y"}
	if d := cmp.Diff(want, got[20_001:]); d != "" {
		t.Error(d)
	}
	checkReader(t, []readerCase{
		{"a byte that is not UTF-8 among others that are", "sku,title\n1,茶\n2,caf\xe9\n3,茶\n", []string{
			"csv", "2: sku=1 title=茶", "3! title: is not valid UTF-8", "4: sku=3 title=茶",
		}},
		{"a byte that is not UTF-8 among plain letters", "sku,title\n" + strings.Repeat("1,x\n", 20) + "2,\xff\n3,y\n", append(append([]string{
			"csv"}, repeated(20, "%d: sku=1 title=x", 2)...), "22! title: is not valid UTF-8", "23: sku=3 title=y")},
		{"a NUL", "sku,title\n1,a\n2,b\x00\n3,c\n4,d\n5,e\n", []string{
			"csv", "2: sku=1 title=a", "3! title: has a NUL byte, which is in no text", "4: sku=3 title=c", "5: sku=4 title=d", "6: sku=5 title=e",
		}},
		{"in a column without a name", "sku,\n1,茶\n2,\xff\n", []string{"csv", "2: sku=1", "3! column 2: is not valid UTF-8"}},
		{"in the header", "sku,品\xff\n1,茶\n", []string{"error: the header row is not valid UTF-8, in column 2; save the file as UTF-8"}},
	})
}

func TestTheHeaderRowIsHeldToItsBounds(t *testing.T) {
	names := func(n int) string {
		return strings.TrimSuffix(strings.Join(repeated(n, "c%d,", 1), ""), ",")
	}
	checkReader(t, []readerCase{
		{"a name that a published export gives to two columns", "ID,交叉销售,交叉销售\n1,x,y\n", []string{"csv", "2: ID=1 交叉销售=x 交叉销售=y"}},
		{"a column that is there twice", "sku,Title,vendor,title\n1,x,y,z\n", []string{`error: the header row has the column "title" twice, as columns 2 and 4`}},
		{"several columns without a name", "sku,,\n1,,\n", []string{"csv", "2: sku=1"}},
		{"nothing but commas", ",,\n,,\n", []string{"error: the file has no header row: all its rows are empty"}},
		{"5,000 columns", names(5000) + "\n", []string{"error: the header row has 5000 columns; at most 1000 are read"}},
		{"1,001 columns", names(1001) + "\n", []string{"error: the header row has 1001 columns; at most 1000 are read"}},
		{"1,000 columns", names(1000) + "\n", []string{"csv"}},
		{"5,000 commas behind two columns", "sku,title" + strings.Repeat(",", 5000) + "\n1,x\n", []string{"csv", "2: sku=1 title=x"}},
	})
}

func TestTheDelimiterIsToldByTheFirstRows(t *testing.T) {
	for _, c := range []struct {
		name, file string
		want       rune
	}{
		{"commas", "sku,title\n1,x\n", ','},
		{"semicolons", "sku;title\n1;x\n", ';'},
		{"tabs", "sku\ttitle\n1\tx, y\n", '\t'},
		{"bars", "sku|title\n1|x\n", '|'},
		{"one column", "sku\n1\n", ','},
		{"one column with a comma here and there", "title\nred\nred, sweet\n", ','},
		{"semicolons with a decimal comma in every row", "sku;price\n1;1,5\n2;2,5\n", ';'},
		{"semicolons with more decimal commas", "sku;a;b;c\n1;1,5;2,5;3,5\n2;1,5;2,5;3,5\n3;1,5;2,5;3,5\n", ';'},
		{"semicolons in the quotes of a table with commas", "sku,title\n1,\"a;b;c\"\n2,\"d;e;f\"\n3,\"g;h;i\"\n", ','},
		{"a quoted text of several lines with semicolons", "sku,title,desc\n1,x,\";\na;b\n;c\nd;e\"\n", ','},
		{"commas in quotes that hold line ends", "a;b\n\"1,\n2,\n3,\n\";x\n\"4,\n5,\n\";y\n", ';'},
		{"doubled quotes", "a;b\n\"1\"\"2,3\";x\n\"1\"\"2,3\";x\n", ';'},
		{"a header alone", "sku;title", ';'},
		{"rows of different lengths", "a,b,c\n1\n1,2\n1,2,3\n1,2,3\n", ','},
		{"blank lines before it", "\n\n\nsku;title\n", ';'},
		{"a hint for spreadsheet programs", "sep=|\nsku;x|title;y\n1|x\n", '|'},
	} {
		t.Run(c.name, func(t *testing.T) {
			table, err := tables.Open(stored(t, c.file), tables.Options{})
			if err != nil {
				t.Fatal(err)
			}
			defer closed(t, table)
			if got := table.Layout().Delimiter; got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}

func TestTheDelimiterCanBeForced(t *testing.T) {
	got := readAs(t, "a,b;c\n1,2;3\n", tables.Options{Delimiter: ';'})
	if d := cmp.Diff([]string{"csv", "2: a,b=1,2 c=3"}, got); d != "" {
		t.Error(d)
	}
}

func TestTheHintForSpreadsheetProgramsIsNoRow(t *testing.T) {
	for _, hint := range []string{"sep=;\n", "sep=;\r\n", "SEP=;\n", "\"sep=;\"\n"} {
		got := readAs(t, hint+"sku;title\n1;x\n", tables.Options{})
		if d := cmp.Diff([]string{"csv", "3: sku=1 title=x"}, got); d != "" {
			t.Errorf("%q: %s", hint, d)
		}
	}
}
