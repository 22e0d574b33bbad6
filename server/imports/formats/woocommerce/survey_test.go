package woocommerce_test

import (
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"shopclerk/catalog"
	"shopclerk/server/imports/fields"
	"shopclerk/server/imports/formats"
	"shopclerk/server/imports/formats/formatstest"
	"shopclerk/server/imports/tables"
)

func TestARowAndItsVariationsAreOneGroup(t *testing.T) {
	const header = "ID\tType\tSKU\tParent\n"
	for _, c := range []struct{ name, rows, without, with string }{
		{"a product with a SKU, named by it", "1\tvariable\tX\n2\tvariation\t\tX", "sku:x sku:x", "sku:x sku:x"},
		{"a product without a SKU, named by its ID", "1\tvariable\t\n2\tvariation\t\tid:1", "id:1 id:1", "id:1 id:1"},
		{"a product with a SKU, named by its ID", "1\tvariable\tX\n2\tvariation\t\tid:1", "sku:x id:1", "sku:x sku:x"},
		{"the variation first", "2\tvariation\t\tid:1\n1\tvariable\tX", "id:1 sku:x", "sku:x sku:x"},
		{"a SKU in another case", "1\tvariable\t#ab\n2\tvariation\t\tAB", "sku:ab sku:ab", "sku:ab sku:ab"},
		{"further types", "1\tvariable-subscription, virtual\tX\n2\tvariation, downloadable, virtual\t\tX", "sku:x sku:x", "sku:x sku:x"},
		{"products without variations", "1\tsimple\tX\n2\texternal\tY", " ", " "},
		{"a variation of nothing", "2\tvariation\tX", "", ""},
		{"another product's SKU that looks like an ID", "7\tsimple\tX\n2\tvariation\t\tid:7", " id:7", " id:7"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var rows []fields.Fields
			for _, row := range formatstest.Cells(header + c.rows) {
				rows = append(rows, fields.Of(row, &fields.Reading{}, &fields.Notes{}))
			}
			groups := func(f formats.Grouper) string {
				var names []string
				for _, row := range rows {
					names = append(names, f.Group(row, formats.Options{}))
				}
				return strings.Join(names, " ")
			}
			survey := products.Survey()
			for _, row := range rows {
				survey.See(row)
			}
			if d := cmp.Diff([]string{c.without, c.with}, []string{groups(products), groups(survey)}); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestASurveyRemembersSoManyProducts(t *testing.T) {
	const most = 100_000
	header := tables.NewHeader([]string{"ID", "Type", "SKU", "Parent"})
	row := func(texts ...string) fields.Fields {
		r := tables.Row{Header: header}
		for _, text := range texts {
			r.Cells = append(r.Cells, tables.Cell{Text: text})
		}
		return fields.Of(r, &fields.Reading{}, nil)
	}
	survey := products.Survey()
	for i := range most + 1 {
		id := strconv.Itoa(i + 1)
		survey.See(row(id, "variable", "s"+id, ""))
	}
	for id, want := range map[string]string{"100000": "sku:s100000", "100001": "id:100001"} {
		if got := survey.Group(row("", "variation", "", "id:"+id), formats.Options{}); got != want {
			t.Errorf("the variation of %s is in the group %q", id, got)
		}
	}
}

func TestAFileCanBeReadWithoutASurvey(t *testing.T) {
	rows := formatstest.Cells("ID\tType\tName\tRegular price\n1\tsimple\tA\t12,50")
	got := products.Read([]fields.Fields{fields.Of(rows[0], &fields.Reading{}, &fields.Notes{})}, formats.Options{})
	if len(got) != 1 || got[0].Key != "1" || got[0].Price == nil || got[0].Price.Decimal.String() != "12.5" {
		t.Errorf("got %+v", got)
	}
	if products.Name() != "woocommerce" {
		t.Errorf("it is called %q", products.Name())
	}
}

func TestASalePriceTellsHowPricesAreWritten(t *testing.T) {
	got := read("ID\tType\tName\tRegular price\tSale price\n1\tsimple\tA\t1,280\t\n2\tsimple\tB\t20\t9,5")
	if len(got.Changes) != 2 || got.Changes[0].(catalog.Change).Price.Decimal.String() != "1.28" {
		t.Errorf("got %+v, %q", got.Changes, got.Refused)
	}
}

func TestPricesAreReadAsTheShopWritesThem(t *testing.T) {
	for _, c := range []struct {
		name, currency string
		prices         []string
		want, refused  string
	}{
		{"points", "USD", []string{"12.50", "8"}, "12.5 8", ""},
		{"commas", "EUR", []string{"12,50", "8"}, "12.5 8", ""},
		{"three decimals, of which the other rows tell", "KWD", []string{"1,280", "0,5"}, "1.28 0.5", ""},
		{"three decimals, of which nothing tells but the currency", "TWD", []string{"1,280", "20"}, "1280 20", ""},
		{"two ways", "USD", []string{"1,280", "20"}, "20", `2: Regular price: "1,280" can be read as 1280 or as 1.28`},
		{"below nought", "USD", []string{"-1", "20"}, "20", `2: Regular price: "-1" must not be negative`},
		{"another currency", "USD", []string{"NT$5", "20"}, "20", `2: Regular price: "NT$5" is in TWD, but the shop's currency is USD`},
		{"the sign of another currency", "VND", []string{"$5", "20"}, "20", `2: Regular price: "$5" has the sign of several currencies, of which VND is none; write which one it is, as in USD 5`},
		{"the shop's own sign", "TWD", []string{"NT$1,280", "$20"}, "1280 20", ""},
		{"words", "USD", []string{"on request", "20"}, "20", `2: Regular price: "on request" is not a number`},
	} {
		t.Run(c.name, func(t *testing.T) {
			file := formatstest.Cells("ID\tType\tName\tRegular price\n1\tsimple\tA\t" + c.prices[0] + "\n2\tsimple\tB\t" + c.prices[1])
			var prices []string
			said := formatstest.Read(products, file, formats.Options{Currency: c.currency}, func(change catalog.Change) any {
				prices = append(prices, change.Price.Decimal.String())
				return nil
			})
			if d := cmp.Diff([]string{c.want, c.refused}, []string{strings.Join(prices, " "), strings.Join(said.Refused, "; ")}); d != "" {
				t.Error(d)
			}
		})
	}
}
