package tables_test

import (
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"shopclerk/server/imports/tables"
)

// padded is a JSON object of exactly so many bytes.
func padded(begin, end string, size int) string {
	return begin + strings.Repeat("x", size-len(begin)-len(end)) + end
}

// order is one of so many bytes, with a list of objects in it.
func order(number string, size int) string {
	return padded(`{"order_number":"`+number+`","elements":[{"title":"`, `"}]}`, size)
}

func TestALongFirstLineIsARowLikeAnyOther(t *testing.T) {
	const sample, limit = 64 << 10, 1 << 20
	var cases []readerCase
	for _, size := range []int{sample - 1, sample, sample + 1, 2 * sample, limit - 1, limit} {
		for end, name := range map[string]string{"\n": "lines", "\r\n": "lines of Windows", "\n\n \t\n": "lines with blank ones between"} {
			line := 1 + strings.Count(end, "\n")
			cases = append(cases, readerCase{
				fmt.Sprintf("%s, the first one of %d bytes", name, size), order("A", size-len(end)) + end + order("B", 100) + end,
				[]string{"ndjson", "1: order_number=A elements=", fmt.Sprintf("%d: order_number=B elements=", line)},
			})
		}
		cases = append(cases,
			readerCase{
				fmt.Sprintf("two lines with nothing but a list, the first one of %d bytes", size),
				padded(`{"elements":[{"title":"`, `"}]}`, size-1) + "\n" + `{"elements":[{"title":"y"}]}`,
				[]string{"ndjson", "1: elements=", "2: elements="},
			},
			readerCase{
				fmt.Sprintf("one list in a line of %d bytes", size), padded(`{"products":[{"sku":1},{"sku":2,"`, `":0}]}`, size),
				[]string{"json", "1: sku=1", "1: sku=2 " + strings.Repeat("x", size-len(`{"products":[{"sku":1},{"sku":2,"":0}]}`)) + "=0"},
			},
		)
	}
	checkReader(t, cases)
}

func TestALongFirstLineOfWhatIsNotOneObjectALine(t *testing.T) {
	long := strings.Repeat("x", 100<<10)
	checkReader(t, []readerCase{
		{"a list over lines in an object", `{"shop":"` + long + "\",\n\"products\":[\n{\"sku\":1}]}", []string{"json", "3: sku=1"}},
		{"a list behind something long in a line", `{"shop":"` + long + `","products":[{"sku":1}],"total":1}` + "\n", []string{"json", "1: sku=1"}},
		{"a long object without a list, alone", `{"sku":1,"desc":"` + long + `"}`, []string{"ndjson", "1: sku=1 desc=" + long}},
		{"a short object alone with a list among others", order("A", 60<<10), []string{"ndjson", "1: order_number=A elements="}},
		{"a broken line before others", `{"sku":oops,"a":[{}],"b":"` + long + "\"}\n{\"sku\":2}\n", []string{"ndjson", "1! is not a JSON object", "2: sku=2"}},
		{"blank lines before it", "\n\n" + order("A", len(long)) + "\n" + order("B", 100), []string{
			"ndjson", "3: order_number=A elements=", "4: order_number=B elements=",
		}},
	})
}

// The first row is refused for its size, and the others are read: no list inside it is taken for the rows.
func TestAFirstLineOverTheLimitOfWhichTheEndIsSeen(t *testing.T) {
	got := readAs(t, order("A", 1<<20+1000)+"\n{\"order_number\":\"B\"}\n", tables.Options{})
	want := []string{"ndjson", "1! a row is larger than 1 MiB; is a quote not closed?", "2: order_number=B"}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestALongFirstLineIsReadFromAPackedFileAndInAnotherEncoding(t *testing.T) {
	text := order("A", 100<<10) + "\n" + order("紅茶", 100) + "\n"
	want := []string{"ndjson", "1: order_number=A elements=", "2: order_number=紅茶 elements="}
	for name, file := range map[string]string{
		"gzip": gzipped(t, text), "zip": packed(t, part{"a.ndjson", text}), "a mark": mark + text,
	} {
		if d := cmp.Diff(want, readAs(t, file, tables.Options{})); d != "" {
			t.Errorf("%s: %s", name, d)
		}
	}
}

// A document in one line is looked at for a row's length, and no further.
func TestALongLineIsNotKeptInMemory(t *testing.T) {
	file, rows := fileOf(t, `{"products":[`, `{"sku":1,"title":"some text"},`, `{}]}`, 24<<20)
	for range 2 {
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
	if !errors.Is(err, io.EOF) || read < rows || peak > before+5<<20 {
		t.Errorf("%d of %d rows, %d KiB before, %d KiB at the most: %v", read, rows, before>>10, peak>>10, err)
	}
	closed(t, table)
}
