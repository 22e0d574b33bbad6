package exports_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"shopclerk/catalog"
	"shopclerk/internal/store"
	"shopclerk/internal/store/storetest"
	"shopclerk/orders"
	"shopclerk/packages"
	"shopclerk/server/exports"
	"shopclerk/server/imports/tables"
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

func sqlite(t testing.TB) *store.Store {
	return storetest.Open(t, store.Options{Driver: store.SQLite, Path: filepath.Join(t.TempDir(), "shopclerk.db"), Now: func() time.Time { return noon }})
}

func csvRows(t rapid.TB, file string) [][]string {
	t.Helper()
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(file, "\ufeff"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows {
		for i := range row {
			row[i] = tables.Unguard(row[i])
		}
	}
	return rows
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
	for i := range rows { // a spreadsheet does not say where a row of empty cells ends
		for len(rows[i]) < len(rows[0]) {
			rows[i] = append(rows[i], "")
		}
	}
	return rows
}
