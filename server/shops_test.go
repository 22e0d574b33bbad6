package server_test

import (
	"testing"
	"time"

	"shopclerk/config"
	"shopclerk/internal/store"
	"shopclerk/orders"
	"shopclerk/packages"
	"shopclerk/server/imports"
)

// The bots of contractConfig. The secrets of the first two are those of the published signature vectors.
var (
	joinchatBot    = caller{config.JoinChat, "jc-test-secret"}
	bothubBot      = caller{config.Bothub, "bh-test-secret"}
	joinchatPapers = caller{config.JoinChat, "jc-papers-secret"}
	bothubPapers   = caller{config.Bothub, "bh-papers-secret"}
)

const adminToken = "an-admin-token-of-the-tests-32-characters"

// contractConfig has two shops: main with what a configuration has when little is said, and papers, which shows all
// and holds what stands in the platforms' own documents.
const contractConfig = `
public_url: https://clerk.shop.example
admin: {token: ` + adminToken + `}
shops:
  - id: main
    order_url: https://shop.example/orders/{order_number}
    product_url: https://shop.example/p/{sku}
    tracking_urls: {default: "https://track.example/{tracking_number}"}
    bots:
      - {platform: joinchat, secrets: [jc-test-secret, jc-next-secret]}
      - {platform: bothub, secrets: [bh-test-secret, bh-next-secret]}
  - id: papers
    currency: USD
    region: US
    timezone: UTC
    language: en
    privacy: full
    bots:
      - {platform: joinchat, secrets: [jc-papers-secret]}
      - {platform: bothub, page_id: "231231232134111", secrets: [bh-papers-secret]}
`

// contractShops is a clerk with both shops filled.
func contractShops(t *testing.T, s *store.Store) *clerk {
	t.Helper()
	k := start(t, s, contractConfig)
	k.loadSample(t, "main")
	k.loadText(t, "main", "pos", imports.Orders, posOrders)
	k.loadText(t, "main", "pos", imports.Packages, posPackages)
	k.loadText(t, "main", "pos", imports.Products, posProducts)
	k.loadFeed(t)
	k.loadText(t, "papers", "file", imports.Products, papersProducts)
	k.loadText(t, "papers", "file", imports.Orders, "["+papersOrder+","+papersOlderOrder+"]")
	k.loadText(t, "papers", "pos", imports.Orders, "["+papersOrder+"]")
	k.loadText(t, "papers", "file", imports.Packages, papersPackages)
	k.index(t)
	return k
}

// posOrders are what the sample does not have: a number that another source has too, an address with a blank and one with a country written out, an order of
// which only the total is known, amounts with more decimals than the currency, a charge among the discounts, numbers at
// the edge of what JSON readers keep.
const posOrders = `
{"order_number":"SC10001","recipient_name":"王 Ming","currency":"TWD","payment_method":"現金","timestamp":"2026-05-01 10:00:00","status":"paid","summary":{"total_cost":150},"elements":[{"title":"門市咖啡","quantity":1,"price":150}],"phone":"0955 123 456","updated_at":"2026-05-01T10:00:00+08:00"}
{"order_number":"POS-1","recipient_name":"Ann","currency":"TWD","payment_method":"Cash","timestamp":"2026-05-02 10:00:00","status":"shipped","address":{"street_1":"1 Road","street_2":"","city":"Taipei","postal_code":"100","state":"","country":"TW"},"summary":{"subtotal":80,"total_cost":80},"elements":[{"title":"Tea","price":80}],"phone":"0955 123 456","updated_at":"2026-05-02T10:00:00+08:00"}
{"order_number":"POS-2","summary":{"total_cost":"99.5"},"updated_at":"2026-05-03T10:00:00+08:00"}
{"order_number":"POS-3","recipient_name":"Bo Li","currency":"USD","payment_method":"Cash","timestamp":1777900000,"status":"unpaid","summary":{"subtotal":1.125,"shipping_cost":0,"total_tax":0.0001,"total_cost":4.1251},"adjustments":[{"name":"Small order fee","amount":-3}],"elements":[{"title":"Rice by weight","subtitle":"","quantity":1,"price":1.125,"currency":"USD","image_url":"not an address"}],"updated_at":"2026-05-04T10:00:00+08:00"}
{"order_number":"POS-4","currency":"TWD","timestamp":1777900001,"address":{"street_1":"1 Road","city":"Taipei","postal_code":"100","state":"TPE","country":"Taiwan"},"summary":{"total_cost":1},"updated_at":"2026-05-04T10:00:00+08:00"}
{"order_number":"9007199254740992","summary":{"total_cost":1},"updated_at":"2026-05-05T10:00:00+08:00"}
`

// posPackages has a parcel that the sample has too, and two parcels of different orders with one number.
const posPackages = `
{"order_number":"12345678902","package_number":"A1231411","product_name":"Classic White Shirt","carrier":"Kestrel Express","tracking_number":"KX 1/2","package_status":"Out for delivery","exp_delivery":"2026-05-06","updated_at":"2026-05-05T10:00:00+08:00"}
{"order_number":"9007199254740991","package_number":"EDGE","updated_at":"2026-05-05T10:00:00+08:00"}
{"order_number":"9007199254740992","package_number":"EDGE","package_status":"exception","updated_at":"2026-05-05T10:00:00+08:00"}
`

const posProducts = `
{"sku":"TS-001","title":"Counter Bag & <Strap>","product_type":"Counter","vendor":"雲嶺茶號","updated_at":"2026-05-05T10:00:00+08:00","price":"12.5"}
`

// loadFeed stores what only feeds bring: customers, one of them without an order and one with the number of another
// feed's customer, a link that opens the order, and a moment of delivery.
func (k *clerk) loadFeed(t tb) {
	t.Helper()
	w := store.Write{Shop: "main", Source: "crm", Currency: "TWD", Region: "TW"}
	at := feedTime
	parcel := packages.Change{
		OrderNumber: "FEED-1", Number: "FP-1", Carrier: new("Kestrel Express"), Status: new(packages.Delivered),
		ExpectedOn: new("2026-05-05"), DeliveredAt: new(new(time.Date(2026, 5, 6, 16, 30, 0, 0, time.UTC))), UpdatedAt: &at,
	}
	_, orderErr := k.store.PutOrders(ctx, w, privateOrder("FEED-1", "Carol Feed"))
	_, parcelErr := k.store.PutPackages(ctx, w, []packages.Change{parcel})
	carolErr := k.store.PutCustomer(ctx, w, orders.Customer{Source: "crm", ID: "7", Emails: []string{"carol@example.com"}})
	quietErr := k.store.PutCustomer(ctx, w, orders.Customer{Source: "crm", ID: "8", Emails: []string{"quiet@example.com"}})
	till := store.Write{Shop: "main", Source: "till", Currency: "TWD", Region: "TW"}
	_, tillErr := k.store.PutOrders(ctx, till, privateOrder("TILL-1", "Dora Feed"))
	for _, err := range []error{tillErr, orderErr, parcelErr, carolErr, quietErr} {
		if err != nil {
			t.Fatal(err)
		}
	}
}

var feedTime = time.Date(2026, 5, 6, 2, 0, 0, 0, time.UTC)

// privateOrder is an order as feeds bring it: of a customer, with a link that opens it for whoever has it.
func privateOrder(number, name string) []orders.Change {
	return []orders.Change{{
		Key: "key of " + number, Number: number, CustomerID: new("7"), RecipientName: &name, PaymentMethod: new("LINE Pay"),
		URL: new("https://pay.example/private-token"), LinkPrivate: true, Status: new(orders.Unpaid),
		PlacedAt: &feedTime, Total: new(money("320")), UpdatedAt: &feedTime,
	}}
}

// The documents' own objects. Two sources have the order, as their printed reply shows it twice.
const papersOrder = `{
	"template_type":"receipt",
	"recipient_name":"Stephane Crozatier",
	"order_number":"12345678902",
	"currency":"USD",
	"payment_method":"Visa 2345",
	"order_url":"http://petersapparel.parseapp.com/order?order_id=123456",
	"timestamp":"1428444852",
	"address":{"street_1":"1 Hacker Way","street_2":"","city":"Menlo Park","postal_code":"94025","state":"CA","country":"US"},
	"summary":{"subtotal":75.00,"shipping_cost":4.95,"total_tax":6.19,"total_cost":56.14},
	"adjustments":[{"name":"New Customer Discount","amount":20},{"name":"$10 Off Coupon","amount":10}],
	"elements":[
		{"title":"Classic White T-Shirt","subtitle":"100% Soft and Luxurious Cotton","quantity":2,"price":50,"currency":"USD","image_url":"http://petersapparel.parseapp.com/img/whiteshirt.png"},
		{"title":"Classic Gray T-Shirt","subtitle":"100% Soft and Luxurious Cotton","quantity":1,"price":25,"currency":"USD","image_url":"http://petersapparel.parseapp.com/img/grayshirt.png"}
	],
	"status":"unpaid", "email":"bob.norman@hostmail.com"
}`

const papersOlderOrder = `{
	"order_number":"12344556", "recipient_name":"Ji Cheng", "currency":"USD", "payment_method":"Visa 2345",
	"timestamp":"1428444851", "status":"unpaid", "summary":{"total_cost":10.5}, "email":"jicheng@bothub.ai"
}`

const papersPackages = `
{"order_number":12345,"package_number":"A1231411","product_name":"Classic White Shirt","carrier":"UPS","tracking_number":"UPS11012","tracking_url":"http://www.ups.com?id=aaaaaa","package_status":"Delivery in progress","exp_delivery":"2017-12-12","image_url":"http://image.com/image1"}
{"order_number":23456,"package_number":"A12345zzz","product_name":"Classic White Shirt 2","carrier":"USPS","tracking_number":"USPS12345","tracking_url":"http://www.ups.com?id=aaaaaa","package_status":"Delivery in progress","exp_delivery":"2018-01-11","image_url":"http://image.com/image1"}
`

// papersProducts has one product for each of the three conditions of the printed question, and one for none of them.
const papersProducts = `
{"sku":"1","title":"T_shirt, plain","product_type":"T_shirt","vendor":"Nike","image_url":"http://image.com/image1","buy_url":"http://image.com/buy1","price":"9.99","updated_at":"2020-01-01T00:00:00Z"}
{"sku":"2","title":"Wool hat","product_type":"Clothes","vendor":"LiNing","image_url":"http://image.com/image2","detail_url":"http://image.com/detail2","price":"20","updated_at":"2020-01-02T00:00:00Z"}
{"sku":"3","title":"Leather belt","product_type":"xxx","vendor":"Jack & Jones","desc":"商品描述","image_url":"http://image.com/image3","buy_url":"http://image.com/buy3","price":"0.5","updated_at":"2020-01-03T00:00:00Z"}
{"sku":"4","title":"Garden hose","product_type":"xxx","vendor":"Nike","updated_at":"2020-01-04T00:00:00Z"}
`
