package tables_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"shopclerk/server/imports/tables"
)

const (
	manyRows = 200_000
	fewBytes = 64 << 20 // excelize keeps 16 MB of a sheet before it writes them to a file, and its buffer grows by doubling
)

// heapMeter notes how large the heap was while something was written, and how much came at once.
type heapMeter struct {
	w       io.Writer
	peak    uint64
	largest int
}

func (m *heapMeter) Write(p []byte) (int, error) {
	m.largest = max(m.largest, len(p))
	return m.w.Write(p)
}

func (m *heapMeter) look() {
	var now runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&now)
	m.peak = max(m.peak, now.HeapAlloc)
}

func TestMemoryDoesNotGrowWithTheNumberOfRows(t *testing.T) {
	for kind, count := range map[string]func(*testing.T, string) int{"csv": countCSV, "xlsx": countXLSX, "ndjson": countNDJSON} {
		t.Run(kind, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "file")
			file, err := os.Create(path)
			if err != nil {
				t.Fatal(err)
			}
			defer file.Close()
			m := &heapMeter{w: file}
			m.look()
			before := m.peak
			w, err := writersOf[kind](m)
			if err != nil {
				t.Fatal(err)
			}
			err = w.Header([]string{"n", "title", "desc"})
			desc := strings.Repeat("白色T恤 ", 60) // 130 MB in all
			for n := range manyRows {
				err = errors.Join(err, w.Write([]string{fmt.Sprint(n), "=Tea", desc}))
				if n%(manyRows/20) == 0 {
					m.look()
				}
			}
			if err = errors.Join(err, w.Close()); err != nil {
				t.Fatal(err)
			}
			m.look()
			if grown := m.peak - before; m.peak > before && grown > fewBytes {
				t.Errorf("the heap grew by %d MiB", grown>>20)
			}
			if m.largest > 1<<20 {
				t.Errorf("%d KiB are written at once, and so were kept", m.largest>>10)
			}
			if got := count(t, path); got != manyRows {
				t.Errorf("%d rows are read", got)
			}
		})
	}
}

// inOrder fails unless a row is the next one.
func inOrder(t *testing.T, n int, number, title string) {
	t.Helper()
	if number != fmt.Sprint(n) || tables.Unguard(title) != "=Tea" {
		t.Fatalf("row %d is %q, %q", n, number, title)
	}
}

func countCSV(t *testing.T, path string) (n int) {
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	r := csv.NewReader(file)
	r.ReuseRecord = true
	for ; ; n++ {
		row, err := r.Read()
		switch {
		case errors.Is(err, io.EOF):
			return n - 1
		case err != nil:
			t.Fatal(err)
		case n > 0:
			inOrder(t, n-1, row[0], row[1])
		}
	}
}

func countXLSX(t *testing.T, path string) (n int) {
	book, err := excelize.OpenFile(path, excelize.Options{RawCellValue: true, UnzipXMLSizeLimit: 1 << 20})
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	rows, err := book.Rows("Sheet1")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for ; rows.Next(); n++ {
		row, err := rows.Columns()
		if err != nil {
			t.Fatal(err)
		}
		if n > 0 {
			inOrder(t, n-1, row[0], row[1])
		}
	}
	return n - 1
}

func countNDJSON(t *testing.T, path string) (n int) {
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	d := json.NewDecoder(file)
	for ; ; n++ {
		var row struct{ N, Title string }
		if err := d.Decode(&row); errors.Is(err, io.EOF) {
			return n
		} else if err != nil {
			t.Fatal(err)
		}
		inOrder(t, n, row.N, row.Title)
	}
}

func TestTemporaryFilesAreGoneWhetherATableIsClosedOrGivenUp(t *testing.T) {
	for name, end := range map[string]func(tables.Writer) error{
		"closed":               tables.Writer.Close,
		"given up":             func(w tables.Writer) error { w.Discard(); return nil },
		"closed, and given up": func(w tables.Writer) error { defer w.Discard(); return w.Close() },
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			t.Setenv("TMPDIR", dir)
			var file bytes.Buffer
			w, err := tables.NewXLSX(&file)
			if err != nil {
				t.Fatal(err)
			}
			err = w.Header([]string{"a"})
			for range 2000 {
				err = errors.Join(err, w.Write([]string{strings.Repeat("x", 10_000)}))
			}
			if err != nil {
				t.Fatal(err)
			}
			if list, err := os.ReadDir(dir); err != nil || len(list) == 0 {
				t.Fatalf("20 MB are in no temporary file: %v", err)
			}
			if err := end(w); err != nil {
				t.Fatal(err)
			}
			if list, err := os.ReadDir(dir); err != nil || len(list) > 0 {
				t.Errorf("left over: %v, %v", list, err)
			}
			if name == "given up" && file.Len() > 0 {
				t.Errorf("%d bytes of a table that was given up are written", file.Len())
			}
		})
	}
}

// fullDisk is a disk on which so many bytes have room.
type fullDisk struct{ room int }

var errDiskFull = errors.New("no space left on device")

func (f *fullDisk) Write(p []byte) (int, error) {
	if len(p) > f.room {
		n := f.room
		f.room = 0
		return n, errDiskFull
	}
	f.room -= len(p)
	return len(p), nil
}

func TestAFullDiskIsAnError(t *testing.T) {
	for kind := range writersOf {
		for _, room := range []int{0, 1000, 100_000} {
			w, err := writersOf[kind](&fullDisk{room})
			if err != nil {
				t.Fatal(err)
			}
			err = w.Header([]string{"a"})
			for n := 0; n < 20_000 && err == nil; n++ {
				err = w.Write([]string{fmt.Sprintf("%x", n*n*7919) + strings.Repeat("x", n%97)})
			}
			if err == nil {
				err = w.Close()
			}
			if !errors.Is(err, errDiskFull) {
				t.Errorf("%s, room for %d bytes: %v", kind, room, err)
			}
			w.Discard()
		}
	}
}
