package tables_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"shopclerk/server/imports/tables"
)

func TestJSONList(t *testing.T) {
	checkReader(t, []readerCase{
		{"an empty list", "[]", []string{"json"}},
		{"an empty list over lines", "[\n\n]\n", []string{"json"}},
		{"a row a line", "[\n{\"sku\":1},\n{\"sku\":2}\n]\n", []string{"json", "2: sku=1", "3: sku=2"}},
		{"all in one line", `[{"sku":1},{"sku":2}]`, []string{"json", "1: sku=1", "1: sku=2"}},
		{"pretty printed", "[\n  {\n    \"sku\": 1,\n    \"title\": \"x\"\n  },\n  {\n    \"sku\": 2\n  }\n]\n", []string{"json", "2: sku=1 title=x", "6: sku=2"}},
		{"line ends of Windows", "[\r\n  {\r\n\"sku\":1\r\n},\r\n{\"sku\":2}]", []string{"json", "2: sku=1", "5: sku=2"}},
		{"commas in front", "[\n{\"sku\":1}\n\n,{\"sku\":2}\n,\n\n{\"sku\":3}]", []string{"json", "2: sku=1", "4: sku=2", "7: sku=3"}},
		{"elements that are no objects", "[1,\n\"x\",\nnull,\n[2],\n{\"sku\":5},true]", []string{
			"json", "1! is not a JSON object", "2! is not a JSON object", "3! is not a JSON object", "4! is not a JSON object", "5: sku=5", "5! is not a JSON object",
		}},
		{"an element that is not UTF-8", "[{\"sku\":\"\xff\"},\n{\"sku\":2}]", []string{"json", "1! is not valid UTF-8", "2: sku=2"}},
		{"blank lines at the end", "[{\"sku\":1}]\n\n \n", []string{"json", "1: sku=1"}},
		{"rows of different names", `[{"a":1,"b":2},{"b":3},{"b":4}]`, []string{"json", "1: a=1 b=2", "1: b=3", "1: b=4"}},
		{"an element of more than 1,000 names", `[{"sku":1},{` + strings.TrimSuffix(strings.Join(repeated(1001, `"n%d":1,`, 1), ""), ",") + `}]`, []string{
			"json", "1: sku=1", "1! has 1001 names; at most 1000 are read",
		}},
	})
}

func TestAJSONListInAnObject(t *testing.T) {
	checkReader(t, []readerCase{
		{"all in one line", `{"products":[{"sku":1},{"sku":2}]}`, []string{"json", "1: sku=1", "1: sku=2"}},
		{"an empty one", `{"products":[]}`, []string{"json"}},
		{"a row a line", "{\"products\":[\n{\"sku\":1},\n{\"sku\":2}\n]}\n", []string{"json", "2: sku=1", "3: sku=2"}},
		{"pretty printed, with other things around it", "{\n  \"shop\": {\"name\": \"x\"},\n  \"tags\": [\"a\", \"b\"],\n  \"products\": [\n    {\n      \"sku\": 1\n    }\n  ],\n  \"total\": 1\n}\n",
			[]string{"json", "5: sku=1"}},
		{"cut in the list", "{\"products\":[\n{\"sku\":1},\n{\"sku\":", []string{"json", "2: sku=1", "error: line 3: the file ends in the middle of the list"}},
		{"cut behind the list", "{\n\"products\":[\n{\"sku\":1}]\n", []string{"json", "3: sku=1", "error: line 4: the file ends in the middle of the list"}},
		{"two lists", "{\n\"products\":[\n{\"sku\":1}],\n\"more\":\n[{\"sku\":2}]}", []string{
			"json", "3: sku=1", `error: line 5: a second list, "more", follows; which one holds the rows cannot be told`,
		}},
		{"a word behind it", "{\n\"products\":[\n{\"sku\":1}]}\n\noops", []string{"json", "3: sku=1", "error: line 5: something follows the end of the list"}},
		{"a syntax error before it", "{\n\"a\" 1,\n\"products\":[]}", []string{"ndjson", "1! is not a JSON object", "2! is not a JSON object", "3! is not a JSON object"}},
		{"one order with elements in a line is one row", `{"order_number":"A1","elements":[{"title":"x"}]}` + "\n", []string{"ndjson", "1: order_number=A1 elements="}},
		{"lines of objects with nothing but a list are rows", "{\"elements\":[{\"title\":\"x\"}]}\n{\"elements\":[{\"title\":\"y\"}]}\n", []string{"ndjson", "1: elements=", "2: elements="}},
		{"a broken line with a list between lines", "{\"elements\":[{\"title\":oops}]}\n{\"elements\":[]}\n", []string{"ndjson", "1! is not a JSON object", "2: elements="}},
		{"a long list in one line", `{"count":9000,"products":[` + strings.TrimSuffix(strings.Repeat(`{"sku":"1"},`, 9000), ",") + `]}`,
			append([]string{"json"}, repeated(9000, "1: sku=1", 0)...)},
	})
}

func TestWhereAJSONListBreaks(t *testing.T) {
	const after = ": not valid JSON from here on: "
	checkReader(t, []readerCase{
		{"a syntax error in the third row", "[\n{\"sku\":1},\n{\"sku\":2},\n{\"sku\":oops},\n{\"sku\":4}]", []string{
			"json", "2: sku=1", "3: sku=2", "error: line 4" + after + "invalid character 'o' looking for beginning of value",
		}},
		{"a syntax error on the fourth line of a row", "[\n  {\n    \"sku\": 1\n  },\n  {\n    \"sku\": 2,\n    \"title\": \"x\",\n    \"price\": 1,2\n  }\n]", []string{
			"json", "2: sku=1", "error: line 8" + after + "invalid character '2' looking for beginning of object key string",
		}},
		{"a syntax error in the first row", "[\n\n\n\n{\"sku\"\n\n:oops}]", []string{"json", "error: line 7" + after + "invalid character 'o' looking for beginning of value"}},
		{"a comma is missing", "[\n{\"sku\":1}\n{\"sku\":2}\n]", []string{"json", "2: sku=1", "error: line 3" + after + "expected comma after array element"}},
		{"a comma too many at the end", "[\n{\"sku\":1},\n]", []string{"json", "2: sku=1", "error: line 3" + after + "invalid character ']' looking for beginning of value"}},
		{"a comma too many between", "[\n{\"sku\":1},\n,{\"sku\":2}]", []string{"json", "2: sku=1", "error: line 3" + after + "invalid character ',' looking for beginning of value"}},
		{"a comment", "[\n{\"sku\":1},\n// two\n{\"sku\":2}]", []string{"json", "2: sku=1", "error: line 3" + after + "invalid character '/' looking for beginning of value"}},
		{"a line break in a text", "[\n{\"sku\":1},\n{\"sku\":\"a\nb\"}]", []string{"json", "2: sku=1", "error: line 3" + after + `invalid character '\n' in string literal`}},
		{"the wrong bracket at the end", "[\n{\"sku\":1}\n}", []string{"json", "2: sku=1", "error: line 3" + after + "invalid character '}' after array element"}},
		{"cut behind a row", "[\n{\"sku\":1}", []string{"json", "2: sku=1", "error: line 2: the file ends in the middle of the list"}},
		{"cut behind a comma", "[\n{\"sku\":1},\n", []string{"json", "2: sku=1", "error: line 3: the file ends in the middle of the list"}},
		{"cut in a row", "[\n{\"sku\":1},\n{\"sku\":\n\"2", []string{"json", "2: sku=1", "error: line 4: the file ends in the middle of the list"}},
		{"a bracket alone", "[", []string{"json", "error: line 1: the file ends in the middle of the list"}},
		{"a word behind it", "[\n{\"sku\":1}\n]\n\noops", []string{"json", "2: sku=1", "error: line 5: something follows the end of the list"}},
		{"a second list behind it", "[{\"sku\":1}]\n[{\"sku\":2}]", []string{"json", "1: sku=1", "error: line 2: something follows the end of the list"}},
		{"brackets that nest without end", "[\n{\"sku\":1},\n{\"a\":" + strings.Repeat("[", 20000) + strings.Repeat("]", 20000) + "}]", []string{
			"json", "2: sku=1", "error: line 3" + after + "invalid character '[' exceeded max depth",
		}},
	})
}

// The decoder's own count of bytes leaves out commas and white space, by more and more the longer the list is.
func TestTheLineOfASyntaxErrorIsExactAfterManyRows(t *testing.T) {
	var file strings.Builder
	file.WriteString("[\n")
	for i := range 3000 {
		fmt.Fprintf(&file, "  \n  {\n    \"sku\": \"%d\"\n  } \n ,\n", i)
	}
	line := strings.Count(file.String(), "\n") + 1
	file.WriteString("{\"sku\":\n\n\n oops}]")
	got := readAs(t, file.String(), tables.Options{})
	want := fmt.Sprintf("error: line %d: not valid JSON from here on: invalid character 'o' looking for beginning of value", line+3)
	if d := cmp.Diff(want, got[len(got)-1]); d != "" {
		t.Error(d)
	}
	if got, want := got[3000], fmt.Sprintf("%d: sku=2999", line-4); got != want {
		t.Errorf("the last good row is %q, want %q", got, want)
	}
}

func TestTheLinesOfRowsAreExactWhateverTheirSizes(t *testing.T) {
	var file strings.Builder
	want := []string{"json"}
	file.WriteString("\n[")
	line := 2
	for i := range 400 {
		pad := strings.Repeat("\n", i%7)
		line += i % 7
		text := strings.Repeat("x", i*i%9000)
		fmt.Fprintf(&file, "%s{\"sku\":\n\"%d\",\"title\":\"%s\"\n}", pad, i, text)
		want = append(want, fmt.Sprintf("%d: sku=%d title=%s", line, i, text))
		line += 2
		if i < 399 {
			file.WriteString(" , ")
		}
	}
	file.WriteString("]")
	if d := cmp.Diff(want, readAs(t, file.String(), tables.Options{})); d != "" {
		t.Error(d)
	}
}

func TestNDJSON(t *testing.T) {
	checkReader(t, []readerCase{
		{"two lines", "{\"sku\":1}\n{\"sku\":2}\n", []string{"ndjson", "1: sku=1", "2: sku=2"}},
		{"no last line end", "{\"sku\":1}\n{\"sku\":2}", []string{"ndjson", "1: sku=1", "2: sku=2"}},
		{"line ends of Windows", "{\"sku\":1}\r\n\r\n{\"sku\":2}\r\n", []string{"ndjson", "1: sku=1", "3: sku=2"}},
		{"blank lines", "{\"sku\":1}\n\n \t\n{\"sku\":2}\n\n", []string{"ndjson", "1: sku=1", "4: sku=2"}},
		{"a bad line between good ones", "{\"sku\":1}\n{\"sku\":oops}\n{\"sku\":3}\n", []string{"ndjson", "1: sku=1", "2! is not a JSON object", "3: sku=3"}},
		{"lines that are no objects", "{\"sku\":1}\n[]\nnull\n7\n\"x\"\n{}\n", []string{
			"ndjson", "1: sku=1", "2! is not a JSON object", "3! is not a JSON object", "4! is not a JSON object", "5! is not a JSON object", "6: ",
		}},
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
		{"of two equal names the last counts", `{"a":1,"b":2,"a":3}`, []string{"ndjson", "1: a=3 b=2"}},
		{"no number at all", `{"a":NaN}`, []string{"ndjson", "1! is not a JSON object"}},
		{"spaces", "{ \"a\" :\t1 , \"b\" : \"2\" }", []string{"ndjson", "1: a=1 b=2"}},
	})
}

func TestRowsWithTheSameNamesShareAHeader(t *testing.T) {
	for name, file := range map[string]string{
		"json":   `[{"a":1,"b":2},{"a":3,"b":4},{"b":5,"a":6}]`,
		"ndjson": "{\"a\":1,\"b\":2}\n{\"a\":3,\"b\":4}\n{\"b\":5,\"a\":6}\n",
		"xml":    "<x><r><a/><b/></r><r><a/><b/></r><r><b/><a/></r></x>",
	} {
		table, err := tables.Open(stored(t, file), tables.Options{})
		if err != nil {
			t.Fatal(err)
		}
		var headers [3]*tables.Header
		for i := range headers {
			r, err := table.Next()
			if err != nil {
				t.Fatal(err)
			}
			headers[i] = r.Header
		}
		if headers[0] != headers[1] || headers[1] == headers[2] {
			t.Errorf("%s: the headers are %p", name, headers)
		}
		closed(t, table)
	}
}
