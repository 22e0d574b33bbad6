package headers_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"shopclerk/catalog"
	"shopclerk/server/imports/fields"
	"shopclerk/server/imports/formats"
	"shopclerk/server/imports/formats/headers"
	"shopclerk/server/imports/tables"
)

var somewhere = shop{time.UTC, "USD", formats.OneAProduct}

// readLines reads rows that are lines with bars between their cells; the first one names the columns.
func readLines(lines ...string) said {
	columns := strings.Split(lines[0], "|")
	header := tables.NewHeader(columns)
	var rows []tables.Row
	for i, line := range lines[1:] {
		rows = append(rows, row(i+2, header, strings.Split(line, "|")))
	}
	return read(columns, rows, somewhere)
}

func TestARowWithoutAnSKUColumnIsFoundByItsBarcode(t *testing.T) {
	const seen = `; the columns are: "Name", "EAN"; --map says which one it is`
	for _, c := range []struct{ name, columns, row, key, refused string }{
		{"a barcode", "Name|EAN", "Pen|4000000000013", "4000000000013", ""},
		{"several barcodes", "Name|EAN", "Pen|A-1 4000000000013", "a-1", ""},
		{"no barcode in the cell", "Name|EAN", "Pen|", "", "2: EAN: is required, for no column is the SKU" + seen},
		{"no cell", "Name|EAN", "Pen", "", "2: EAN: is required, for no column is the SKU" + seen},
		{"a barcode without a letter or digit", "Name|EAN", "Pen|#", "", `2: EAN: "#" has no letter or digit`},
		{"a barcode that is too long", "Name|EAN", "Pen|" + strings.Repeat("1", 256), "", "2: EAN: is longer than 255 characters"},
		{"neither column", "Name|Price|", "Pen|5|", "", `2: no column is the SKU or the barcode of a product; the columns are: "Name", "Price"; --map says which one it is`},
		{"an SKU column with nothing in it", "Name|EAN|SKU", "Pen|4000000000013|", "", "2: SKU: is required"},
		{"an SKU column beside it", "Name|EAN|SKU", "Pen|4000000000013|P-1", "p-1", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := readLines(c.columns, c.row)
			if d := cmp.Diff(c.refused, strings.Join(got.Refused, "; ")); d != "" {
				t.Error(d)
			}
			if c.refused == "" && (len(got.Changes) != 1 || got.Changes[0]["key"] != c.key) {
				t.Errorf("got %v, want the key %s", got.Changes, c.key)
			}
		})
	}
}

func TestOfManyColumnsNotAllAreListed(t *testing.T) {
	got := readLines("Name"+strings.Repeat("|Column of the shop", 30), "Pen")
	if len(got.Refused) != 1 || !strings.Contains(got.Refused[0], `"Column of the shop", and 11 more; --map`) {
		t.Errorf("got %q", got.Refused)
	}
}

func TestOneFieldOfARow(t *testing.T) {
	for _, c := range []struct {
		name, column, cell, field string
		want                      any
		refused                   string
	}{
		{"a stock", "Stock", "12", "stock", int64(12), ""},
		{"a stock with thousands", "Stock", "1,280", "stock", int64(1280), ""},
		{"a stock of whole thousands with a point", "Stock", "2.000", "stock", int64(2000), ""},
		{"a stock with decimals that are noughts", "Stock", "12.00", "stock", int64(12), ""},
		{"a stock below nought", "Stock", "-3", "stock", int64(-3), ""},
		{"half a piece", "Stock", "0.5", "stock", nil, `2: Stock: "0.5" is not a whole number`},
		{"a stock in words", "Stock", "many", "stock", nil, `2: Stock: "many" is not a number`},
		{"a stock that is too large", "Stock", "99999999999999999999", "stock", nil, `2: Stock: "99999999999999999999" is too large`},
		{"an empty status", "Status", "", "published", true, ""},
		{"a Chinese status", "狀態", "已下架", "published", false, ""},
		{"a Vietnamese status without accents", "Trạng thái", "NGUNG KINH DOANH", "published", false, ""},
		{"sold out is shown", "Status", "Sold  out", "published", true, ""},
		{"full width", "上架", "ＹＥＳ", "published", true, ""},
		{"an unknown status", "Status", "perhaps", "published", nil, `2: Status: "perhaps" does not say whether the product is on sale; write yes or no`},
		{"a currency by its sign", "Currency", "NT$", "currency", "TWD", ""},
		{"a currency by its name", "幣別", "新台幣", "currency", "TWD", ""},
		{"a currency in small letters", "Currency", "vnd", "currency", "VND", ""},
		{"the sign of several currencies", "Currency", "$", "currency", nil, `2: Currency: "$" is not a currency code such as TWD`},
		{"a picture among several", "Image", "https://a.example/1.jpg; https://a.example/2.jpg", "image_url", "https://a.example/1.jpg", ""},
		{"pictures with bars", "Image", "https://a.example/1.jpg;https://a.example/2.jpg", "image_url", "https://a.example/1.jpg", ""},
		{"a picture with a comma in its address", "Image", "https://a.example/1,2.jpg", "image_url", "https://a.example/1,2.jpg", ""},
		{"a picture that is too long", "Image", "https://a.example/" + strings.Repeat("x", 2048), "image_url", nil, "2: Image: is longer than 2048 characters"},
		{"a category path", "Category", "Clothing > Shirts", "product_type", "Shirts", ""},
		{"a description in HTML", "Description", "<b>Soft</b><br>Red", "desc", "Soft\nRed", ""},
		{"a barcode that was shortened", "EAN", "4.71E+12", "codes", nil, `2: EAN: "4.71E+12" was shortened by a spreadsheet; format the column as text`},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := readLines("SKU|Name|"+c.column, "1|Pen|"+c.cell)
			if d := cmp.Diff(c.refused, strings.Join(got.Refused, "; ")); d != "" {
				t.Error(d)
			}
			if c.refused != "" {
				return
			}
			value := got.Changes[0][c.field]
			if stock, ok := value.(*int64); ok {
				value = *stock
			}
			if d := cmp.Diff(c.want, value); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestWhatTheCustomerPays(t *testing.T) {
	for _, c := range []struct{ name, columns, row, price, currency, refused string }{
		{"a price", "Price", "19.99", "19.99", "", ""},
		{"a lower sale price", "Price|Sale price", "19.99|15", "15", "", ""},
		{"a higher sale price", "Price|Sale price", "19.99|25", "19.99", "", ""},
		{"an empty sale price", "Price|Sale price", "19.99|", "19.99", "", ""},
		{"a sale price of nought", "Price|Sale price", "19.99|0.00", "19.99", "", ""},
		{"a sale price alone", "Price|Sale price", "|15", "15", "", ""},
		{"a sign beside the price", "Price", "HK$45", "45", "HKD", ""},
		{"a sign beside the sale price", "Price|Sale price", "50|HK$45", "45", "HKD", ""},
		{"a currency in brackets", "Price (NT$)", "45", "45", "TWD", ""},
		{"a currency behind the name", "Price EUR", "45", "45", "EUR", ""},
		{"a sign behind the name", "售價NT$", "45", "45", "TWD", ""},
		{"a word behind the name", "Price eur", "45", "45", "", ""},
		{"a currency that all agree on", "Price (EUR)|Currency", "€45|eur", "45", "EUR", ""},
		{"two currencies", "Price|Currency", "US$45|EUR", "", "", `2: Price: "US$45" is in USD, but the row is in EUR`},
		{"two currencies of two prices", "Price|Sale price", "US$45|40 EUR", "", "", `2: Sale price: "40 EUR" is in EUR, but the row is in USD`},
		{"a currency of the column that another contradicts", "Price (EUR)|Currency", "45|USD", "", "", `2: Price (EUR): "45" is in EUR, but the row is in USD`},
		{"an amount that can be read two ways", "Price", "1,280", "", "", `2: Price: "1,280" can be read as 1280 or as 1.28`},
		{"an amount below nought", "Price", "-5", "", "", `2: Price: "-5" must not be negative`},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := readLines("SKU|Name|"+c.columns, "1|Pen|"+c.row)
			if d := cmp.Diff(c.refused, strings.Join(got.Refused, "; ")); d != "" {
				t.Error(d)
			}
			if c.refused != "" {
				return
			}
			if price := string(encoded(t, got.Changes[0]["price"])); price != `"`+c.price+`"` {
				t.Errorf("the price is %s, want %s", price, c.price)
			}
			if currency, _ := got.Changes[0]["currency"].(string); currency != c.currency {
				t.Errorf("the currency is %q, want %q", currency, c.currency)
			}
		})
	}
}

// A user can say what a column means; its name then gives no more than the currency.
func TestAColumnThatTheUserNamesIsRead(t *testing.T) {
	columns := []string{"No.", "What it is", "To pay (EUR)"}
	notes := &fields.Notes{}
	reading := &fields.Reading{Columns: map[string]string{"sku": "No.", "title": "What it is", "price": "To pay (EUR)"}}
	f := fields.Of(row(2, tables.NewHeader(columns), []string{"7", "Pen", "4.50"}), reading, notes)
	changes := headers.Products{}.Read([]fields.Fields{f}, formats.Options{Variants: formats.OneAProduct})
	want := []catalog.Change{{SKU: "7", Title: new("Pen"), Price: changes[0].Price, Currency: new("EUR")}}
	if d := cmp.Diff(want, changes); d != "" || len(notes.Problems) > 0 || changes[0].Price.Decimal.String() != "4.5" {
		t.Error(d, notes.Problems)
	}
}

// An amount is the shop's own only when nothing says another currency; with a sign of several it is asked which.
func TestAnAmountOfAnotherCurrencyIsNotTakenForTheShops(t *testing.T) {
	const several = " has the sign of several currencies, "
	const noneOf, noCents = several + "of which %s is none; write which one it is, as in USD 5", several + "and decimals, which %s does not have; write which one it is, as in USD 5"
	refused := func(column, text, why, currency string) string {
		return "2: " + column + ": \"" + text + "\"" + strings.Replace(why, "%s", currency, 1)
	}
	for _, c := range []struct{ name, shop, columns, row, price, currency, refused string }{
		{"dollars in Taiwan", "TWD", "Price", "$1,280", "1280", "", ""},
		{"dollars in Hong Kong", "HKD", "Price", "$19.90", "19.9", "", ""},
		{"dollars in Singapore", "SGD", "Price", "$19.90", "19.9", "", ""},
		{"dollars in America", "USD", "Price", "$19.99", "19.99", "", ""},
		{"dollars with cents in Taiwan", "TWD", "Price", "$19.99", "", "", refused("Price", "$19.99", noCents, "TWD")},
		{"dollars in Vietnam", "VND", "Price", "$19.99", "", "", refused("Price", "$19.99", noneOf, "VND")},
		{"dollars in Vietnam in a column that says which", "VND", "Price (USD)", "$19.99", "19.99", "USD", ""},
		{"dollars in Taiwan in a column that says which", "TWD", "Price USD", "$19.99", "19.99", "USD", ""},
		{"dollars in Taiwan in a row that says which", "TWD", "Price|Currency", "$19.99|USD", "19.99", "USD", ""},
		{"dollars in a row of another currency", "TWD", "Price|Currency", "$19.99|EUR", "", "", refused("Price", "$19.99", noneOf, "EUR")},
		{"a column of dollars in Taiwan", "TWD", "Price ($)", "1,280", "1280", "", ""},
		{"a column of dollars with cents in Taiwan", "TWD", "Price ($)", "19.99", "", "", refused("Price ($)", "19.99 $", noCents, "TWD")},
		{"a column of dollars in Vietnam", "VND", "Price $", "19.99", "", "", refused("Price $", "19.99 $", noneOf, "VND")},
		{"a column of dollars in a row that says which", "VND", "Price ($)|Currency", "19.99|USD", "19.99", "USD", ""},
		{"a column of dollars with an amount that says which", "VND", "Price ($)", "US$19.99", "19.99", "USD", ""},
		{"new dollars of Taiwan in Vietnam", "VND", "Price", "NT$1,280", "1280", "TWD", ""},
		{"a code in Vietnam", "VND", "Price", "1,280 TWD", "1280", "TWD", ""},
		{"đồng in Taiwan", "TWD", "Giá", "1.280 ₫", "1280", "VND", ""},
		{"a yen or a yuan in Taiwan", "TWD", "Price", "￥500", "", "", refused("Price", "￥500", noneOf, "TWD")},
		{"a sign that nobody knows", "TWD", "Price", "₰500", "", "", `2: Price: "₰500" is not a number`},
		{"a sale price in dollars beside a price in euros", "USD", "Price|Sale price", "€45|$40", "", "", refused("Sale price", "$40", noneOf, "EUR")},
		{"thousands or cents in a column of dollars", "TWD", "Price (USD)", "1,280", "", "", `2: Price (USD): "1,280" can be read as 1280 or as 1.28`},
	} {
		t.Run(c.name, func(t *testing.T) {
			columns := strings.Split("SKU|Name|"+c.columns, "|")
			cells := row(2, tables.NewHeader(columns), strings.Split("1|Pen|"+c.row, "|"))
			got := read(columns, []tables.Row{cells}, shop{time.UTC, c.shop, formats.OneAProduct})
			if d := cmp.Diff(c.refused, strings.Join(got.Refused, "; ")); d != "" || c.refused != "" {
				if d != "" {
					t.Error(d)
				}
				return
			}
			currency, _ := got.Changes[0]["currency"].(string)
			if price := string(encoded(t, got.Changes[0]["price"])); price != `"`+c.price+`"` || currency != c.currency {
				t.Errorf("it is %s %q, want %s %q", price, currency, c.price, c.currency)
			}
		})
	}
}

func TestRowsOfOneGroupAreOneProduct(t *testing.T) {
	for _, c := range []struct {
		name, columns string
		rows          []string
		want          map[string]any
		refused       string
	}{
		{
			"codes of all, the lowest price and the sum of the stock", "Group|SKU|EAN|Name|Price|Stock",
			[]string{"T1|a|1|Tee|20|3", "T1|b|2|Tee M|15.5|4", "T1|b|2||18|"},
			map[string]any{"key": "t1", "sku": "a", "codes": []any{"a", "1", "b", "2"}, "title": "Tee", "price": "15.5", "stock": 7.0},
			"",
		},
		{
			"a title that only the second row has", "Group|SKU|Name",
			[]string{"T1|a|", "t1|b|Tee"},
			map[string]any{"key": "t1", "sku": "a", "codes": []any{"a", "b"}, "title": "Tee"},
			"",
		},
		{
			"one row", "Group|SKU|Name", []string{"#T1|a|Tee"},
			map[string]any{"key": "t1", "sku": "a", "codes": []any{"a"}, "title": "Tee"},
			"",
		},
		{
			"no SKU at all", "款號|品名|售價", []string{"T1|Tee|20"},
			map[string]any{"key": "t1", "sku": "", "title": "Tee", "price": "20"},
			"",
		},
		{
			"a currency that only one row names", "Group|SKU|Name|Price|Currency",
			[]string{"T1|a|Tee|20|EUR", "T1|b|Tee|15|"},
			map[string]any{"key": "t1", "sku": "a", "codes": []any{"a", "b"}, "title": "Tee", "price": "15", "currency": "EUR"},
			"",
		},
		{
			"two currencies", "Group|SKU|Name|Price|Currency", []string{"T1|a|Tee|20|EUR", "T1|b|Tee|15|USD"}, nil,
			"3: the price is in USD, but that of another variant is in EUR",
		},
		{"no title", "Group|SKU|Name", []string{"T1|a|", "T1|b|"}, nil, "2: Name: is required"},
		{"a shortened SKU", "Group|SKU|Name", []string{"T1|a|Tee", "T1|4.7E+11|Tee"}, nil, `3: SKU: "4.7E+11" was shortened by a spreadsheet; format the column as text`},
		{"a group that is too long", "Group|SKU|Name", []string{strings.Repeat("x", 256) + "|a|Tee"}, nil, "2: Group: is longer than 255 characters"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := readLines(append([]string{c.columns}, c.rows...)...)
			if d := cmp.Diff(c.refused, strings.Join(got.Refused, "; ")); d != "" {
				t.Error(d)
			}
			if c.refused != "" {
				return
			}
			if d := cmp.Diff([]any{c.want}, decoded(t, encoded(t, got.Changes))); d != "" {
				t.Error(d)
			}
		})
	}
}
