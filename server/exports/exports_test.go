package exports_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"shopclerk/catalog"
	"shopclerk/internal/store"
	"shopclerk/orders"
	"shopclerk/server/exports"
	"shopclerk/server/imports"
)

func TestAShopIsExportedAsTheFilesBeside(t *testing.T) {
	used := map[string]bool{}
	cases := []struct {
		name, shop string
		o          exports.Options
		file       string
		result     exports.Result
	}{
		{"products of all sources", "main", exports.Options{Kind: imports.Products, Format: exports.NDJSON}, "products.ndjson", exports.Result{Rows: 6, Notes: []string{
			"products with the SKU of another one, as several sources can have; an import of this file makes one of them: 1",
			"products that their source knows by another id than the SKU; an import of this file makes new ones of them: 2",
		}}},
		{"products of one source as CSV", "main", exports.Options{Kind: imports.Products, Format: exports.CSV, Source: "file"}, "products.csv", exports.Result{Rows: 4}},
		{"products of one source as a spreadsheet", "main", exports.Options{Kind: imports.Products, Format: exports.XLSX, Source: "file"}, "products.csv", exports.Result{Rows: 4}},
		{"orders", "main", exports.Options{Kind: imports.Orders, Format: exports.NDJSON}, "orders.ndjson", exports.Result{Rows: 4, Notes: []string{
			"orders with the number of another one, as several sources can have; an import of this file makes one of them: 1",
			"orders that their source knows by another id than the number; an import of this file makes new ones of them: 1",
			"orders with several e-mail addresses or phone numbers, of which only the first is in the file: 1",
			"orders with a link that opens them for whoever has it, which is not in the file: 1",
			"orders with prices for one piece, which the file has for the line: 1",
		}}},
		{"orders with prices for one piece", "units", exports.Options{Kind: imports.Orders, Format: exports.NDJSON, UnitPrices: true}, "orders-unit.ndjson", exports.Result{Rows: 1}},
		{"parcels of all sources", "main", exports.Options{Kind: imports.Packages, Format: exports.NDJSON}, "packages.ndjson", exports.Result{Rows: 3, Notes: []string{
			"parcels with the numbers of another one, as several sources can have; an import of this file makes one of them: 1",
			"parcels with a time of delivery, for which the file has no column: 1",
		}}},
		{"parcels of one source as CSV", "main", exports.Options{Kind: imports.Packages, Format: exports.CSV, Source: "file"}, "packages.csv", exports.Result{Rows: 2}},
		{"parcels of one source as a spreadsheet", "main", exports.Options{Kind: imports.Packages, Format: exports.XLSX, Source: "file"}, "packages.csv", exports.Result{Rows: 2}},
	}
	each(t, func(t *testing.T, s *store.Store) {
		fill(t, s)
		for _, c := range cases {
			t.Run(c.name, func(t *testing.T) {
				used[c.file] = true
				want, err := os.ReadFile(filepath.Join("testdata", c.file))
				if err != nil {
					t.Fatal(err)
				}
				got, result := exported(t, s, c.shop, c.o)
				if c.o.Format == exports.XLSX {
					if d := cmp.Diff(texts(t, exports.CSV, string(want)), texts(t, exports.XLSX, got)); d != "" {
						t.Error(d)
					}
				} else if d := cmp.Diff(string(want), got); d != "" {
					t.Error(d)
				}
				if d := cmp.Diff(c.result, result); d != "" {
					t.Error(d)
				}
			})
		}
	})
	files, err := os.ReadDir("testdata")
	for _, f := range files {
		if !f.IsDir() && !used[f.Name()] {
			t.Errorf("no case uses testdata/%s", f.Name())
		}
	}
	if err != nil {
		t.Error(err)
	}
}

// sheetNames are the columns of a file that people edit: without the time that would make an edit older than what is there.
func sheetNames(names []string) []string {
	return slices.DeleteFunc(slices.Clone(names), func(name string) bool { return name == "updated_at" })
}

func TestAnEmptyShopIsExportedAsAFileWithoutRows(t *testing.T) {
	s := sqlite(t)
	for format, want := range map[exports.Format]string{exports.NDJSON: "", exports.CSV: "\ufeff" + strings.Join(sheetNames(productNames), ",") + "\n"} {
		got, result := exported(t, s, "main", exports.Options{Kind: imports.Products, Format: format})
		if got != want || result.Rows != 0 || len(result.Notes) > 0 {
			t.Errorf("%s: %q, %+v", format, got, result)
		}
	}
	book, _ := exported(t, s, "main", exports.Options{Kind: imports.Products, Format: exports.XLSX})
	if d := cmp.Diff([][]string{sheetNames(productNames)}, texts(t, exports.XLSX, book)); d != "" {
		t.Error(d)
	}
}

func TestWhatCannotBeExportedIsSaidBeforeAnythingIsWritten(t *testing.T) {
	s := sqlite(t)
	fill(t, s)
	for _, c := range []struct {
		name string
		o    exports.Options
		want string
	}{
		{"orders as CSV", exports.Options{Kind: imports.Orders, Format: exports.CSV}, "orders have lists inside, which do not fit the cells of csv; export them as ndjson"},
		{"orders as a spreadsheet", exports.Options{Kind: imports.Orders, Format: exports.XLSX}, "orders have lists inside, which do not fit the cells of xlsx; export them as ndjson"},
		{"a kind that is none", exports.Options{Kind: "cars", Format: exports.CSV}, `"cars" is none of products, orders, packages`},
		{"a kind in capitals", exports.Options{Kind: "Products", Format: exports.CSV}, `"Products" is none of products, orders, packages`},
		{"a format that is none", exports.Options{Kind: imports.Products, Format: "pdf"}, `"pdf" is none of ndjson, csv, xlsx`},
		{"no format", exports.Options{Kind: imports.Products}, `"" is none of ndjson, csv, xlsx`},
	} {
		t.Run(c.name, func(t *testing.T) {
			var file bytes.Buffer
			_, err := exports.Write(ctx, s, "main", c.o, &file)
			if err == nil || err.Error() != c.want || file.Len() > 0 {
				t.Errorf("%v, %d bytes; want %s", err, file.Len(), c.want)
			}
			if check := c.o.Check(); check == nil || check.Error() != c.want {
				t.Errorf("Check: %v", check)
			}
		})
	}
}

func TestAPriceOfALineIsNeverRoundedToOneOfAPiece(t *testing.T) {
	s := sqlite(t)
	put(t, s.PutOrders, in("main", "file"), orders.Change{
		Number: "SC1", Total: new(decimal.NewFromInt(100)), Elements: &[]orders.Element{{Title: "Mug", Quantity: 3, Price: decimal.NewFromInt(100)}},
	})
	_, err := exports.Write(ctx, s, "main", exports.Options{Kind: imports.Orders, Format: exports.NDJSON, UnitPrices: true}, io.Discard)
	want := `order "SC1": 3 pieces of "Mug" cost 100, which no price of one piece makes exactly; export the prices of the lines`
	if err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

func TestCodesStandInACellSoThatTheyComeBackWhole(t *testing.T) {
	long := strings.Repeat("x", catalog.MaxCodes/2)
	for _, c := range []struct {
		name  string
		codes []string
		want  string
	}{
		{"none", nil, ""},
		{"one", []string{"4710000000017"}, "4710000000017"},
		{"several have a space between", []string{"4710000000017", "A-1", "=1"}, "4710000000017 A-1 =1"},
		{"a list when one has a space", []string{"TEE RED M", "1"}, `["TEE RED M","1"]`},
		{"a list when one has a comma", []string{"a,b"}, `["a,b"]`},
		{"a list when one has a bar", []string{"a|b"}, `["a|b"]`},
		{"a list when one has an ideographic space", []string{"茶　杯"}, `["茶　杯"]`},
		{"a list when one would be taken for a list", []string{"[1]"}, `["[1]"]`},
		{"no list when one only begins as such", []string{"[1", "2"}, "[1 2"},
		{"a list when the spaces would make them too long", []string{long, long}, `["` + long + `","` + long + `"]`},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := sqlite(t)
			put(t, s.PutProducts, in("main", "file"), catalog.Change{SKU: "A", Title: new("t"), Codes: &c.codes})
			file, _ := exported(t, s, "main", exports.Options{Kind: imports.Products, Format: exports.CSV})
			if got := csvRows(t, file)[1][1]; got != c.want {
				t.Errorf("got %.60q, want %.60q", got, c.want)
			}
		})
	}
}

func TestAFormatIsToldByTheEndingOfAName(t *testing.T) {
	for name, want := range map[string]exports.Format{
		"a.csv": exports.CSV, "dir.xlsx/A.CSV": exports.CSV, "a.xlsx": exports.XLSX, "a.b.XLSX": exports.XLSX, "a.ndjson": exports.NDJSON, "a.json": exports.NDJSON,
		"a.csv.bak": exports.NDJSON, "csv": exports.NDJSON, "-": exports.NDJSON, "": exports.NDJSON,
	} {
		if got := exports.FormatOf(name); got != want {
			t.Errorf("%q is %s, want %s", name, got, want)
		}
	}
}

func TestAFormatIsReadInAnyCase(t *testing.T) {
	for text, want := range map[string]exports.Format{"csv": exports.CSV, "XLSX": exports.XLSX, "Ndjson": exports.NDJSON, "": "", ".csv": "", "json": ""} {
		if got, err := exports.ParseFormat(text); got != want || (err == nil) != (want != "") {
			t.Errorf("%q is %q, %v", text, got, err)
		}
	}
}

// broken ends after some writes.
type broken struct {
	writes int
	err    error
}

func (b *broken) Write(p []byte) (int, error) {
	if b.writes--; b.writes < 0 {
		return 0, b.err
	}
	return len(p), nil
}

func TestAnExportThatCannotBeWholeSaysSo(t *testing.T) {
	s := sqlite(t)
	fillMany(t, s, 2000, 500)
	errDisk := errors.New("the disk is full")
	for _, format := range []exports.Format{exports.NDJSON, exports.CSV, exports.XLSX} {
		o := exports.Options{Kind: imports.Products, Format: format}
		for _, writes := range []int{0, 1} {
			if _, err := exports.Write(ctx, s, "main", o, &broken{writes, errDisk}); !errors.Is(err, errDisk) {
				t.Errorf("%s, a disk with room for %d writes: %v", format, writes, err)
			}
		}
		gone, cancel := context.WithCancel(ctx)
		cancel()
		var file bytes.Buffer
		if _, err := exports.Write(gone, s, "main", o, &file); !errors.Is(err, context.Canceled) || file.Len() > 0 {
			t.Errorf("%s, whose reader has gone: %v, %d bytes", format, err, file.Len())
		}
	}
}

func TestTheColumnsAreThoseOfTheContract(t *testing.T) {
	s := sqlite(t)
	for kind, want := range map[imports.Kind][]string{imports.Products: productNames, imports.Packages: packageNames} {
		file, _ := exported(t, s, "main", exports.Options{Kind: kind, Format: exports.CSV})
		if d := cmp.Diff([][]string{sheetNames(want)}, csvRows(t, file)); d != "" {
			t.Errorf("%s: %s", kind, d)
		}
	}
}

func TestEveryLineOfAnExportIsOneObject(t *testing.T) {
	s := sqlite(t)
	fill(t, s)
	for _, kind := range []imports.Kind{imports.Products, imports.Orders, imports.Packages} {
		file, result := exported(t, s, "main", exports.Options{Kind: kind, Format: exports.NDJSON})
		lines := bytes.Split(bytes.TrimSuffix([]byte(file), []byte("\n")), []byte("\n"))
		if int64(len(lines)) != result.Rows {
			t.Errorf("%s: %d lines of %d rows", kind, len(lines), result.Rows)
		}
		for _, line := range lines {
			if !json.Valid(line) {
				t.Errorf("%s: %s", kind, line)
			}
		}
	}
}
