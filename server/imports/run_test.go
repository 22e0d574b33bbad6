package imports_test

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"shopclerk/catalog"
	"shopclerk/config"
	"shopclerk/internal/store"
	"shopclerk/internal/store/storetest"
	"shopclerk/orders"
	"shopclerk/packages"
	"shopclerk/server/imports"
	"shopclerk/server/imports/formats"
	"shopclerk/server/imports/formats/native"
)

func TestMain(m *testing.M) { os.Exit(storetest.Main(m)) }

var (
	ctx    = context.Background()
	taipei = time.FixedZone("Asia/Taipei", 8*3600)
	shop   = config.Shop{ID: "main", Currency: "TWD", Region: "TW", Timezone: taipei}

	comparers = cmp.Options{
		cmp.Comparer(func(a, b decimal.Decimal) bool { return a.Equal(b) }), cmp.Comparer(func(a, b time.Time) bool { return a.Equal(b) }),
	}
)

func job(kind imports.Kind) store.Import {
	return store.Import{Kind: string(kind), Shop: shop.ID, Source: "file"}
}

func oneShop(id string) (config.Shop, bool) { return shop, id == shop.ID }

// anyShop knows every shop.
func anyShop(id string) (config.Shop, bool) {
	s := shop
	s.ID = id
	return s, true
}

// formatsHere are those that this package's tests need; each format has tests of its own.
var formatsHere = imports.Formats{
	Products: []formats.Format[catalog.Change]{native.Products{}},
	Orders:   []formats.Format[orders.Change]{native.Orders{}},
	Packages: []formats.Format[packages.Change]{native.Packages{}},
}

func queueOn(t testing.TB, s *store.Store, dir string) *imports.Queue {
	return imports.NewQueue(imports.Options{Dir: dir, Store: s, Formats: formatsHere, Shop: anyShop, Log: slog.New(slog.DiscardHandler)})
}

// sqlite opens an empty database for tests in which it does not matter which one it is.
func sqlite(t testing.TB) *store.Store {
	return storetest.Open(t, store.Options{Driver: store.SQLite, Path: filepath.Join(t.TempDir(), "shopclerk.db")})
}

// said is all that a run has to say, as the command prints it.
type said struct {
	lines []string // of refused rows and, behind "warning: ", of warnings, in the order in which they came
	last  string   // the summary
	err   string
}

func run(t testing.TB, s *store.Store, j store.Import, file string) said {
	t.Helper()
	i, err := queueOn(t, s, t.TempDir()).Now(ctx, j, strings.NewReader(file))
	out := said{last: imports.Summary(i), lines: append(refusedLines(t, s, i.ID), warnings(i)...)}
	slices.SortStableFunc(out.lines, func(a, b string) int { return lineOf(a) - lineOf(b) })
	if err != nil {
		out.err = err.Error()
	}
	if r := i.Rows; r.Read != r.New+r.Changed+r.Unchanged+r.Refused {
		t.Errorf("the counts %+v do not add up", r)
	}
	return out
}

func refusedLines(t testing.TB, s *store.Store, id string) (lines []string) {
	t.Helper()
	rows, _, err := s.RefusedRows(ctx, id, 0, 100_000)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		lines = append(lines, imports.At(r.Line, r.Reason))
	}
	return lines
}

func warnings(i store.Import) (lines []string) {
	for _, text := range i.Problems {
		lines = append(lines, "warning: "+text)
	}
	return lines
}

// lineOf is the number in "line 17: …", 0 when there is none.
func lineOf(text string) (n int) {
	fmt.Sscanf(strings.TrimPrefix(text, "warning: "), "line %d:", &n)
	return n
}

// stored returns all products of a shop by key.
func stored(t testing.TB, s *store.Store, shop string) map[string]catalog.Product {
	t.Helper()
	changes, err := s.ProductChanges(ctx, shop, 0, 1_000_000)
	if err != nil {
		t.Fatal(err)
	}
	var ids []int64
	for _, c := range changes {
		ids = append(ids, c.ProductID)
	}
	byID, err := s.ProductsByID(ctx, shop, ids)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]catalog.Product{}
	for _, p := range byID {
		out[p.Source+" "+p.Key] = p
	}
	return out
}

func titles(t testing.TB, s *store.Store) map[string]string {
	out := map[string]string{}
	for key, p := range stored(t, s, "main") {
		out[strings.TrimPrefix(key, "file ")] = p.Title
	}
	return out
}

const columnsAndBadRows = "sku,title,price\n" +
	"1,one,1\n" +
	"2,two,abc\n" +
	"3,three\n" +
	"4,four,4,4\n" +
	"5,fi\"ve,5\n" +
	",six,6\n" +
	"7,,7\n" +
	"8,\xff,8\n" +
	"9,nine,9\n"

func TestABadRowNeverStopsTheOthers(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		got := run(t, s, job(imports.Products), columnsAndBadRows)
		want := said{lines: []string{
			`line 3: price: "abc" is not a number`,
			"line 5: has 4 cells, but there are 3 columns",
			"line 6: a quote stands in a cell that has none around it, at byte 5 of the line",
			"line 7: sku: is required",
			"line 8: title: is required",
			"line 9: title: is not valid UTF-8",
		}, last: "products: 3 new, 0 changed, 0 unchanged, 6 refused"}
		if d := cmp.Diff(want, got, cmp.AllowUnexported(said{})); d != "" {
			t.Error(d)
		}
		if d := cmp.Diff(map[string]string{"1": "one", "3": "three", "9": "nine"}, titles(t, s)); d != "" {
			t.Error(d)
		}
	})
}

func TestEachFormatKeepsTheRowsBesideABadOne(t *testing.T) {
	for _, c := range []struct {
		name, file string
		lines      []string
		err        string
		want       map[string]string
	}{
		{"one object a line", "{\"sku\":1,\"title\":\"a\"}\n{\"sku\":2,\"title\":\n{\"sku\":3,\"price\":\"x\",\"stock\":\"y\"}\n\n{\"sku\":4}\n{\"sku\":5,\"title\":\"e\"}\n",
			[]string{"line 2: is not a JSON object", `line 3: price: "x" is not a number; stock: "y" is not a whole number`, "line 5: title: is required"}, "", map[string]string{"1": "a", "5": "e"}},
		{"a list", "[\n{\"sku\":1,\"title\":\"a\"},\n7,\n{\"sku\":3,\"title\":[]},\n{\"sku\":4,\"title\":\"d\"}\n]",
			[]string{"line 3: is not a JSON object", "line 4: title: must be a single value"}, "", map[string]string{"1": "a", "4": "d"}},
		{"a list that breaks off keeps what stood before", "[\n{\"sku\":1,\"title\":\"a\"},\n{\"sku\":2,\"title\":\"b\"},\n{\"sku\":oops}\n,{\"sku\":4,\"title\":\"d\"}]",
			nil, "line 4: not valid JSON from here on: invalid character 'o' looking for beginning of value", map[string]string{"1": "a", "2": "b"}},
		{"a list that is cut", "[\n{\"sku\":1,\"title\":\"a\"},\n{\"sku\":2,", nil, "line 3: the file ends in the middle of the list", map[string]string{"1": "a"}},
		{"a list with something behind it", "[\n{\"sku\":1,\"title\":\"a\"}]\n<html>", nil, "line 3: something follows the end of the list", map[string]string{"1": "a"}},
		{"a table whose quote is never closed", "sku,title\n1,a\n2,\"b\n" + strings.Repeat("3,c\n", 400_000), nil, "after line 2: a row is larger than 1 MiB; is a quote not closed?", map[string]string{"1": "a"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := sqlite(t)
			got := run(t, s, job(imports.Products), c.file)
			if d := cmp.Diff(c.lines, got.lines); d != "" {
				t.Error(d)
			}
			if d := cmp.Diff(c.err, got.err); d != "" {
				t.Error(d)
			}
			if d := cmp.Diff(c.want, titles(t, s)); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestTheSummaryIsTheLineThatScriptsRead(t *testing.T) {
	i := store.Import{Kind: "products", Rows: store.ImportRows{Read: 1256, New: 12, Changed: 37, Unchanged: 1204, Refused: 3}}
	if got := imports.Summary(i); got != "products: 12 new, 37 changed, 1204 unchanged, 3 refused" {
		t.Errorf("got %q", got)
	}
	if got := imports.At(17, `price: "abc" is not a number`); got != `line 17: price: "abc" is not a number` {
		t.Errorf("got %q", got)
	}
	if got := imports.At(0, "of the whole file"); got != "of the whole file" {
		t.Errorf("got %q", got)
	}
}

func TestWhatComesOfAFileThatHasNoRows(t *testing.T) {
	for _, c := range []struct {
		name, file string
		kind       imports.Kind
		err        string
	}{
		{"an empty file", "", imports.Products, "the file is empty"},
		{"a header alone", "sku,title\n", imports.Products, ""},
		{"an empty list", "[]", imports.Orders, ""},
		{"products without SKU", "title,price\nx,1\n", imports.Products, noFormat("products", `"title", "price"`)},
		{"parcels without their number", "order_number,carrier\n1,x\n", imports.Packages, noFormat("packages", `"order_number", "carrier"`)},
		{"a table of orders", "order_number\n1\n", imports.Orders, noFormat("orders", `"order_number"`) + "; orders have lists inside, which CSV cannot hold: use JSON or one JSON object a line"},
		{"a spreadsheet", "PK\x03\x04\x00", imports.Products, "the zip file is damaged: zip: not a valid zip file"},
	} {
		t.Run(c.name, func(t *testing.T) {
			want := said{last: string(c.kind) + ": 0 new, 0 changed, 0 unchanged, 0 refused", err: c.err}
			if d := cmp.Diff(want, run(t, sqlite(t), job(c.kind), c.file), cmp.AllowUnexported(said{})); d != "" {
				t.Error(d)
			}
		})
	}
}

func noFormat(kind, columns string) string {
	return "no format for " + kind + " recognises these columns: " + columns + "; --format names one, and --map says what a column means"
}

func TestAnUnknownFieldWarnsOnce(t *testing.T) {
	const left = " is not known and was left out"
	for name, c := range map[string]struct{ file, want string }{
		"in a table":             {"sku,titel,title,SIZE,b,d,a,c\n1,x,a,1\n2,y,b,2\n3,z,c,3,4,5,6,7\n", unknown("SIZE", "a", "b", "c", "d", "titel")},
		"in rows of their own":   {"{\"sku\":1,\"title\":\"a\",\"Titel\":\"x\"}\n{\"sku\":2,\"title\":\"b\",\"Titel\":\"y\",\"SKUs\":2}\n", `warning: the field "Titel"` + left + `|warning: the field "SKUs"` + left},
		"with a very long name":  {`[{"sku":1,"title":"a","` + strings.Repeat("ü", 50) + `":1}]`, `warning: the field "` + strings.Repeat("ü", 40) + `…"` + left},
		"also in a refused row":  {"sku,titel\n1,x\n", `warning: the field "titel"` + left + "|line 2: title: is required"},
		"not when all are known": {"sku,title\n1,x\n", ""},
	} {
		t.Run(name, func(t *testing.T) {
			if d := cmp.Diff(c.want, strings.Join(run(t, sqlite(t), job(imports.Products), c.file).lines, "|")); d != "" {
				t.Error(d)
			}
		})
	}
}

func unknown(names ...string) string {
	for i, name := range names {
		names[i] = `warning: the field "` + name + `" is not known and was left out`
	}
	return strings.Join(names, "|")
}

func TestUnknownFieldsWithoutEndWarnAHundredTimes(t *testing.T) {
	var file strings.Builder
	for i := range 300 {
		fmt.Fprintf(&file, "{\"sku\":\"%d\",\"title\":\"x\",\"a%d\":1,\"b%d\":1}\n", i, i, i)
	}
	if got := run(t, sqlite(t), job(imports.Products), file.String()); len(got.lines) != 100 {
		t.Errorf("%d warnings", len(got.lines))
	}
}

func TestAnOrderWithoutATotalIsRefusedOnlyWhenItIsNew(t *testing.T) {
	s := sqlite(t)
	for _, c := range []struct {
		file string
		want said
	}{
		{`{"order_number":"1"}`, said{[]string{"line 1: summary.total_cost: is required"}, "orders: 0 new, 0 changed, 0 unchanged, 1 refused", ""}},
		{`{"order_number":"1","summary":{"total_cost":5}}`, said{nil, "orders: 1 new, 0 changed, 0 unchanged, 0 refused", ""}},
		{`{"order_number":"#1","status":"shipped"}`, said{nil, "orders: 0 new, 1 changed, 0 unchanged, 0 refused", ""}},
	} {
		if d := cmp.Diff(c.want, run(t, s, job(imports.Orders), c.file), cmp.AllowUnexported(said{})); d != "" {
			t.Error(d)
		}
	}
}

func TestARefusedRowDoesNotWarnBesides(t *testing.T) {
	got := run(t, sqlite(t), job(imports.Products), `{"sku":1,"title":"x","image_url":"none","price":"abc"}`)
	if d := cmp.Diff([]string{`line 1: price: "abc" is not a number`}, got.lines); d != "" {
		t.Error(d)
	}
}

func TestTheLaterOfTwoRowsOfOneKeyCounts(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		got := run(t, s, job(imports.Products), "sku,title,updated_at\nA,one,2026-01-01\n#a,three,2026-01-03\nＡ,two,2026-01-02\n#a,three,2026-01-03\n")
		if got.last != "products: 1 new, 1 changed, 2 unchanged, 0 refused" {
			t.Error(got.last)
		}
		if d := cmp.Diff(map[string]string{"a": "three"}, titles(t, s)); d != "" {
			t.Error(d)
		}
	})
}

func TestNumbersMayBeTextsAndDigitsMayBeNumbers(t *testing.T) {
	s := sqlite(t)
	first := run(t, s, job(imports.Products), `[{"sku":100,"title":7,"price":25.50,"stock":3,"published":1,"updated_at":1767225600}]`)
	again := run(t, s, job(imports.Products), `[{"sku":"100","title":"7","price":"25.5","stock":"3","published":"1","updated_at":"1767225600"}]`)
	if first.last != "products: 1 new, 0 changed, 0 unchanged, 0 refused" || again.last != "products: 0 new, 0 changed, 1 unchanged, 0 refused" {
		t.Errorf("%+v, then %+v", first, again)
	}
}

func TestManyBatchesAreToldInTheOrderOfTheFile(t *testing.T) {
	var file strings.Builder
	var want []string
	file.WriteString("sku,title,price\n")
	for i := range 2*store.BatchSize + 7 {
		price := "1"
		if i%100 == 50 {
			price = "x"
			want = append(want, fmt.Sprintf(`line %d: price: "x" is not a number`, i+2))
		}
		fmt.Fprintf(&file, "%d,x,%s\n", i, price)
	}
	got := run(t, sqlite(t), job(imports.Products), file.String())
	if d := cmp.Diff(want, got.lines); d != "" {
		t.Error(d)
	}
	if got.last != "products: 997 new, 0 changed, 0 unchanged, 10 refused" {
		t.Error(got.last)
	}
}

func TestSourcesThatAFileMayWriteTo(t *testing.T) {
	shop := config.Shop{Feeds: []config.Feed{{ID: "cyberbiz"}}}
	for source, ok := range map[string]bool{
		"file": true, "sample": true, "erp-2_x": true, "0": true, strings.Repeat("a", 64): true, "cyberbiz": false, "": false, "File": false,
		"a b": false, "-a": false, "檔": false, "a\n": false, strings.Repeat("a", 65): false,
	} {
		if err := imports.CheckSource(source, shop); (err == nil) != ok {
			t.Errorf("%q: %v", source, err)
		}
	}
}

func TestKindsAreReadWithoutRegardToCase(t *testing.T) {
	for text, want := range map[string]imports.Kind{"products": imports.Products, "Orders": imports.Orders, "PACKAGES": imports.Packages} {
		if got, err := imports.ParseKind(text); err != nil || got != want {
			t.Errorf("%q is %q, %v", text, got, err)
		}
	}
	if _, err := imports.ParseKind("customers"); err == nil || err.Error() != `"customers" is none of products, orders, packages` {
		t.Errorf("got %v", err)
	}
}
