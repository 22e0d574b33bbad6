package exports_test

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
	"github.com/xuri/excelize/v2"

	"shopclerk/catalog"
	"shopclerk/internal/store"
	"shopclerk/internal/store/storetest"
	"shopclerk/orders"
	"shopclerk/packages"
	"shopclerk/server/exports"
	"shopclerk/server/imports"
)

func TestMain(m *testing.M) {
	flag.Set("rapid.checks", "30") // each is dozens of transactions on real databases; the command line can ask for more
	os.Exit(storetest.Main(m))
}

var (
	ctx  = context.Background()
	noon = at("2026-03-01T12:00:00Z")
)

func at(text string) time.Time {
	t, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		panic(err)
	}
	return t
}

func price(text string) *decimal.NullDecimal {
	return new(decimal.NewNullDecimal(decimal.RequireFromString(text)))
}

func in(shop, source string) store.Write {
	return store.Write{Shop: shop, Source: source, Currency: "TWD", Region: "TW"}
}

// each runs a test on every database, with a clock that stands at noon.
func each(t *testing.T, test func(t *testing.T, s *store.Store)) {
	t.Helper()
	for _, database := range storetest.All(t) {
		t.Run(database.Name, func(t *testing.T) {
			o := database.New(t)
			o.Now = func() time.Time { return noon }
			test(t, storetest.Open(t, o))
		})
	}
}

// put stores changes one by one and fails unless all are new.
func put[C any](t testing.TB, write func(context.Context, store.Write, []C) ([]store.Outcome, error), w store.Write, changes ...C) {
	t.Helper()
	for _, c := range changes {
		outcomes, err := write(ctx, w, []C{c})
		if err != nil || outcomes[0].Result != store.New {
			t.Fatalf("%+v is not stored: %v, %v", c, outcomes, err)
		}
	}
}

// fill makes the shop of the files in testdata.
func fill(t testing.TB, s *store.Store) {
	t.Helper()
	fillProducts(t, s)
	fillOrders(t, s)
	put(t, s.PutPackages, in("main", "file"),
		packages.Change{
			OrderNumber: "SC1", Number: "P1", ProductName: new("茶"), Carrier: new("=UPS"), TrackingNumber: new("0011"), TrackingURL: new("https://t.example/0011"),
			Status: new(packages.InTransit), ExpectedOn: new("2026-03-02"), ImageURL: new("/i.png"), UpdatedAt: new(at("2026-01-02T08:00:00.000001+08:00")),
		},
		packages.Change{OrderNumber: "SC1", Number: "P2", Status: new(packages.Status("配送中"))})
	put(t, s.PutPackages, in("main", "feed"), packages.Change{OrderNumber: "#sc1", Number: "p1", DeliveredAt: new(&noon)})
	put(t, s.PutPackages, in("other", "file"), packages.Change{OrderNumber: "X", Number: "X"})
}

func fillProducts(t testing.TB, s *store.Store) {
	put(t, s.PutProducts, in("main", "file"),
		catalog.Change{
			SKU: "TS-001", Codes: &[]string{"4710000000017", "4710000000024"}, Title: new(`Tee, "big"`), ProductType: new("T-Shirts"), Vendor: new("Moonlit Loom"),
			Desc: new("two\nlines"), ImageURL: new("/i.png"), DetailURL: new("https://s.example/p/1?a=1&b=2"), BuyURL: new("https://s.example/b/1"),
			Price: price("1280.00"), Stock: new(new(int64(12))), CreatedAt: new(at("2025-06-13T15:18:18+08:00")), UpdatedAt: new(at("2026-03-06T04:05:44.000001Z")),
		},
		catalog.Change{
			SKU: "=1+1", Title: new("茶杯 <杯>"), Vendor: new("@loom"), Desc: new("'=x"), Price: price("0.1234"), Currency: new("USD"), Stock: new(new(int64(-5))),
			Published: new(false), CreatedAt: new(at("2026-01-01T00:00:00.123456Z")), UpdatedAt: new(at("2026-01-02T00:00:00.1Z")),
		},
		catalog.Change{SKU: "0012", Title: new("Cup")},
		catalog.Change{SKU: "B-1", Codes: &[]string{"TEE RED M", "a,b"}, Title: new("Sold out"), Price: price("75"), Currency: new("USD"), Stock: new(new(int64(0)))})
	put(t, s.PutProducts, in("main", "feed"),
		catalog.Change{Key: "873167", SKU: "ts-001", Title: new("From a feed"), Price: price("9.5")},
		catalog.Change{Key: "white-tee", Title: new("Without a SKU")})
	put(t, s.PutProducts, in("other", "file"), catalog.Change{SKU: "X", Title: new("X")})
}

func fillOrders(t testing.TB, s *store.Store) {
	amount := decimal.RequireFromString
	put(t, s.PutOrders, in("main", "file"),
		orders.Change{
			Number: "SC1", RecipientName: new("王小明"), Currency: new("USD"), PaymentMethod: new("Visa 2345"), URL: new("https://shop.example/orders/1"),
			PlacedAt: new(time.Unix(1428444852, 0)), Status: new(orders.Shipped), Emails: &[]string{"a@b.example"}, Phones: &[]string{"0912-345-678"},
			Address:  new(&orders.Address{Street1: "1 Hacker Way", City: "Menlo Park", PostalCode: "94025", State: "CA", Country: "US"}),
			Subtotal: price("75"), Shipping: price("4.95"), Tax: price("6.19"), Total: new(amount("56.14")),
			Adjustments: &[]orders.Adjustment{{Name: "New Customer Discount", Amount: amount("20")}, {Name: "Fee", Amount: amount("-0.0001")}},
			Elements: &[]orders.Element{
				{Title: "Classic White T-Shirt", Subtitle: "100% Soft", Quantity: 2, Price: amount("50"), Currency: "USD", ImageURL: "/i.png"},
				{Title: "Sock", Price: amount("25")},
			},
			UpdatedAt: new(at("2026-01-02T00:00:00.000001Z")),
		},
		orders.Change{Number: "#2", Total: new(amount("100"))},
		orders.Change{Number: "3", Total: new(amount("100")), Elements: &[]orders.Element{{Title: "Mug", Quantity: 3, Price: amount("33.3333"), PerUnit: true}}})
	put(t, s.PutOrders, in("main", "feed"), orders.Change{
		Key: "id-7", Number: "SC1", Total: new(amount("7")), URL: new("https://shop.example/secret"), LinkPrivate: true,
		Emails: &[]string{"a@b.example", "c@d.example"}, Phones: &[]string{"1", "2"},
	})
	put(t, s.PutOrders, in("other", "file"), orders.Change{Number: "X", Total: new(amount("1"))})
	put(t, s.PutOrders, in("units", "file"), orders.Change{
		Number: "3", Total: new(amount("100")), Elements: &[]orders.Element{{Title: "Mug", Quantity: 3, Price: amount("33.3333"), PerUnit: true}},
	})
}

// exported is a file and what was said of it.
func exported(t testing.TB, s *store.Store, shop string, o exports.Options) (string, exports.Result) {
	t.Helper()
	var file bytes.Buffer
	result, err := exports.Write(ctx, s, shop, o, &file)
	if err != nil {
		t.Fatal(err)
	}
	return file.String(), result
}

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

func TestAnEmptyShopIsExportedAsAFileWithoutRows(t *testing.T) {
	s := sqlite(t)
	for format, want := range map[exports.Format]string{exports.NDJSON: "", exports.CSV: "\ufeff" + strings.Join(productNames, ",") + "\n"} {
		got, result := exported(t, s, "main", exports.Options{Kind: imports.Products, Format: format})
		if got != want || result.Rows != 0 || len(result.Notes) > 0 {
			t.Errorf("%s: %q, %+v", format, got, result)
		}
	}
	book, _ := exported(t, s, "main", exports.Options{Kind: imports.Products, Format: exports.XLSX})
	if d := cmp.Diff([][]string{productNames}, texts(t, exports.XLSX, book)); d != "" {
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

// texts reads a table, with nothing of the code under test but what takes quotes off.
func texts(t testing.TB, format exports.Format, file string) [][]string {
	t.Helper()
	if format == exports.CSV {
		return csvRows(t, file)
	}
	book, err := excelize.OpenReader(strings.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	rows, err := book.GetRows(book.GetSheetName(0), excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	return rows
}
