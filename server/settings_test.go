package server_test

import (
	"fmt"
	"strings"
	"testing"

	"shopclerk/config"
	"shopclerk/internal/store"
	"shopclerk/internal/store/storetest"
	"shopclerk/server/imports"
)

// settingsConfig has one shop for each setting, with the same rows; its bots' secrets are made of its id.
const settingsConfig = `
public_url: https://clerk.shop.example/base/
shops:
%s`

// settingShops are the ids and the settings of the shops.
var settingShops = map[string]string{
	"plain":   "language: en",
	"full":    "language: en, privacy: full",
	"vietnam": "language: vi",
	"china":   "language: zh-CN",
	"taiwan":  "language: zh-TW",
	"unit":    "language: en, element_price: unit",
	"hidden":  "language: en, cancelled_is: hidden",
	"instock": "language: en, hide_sold_out: true",
	"london":  "language: en, timezone: Europe/London, currency: GBP",
	"picture": "language: en, placeholder_image: 'https://img.example/none.png'",
	"links": `language: en, order_url: 'https://s.example/o/{order_number}?n={order_number}', product_url: 'https://s.example/{slug}/{sku}',
      tracking_urls: {default: 'https://t.example/{tracking_number}', "Kestrel EXPRESS": 'https://kestrel.example/?n={tracking_number}'}`,
}

func settingsText() string {
	var shops strings.Builder
	for id, setting := range settingShops {
		fmt.Fprintf(&shops, "  - {id: %s, %s, bots: [{platform: joinchat, secrets: [joinchat-%s]}, {platform: bothub, secrets: [bothub-%s]}]}\n", id, setting, id, id)
	}
	return fmt.Sprintf(settingsConfig, shops.String())
}

const settingsProducts = `
{"sku":"A 1","title":"Crème Brûlée: Torch!","product_type":"Kitchen","vendor":"V","price":10,"stock":0,"updated_at":"2026-01-02T00:00:00Z"}
{"sku":"B","title":"Pan","product_type":"Kitchen","vendor":"V","price":"10.5","stock":1,"image_url":"/pictures/pan-3d405b.png","detail_url":"/p/pan","updated_at":"2026-01-01T00:00:00Z"}
`

const settingsOrders = `
{"order_number":"A/B #1","recipient_name":"Ann Lee","status":"shipped","timestamp":1767935405,"email":"ann@example.com","summary":{"total_cost":150},"elements":[{"title":"Cup","quantity":3,"price":100},{"title":"Pan","quantity":2,"price":50,"image_url":"/pictures/pan-3d405b.png"}]}
{"order_number":"C-1","status":"cancelled","timestamp":1767935404,"email":"ann@example.com","summary":{"total_cost":1}}
{"order_number":"C-2","status":"cancelled","email":"only.cancelled@example.com","summary":{"total_cost":1}}
`

const settingsUnitPriced = `{"order_number":"U-1","status":"paid","currency":"USD","summary":{"total_cost":60},"elements":[{"title":"Mug","quantity":4,"price":15}]}`

const settingsPackages = `
{"order_number":"A/B #1","package_number":"P1","carrier":"kestrel express","tracking_number":"K/1","package_status":"in transit","exp_delivery":"2026-01-12T23:30:00Z"}
{"order_number":"A/B #1","package_number":"P2","carrier":"UPS","tracking_number":"U 2","package_status":"Delivered","tracking_url":"/track/u2"}
{"order_number":"A/B #1","package_number":"P3","carrier":"UPS","tracking_number":"U 3","package_status":"Held at the counter"}
{"order_number":"C-1","package_number":"P4"}
`

func settingShopsOf(t *testing.T, s *store.Store) *clerk {
	t.Helper()
	k := start(t, s, settingsText())
	for id := range settingShops {
		k.loadText(t, id, "file", imports.Products, settingsProducts)
		k.loadText(t, id, "file", imports.Orders, settingsOrders+manyLines())
		k.loadText(t, id, "file", imports.Packages, settingsPackages)
		sh, _ := k.Config().Shop(id)
		k.bring(t, store.Import{Kind: "orders", Shop: sh.ID, Source: "file", Settings: store.ImportSettings{UnitPrices: true}}, strings.NewReader(settingsUnitPriced))
		k.loadFeedOrder(t, id)
	}
	k.index(t)
	return k
}

// manyLines is an order with one line more than Messenger shows.
func manyLines() string {
	lines := make([]string, 101)
	for i := range lines {
		lines[i] = fmt.Sprintf(`{"title":"line %d","price":1}`, i+1)
	}
	return `{"order_number":"LONG","summary":{"total_cost":101},"elements":[` + strings.Join(lines, ",") + "]}\n"
}

func (k *clerk) loadFeedOrder(t tb, shop string) {
	t.Helper()
	order := privateOrder("F-1", "Carol Feed")
	if _, err := k.store.PutOrders(ctx, store.Write{Shop: shop, Source: "crm", Currency: "TWD", Region: "TW"}, order); err != nil {
		t.Fatal(err)
	}
}

// Questions of the settings' cases.
const (
	askOrder    = `{"method":"orders","params":{"order_number":"a/b #1"}}`
	askFeed     = `{"method":"orders","params":{"order_number":"F-1"}}`
	askUnit     = `{"method":"orders","params":{"order_number":"U-1"}}`
	askLong     = `{"method":"orders","params":{"order_number":"LONG"}}`
	askHidden   = `{"method":"orders","params":{"order_number":"C-1"}}`
	askAnn      = `{"method":"orders","params":{"user_account":"ann@example.com"}}`
	askClosed   = `{"method":"orders","params":{"user_account":"ann@example.com","filter":"closed"}}`
	askKitchen  = `{"method":"products","params":{"product_type":"kitchen"}}`
	askParcels  = `{"method":"packages","params":{"order_number":"a/b #1"}}`
	askNonsense = `{"method":"orders","params":{"order_number":"404404"}}`
	askLimit    = `{"method":"products","pagination":{"limit":0}}`
	hubHidden   = `{"request":{"method":"orders"},"params":{"user_account":"only.cancelled@example.com"}}`
)

func TestEachSettingShowsInTheReplies(t *testing.T) {
	cases := []struct {
		name, shop, ask string
		want, never     []string
	}{
		{"masked is the default", "plain", askFeed, []string{`"recipient_name":"C*** F***"`}, []string{"Carol", "Feed", "private-token", "order_url"}},
		{"full privacy hides nothing", "full", askFeed, []string{`"recipient_name":"Carol Feed"`, `"order_url":"https://pay.example/private-token"`}, []string{"***"}},
		{"a private link gives way to the shop's own", "links", askFeed, []string{`"order_url":"https://s.example/o/F-1?n=F-1"`}, []string{"private-token"}},
		{"an order's number is escaped in its link, each time", "links", askOrder, []string{`"order_url":"https://s.example/o/A%2FB%20%231?n=A%2FB%20%231"`}, nil},
		{"without a template there is no link", "plain", askOrder, nil, []string{"order_url"}},
		{"a product's link is made of its name and SKU", "links", askKitchen, []string{`"buy_url":"https://s.example/creme-brulee-torch/A%201"`}, nil},
		{"a link of this server's own begins with the public address", "plain", askKitchen, []string{`"detail_url":"https://clerk.shop.example/base/p/pan","buy_url":"https://clerk.shop.example/base/p/pan"`, `"image_url":"https://clerk.shop.example/base/pictures/pan-3d405b.png"`, `"buy_url":""`}, nil},
		{"a carrier has its own link, in whatever letters", "links", askParcels, []string{`"tracking_url":"https://kestrel.example/?n=K%2F1"`, `"tracking_url":"https://t.example/U%203"`}, nil},
		{"a parcel's own link comes before the carrier's", "links", askParcels, []string{`"tracking_url":"https://clerk.shop.example/base/track/u2"`}, nil},
		{"without a template a parcel has no link", "plain", askParcels, []string{`"tracking_number":"U 3","tracking_url":""`}, nil},
		{"the placeholder stands for a product's missing picture", "picture", askKitchen, []string{`"title":"Crème Brûlée: Torch!","image_url":"https://img.example/none.png"`, "pan-3d405b.png"}, nil},
		{"the placeholder stands for a line's missing picture", "picture", askOrder, []string{`"price":100,"currency":"TWD","image_url":"https://img.example/none.png"`, "pan-3d405b.png"}, nil},
		{"the placeholder stands for no parcel's picture", "picture", askParcels, []string{`"image_url":""`}, []string{"none.png"}},
		{"line prices are the default", "plain", askOrder, []string{`{"title":"Cup","quantity":3,"price":100,`, `{"title":"Pan","quantity":2,"price":50,`}, nil},
		{"unit prices are shown where they are exact, else the line as one piece", "unit", askOrder, []string{`{"title":"Cup × 3","quantity":1,"price":100,`, `{"title":"Pan","quantity":2,"price":25,`}, nil},
		{"a file's unit prices become line prices", "plain", askUnit, []string{`{"title":"Mug","quantity":4,"price":60.00,"currency":"USD"}`}, nil},
		{"a file's unit prices stay so where units are shown", "unit", askUnit, []string{`{"title":"Mug","quantity":4,"price":15.00,"currency":"USD"}`}, nil},
		{"of more than 100 lines the first 100 are shown", "plain", askLong, []string{`"line 100"`}, []string{`"line 101"`}},
		{"cancelled orders are closed ones", "plain", askClosed, []string{`"total":1,`, `"order_number":"C-1"`}, nil},
		{"a hidden cancelled order is not found by its number", "hidden", askHidden, []string{`{"success":false,"errors":"Order not found"}`}, nil},
		{"a hidden cancelled order is not in the list", "hidden", askAnn, []string{`"total":1,`, `"order_number":"A/B #1"`}, []string{"C-1"}},
		{"nor among the closed ones", "hidden", askClosed, []string{`{"success":true,"total":0,"data":[]}`}, nil},
		{"an account with hidden orders only is known", "hidden", hubHidden, []string{`{"success":true,"object":"orders","has_next_page":false,"orders":[]}`}, nil},
		{"what is sold out is shown", "plain", askKitchen, []string{`"total":2,`, "Torch"}, nil},
		{"what is sold out is hidden where the shop says so", "instock", askKitchen, []string{`"total":1,`, `"Pan"`}, []string{"Torch"}},
		{"a shop without words for a currency has its own", "london", askKitchen, []string{`"price":"10.00"`, `"price":"10.50"`}, nil},
		{"a day is one of the shop's zone: London", "london", askParcels, []string{`"exp_delivery":"2026-01-12"`}, nil},
		{"a day is one of the shop's zone: Taipei", "plain", askParcels, []string{`"exp_delivery":"2026-01-13"`}, nil},
		{"parcels in English", "plain", askParcels, []string{`"In transit"`, `"Delivered"`, `"Held at the counter"`}, nil},
		{"parcels in Vietnamese", "vietnam", askParcels, []string{`"Đang vận chuyển"`, `"Đã giao hàng"`, `"Held at the counter"`}, nil},
		{"parcels in simplified Chinese", "china", askParcels, []string{`"运输途中"`, `"已送达"`}, nil},
		{"parcels in traditional Chinese", "taiwan", askParcels, []string{`"配送途中"`, `"已送達"`}, nil},
		{"a refusal in English", "plain", askNonsense, []string{`{"success":false,"errors":"Order not found"}`}, nil},
		{"a refusal in Vietnamese", "vietnam", askNonsense, []string{`{"success":false,"errors":"Không tìm thấy đơn hàng"}`}, nil},
		{"a refusal in simplified Chinese", "china", askNonsense, []string{`{"success":false,"errors":"未找到该订单"}`}, nil},
		{"a wrong field is named in English", "plain", askLimit, []string{`{"success":false,"errors":"limit must be a whole number from 1 to 100"}`}, nil},
		{"a wrong field is named in Vietnamese", "vietnam", askLimit, []string{`{"success":false,"errors":"limit phải là số nguyên từ 1 đến 100"}`}, nil},
	}
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		k := settingShopsOf(t, s)
		for _, c := range cases {
			t.Run(c.name, func(t *testing.T) {
				as := caller{config.JoinChat, "joinchat-" + c.shop}
				if strings.Contains(c.ask, `"request"`) {
					as = caller{config.Bothub, "bothub-" + c.shop}
				}
				got := k.ask(t, as, c.ask)
				for _, text := range c.want {
					if !strings.Contains(got.body, text) {
						t.Errorf("%s\nis not in %d %s", text, got.status, clip(got.body))
					}
				}
				for _, text := range c.never {
					if strings.Contains(got.body, text) {
						t.Errorf("%s\nis in %s", text, clip(got.body))
					}
				}
			})
		}
	})
}
