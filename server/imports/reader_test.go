package imports

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// readAll writes down what a file reads as: "2: sku=1 title=x" for a row, "3! reason" for one that cannot be read, and
// "error: reason" when the file ends there.
func readAll(file io.Reader) []string {
	t, err := openTable(file)
	if err != nil {
		return []string{"error: " + err.Error()}
	}
	out := []string{t.format()}
	for {
		r, err := t.next()
		var bad *rowError
		switch {
		case errors.Is(err, io.EOF):
			return out
		case errors.As(err, &bad):
			out = append(out, fmt.Sprintf("%d! %s", bad.line, bad.text))
		case err != nil:
			return append(out, "error: "+err.Error())
		default:
			out = append(out, fmt.Sprintf("%d: %s", r.line, cellsOf(r)))
		}
	}
}

func cellsOf(r row) string {
	var cells []string
	for _, name := range slices.Sorted(maps.Keys(r.cells)) {
		cells = append(cells, name+"="+r.cells[name].text)
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
			if d := cmp.Diff(c.want, readAll(strings.NewReader(c.file))); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestTheFirstByteTellsTheFormat(t *testing.T) {
	const mark = "\xef\xbb\xbf"
	checkReader(t, []readerCase{
		{"nothing", "", []string{"error: the file is empty"}},
		{"a byte order mark alone", mark, []string{"error: the file is empty"}},
		{"white space alone", " \r\n\t\n", []string{"error: the file is empty"}},
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
		{"UTF-16 as Windows has it", "\xff\xfes\x00k\x00u\x00", []string{"error: the file is UTF-16; save it as UTF-8"}},
		{"UTF-16 the other way round", "\xfe\xff\x00s\x00k\x00u", []string{"error: the file is UTF-16; save it as UTF-8"}},
		{"UTF-16 without a mark", "[\x00{\x00}\x00]\x00", []string{"error: the file is UTF-16; save it as UTF-8"}},
		{"UTF-16 without a mark the other way round", "\x00s\x00k\x00u", []string{"error: the file is UTF-16; save it as UTF-8"}},
		{"nothing but the mark of UTF-16", "\xff\xfe", []string{"error: the file is UTF-16; save it as UTF-8"}},
		{"a spreadsheet's own format", "PK\x03\x04\x14\x00\x06\x00", []string{"error: " + errNotTable.Error()}},
	})
}

func TestCSV(t *testing.T) {
	checkReader(t, []readerCase{
		{"a header alone", "sku,title\n", []string{"csv"}},
		{"a header without a line end", "sku,title", []string{"csv"}},
		{"a last row without a line end", "sku\n1", []string{"csv", "2: sku=1"}},
		{"line ends of Windows", "sku,title\r\n1,x\r\n2,y\r\n", []string{"csv", "2: sku=1 title=x", "3: sku=2 title=y"}},
		{"blank lines", "\nsku\n\n1\n\n\n2\n\n", []string{"csv", "4: sku=1", "7: sku=2"}},
		{"lines of nothing but spaces and commas", "sku,title\n , \n1,x\n,\n\"\",\n2,y\n", []string{"csv", "3: sku=1 title=x", "6: sku=2 title=y"}},
		{"a header behind a line of commas", ",,\nsku,title\n1,x\n", []string{"csv", "3: sku=1 title=x"}},
		{"line breaks in quotes", "sku,desc\n1,\"a\nb\r\nc\"\n2,d\n\"3\n\",e\n4,f\n", []string{"csv", "2: desc=a\nb\nc sku=1", "5: desc=d sku=2", "6: desc=e sku=3", "8: desc=f sku=4"}},
		{"quotes, commas and spaces", "sku,title\n\"a\"\"b\" , \" c,d \"\n", []string{"csv", "2! extraneous or missing \" in quoted-field"}},
		{"doubled quotes", "sku,title\n\"a\"\"b\",\" c,d \"\n", []string{"csv", `2: sku=a"b title=c,d`}},
		{"names in capitals with spaces", " SKU , Title \n1,x\n", []string{"csv", "2: sku=1 title=x"}},
		{"a column without a name is left out", "sku,,title,\n1,no,x,no\n", []string{"csv", "2: sku=1 title=x"}},
		{"a column that is there twice", "sku,Title,title\n1,x,y\n", []string{`error: the header row has the column "title" twice`}},
		{"a header that is not UTF-8", "sku,t\xe9\n", []string{"error: the header row is not valid UTF-8; save the file as UTF-8"}},
		{"a header with a stray quote", "sku,t\"x\n1,2\n", []string{"error: the header row: parse error on line 1, column 6: bare \" in non-quoted-field"}},
		{"fewer cells than columns", "sku,title,vendor\n1,x\n2\n", []string{"csv", "2: sku=1 title=x", "3: sku=2"}},
		{"more cells than columns", "sku,title\n1,x,y\n2,z\n", []string{"csv", "2! has 3 cells, but there are 2 columns", "3: sku=2 title=z"}},
		{"a stray quote", "sku,title\n1,x\"y\n2,z\n", []string{"csv", "2! bare \" in non-quoted-field", "3: sku=2 title=z"}},
		{"a letter behind a closing quote", "sku,title\n1,\"x\"y\n2,z\n", []string{"csv", "2! extraneous or missing \" in quoted-field", "3: sku=2 title=z"}},
		{"a quote that is not closed", "sku,title\n1,x\n2,\"y\n3,z\n4,w\n", []string{"csv", "2: sku=1 title=x", "3! a quote is not closed or not doubled; the lines to 5 were taken for this row"}},
		{"a quote that is closed by the next one", "sku,title\n1,\"x\n2,\"y\"\n3,z\n", []string{"csv", "2! a quote is not closed or not doubled; the lines to 3 were taken for this row", "4: sku=3 title=z"}},
		{"a byte that is not UTF-8", "sku,title\n1,caf\xe9\n2,café\n\xff,x\n3,y\n", []string{"csv", "2! title: is not valid UTF-8", "3: sku=2 title=café", "4! sku: is not valid UTF-8", "5: sku=3 title=y"}},
		{"a NUL in a cell", "sku,title\n1,a\n2," + strings.Repeat("b", 600) + "\n3,\x00c\n", []string{"csv", "2: sku=1 title=a", "3: sku=2 title=" + strings.Repeat("b", 600), "4: sku=3 title=\x00c"}},
		{"semicolons", "sku;title\n1;x\n", []string{"csv", "2: sku;title=1;x"}},
	})
}

func TestNDJSON(t *testing.T) {
	checkReader(t, []readerCase{
		{"two lines", "{\"sku\":1}\n{\"sku\":2}\n", []string{"ndjson", "1: sku=1", "2: sku=2"}},
		{"no last line end", "{\"sku\":1}\n{\"sku\":2}", []string{"ndjson", "1: sku=1", "2: sku=2"}},
		{"line ends of Windows", "{\"sku\":1}\r\n\r\n{\"sku\":2}\r\n", []string{"ndjson", "1: sku=1", "3: sku=2"}},
		{"blank lines", "{\"sku\":1}\n\n \t\n{\"sku\":2}\n\n", []string{"ndjson", "1: sku=1", "4: sku=2"}},
		{"a bad line between good ones", "{\"sku\":1}\n{\"sku\":oops}\n{\"sku\":3}\n", []string{"ndjson", "1: sku=1", "2! is not a JSON object", "3: sku=3"}},
		{"lines that are no objects", "{\"sku\":1}\n[]\nnull\n7\n\"x\"\n{}\n", []string{"ndjson", "1: sku=1", "2! is not a JSON object", "3! is not a JSON object", "4! is not a JSON object", "5! is not a JSON object", "6: "}},
		{"two objects in a line", "{\"sku\":1}{\"sku\":2}\n{\"sku\":3}\n", []string{"ndjson", "1! is not a JSON object", "2: sku=3"}},
		{"a line that is not UTF-8", "{\"sku\":\"\xff\"}\n{\"sku\":2}\n", []string{"ndjson", "1! is not valid UTF-8", "2: sku=2"}},
		{"an object over several lines", "{\n\"sku\":1}\n", []string{"ndjson", "1! is not a JSON object", "2! is not a JSON object"}},
		{"brackets that nest without end", "{\"sku\":1}\n{\"a\":" + strings.Repeat("[", 20000) + strings.Repeat("]", 20000) + "}\n{\"sku\":3}\n",
			[]string{"ndjson", "1: sku=1", "2! is not a JSON object", "3: sku=3"}},
	})
}

func TestAJSONCellIsATextHoweverItIsWritten(t *testing.T) {
	checkReader(t, []readerCase{
		{"a text", `{"a":" x "}`, []string{"ndjson", "1: a=x"}},
		{"an escape", `{"a":"\u8336\n\ud83c\udf3f"}`, []string{"ndjson", "1: a=茶\n🌿"}},
		{"half of a surrogate pair", `{"a":"\ud83c"}`, []string{"ndjson", "1: a=\ufffd"}},
		{"numbers keep their digits", `{"a":75.00,"b":-0,"c":1E+2,"d":12345678901234567890}`, []string{"ndjson", "1: a=75.00 b=-0 c=1E+2 d=12345678901234567890"}},
		{"a number that no machine holds", `{"a":1e400}`, []string{"ndjson", "1: a=1e400"}},
		{"truth values", `{"a":true,"b":false}`, []string{"ndjson", "1: a=true b=false"}},
		{"nothing", `{"a":null,"b":""}`, []string{"ndjson", "1: a= b="}},
		{"objects and lists have no text", `{"a":{"b":1},"c":[1]}`, []string{"ndjson", "1: a= c="}},
		{"of two equal keys the last counts", `{"a":1,"a":2}`, []string{"ndjson", "1: a=2"}},
		{"no number at all", `{"a":NaN}`, []string{"ndjson", "1! is not a JSON object"}},
		{"spaces", "{ \"a\" :\t1 , \"b\" : \"2\" }", []string{"ndjson", "1: a=1 b=2"}},
	})
}
