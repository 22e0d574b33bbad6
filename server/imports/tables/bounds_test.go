package tables_test

import (
	"bufio"
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"shopclerk/server/imports/tables"
)

const (
	huge = 64 << 20 // how much a test has of what should not be read
	room = 40 << 20 // how much may be allocated for it
)

func TestARowOverTheLimitNamesItsLineAndIsNotKeptInMemory(t *testing.T) {
	const tooLarge = "a row is larger than 1 MiB; is a quote not closed?"
	for _, c := range []struct {
		name string
		file string
		want []string
		ends bool // the file is not read on
	}{
		{"a quote that is not closed in the middle of a large table",
			"sku,title\n1,x\n2,\"y\n" + strings.Repeat("\n", huge) + "9,z\n", []string{"csv", "2: sku=1 title=x", "error: after line 2: " + tooLarge}, true},
		{"a quote that is not closed behind a row that was refused",
			"sku\n1\n2,3\nx\"y\n5,\"y\n" + strings.Repeat("z", huge), []string{
				"csv", "2: sku=1", "3! has 2 cells, but there are 1 columns", "4! a quote stands in a cell that has none around it, at byte 2 of the line", "error: after line 4: " + tooLarge}, true},
		{"a line of a table without end", "sku,title\n1,x\n2," + strings.Repeat("y", huge), []string{"csv", "2: sku=1 title=x", "error: after line 2: " + tooLarge}, true},
		{"a header without end", "sku," + strings.Repeat("y", huge), []string{"error: the header row: " + tooLarge}, true},
		{"a list with a huge row", "[\n{\"sku\":1},\n\n\n{\"sku\":\"" + strings.Repeat("y", huge) + "\"},{\"sku\":3}]", []string{"json", "2: sku=1", "error: line 5: " + tooLarge}, true},
		{"a list that opens brackets without end", "[\n{\"sku\":1},\n" + strings.Repeat("[", huge), []string{
			"json", "2: sku=1", "error: line 3: not valid JSON from here on: invalid character '[' exceeded max depth"}, true},
		{"something huge before a list in an object", "{\n\"shop\":\"\",\n\"about\":{},\n\"sku\":[{}],\n\"more\":\"" + strings.Repeat("y", huge) + "\"}", []string{"json", "4: ", "error: line 5: " + tooLarge}, true},
		{"a huge line between two others", "{\"sku\":1}\n{\"sku\":\"" + strings.Repeat("y", huge) + "\"}\n{\"sku\":3}\n", []string{"ndjson", "1: sku=1", "2! " + tooLarge, "3: sku=3"}, false},
		{"a huge last line", "{\"sku\":1}\n{\"sku\":\"" + strings.Repeat("y", huge), []string{"ndjson", "1: sku=1", "2! " + tooLarge}, false},
		{"a huge row of a document", "<s>\n<r><a>1</a></r>\n<r><a>" + strings.Repeat("y", huge), []string{"xml", "2: a=1", "error: line 3: " + tooLarge}, true},
		{"a row of a document without end", "<s>\n<r><a>1</a></r>\n<r>" + strings.Repeat("<a>y</a>", huge/8), []string{"xml", "2: a=1", "error: line 3: " + tooLarge}, true},
		{"a huge text between rows of a document", "<s>\n<r><a>1</a></r>\n<x>" + strings.Repeat("y", huge), []string{"xml", "2: a=1", "error: line 3: " + tooLarge}, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			file := stored(t, c.file)
			table, err := tables.Open(file, tables.Options{})
			if err == nil {
				for err == nil || errors.As(err, new(*tables.RowError)) {
					_, err = table.Next()
				}
				if c.ends && table.BytesRead() > 4<<20 {
					t.Errorf("%d MiB were read", table.BytesRead()>>20)
				}
				closed(t, table)
			}
			allocated := allocates(func() {
				if d := cmp.Diff(c.want, readAs(t, c.file, tables.Options{})); d != "" {
					t.Error(d)
				}
			})
			if allocated > room+uint64(len(c.file)) { // the test itself writes the file once more
				t.Errorf("%d MiB were allocated", allocated>>20)
			}
		})
	}
}

func allocates(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

func TestARowJustUnderTheLimitIsRead(t *testing.T) {
	text := strings.Repeat("x", 1<<20-100)
	for name, c := range map[string]struct{ file, want string }{
		"csv":    {"sku,title\n0,a\n1," + text + "\n2,b\n", "3: sku=1 title="},
		"ndjson": {"{\"sku\":0}\n\n{\"sku\":1,\"title\":\"" + text + "\"}\n{\"sku\":2}\n", "3: sku=1 title="},
		"json":   {"[\n{\"sku\":0},\n{\"sku\":1,\"title\":\"" + text + "\"},\n{\"sku\":2}]", "3: sku=1 title="},
		"xml":    {"<s>\n<r/>\n<r><sku>1</sku><title>" + text + "</title></r>\n<r/></s>", "3: sku=1 title="},
		"xlsx":   {rowsOf(t, textRow(1, "sku", "title")+textRow(2, "0")+textRow(3, "1", text)+textRow(4, "2")), "3: sku=1 title="},
	} {
		got := readAs(t, c.file, tables.Options{})
		if len(got) != 4 || got[0] != name || got[2] != c.want+text {
			t.Errorf("%s: %d outcomes, %.60q", name, len(got), got)
		}
	}
}

// The decoder reads ahead by a buffer's size, so it can hold a row that is a little too large; then it can go on behind it.
func TestARowJustOverTheLimitIsRefusedInAList(t *testing.T) {
	got := readAs(t, "[\n{\"sku\":\""+strings.Repeat("x", 1<<20)+"\"},\n{\"sku\":2}]", tables.Options{})
	want := []string{"json", "2! a row is larger than 1 MiB; is a quote not closed?", "3: sku=2"}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

// fileOf writes a file of about so many bytes, and returns how many rows it has.
func fileOf(t testing.TB, head, row, tail string, size int) (*os.File, int) {
	t.Helper()
	file, err := os.Create(filepath.Join(t.TempDir(), "upload"))
	if err != nil {
		t.Fatal(err)
	}
	w := bufio.NewWriterSize(file, 1<<20)
	rows := size / len(row)
	w.WriteString(head)
	for range rows {
		w.WriteString(row)
	}
	w.WriteString(tail)
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	return file, rows
}

func TestALargeFileNeedsNoMoreMemoryThanASmallOne(t *testing.T) {
	const cell = "some text of a cell that is not short"
	for name, c := range map[string]struct {
		head, row, tail string
		size            int
	}{
		"csv":    {"sku,title,a,b,c\n", "1,\"a\nb\"," + strings.Repeat(cell+",", 2) + "\n", "", 200 << 20},
		"ndjson": {"", `{"sku":1,"title":"` + cell + `"}` + "\n", "", 8 << 20},
		"json":   {"[\n", `{"sku":1,"title":"` + cell + `"},` + "\n", "{}]", 8 << 20},
		"xml":    {"<s>", "<r><sku>1</sku><title>" + cell + "</title></r>\n", "</s>", 8 << 20},
		"big5":   {"\xab\x7e\xa6\x57\n", strings.Repeat("\xac\xf5\xaf\xf9", 10) + "\n", "", 8 << 20},
	} {
		t.Run(name, func(t *testing.T) {
			file, rows := fileOf(t, c.head, c.row, c.tail, c.size)
			for range 2 { // what the tests before left in pools takes two to go
				runtime.GC()
			}
			before, peak, read := heap(), uint64(0), 0
			table, err := tables.Open(file, tables.Options{})
			for ; err == nil; read++ {
				if _, err = table.Next(); read%(rows/10) == 0 {
					runtime.GC()
					peak = max(peak, heap())
				}
			}
			if !errors.Is(err, io.EOF) || read < rows || peak > before+4<<20 {
				t.Errorf("%d of %d rows, %d KiB before, %d KiB at the most: %v", read, rows, before>>10, peak>>10, err)
			}
			closed(t, table)
		})
	}
}

func heap() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
