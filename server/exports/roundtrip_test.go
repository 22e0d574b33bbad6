package exports_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"shopclerk/catalog"
	"shopclerk/internal/store"
	"shopclerk/orders"
	"shopclerk/packages"
	"shopclerk/server/exports"
	"shopclerk/server/imports"
	"shopclerk/server/imports/fields"
	"shopclerk/server/imports/formats"
	"shopclerk/server/imports/formats/native"
	"shopclerk/server/imports/tables"
)

// The names of the contract that products and parcels have, in the order in which docs/import.md has them.
var (
	productNames = strings.Fields("sku barcode title product_type vendor desc image_url detail_url buy_url price currency stock published created_at updated_at")
	packageNames = strings.Fields("order_number package_number product_name carrier tracking_number tracking_url package_status exp_delivery image_url updated_at")
)

// rowsOf reads a file as rows of an import.
func rowsOf(t testing.TB, format exports.Format, file string) (rows []tables.Row) {
	t.Helper()
	if format == exports.NDJSON {
		for line := range strings.Lines(file) {
			row, err := tables.ObjectRow(len(rows)+1, json.RawMessage(line))
			if err != nil {
				t.Fatal(err)
			}
			rows = append(rows, row)
		}
		return rows
	}
	records := texts(t, format, file)
	header := tables.NewHeader(records[0])
	for i, record := range records[1:] {
		row := tables.Row{Line: i + 2, Header: header}
		for _, text := range record {
			row.Cells = append(row.Cells, tables.Cell{Text: strings.TrimSpace(text)})
		}
		rows = append(rows, row)
	}
	return rows
}

// noun is one of the three kinds, as far as a file goes there and back.
type noun[C any] struct {
	kind    imports.Kind
	formats []exports.Format
	native  formats.Format[C]
	rows    *rapid.Generator[map[string]any]
	key     func(row map[string]any) string
	put     func(s *store.Store, w store.Write, changes []C) ([]store.Outcome, error)
}

// changes are what the native format makes of rows. Each must be read without a problem.
func (n noun[C]) changes(t rapid.TB, rows []tables.Row, unitPrices bool) (out []C) {
	t.Helper()
	reading := &fields.Reading{Zone: time.FixedZone("Asia/Taipei", 8*3600)}
	for _, row := range rows {
		for _, name := range row.Header.Names {
			if !n.native.Knows(name) {
				t.Fatalf("the column %q is not known", name)
			}
		}
		var notes fields.Notes
		out = append(out, n.native.Read([]fields.Fields{fields.Of(row, reading, &notes)}, formats.Options{UnitPrices: unitPrices})...)
		if len(notes.Problems) > 0 {
			t.Fatalf("line %d is refused: %q", row.Line, notes.Problems)
		}
	}
	return out
}

// store puts changes and returns what came of them.
func (n noun[C]) store(t rapid.TB, s *store.Store, w store.Write, changes []C) map[store.Result]int {
	t.Helper()
	outcomes, err := n.put(s, w, changes)
	if err != nil {
		t.Fatal(err)
	}
	results := map[store.Result]int{}
	for _, o := range outcomes {
		results[o.Result]++
	}
	return results
}

// check imports rows into a shop, exports it, and imports the file again: into the same shop, where nothing is new or
// changed, and into an empty one, which then exports the same file.
func (n noun[C]) check(t *testing.T, s *store.Store) {
	shops := 0
	rapid.Check(t, func(r *rapid.T) {
		shops++
		w, copied := in(fmt.Sprint("a", shops), "file"), in(fmt.Sprint("b", shops), "file")
		unitPrices := n.kind == imports.Orders && rapid.Bool().Draw(r, "unit prices")
		rows := rapid.SliceOfNDistinct(n.rows, 1, 5, n.key).Draw(r, "rows")
		n.store(r, s, w, n.changes(r, fromJSON(r, rows), unitPrices))
		for _, format := range n.formats {
			o := exports.Options{Kind: n.kind, Format: format, Source: rapid.SampledFrom([]string{"", "file"}).Draw(r, "source"), UnitPrices: unitPrices}
			file, result := exported(t, s, w.Shop, o)
			if result.Rows != int64(len(rows)) || len(result.Notes) > 0 {
				r.Fatalf("%d rows were exported: %+v", len(rows), result)
			}
			again := n.changes(r, rowsOf(t, format, file), unitPrices)
			if d := cmp.Diff(map[store.Result]int{store.Unchanged: len(rows)}, n.store(r, s, w, again)); d != "" {
				r.Fatalf("%s: an export is imported again: %s\n%s", format, d, file)
			}
			copied.Shop += string(format)
			if d := cmp.Diff(map[store.Result]int{store.New: len(rows)}, n.store(r, s, copied, again)); d != "" {
				r.Fatalf("%s: an export is imported elsewhere: %s\n%s", format, d, file)
			}
			if copy, _ := exported(t, s, copied.Shop, o); format != exports.XLSX && copy != file {
				r.Fatalf("%s: the copy is exported otherwise: %s", format, cmp.Diff(file, copy))
			}
		}
	})
}

func fromJSON(t rapid.TB, list []map[string]any) (rows []tables.Row) {
	for i, values := range list {
		raw, err := json.Marshal(values)
		if err != nil {
			t.Fatal(err)
		}
		row, err := tables.ObjectRow(i+1, raw)
		if err != nil {
			t.Fatal(err)
		}
		rows = append(rows, row)
	}
	return rows
}

// Texts with all that CSV, JSON and spreadsheets must quote, and what they would run.
var (
	anyText = rapid.StringOfN(rapid.RuneFrom([]rune("ab,;\"'\n\t \\/#=+-@＝＠{}[]<>&_x000D茶恤é🌿\u3000\u00a0")), 0, 12, -1)
	oddText = rapid.SampledFrom([]string{
		"=1+1", "'=1+1", "''@x", "-5", "+886 912", "'t Hof", "a\n=b", "_x000D_", "null", "[]", "{\"a\":1}", "0012", "1e5", "TRUE", "Ｔ恤", "\u2028", "\ufeffx", "😀",
	})
	someText = rapid.OneOf(anyText, oddText, rapid.Just(""))
	// title is a text that is not empty.
	title  = rapid.Map(someText, func(s string) string { return strings.TrimSpace(s + "茶") })
	amount = rapid.StringMatching(`[0-9]{1,15}(\.[0-9]{1,4})?`)
	link   = rapid.SampledFrom([]string{"", "/i.png", "https://s.example/?a=1,2&b=<c>", "https://商.example/茶"})
	moment = rapid.SampledFrom([]string{"2026-01-02T03:04:05.678901+08:00", "2026-01-02 03:04:05", "2026-01-02", "1970-01-01T00:00:00Z", "1767225600", "9999-12-31T23:59:59.999999Z", "2026-02-28T23:59:59.000001-07:00"})
	code   = rapid.StringMatching(`[A-Z0-9'=@"-][A-Z0-9'=@\[\]"-]{0,7}`)
	// parted are codes that a cell of a table must write as a list.
	parted = rapid.OneOf(code, rapid.StringMatching(`[A-Z0-9]{1,3}[ ,|\n\x{3000}][A-Z"]{1,3}`))
	number = rapid.StringMatching(`[#'=+-]?[A-Z]{1,3}[0-9]{1,4}`)
)

// row draws an object of which every field but the needed ones may be left out.
func row(needed, others map[string]*rapid.Generator[any]) *rapid.Generator[map[string]any] {
	return rapid.Custom(func(t *rapid.T) map[string]any {
		out := map[string]any{}
		for _, name := range slices.Sorted(maps.Keys(needed)) {
			out[name] = needed[name].Draw(t, name)
		}
		for _, name := range slices.Sorted(maps.Keys(others)) {
			if rapid.IntRange(0, 3).Draw(t, "with "+name) > 0 {
				out[name] = others[name].Draw(t, name)
			}
		}
		return out
	})
}

func productRows(codes *rapid.Generator[string]) *rapid.Generator[map[string]any] {
	stock := rapid.SampledFrom([]any{nil, 0, -1, 7, "9223372036854775807"})
	return row(map[string]*rapid.Generator[any]{"sku": number.AsAny(), "title": title.AsAny()}, map[string]*rapid.Generator[any]{
		"barcode": rapid.SliceOfN(codes, 0, 4).AsAny(), "product_type": someText.AsAny(), "vendor": someText.AsAny(), "desc": someText.AsAny(),
		"image_url": link.AsAny(), "detail_url": link.AsAny(), "buy_url": link.AsAny(), "price": rapid.OneOf(amount.AsAny(), rapid.Just[any](nil)),
		"currency": rapid.SampledFrom([]any{"usd", "TWD", "KWD", ""}), "stock": stock, "published": rapid.SampledFrom([]any{true, false, "no", ""}),
		"created_at": moment.AsAny(), "updated_at": moment.AsAny(),
	})
}

func folded(names ...string) func(map[string]any) string {
	return func(row map[string]any) (key string) {
		for _, name := range names {
			key += strings.ToLower(strings.TrimLeft(row[name].(string), "#")) + "\x00"
		}
		return key
	}
}

func productNoun(codes *rapid.Generator[string], formats ...exports.Format) noun[catalog.Change] {
	return noun[catalog.Change]{imports.Products, formats, native.Products{}, productRows(codes), folded("sku"),
		func(s *store.Store, w store.Write, changes []catalog.Change) ([]store.Outcome, error) {
			return s.PutProducts(ctx, w, changes)
		}}
}

func TestProductsComeBackFromTheirExport(t *testing.T) {
	t.Run("tables", func(t *testing.T) { each(t, productNoun(parted, exports.CSV, exports.XLSX, exports.NDJSON).check) })
	t.Run("any code", func(t *testing.T) { each(t, productNoun(parted, exports.NDJSON).check) })
}

func TestParcelsComeBackFromTheirExport(t *testing.T) {
	status := rapid.OneOf(someText, rapid.SampledFrom([]string{"In transit", "delivered", "canceled"}))
	day := rapid.SampledFrom([]string{"", "2026-03-02", "2026-03-02 23:30:00", "2026-03-02T23:30:00Z", "1970-01-02"})
	n := noun[packages.Change]{imports.Packages, []exports.Format{exports.CSV, exports.XLSX, exports.NDJSON}, native.Packages{},
		row(map[string]*rapid.Generator[any]{"order_number": number.AsAny(), "package_number": number.AsAny()}, map[string]*rapid.Generator[any]{
			"product_name": someText.AsAny(), "carrier": someText.AsAny(), "tracking_number": someText.AsAny(), "tracking_url": link.AsAny(),
			"package_status": status.AsAny(), "exp_delivery": day.AsAny(), "image_url": link.AsAny(), "updated_at": moment.AsAny(),
		}), folded("order_number", "package_number"),
		func(s *store.Store, w store.Write, changes []packages.Change) ([]store.Outcome, error) {
			return s.PutPackages(ctx, w, changes)
		}}
	each(t, n.check)
}

// object draws an inner object.
func object(g *rapid.Generator[map[string]any]) *rapid.Generator[any] { return g.AsAny() }

func orderRows() *rapid.Generator[map[string]any] {
	type of = map[string]*rapid.Generator[any]
	summary := row(of{"total_cost": amount.AsAny()}, of{"subtotal": amount.AsAny(), "shipping_cost": amount.AsAny(), "total_tax": rapid.Just[any](nil)})
	address := row(of{"street_1": someText.AsAny()}, of{"street_2": someText.AsAny(), "city": someText.AsAny(), "postal_code": someText.AsAny(), "state": someText.AsAny(), "country": rapid.Just[any]("TW")})
	discount := row(of{"name": title.AsAny(), "amount": rapid.Map(amount, func(s string) any { return "-" + s })}, nil)
	// Prices have no more digits than that a line of nine pieces can still be written.
	line := row(of{"title": title.AsAny(), "price": rapid.StringMatching(`[0-9]{1,9}(\.[0-9]{1,4})?`).AsAny()}, of{
		"subtitle": someText.AsAny(), "quantity": rapid.SampledFrom([]any{nil, 1, 2, 9}), "currency": rapid.SampledFrom([]any{"usd", ""}), "image_url": link.AsAny(),
	})
	return row(of{"order_number": number.AsAny(), "summary": object(summary)}, of{
		"recipient_name": someText.AsAny(), "currency": rapid.SampledFrom([]any{"VND", "usd", ""}), "payment_method": someText.AsAny(), "order_url": link.AsAny(),
		"timestamp": rapid.OneOf(moment.AsAny(), rapid.Just[any](nil)), "status": rapid.SampledFrom([]any{"paid", "Shipped", "canceled", ""}),
		"address": rapid.OneOf(object(address), rapid.Just[any](nil)), "adjustments": rapid.SliceOfN(discount, 0, 2).AsAny(),
		"elements": rapid.SliceOfN(line, 0, 3).AsAny(), "email": someText.AsAny(), "phone": someText.AsAny(), "updated_at": moment.AsAny(),
	})
}

func TestOrdersComeBackFromTheirExport(t *testing.T) {
	n := noun[orders.Change]{imports.Orders, []exports.Format{exports.NDJSON}, native.Orders{}, orderRows(), folded("order_number"),
		func(s *store.Store, w store.Write, changes []orders.Change) ([]store.Outcome, error) {
			return s.PutOrders(ctx, w, changes)
		}}
	each(t, n.check)
}
