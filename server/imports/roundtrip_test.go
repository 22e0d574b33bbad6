package imports_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"shopclerk/catalog"
	"shopclerk/internal/store"
	"shopclerk/internal/store/storetest"
	"shopclerk/server/imports"
	"shopclerk/server/imports/tables"
)

var columns = []string{"sku", "title", "product_type", "vendor", "desc", "image_url", "price", "currency", "stock", "published", "created_at", "updated_at"}

// texts are what shops write, with all that CSV and JSON must quote.
var texts = rapid.StringOfN(rapid.RuneFrom([]rune("ab,;\"'\n\t \\/#=-{}[]<>&茶恤é🌿\u3000\u00a0")), 0, 12, -1)

// productRow draws a valid product as its cells; a cell that is not there stays absent in JSON and empty in CSV, and what is
// empty everywhere means the same.
var productRow = rapid.Custom(func(t *rapid.T) map[string]string {
	row := map[string]string{
		"sku":          rapid.StringMatching(`[A-Z]{1,3}-?[0-9]{1,4}`).Draw(t, "sku"),
		"title":        rapid.StringMatching(`[a-z"茶,]{1,5}`).Draw(t, "title"),
		"product_type": texts.Draw(t, "product_type"), "vendor": texts.Draw(t, "vendor"), "desc": texts.Draw(t, "desc"),
		"image_url": rapid.SampledFrom([]string{"", "/i.png", "https://s.example/?a=1,2&b=c", "https://商.example/茶"}).Draw(t, "image_url"),
		"price":     rapid.StringMatching(`([0-9]{1,6}(\.[0-9]{1,4})?)?`).Draw(t, "price"),
		"currency":  rapid.SampledFrom([]string{"", "usd", "TWD", "KWD"}).Draw(t, "currency"),
		"stock":     rapid.SampledFrom([]string{"", "0", "-1", "9223372036854775807"}).Draw(t, "stock"),
		"published": rapid.SampledFrom([]string{"", "true", "FALSE", "0", "yes"}).Draw(t, "published"),
		// With times of its own, for a product without one has that of its arrival.
		"created_at": rapid.SampledFrom([]string{"2026-01-01T00:00:00Z", "2026-01-01 08:00:00", "1767225600"}).Draw(t, "created_at"),
		"updated_at": rapid.SampledFrom([]string{"2026-01-02T03:04:05.678901+08:00", "2026-01-02 03:04:05", "2026-01-02"}).Draw(t, "updated_at"),
	}
	return row
})

func asCSV(t rapid.TB, rows []map[string]string) string {
	var file bytes.Buffer
	w := tables.NewCSV(&file)
	err := w.Header(columns)
	for _, row := range rows {
		var record []string
		for _, name := range columns {
			record = append(record, row[name])
		}
		err = errors.Join(err, w.Write(record))
	}
	if err = errors.Join(err, w.Close()); err != nil {
		t.Fatal(err)
	}
	return file.String()
}

func asJSON(t rapid.TB, rows []map[string]string, indent string) string {
	text, err := json.MarshalIndent(rows, "", indent)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func asNDJSON(t rapid.TB, rows []map[string]string) string {
	var file strings.Builder
	for _, row := range rows {
		line, err := json.Marshal(row)
		if err != nil {
			t.Fatal(err)
		}
		file.Write(append(line, '\n'))
	}
	return file.String()
}

func TestOneFileInThreeFormatsGivesEqualRows(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		shops := 0
		rapid.Check(t, func(r *rapid.T) {
			rows := rapid.SliceOfNDistinct(productRow, 1, 6, func(row map[string]string) string { return row["sku"] }).Draw(r, "rows")
			shops++
			byFormat := map[string]map[string]catalog.Product{}
			for format, file := range map[string]string{"csv": asCSV(r, rows), "json": asJSON(r, rows, "  "), "ndjson": asNDJSON(r, rows)} {
				j := job(imports.Products)
				j.Shop = fmt.Sprintf("%s%d", format, shops)
				if got := run(t, s, j, file); len(got.lines) > 0 || got.err != "" {
					r.Fatalf("%s: %q %s", format, got.lines, got.err)
				}
				byFormat[format] = byKey(t, s, j.Shop)
			}
			for _, format := range []string{"json", "ndjson"} {
				if d := cmp.Diff(byFormat["csv"], byFormat[format], comparers); d != "" {
					r.Fatalf("csv and %s: %s", format, d)
				}
			}
			exported := export(byFormat["csv"])
			j := job(imports.Products)
			j.Shop = fmt.Sprintf("csv%d", shops)
			want := imports.Summary(store.Import{Kind: j.Kind, Rows: store.ImportRows{Unchanged: int64(len(exported))}})
			for _, file := range []string{asCSV(r, exported), asJSON(r, exported, ""), asNDJSON(r, exported)} {
				if got := run(t, s, j, file); got.last != want || len(got.lines) > 0 {
					r.Fatalf("what was stored is imported again: %s %q\n%s", got.last, got.lines, file)
				}
			}
		})
	})
}

// byKey leaves out what the store counts in the order of arrival.
func byKey(t testing.TB, s *store.Store, shop string) map[string]catalog.Product {
	out := stored(t, s, shop)
	for key, p := range out {
		p.ID = 0
		out[key] = p
	}
	return out
}

// export writes products as a file of the shop would hold them.
func export(products map[string]catalog.Product) (rows []map[string]string) {
	for _, p := range products {
		row := map[string]string{
			"sku": p.SKU, "title": p.Title, "product_type": p.ProductType, "vendor": p.Vendor, "desc": p.Desc, "image_url": p.ImageURL,
			"price": "", "currency": p.Currency, "stock": "", "published": fmt.Sprint(p.Published),
			"created_at": p.CreatedAt.Format(time.RFC3339Nano), "updated_at": p.UpdatedAt.Format(time.RFC3339Nano),
		}
		if p.Price.Valid {
			row["price"] = p.Price.Decimal.String()
		}
		if p.Stock != nil {
			row["stock"] = fmt.Sprint(*p.Stock)
		}
		rows = append(rows, row)
	}
	return rows
}
