package merchant_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"shopclerk/catalog"
	"shopclerk/server/imports/formats"
	"shopclerk/server/imports/formats/formatstest"
	"shopclerk/server/imports/formats/merchant"
)

// products are read at noon in Taipei.
var products = merchant.Products{Now: func() time.Time { return time.Date(2026, 5, 10, 4, 0, 0, 0, time.UTC) }}

func TestWhatBecomesOfAFeed(t *testing.T) {
	formatstest.Golden(t, "testdata", products, formatstest.Product)
}

func FuzzProducts(f *testing.F) {
	formatstest.Fuzz(f, "testdata", products, formatstest.CheckProduct)
}

func read(file string, as formats.Variants) formatstest.Said {
	return formatstest.Read(products, formatstest.Cells(file), formats.Options{Variants: as}, func(c catalog.Change) any { return c })
}

func one(t *testing.T, file string) (catalog.Change, formatstest.Said) {
	t.Helper()
	said := read(file, formats.OneAProduct)
	if len(said.Changes) != 1 {
		t.Fatalf("there are %d products: %v", len(said.Changes), said.Refused)
	}
	return said.Changes[0].(catalog.Change), said
}

func TestWhichFilesAreFeeds(t *testing.T) {
	for columns, want := range map[string]bool{
		"id,title,description,link,image_link,availability,price": true,
		"ID,Title,Image Link,Availability":                        true,
		"g:id,title,link,g:image_link":                            true,
		"id,title,price":                                          false,
		"id,title,link,price":                                     false,
		"sku,title,link,image_link":                               false,
		"Handle,Title,Body (HTML)":                                false,
	} {
		if got := products.Recognises(strings.Split(columns, ",")); got != want {
			t.Errorf("%s: %v", columns, got)
		}
	}
}

func TestAColumnThatIsNoAttributeIsNotKnown(t *testing.T) {
	for column, want := range map[string]bool{
		"g:Image Link": true, "shipping(country:price)": true, "image[0].url": true, "g:tax/g:rate": true, "Custom Label 4": true,
		"imagelink": false, "prize": false, "": false, "g:": false, "(x)": false,
	} {
		if got := products.Knows(column); got != want {
			t.Errorf("%q: %v", column, got)
		}
	}
}

func TestAttributesAreFoundHoweverTheyAreWritten(t *testing.T) {
	for _, header := range []string{"id\ttitle\timage_link", "ID\tTitle\tImage Link", "g:id\tg:title\tg:image_link", "G:ID\tg:title\tg:image link"} {
		got, _ := one(t, header+"\nA-1\tTea\thttps://i.example/1.jpg")
		if d := cmp.Diff([]string{"A-1", "Tea", "https://i.example/1.jpg"}, []string{got.Key, *got.Title, *got.ImageURL}); d != "" {
			t.Errorf("%s: %s", header, d)
		}
	}
	if got, _ := one(t, "id\tg:id\ttitle\ntag:x\tA-1\tTea"); got.Key != "A-1" {
		t.Errorf("of two ids %q was taken", got.Key)
	}
}

func TestPricesCarryTheirCurrency(t *testing.T) {
	for _, c := range []struct{ text, amount, currency string }{
		{"9.99 USD", "9.99", "USD"}, {"USD 9.99", "9.99", "USD"}, {"9.99USD", "9.99", "USD"}, {"usd9.99", "9.99", "USD"}, {"1280 TWD", "1280", "TWD"},
		{"1.280 USD", "1.28", "USD"}, {"1,299.00 USD", "1299", "USD"}, {"NT$1,280", "1280", "TWD"}, {"15", "15", ""}, {"0 USD", "0", "USD"},
	} {
		got, _ := one(t, "id\ttitle\tprice\n1\tA\t"+c.text)
		currency := ""
		if got.Currency != nil {
			currency = *got.Currency
		}
		if got.Price == nil || got.Price.Decimal.String() != c.amount || currency != c.currency {
			t.Errorf("%s is %v %q", c.text, got.Price, currency)
		}
	}
}

// A sign of several currencies is the shop's own only where the shop has it; a sale is in the price's currency.
func TestAPriceOfAnotherCurrencyIsNotTakenForTheShops(t *testing.T) {
	for _, c := range []struct{ name, shop, price, sale, want string }{
		{"a dollar in America", "USD", "$19.99", "", "19.99"},
		{"a dollar in Taiwan", "TWD", "$1,280", "", "1280"},
		{"a dollar with cents in Taiwan", "TWD", "$19.99", "", `2: price: "$19.99" has the sign of several currencies, and decimals, which TWD does not have; write which one it is, as in USD 5`},
		{"a dollar in Vietnam", "VND", "$19.99", "", `2: price: "$19.99" has the sign of several currencies, of which VND is none; write which one it is, as in USD 5`},
		{"a dollar in Vietnam that says which", "VND", "$19.99 USD", "", "19.99 USD"},
		{"đồng in Taiwan", "TWD", "1.280 ₫", "", "1280 VND"},
		{"a sale that names no currency", "TWD", "20 USD", "15.5", "15.5 USD"},
		{"a sale with the sign of the price's currency", "VND", "20 USD", "$15.50", "15.5 USD"},
		{"a sale in another currency", "TWD", "20 USD", "500 TWD", "2: sale_price: is in TWD, but the price is in USD"},
	} {
		t.Run(c.name, func(t *testing.T) {
			cells := formatstest.Cells("id\ttitle\tprice\tsale_price\n1\tA\t" + c.price + "\t" + c.sale)
			said := formatstest.Read(products, cells, formats.Options{Currency: c.shop}, func(change catalog.Change) any {
				if change.Currency == nil {
					return change.Price.Decimal.String()
				}
				return change.Price.Decimal.String() + " " + *change.Currency
			})
			got := strings.Join(said.Refused, "; ")
			if len(said.Changes) > 0 {
				got += said.Changes[0].(string)
			}
			if d := cmp.Diff(c.want, got); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestABadPriceIsRefused(t *testing.T) {
	for text, want := range map[string]string{
		"free":        `2: price: "free" is not a number`,
		"USD":         `2: price: "USD" is not a number`,
		"-1 USD":      `2: price: "-1" must not be negative`,
		"NT$-1":       `2: price: "NT$-1" must not be negative`,
		"0.00001 USD": `2: price: "0.00001" has more than 4 decimals`,
		"5 ABC":       `2: price: "ABC" is not a currency code such as TWD`,
		"1,280 USD":   `2: price: "1,280 USD" can be read as 1280 or as 1.28`,
	} {
		if d := cmp.Diff([]string{want}, read("id\ttitle\tprice\n1\tA\t"+text, formats.OneAProduct).Refused); d != "" {
			t.Error(d)
		}
	}
}

func TestASalePriceCountsWithinItsDates(t *testing.T) {
	for _, c := range []struct {
		name, price, sale, dates, want string
		warns                          bool
	}{
		{"no sale", "20 USD", "", "", "20", false},
		{"a sale without dates", "20 USD", "15 USD", "", "15", false},
		{"a sale that is on", "20 USD", "15 USD", "2026-05-10T12:00+0800/2026-05-10T12:01+0800", "15", false},
		{"a sale to come", "20 USD", "15 USD", "2026-05-10T12:01+08:00/2026-05-30T00:00+08:00", "20", false},
		{"a sale that is over", "20 USD", "15 USD", "2026-04-01T00:00Z/2026-05-10T04:00Z", "20", false},
		{"seconds and spaces", "20 USD", "15 USD", "2026-05-01 00:00:00 / 2026-05-30 23:59:59", "15", false},
		{"no zone is UTC", "20 USD", "15 USD", "2026-05-10T04:00/2026-05-10T04:01", "15", false},
		{"days to the end of the last one", "20 USD", "15 USD", "2026-05-10/2026-05-10", "15", false},
		{"no end", "20 USD", "15 USD", "2026-05-01/", "15", false},
		{"no start", "20 USD", "15 USD", "/2026-05-01", "20", false},
		{"one date alone", "20 USD", "15 USD", "2026-05-01", "20", true},
		{"words", "20 USD", "15 USD", "now/then", "20", true},
		{"a sale that is dearer", "20 USD", "25 USD", "", "20", false},
		{"nothing but a sale price", "", "15 USD", "", "15", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			row := strings.Join([]string{"1", "A", c.price, c.sale, c.dates}, "\t")
			got, said := one(t, "id\ttitle\tprice\tsale_price\tsale_price_effective_date\n"+row)
			if got.Price.Decimal.String() != c.want || len(said.Warnings) > 0 != c.warns {
				t.Errorf("the price is %s, want %s; %q", got.Price.Decimal, c.want, said.Warnings)
			}
		})
	}
}

func TestWithoutAClockTheTimeIsNow(t *testing.T) {
	file := formatstest.Cells("id\ttitle\tprice\tsale_price\tsale_price_effective_date\n1\tA\t20 USD\t15 USD\t/2999-01-01\n2\tB\t20 USD\t15 USD\t/2001-01-01")
	said := formatstest.Read(merchant.Products{}, file, formats.Options{}, func(c catalog.Change) any { return c.Price.Decimal.String() })
	if d := cmp.Diff([]any{"15", "20"}, said.Changes); d != "" {
		t.Error(d)
	}
	if name := (merchant.Products{}).Name(); name != "merchant" {
		t.Errorf("it is called %q", name)
	}
}

func TestHowManyThereAre(t *testing.T) {
	for _, c := range []struct{ name, availability, quantity, want string }{
		{"in stock", "in_stock", "", "always"}, {"in stock, as Meta writes it", "in stock", "", "always"},
		{"in stock, in capitals", "In Stock", "", "always"}, {"a number", "in stock", "3", "3"}, {"none left", "in_stock", "0", "0"},
		{"out of stock", "out_of_stock", "", "0"}, {"out of stock, whatever the number", "out of stock", "3", "0"},
		{"no longer sold", "discontinued", "", "0"}, {"to come", "preorder", "0", "always"}, {"to be ordered in", "backorder", "", "always"},
		{"made to order", "available for order", "3", "3"}, {"a number alone", "", "3", "3"}, {"neither", "", "", "always"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, said := one(t, "id\ttitle\tavailability\tquantity_to_sell_on_facebook\n1\tA\t"+c.availability+"\t"+c.quantity)
			want := map[string]**int64{"always": new(*int64), "0": new(new(int64)), "3": new(new(int64(3)))}[c.want]
			if d := cmp.Diff(want, got.Stock); d != "" || len(said.Warnings) > 0 {
				t.Error(d, said.Warnings)
			}
		})
	}
	if got, _ := one(t, "id\ttitle\n1\tA"); got.Stock != nil {
		t.Error("what is not mentioned was read")
	}
}

func TestWhatMetaShows(t *testing.T) {
	for _, c := range []struct {
		status, visibility string
		want               bool
	}{
		{"active", "published", true}, {"", "", true}, {"Active", "PUBLISHED", true}, {"archived", "published", false},
		{"active", "hidden", false}, {"active", "staging", false}, {"", "whitelist_only", false},
	} {
		got, _ := one(t, "id\ttitle\tstatus\tvisibility\n1\tA\t"+c.status+"\t"+c.visibility)
		if got.Published == nil || *got.Published != c.want {
			t.Errorf("%q and %q: %v", c.status, c.visibility, got.Published)
		}
	}
	if got, _ := one(t, "id\ttitle\n1\tA"); got.Published != nil {
		t.Error("what is not mentioned was read")
	}
}

func TestATitleSaysAnOptionOnlyOnce(t *testing.T) {
	for _, c := range []struct{ name, title, color, size, want string }{
		{"nothing of them", "T-Shirt", "White", "S", "T-Shirt, White, S"},
		{"all of them", "T-Shirt, white, S", "White", "s", "T-Shirt, white, S"},
		{"a part", "White T-Shirt", "White", "M", "White T-Shirt, M"},
		{"two words", "Shirt (dark blue)", "Dark Blue", "", "Shirt (dark blue)"},
		{"without spaces between words", "紅色上衣", "紅色", "大", "紅色上衣, 大"},
		{"none to say", "Tea", "", "", "Tea"},
	} {
		t.Run(c.name, func(t *testing.T) {
			said := read("id\ttitle\tcolor\tsize\titem_group_id\n1\t"+c.title+"\t"+c.color+"\t"+c.size+"\tG", formats.OneAVariant)
			if got := *said.Changes[0].(catalog.Change).Title; got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}
