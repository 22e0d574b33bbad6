package imports

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestJSONArray(t *testing.T) {
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
	})
}

func TestWhereAJSONArrayBreaks(t *testing.T) {
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
	got := readAll(strings.NewReader(file.String()))
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
	if d := cmp.Diff(want, readAll(strings.NewReader(file.String()))); d != "" {
		t.Error(d)
	}
}
