package headers_test

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"shopclerk/catalog"
	"shopclerk/internal/money"
	"shopclerk/server/imports/fields"
	"shopclerk/server/imports/formats"
	"shopclerk/server/imports/formats/headers"
	"shopclerk/server/imports/tables"
)

var (
	_ formats.Format[catalog.Change] = headers.Products{}
	_ formats.Mapper                 = headers.Products{}
	_ formats.Grouper                = headers.Products{}
)

// shop is where a file comes from.
type shop struct {
	zone     *time.Location
	currency string
	variants formats.Variants
}

func zoneNamed(t testing.TB, name string) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

// said is what becomes of a file.
type said struct {
	Columns  map[string]string `json:"columns"`
	Changes  []map[string]any  `json:"changes"`
	Refused  []string          `json:"refused"` // "line: text"
	Warnings []string          `json:"warnings"`
}

func TestFilesAreReadInFourLanguages(t *testing.T) {
	cases := map[string]shop{
		"traditional":      {zoneNamed(t, "Asia/Taipei"), "TWD", formats.OneAProduct},
		"simplified":       {zoneNamed(t, "Asia/Shanghai"), "CNY", formats.OneAProduct},
		"vietnamese":       {zoneNamed(t, "Asia/Ho_Chi_Minh"), "VND", formats.OneAProduct},
		"english":          {zoneNamed(t, "America/New_York"), "USD", formats.OneAProduct},
		"english.variants": {zoneNamed(t, "America/New_York"), "USD", formats.OneAVariant},
	}
	for name, from := range cases {
		t.Run(name, func(t *testing.T) {
			columns, rows := table(t, "testdata/"+strings.TrimSuffix(name, ".variants")+".csv")
			if !(headers.Products{}).Recognises(columns) {
				t.Error("the file is not recognised")
			}
			text, err := os.ReadFile("testdata/" + name + ".want.json")
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(decoded(t, text), decoded(t, encoded(t, read(columns, rows, from)))); d != "" {
				t.Error(d)
			}
		})
	}
	files, err := filepath.Glob("testdata/*.want.json")
	if err != nil || len(files) != len(cases) {
		t.Errorf("there are %d files for %d cases, %v", len(files), len(cases), err)
	}
}

func decoded(t *testing.T, text []byte) (out any) {
	t.Helper()
	if err := json.Unmarshal(text, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

func encoded(t *testing.T, v any) []byte {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func table(t testing.TB, path string) (columns []string, rows []tables.Row) {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	r := csv.NewReader(file)
	if columns, err = r.Read(); err != nil {
		t.Fatal(err)
	}
	header := tables.NewHeader(columns)
	for {
		record, err := r.Read()
		if errors.Is(err, io.EOF) {
			return columns, rows
		}
		if err != nil {
			t.Fatal(err)
		}
		line, _ := r.FieldPos(0)
		rows = append(rows, row(line, header, record))
	}
}

func row(line int, header *tables.Header, texts []string) tables.Row {
	r := tables.Row{Line: line, Header: header}
	for _, text := range texts {
		r.Cells = append(r.Cells, tables.Cell{Text: strings.TrimSpace(text)})
	}
	return r
}

// read does with rows what an import does with a format: it learns how amounts are written, brings the rows of a group
// together, and refuses those of which one has a problem.
func read(columns []string, rows []tables.Row, from shop) said {
	format, o := headers.Products{}, formats.Options{Variants: from.variants, Currency: from.currency}
	out := said{Columns: format.Map(columns), Changes: []map[string]any{}, Refused: []string{}, Warnings: []string{}}
	reading := &fields.Reading{Zone: from.zone, Columns: out.Columns, Amounts: amounts(rows, out.Columns, from.currency)}
	notes := make([]fields.Notes, len(rows))
	groups, order := map[string][]int{}, []string{}
	for i, r := range rows {
		name := format.Group(fields.Of(r, reading, &notes[i]), o)
		if name == "" {
			name = fmt.Sprintf("\x00%d", i)
		}
		if groups[name] == nil {
			order = append(order, name)
		}
		groups[name] = append(groups[name], i)
	}
	for _, name := range order {
		var members []fields.Fields
		for _, i := range groups[name] {
			members = append(members, fields.Of(rows[i], reading, &notes[i]))
		}
		changes, refused := format.Read(members, o), len(out.Refused)
		for _, i := range groups[name] {
			out.Refused = append(out.Refused, at(rows[i].Line, notes[i].Problems)...)
			out.Warnings = append(out.Warnings, at(rows[i].Line, notes[i].Warnings)...)
		}
		for _, c := range changes {
			if len(out.Refused) == refused {
				out.Changes = append(out.Changes, show(c))
			}
		}
	}
	return out
}

func at(line int, texts []string) (out []string) {
	for _, text := range texts {
		out = append(out, fmt.Sprintf("%d: %s", line, text))
	}
	return out
}

// amounts reads the columns of prices in the style of all their rows.
func amounts(rows []tables.Row, columns map[string]string, currency string) fields.AmountReader {
	styles := map[string]*money.Style{}
	for _, name := range []string{"price", "sale_price"} {
		styles[columns[name]] = &money.Style{}
		for _, r := range rows {
			cell, _ := r.Cell(columns[name])
			styles[columns[name]].Learn(cell.Text)
		}
	}
	return func(column, text, in string) (decimal.Decimal, error) {
		var style money.Style
		if s := styles[column]; s != nil {
			style = *s
		}
		if in == "" {
			in = currency
		}
		written, err := style.Parse(text, in)
		return written.Amount, err
	}
}

// show is what a change mentions, under the names of the fields.
func show(c catalog.Change) map[string]any {
	out := map[string]any{"key": c.ProductKey(), "sku": c.SKU}
	for name, text := range map[string]*string{
		"title": c.Title, "product_type": c.ProductType, "vendor": c.Vendor, "desc": c.Desc, "image_url": c.ImageURL, "detail_url": c.DetailURL,
		"buy_url": c.BuyURL, "currency": c.Currency,
	} {
		put(out, name, text)
	}
	put(out, "codes", c.Codes)
	put(out, "price", c.Price)
	put(out, "stock", c.Stock)
	put(out, "published", c.Published)
	put(out, "created_at", c.CreatedAt)
	put(out, "updated_at", c.UpdatedAt)
	return out
}

func put[T any](out map[string]any, name string, value *T) {
	if value != nil {
		out[name] = *value
	}
}
