package server_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"shopclerk/internal/store"
	"shopclerk/internal/store/storetest"
	"shopclerk/server/imports"
)

// decimalsOf is how many decimals replies show at least (ISO 4217; TWD as Taiwan uses it).
var decimalsOf = map[string]int{"TWD": 0, "VND": 0, "JPY": 0, "USD": 2, "EUR": 2, "HKD": 2, "KWD": 3, "BHD": 3, "CLF": 4}

// amountText draws an amount as files write one: whole part and up to four decimals, zeros behind them included.
func amountText(t *rapid.T, label string) string {
	whole := rapid.OneOf(rapid.Int64Range(0, 99_999), rapid.Int64Range(0, 999_999_999_999_999)).Draw(t, label)
	text := fmt.Sprint(whole)
	if decimals := rapid.StringMatching(`[0-9]{0,4}`).Draw(t, label+" decimals"); decimals != "" {
		text += "." + decimals
	}
	return text
}

// checkAmount holds a number of a reply against the one of the file: equal, and with the currency's decimals or more,
// and with no zero more than those.
func checkAmount(t tb, what string, got json.Number, want, currency string) {
	t.Helper()
	if !money(string(got)).Equal(money(want)) {
		t.Errorf("%s: %s %s came back as %s", what, want, currency, got)
	}
	_, decimals, _ := strings.Cut(string(got), ".")
	if least := decimalsOf[currency]; len(decimals) < least || len(decimals) > least && strings.HasSuffix(decimals, "0") {
		t.Errorf("%s: %s %s is written %s", what, want, currency, got)
	}
}

func TestMoneyComesBackAsItWasImported(t *testing.T) {
	currencies := rapid.SampledFrom([]string{"TWD", "VND", "JPY", "USD", "EUR", "HKD", "KWD", "BHD", "CLF"})
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		k, n := start(t, s, badConfig), 0
		rapid.Check(t, func(t *rapid.T) {
			n++
			currency, lineCurrency := currencies.Draw(t, "currency"), currencies.Draw(t, "line's currency")
			amounts := map[string]string{}
			for _, name := range []string{"subtotal", "shipping_cost", "total_tax", "total_cost", "discount", "line"} {
				amounts[name] = amountText(t, name)
			}
			quote, minus := "", ""
			if rapid.Bool().Draw(t, "as texts") {
				quote = `"`
			}
			if rapid.Bool().Draw(t, "a charge") {
				minus = "-"
			}
			k.loadText(t, "main", "file", imports.Orders, fmt.Sprintf(`[{"order_number":"M%d","currency":%q,
				"summary":{"subtotal":%[3]s%[4]s%[3]s,"shipping_cost":%[3]s%[5]s%[3]s,"total_tax":%[3]s%[6]s%[3]s,"total_cost":%[3]s%[7]s%[3]s},
				"adjustments":[{"name":"Coupon","amount":%[3]s%[8]s%[9]s%[3]s}],"elements":[{"title":"Tea","price":%[3]s%[10]s%[3]s,"currency":%[11]q}]}]`,
				n, currency, quote, amounts["subtotal"], amounts["shipping_cost"], amounts["total_tax"], amounts["total_cost"], minus, amounts["discount"], amounts["line"], lineCurrency))
			got := k.ask(t, bothubBot, fmt.Sprintf(`{"request":{"method":"orders"},"params":{"order_number":"M%d"}}`, n))
			var reply struct {
				Orders []struct {
					Summary     map[string]json.Number
					Adjustments []struct{ Amount json.Number }
					Elements    []struct{ Price json.Number }
				}
			}
			decoder := json.NewDecoder(strings.NewReader(got.body))
			if err := decoder.Decode(&reply); err != nil || len(reply.Orders) != 1 {
				t.Fatalf("%s: %v", got.body, err)
			}
			order := reply.Orders[0]
			for _, name := range []string{"subtotal", "shipping_cost", "total_tax", "total_cost"} {
				checkAmount(t, name, order.Summary[name], amounts[name], currency)
			}
			checkAmount(t, "discount", order.Adjustments[0].Amount, minus+amounts["discount"], currency)
			checkAmount(t, "line", order.Elements[0].Price, amounts["line"], lineCurrency)
		})
	})
}

// TestAPriceComesBackAsItWasImported puts all prices into the index at once, for each writing of it costs a while.
func TestAPriceComesBackAsItWasImported(t *testing.T) {
	const count = 300
	prices := rapid.Custom(func(t *rapid.T) string { return amountText(t, "price") })
	currencies := []string{"TWD", "USD", "KWD", "CLF"}
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		k := start(t, s, badConfig)
		want := map[string][2]string{}
		file := strings.Builder{}
		file.WriteString("sku,title,price,currency\n")
		for i := range count {
			title, price, currency := fmt.Sprintf("Tea %d", i), prices.Example(i), currencies[i%len(currencies)]
			want[title] = [2]string{price, currency}
			fmt.Fprintf(&file, "sku%d,%s,%s,%s\n", i, title, price, currency)
		}
		k.loadText(t, "main", "file", imports.Products, file.String())
		k.index(t)
		for page := range count / 100 {
			got := k.ask(t, joinchatBot, fmt.Sprintf(`{"method":"products","pagination":{"page":%d,"limit":100}}`, page+1))
			var reply struct {
				Data []struct{ Title, Price string }
			}
			if err := json.Unmarshal([]byte(got.body), &reply); err != nil || len(reply.Data) != 100 {
				t.Fatalf("%s: %v", clip(got.body), err)
			}
			for _, p := range reply.Data {
				checkAmount(t, p.Title, json.Number(p.Price), want[p.Title][0], want[p.Title][1])
				delete(want, p.Title)
			}
		}
		if len(want) > 0 {
			t.Errorf("%d products were not shown", len(want))
		}
	})
}

// TestUnitPricesNeverChangeWhatALineCosts asks the same order of a shop that shows lines and of one that shows units.
func TestUnitPricesNeverChangeWhatALineCosts(t *testing.T) {
	const text = `
shops:
  - {id: line, language: en, bots: [{platform: bothub, secrets: [line-secret]}]}
  - {id: unit, language: en, element_price: unit, bots: [{platform: bothub, secrets: [unit-secret]}]}
`
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		k, n := start(t, s, text), 0
		rapid.Check(t, func(t *rapid.T) {
			n++
			price, quantity := amountText(t, "price"), rapid.Int64Range(1, 1000).Draw(t, "quantity")
			perUnit := rapid.Bool().Draw(t, "per unit")
			want := money(price)
			if perUnit {
				want = want.Mul(decimal.NewFromInt(quantity))
			}
			for _, shop := range []string{"line", "unit"} {
				sh, _ := k.Config().Shop(shop)
				i := store.Import{Kind: "orders", Shop: sh.ID, Source: "file", Settings: store.ImportSettings{UnitPrices: perUnit}}
				file := fmt.Sprintf(`{"order_number":"U%d","summary":{"total_cost":1},"elements":[{"title":"Tea","quantity":%d,"price":%s}]}`, n, quantity, price)
				k.bring(t, i, strings.NewReader(file))
				got := k.ask(t, caller{"bothub", shop + "-secret"}, fmt.Sprintf(`{"request":{"method":"orders"},"params":{"order_number":"U%d"}}`, n))
				var reply struct {
					Orders []struct {
						Elements []struct {
							Price    json.Number
							Quantity int64
						}
					}
				}
				if err := json.Unmarshal([]byte(got.body), &reply); err != nil || len(reply.Orders) != 1 {
					t.Fatalf("%s: %v", got.body, err)
				}
				e := reply.Orders[0].Elements[0]
				shown := money(string(e.Price))
				if shop == "unit" {
					shown = shown.Mul(decimal.NewFromInt(e.Quantity))
				}
				if !shown.Equal(want) {
					t.Errorf("%s: %d of %s (per unit: %v) are shown as %d of %s", shop, quantity, price, perUnit, e.Quantity, e.Price)
				}
			}
		})
	})
}
