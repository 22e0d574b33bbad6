package imports

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const (
	huge = 64 << 20 // how much a test would read of what should not be read
	room = 24 << 20 // how much may be allocated for it
)

// endless yields one byte again and again, so that no test holds a huge file in memory itself.
func endless(b byte) io.Reader { return io.LimitReader(repeated(b), huge) }

type repeated byte

func (r repeated) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = byte(r)
	}
	return len(p), nil
}

// counted tells how much of a file was read.
type counted struct {
	r    io.Reader
	read int
}

func (c *counted) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.read += n
	return n, err
}

func join(parts ...any) io.Reader {
	var readers []io.Reader
	for _, part := range parts {
		if text, ok := part.(string); ok {
			part = strings.NewReader(text)
		}
		readers = append(readers, part.(io.Reader))
	}
	return io.MultiReader(readers...)
}

func TestARowOverTheLimitNamesItsLineAndIsNotKeptInMemory(t *testing.T) {
	const tooLarge = "a row is larger than 1 MiB; is a quote not closed?"
	for _, c := range []struct {
		name string
		file io.Reader
		want []string
		ends bool // the file is not read on
	}{
		{"a quote that is not closed in the middle of a large table",
			join("sku,title\n1,x\n2,\"y\n", endless('\n'), "9,z\n"), []string{"csv", "2: sku=1 title=x", "error: after line 2: " + tooLarge}, true},
		{"a quote that is not closed behind a row that was refused",
			join("sku\n1\n2,3\nx\"y\n5,\"y\n", endless('z')), []string{"csv", "2: sku=1", "3! has 2 cells, but there are 1 columns", `4! bare " in non-quoted-field`, "error: after line 4: " + tooLarge}, true},
		{"a line of a table without end", join("sku,title\n1,x\n2,", endless('y')), []string{"csv", "2: sku=1 title=x", "error: after line 2: " + tooLarge}, true},
		{"a header without end", join("sku,", endless('y')), []string{"error: the header row: " + tooLarge}, true},
		{"a list with a huge row", join("[\n{\"sku\":1},\n\n\n{\"sku\":\"", endless('y'), "\"},{\"sku\":3}]"), []string{"json", "2: sku=1", "error: line 5: " + tooLarge}, true},
		{"a list that opens brackets without end", join("[\n{\"sku\":1},\n", endless('[')), []string{"json", "2: sku=1", "error: line 3: not valid JSON from here on: invalid character '[' exceeded max depth"}, true},
		{"a huge line between two others", join("{\"sku\":1}\n{\"sku\":\"", endless('y'), "\"}\n{\"sku\":3}\n"), []string{"ndjson", "1: sku=1", "2! " + tooLarge, "3: sku=3"}, false},
		{"a huge last line", join("{\"sku\":1}\n{\"sku\":\"", endless('y')), []string{"ndjson", "1: sku=1", "2! " + tooLarge}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			file := &counted{r: c.file}
			var got []string
			allocated := allocates(func() { got = readAll(file) })
			if d := cmp.Diff(c.want, got); d != "" {
				t.Error(d)
			}
			if allocated > room {
				t.Errorf("%d MiB were allocated", allocated>>20)
			}
			if c.ends && file.read > 4<<20 {
				t.Errorf("%d MiB were read", file.read>>20)
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
	text := strings.Repeat("x", maxRow-100)
	for name, c := range map[string]struct{ file, want string }{
		"csv":    {"sku,title\n0,a\n1," + text + "\n2,b\n", "3: sku=1 title="},
		"ndjson": {"{\"sku\":0}\n\n{\"sku\":1,\"title\":\"" + text + "\"}\n{\"sku\":2}\n", "3: sku=1 title="},
		"json":   {"[\n{\"sku\":0},\n{\"sku\":1,\"title\":\"" + text + "\"},\n{\"sku\":2}]", "3: sku=1 title="},
	} {
		got := readAll(strings.NewReader(c.file))
		if len(got) != 4 || got[0] != name || got[2] != c.want+text {
			t.Errorf("%s: %d outcomes, %.60q", name, len(got), got)
		}
	}
}

// The decoder reads ahead by a buffer's size, so it can hold a row that is a little too large; then it can go on behind it.
func TestARowJustOverTheLimitIsRefusedInAList(t *testing.T) {
	got := readAll(strings.NewReader("[\n{\"sku\":\"" + strings.Repeat("x", maxRow) + "\"},\n{\"sku\":2}]"))
	want := []string{"json", "2! a row is larger than 1 MiB; is a quote not closed?", "3: sku=2"}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestAFileOfManyRowsNeedsNoMoreMemoryThanOneOfFew(t *testing.T) {
	for name, c := range map[string]struct{ head, row, tail string }{
		"csv":    {"sku,title\n", "1,\"a\nb\"\n", ""},
		"ndjson": {"", "{\"sku\":1}\n", ""},
		"json":   {"[\n", "{\"sku\":1},\n", "{}]"},
	} {
		t.Run(name, func(t *testing.T) {
			file := join(c.head, io.LimitReader(&cycle{text: c.row}, int64(100_000*len(c.row))), c.tail)
			table, err := openTable(file)
			if err != nil {
				t.Fatal(err)
			}
			for range 2 { // what the tests before left in pools takes two to go
				runtime.GC()
			}
			peak, rows := uint64(0), 0
			for ; ; rows++ {
				if _, err := table.next(); errors.Is(err, io.EOF) {
					break
				} else if err != nil {
					t.Fatal(err)
				}
				if rows%20_000 == 0 {
					runtime.GC()
					peak = max(peak, heap())
				}
			}
			if rows < 100_000 || peak > heap()+8<<20 {
				t.Errorf("%d rows, %d MiB at the most, %d MiB at the end", rows, peak>>20, heap()>>20)
			}
		})
	}
}

func heap() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// cycle yields one text again and again.
type cycle struct {
	text string
	at   int
}

func (c *cycle) Read(p []byte) (int, error) {
	n := copy(p, c.text[c.at:])
	c.at = (c.at + n) % len(c.text)
	return n, nil
}

func TestABrokenReaderEndsTheFile(t *testing.T) {
	broken := errors.New("the disk is gone")
	for _, head := range []string{"", "sku\n1\n", "{\"sku\":1}\n", "[{\"sku\":1},"} {
		_, err := drain(io.MultiReader(strings.NewReader(head), bytes.NewReader(bytes.Repeat([]byte(" "), 30_000)), failing{broken}))
		if !errors.Is(err, broken) {
			t.Errorf("behind %q: %v", head, err)
		}
	}
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

// drain reads to the end and returns how many rows were read, good and bad ones.
func drain(file io.Reader) (rows int, err error) {
	t, err := openTable(file)
	for err == nil {
		var bad *rowError
		if _, err = t.next(); errors.As(err, &bad) {
			err = nil
		}
		if err == nil {
			rows++
		}
	}
	if errors.Is(err, io.EOF) {
		return rows, nil
	}
	return rows, fmt.Errorf("after %d rows: %w", rows, err)
}
