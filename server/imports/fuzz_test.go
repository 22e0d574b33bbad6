package imports

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"shopclerk/orders"
)

// The targets read foreign bytes as far as the nouns, without a database: nothing may panic, lines are counted from 1 and
// never go back, and what is read is no larger than what was given.

func FuzzJSON(f *testing.F) {
	for _, rows := range sampleRows(f) {
		compact, err := json.Marshal(rows)
		if err != nil {
			f.Fatal(err)
		}
		pretty, err := json.MarshalIndent(rows, "", "  ")
		if err != nil {
			f.Fatal(err)
		}
		f.Add(compact)
		f.Add(pretty)
	}
	for _, row := range nastyRows {
		f.Add([]byte("[\n" + row + ",\n{}, " + row + "]"))
	}
	for _, file := range []string{"[", "[]", "[\n\n{},\n]", "[{}\n{}]", "[1,\"\",null,true,[[]]]", "[{}]x", "[{}]\n[", "[}", "[{\"a\":\n\n\"\n\"}]", "[,]", "[\xff]", "[{},\r\n\r\n{\"a\":1"} {
		f.Add([]byte(file))
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		table, err := newArrayTable(bytes.NewReader(append([]byte("["), bytes.TrimPrefix(file, []byte("["))...)))
		if err == nil {
			readThrough(t, table, file)
		}
	})
}

func FuzzNDJSON(f *testing.F) {
	for _, rows := range sampleRows(f) {
		f.Add(joinLines(rows))
	}
	for _, row := range nastyRows {
		f.Add([]byte("{}\n" + row + "\r\n\n" + row))
	}
	for _, file := range []string{"", "\n", "{}{}", "{\n}", "[]\n1\nnull\n\"\"\n", "{}\x00{}", "\xff\n{}"} {
		f.Add([]byte(file))
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		readThrough(t, newLineTable(bufio.NewReaderSize(bytes.NewReader(file), 16)), file)
	})
}

func FuzzCSV(f *testing.F) {
	for _, rows := range sampleRows(f) {
		f.Add(asCSV(f, rows))
	}
	for _, file := range []string{
		"", "\n", "sku", "sku,sku", "sku,\n1,2\n1,2,3", "sku\n\"", "sku\n\"a\nb\"\n\"c", "sku\na\"b\nc", "\"sku\"x\n", "sku\r\n1\r\n\r\n2", "a\rb\rc",
		"sku,title\n\xff,x\n1,\xff", "sku,price\n1,1e400\n2,NaN\n3,\"1,5\"", ",,\n,,\nsku\n,,\n1", "sku\x00\n\x00", "order_number,summary\n1,{}", "sku,updated_at\n1,9999-12-31T23:59:59-12:00",
	} {
		f.Add([]byte(file))
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		table, err := newCSVTable(bytes.NewReader(file))
		if err == nil {
			readThrough(t, table, file)
		}
	})
}

// FuzzFile lets the first bytes choose the format.
func FuzzFile(f *testing.F) {
	for _, file := range []string{"", "\xef\xbb\xbf", "\xff\xfe", "\x00", "a", " [", "\n{", "PK\x03\x04\x00", "\xef\xbb\xbfsku\n1", "\xef\xbb\xbf[{}]"} {
		f.Add([]byte(file))
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		table, err := openTable(bytes.NewReader(file))
		if err == nil {
			readThrough(t, table, file)
		}
	})
}

var nastyRows = []string{
	`{"sku":1,"title":"x","price":1e400}`, `{"sku":"#","price":"NaN","stock":99999999999999999999}`, `{"sku":"\ud800","title":"\u0000"}`,
	`{"sku":1,"sku":{"sku":2}}`, `{"":"","\u0000":null}`, `{"sku":"ß","title":"` + strings.Repeat("ﷺ", 60) + `"}`,
	`{"sku":"1","title":"x","created_at":"9999-12-31T23:59:59-12:00","updated_at":253402300800}`,
	`{"order_number":"1","summary":{"total_cost":"0.00001"},"address":[],"elements":[[]],"adjustments":[{"amount":{}}]}`,
	`{"order_number":1,"timestamp":"9999-12-31 23:59:59","summary":{"total_cost":1,"subtotal":"-1"},"elements":[{"title":"x","price":1,"quantity":9223372036854775807}]}`,
	`{"order_number":"００１","package_number":" ","exp_delivery":"0000-00-00","tracking_url":"http://[::1"}`,
	`{"email":"<@>","phone":"+","status":"PAID","summary":5,"elements":"x"}`, `{"a":` + strings.Repeat("[", 200) + strings.Repeat("]", 200) + `}`,
}

// readThrough reads a table to its end as each of the three kinds.
func readThrough(t *testing.T, table table, file []byte) {
	t.Helper()
	last, lines, size := 1, bytes.Count(file, []byte("\n"))+1, 0
	for {
		r, err := table.next()
		var bad *rowError
		switch {
		case errors.As(err, &bad):
			r = row{line: bad.line}
		case err != nil:
			if err.Error() == "" {
				t.Fatal("the file ends without a reason")
			}
			return
		}
		if r.line < last || r.line > lines {
			t.Fatalf("line %d follows line %d of %d", r.line, last, lines)
		}
		last = r.line
		if size += r.size; size > len(file) {
			t.Fatalf("rows of %d bytes in a file of %d", size, len(file))
		}
		if err == nil {
			decode(t, r)
		}
	}
}

// decode makes nouns of a row and uses them as the store would.
func decode(t *testing.T, r row) {
	t.Helper()
	var n notes
	f := fields{cells: r.cells, zone: fuzzZone, notes: &n}
	now := time.Unix(1_770_000_000, 0)
	if p, err := readProduct(f).Apply(nil, "TWD", now); err == nil && !p.Same(p) {
		t.Fatal("a product is not the same as itself")
	}
	if o, err := readOrder(f, true).Apply(nil, "TWD", now); err == nil {
		if !o.Same(o) {
			t.Fatal("an order is not the same as itself")
		}
		o.Masked()
		orders.Accounts(o.Emails, o.Phones, "TW")
	}
	if p := readPackage(f).Apply(nil, now); !p.Same(p) || len(p.DeliveryDay(fuzzZone)) > len(time.DateOnly) {
		t.Fatalf("the parcel's day is %q", p.DeliveryDay(fuzzZone))
	}
	for _, text := range append(n.problems, n.warnings...) {
		if name, _, ok := strings.Cut(text, ": "); !ok || name == "" {
			t.Fatalf("a message without a field: %q", text)
		}
	}
}

var fuzzZone = time.FixedZone("west", -11*3600)

// sampleRows are the first rows of the sample shop.
func sampleRows(f *testing.F) (files [][]map[string]any) {
	for _, name := range []string{"products", "orders", "packages"} {
		text, err := os.ReadFile("../../testdata/sample/" + name + ".json")
		if err != nil {
			f.Fatal(err)
		}
		var rows []map[string]any
		if err := json.Unmarshal(text, &rows); err != nil {
			f.Fatal(err)
		}
		files = append(files, rows[:min(3, len(rows))])
	}
	return files
}

func joinLines(rows []map[string]any) []byte {
	var file bytes.Buffer
	for _, row := range rows {
		line, _ := json.Marshal(row) // it was just unmarshalled
		file.Write(append(line, '\n'))
	}
	return file.Bytes()
}

// asCSV writes the scalars of rows as a table.
func asCSV(f *testing.F, rows []map[string]any) []byte {
	names := map[string]bool{}
	for _, row := range rows {
		for name := range row {
			names[name] = true
		}
	}
	header := slices.Sorted(maps.Keys(names))
	var file bytes.Buffer
	w := csv.NewWriter(&file)
	w.Write(header)
	for _, row := range rows {
		var record []string
		for _, name := range header {
			text, _ := json.Marshal(row[name])
			record = append(record, strings.Trim(string(text), `"`))
		}
		w.Write(record)
	}
	w.Flush()
	if w.Error() != nil {
		f.Fatal(w.Error())
	}
	return file.Bytes()
}
