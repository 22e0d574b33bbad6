package tables_test

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"shopclerk/server/imports/tables"
)

func gzipped(t testing.TB, text string) string {
	t.Helper()
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	if _, err := io.WriteString(w, text); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestPackedFilesAreUnpackedByWhatTheyAre(t *testing.T) {
	const table = "sku,title\n1,x\n"
	sheet := rowsOf(t, textRow(1, "sku")+textRow(2, "1"))
	for _, c := range []struct {
		name, file string
		layout     tables.Layout
	}{
		{"a table in gzip", gzipped(t, table), tables.Layout{Kind: "csv", Compression: "gzip", Encoding: "utf-8", Delimiter: ','}},
		{"a table in zip", packed(t, part{"a.csv", table}), tables.Layout{Kind: "csv", Compression: "zip", Encoding: "utf-8", Delimiter: ','}},
		{"a table in zip with folders and what macOS adds", packed(t, part{"in/", ""}, part{"in/a.csv", table}, part{"__MACOSX/in/._a.csv", "x"}), tables.Layout{Kind: "csv", Compression: "zip", Encoding: "utf-8", Delimiter: ','}},
		{"lines of objects in gzip", gzipped(t, "{\"a\":1}\n"), tables.Layout{Kind: "ndjson", Compression: "gzip", Encoding: "utf-8"}},
		{"a document in zip", packed(t, part{"a", "<a><b/><b/></a>"}), tables.Layout{Kind: "xml", Compression: "zip", Encoding: "utf-8"}},
		{"Big5 in gzip", gzipped(t, "\xab\x7e\xa6\x57,\xb0\xe2\xbb\xf9\n"), tables.Layout{Kind: "csv", Compression: "gzip", Encoding: "big5", Delimiter: ','}},
		{"a spreadsheet", sheet, tables.Layout{Kind: "xlsx", Serials: true}},
		{"a spreadsheet in gzip", gzipped(t, sheet), tables.Layout{Kind: "xlsx", Compression: "gzip", Serials: true}},
		{"a spreadsheet in zip", packed(t, part{"a.xlsx", sheet}), tables.Layout{Kind: "xlsx", Compression: "zip", Serials: true}},
	} {
		t.Run(c.name, func(t *testing.T) {
			table, err := tables.Open(stored(t, c.file), tables.Options{})
			if err != nil {
				t.Fatal(err)
			}
			defer closed(t, table)
			if d := cmp.Diff(c.layout, table.Layout()); d != "" {
				t.Error(d)
			}
			if kind := table.Layout().Kind; kind == "xlsx" && table.BytesRead() >= table.Size() {
				t.Errorf("before the first row %d of %d bytes were read", table.BytesRead(), table.Size())
			}
			for err == nil {
				_, err = table.Next()
			}
			if !errors.Is(err, io.EOF) || table.BytesRead() != int64(len(c.file)) {
				t.Errorf("%v, with %d of %d bytes read", err, table.BytesRead(), len(c.file))
			}
		})
	}
}

func TestAPackedFileThatCannotBeReadIsRefusedInWords(t *testing.T) {
	const table = "sku,title\n1,x\n"
	locked := []byte(packed(t, part{"a.csv", table}))
	locked[bytes.LastIndex(locked, []byte("PK\x01\x02"))+8] |= 1 // in the directory
	method := []byte(packed(t, part{"a.csv", table}))
	method[bytes.LastIndex(method, []byte("PK\x01\x02"))+10] = 99
	checkReader(t, []readerCase{
		{"two files", packed(t, part{"a.csv", table}, part{"in/b.csv", table}), []string{"error: the zip file holds 2 files, not one: a.csv, in/b.csv"}},
		{"many files", packed(t, part{"1", ""}, part{"2", ""}, part{"3", ""}, part{"4", ""}, part{"5", ""}, part{"6", ""}, part{"7", ""}), []string{"error: the zip file holds 7 files, not one: 1, 2, 3, 4, 5, …"}},
		{"no file", packed(t), []string{"error: the zip file is empty"}},
		{"folders alone", packed(t, part{"in/", ""}), []string{"error: the zip file is empty"}},
		{"a name that leads out", packed(t, part{"../a.csv", table}), []string{`error: the zip file holds "../a.csv", a name that leads out of its folder`}},
		{"a name that leads out in the middle", packed(t, part{"in/../../a.csv", table}), []string{`error: the zip file holds "in/../../a.csv", a name that leads out of its folder`}},
		{"a name that leads out on Windows", packed(t, part{`..\a.csv`, table}), []string{`error: the zip file holds "../a.csv", a name that leads out of its folder`}},
		{"a name from the root", packed(t, part{"/a.csv", table}), []string{`error: the zip file holds "/a.csv", a name that leads out of its folder`}},
		{"a name from a drive", packed(t, part{`C:\a.csv`, table}), []string{`error: the zip file holds "C:/a.csv", a name that leads out of its folder`}},
		{"a folder that leads out beside a good file", packed(t, part{"a.csv", table}, part{"../", ""}), []string{`error: the zip file holds "../", a name that leads out of its folder`}},
		{"a password", string(locked), []string{"error: the zip file is locked with a password; pack it without one"}},
		{"another way of packing", string(method), []string{"error: the zip file is packed in a way that is not read; pack it again as a plain zip file"}},
		{"cut off", packed(t, part{"a.csv", table})[:40], []string{"error: the zip file is damaged: zip: not a valid zip file"}},
		{"gzip in gzip", gzipped(t, gzipped(t, table)), []string{"error: the file is packed twice; unpack it once"}},
		{"gzip in zip", packed(t, part{"a.csv.gz", gzipped(t, table)}), []string{"error: the file is packed twice; unpack it once"}},
		{"zip in gzip", gzipped(t, packed(t, part{"a.csv", table})), []string{"error: the file is packed twice; unpack it once"}},
		{"zip in zip", packed(t, part{"a.zip", packed(t, part{"a.csv", table})}), []string{"error: the file is packed twice; unpack it once"}},
		{"a picture in gzip", gzipped(t, "\x89PNG\r\n\x1a\n"), []string{"error: the file is a picture (PNG)"}},
		{"nothing in gzip", gzipped(t, ""), []string{"error: the file is empty"}},
		{"the beginning of gzip alone", "\x1f\x8b\x08", []string{"error: the gzip file ends too early; it was cut off when it was copied or sent"}},
	})
}

// What was packed is random enough that a cut or a changed byte falls far behind its beginning.
func TestTheRowsBeforeDamageAreGiven(t *testing.T) {
	var text strings.Builder
	text.WriteString("sku,title\n")
	for i := range 50_000 {
		fmt.Fprintf(&text, "%d,%x\n", i, i*7919*7919)
	}
	for _, c := range []struct {
		name, file, want string
	}{
		{"a gzip file that was cut off", gzipped(t, text.String()), "the gzip file ends too early; it was cut off when it was copied or sent"},
		{"a document in a gzip file that was cut off", gzipped(t, "<s>"+strings.ReplaceAll(text.String(), "\n", "<r/>\n")+"</s>"), "the gzip file ends too early; it was cut off when it was copied or sent"},
		{"a list in a gzip file that was cut off", gzipped(t, "["+strings.Repeat(`{"sku":"1"},`+"\n", 50_000)+"{}]"), "the gzip file ends too early; it was cut off when it was copied or sent"},
		{"lines in a gzip file that was cut off", gzipped(t, strings.Repeat(`{"sku":"1"}`+"\n", 50_000)), "the gzip file ends too early; it was cut off when it was copied or sent"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := readAs(t, c.file[:len(c.file)*9/10], tables.Options{})
			if len(got) < 20_000 || got[len(got)-1] != "error: "+c.want {
				t.Errorf("%d outcomes, the last is %q", len(got), got[len(got)-1])
			}
		})
	}
	broken := []byte(packed(t, part{"a.csv", text.String()}))
	broken[len(broken)/2] ^= 0xff
	got := readAs(t, string(broken), tables.Options{})
	if last := got[len(got)-1]; len(got) < 1000 || !strings.HasPrefix(last, "error: the zip file is damaged: ") {
		t.Errorf("%d outcomes, the last is %q", len(got), last)
	}
}

// 128 MiB of rows in some 130 KB are more than 200 times as much, and more than the 64 MiB that are free.
func TestAFileThatUnpacksWithoutEndIsStopped(t *testing.T) {
	rows := "sku\n" + strings.Repeat(strings.Repeat("1", 64<<10-1)+"\n", 2<<10)
	const want = " file unpacks to more than 200 times its size or 8 GiB; is it damaged?"
	for name, file := range map[string]string{"gzip": gzipped(t, rows), "zip": packed(t, part{"a.csv", rows})} {
		t.Run(name, func(t *testing.T) {
			table, err := tables.Open(stored(t, file), tables.Options{})
			if err != nil {
				t.Fatal(err)
			}
			defer closed(t, table)
			n := 0
			for ; err == nil; n++ {
				_, err = table.Next()
			}
			if err.Error() != "the "+name+want || n < 1<<10 || n >= 2<<10 {
				t.Errorf("after %d rows: %v", n, err)
			}
		})
	}
}
