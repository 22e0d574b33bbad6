package cyberbiztest

import (
	"fmt"
	"time"
)

// The ids of the first object of each kind; those of others are counted from there.
const (
	firstOrder    = 500001
	firstNumber   = 10001
	firstParcel   = 600001
	firstProduct  = 700001
	firstVariant  = 750001
	firstLine     = 800001
	firstCustomer = 900001
)

func written(at time.Time) string { return at.In(Taipei).Format(time.DateTime) }

// status is one of the states that orders are in, by turns.
type status struct {
	order, financial, fulfillment string
	sent                          bool // a parcel has a number
	closed, cancelled             bool
}

var statuses = []status{
	{order: "open", financial: "pending", fulfillment: "unshipped"},
	{order: "open", financial: "paid", fulfillment: "preparing"},
	{order: "open", financial: "cod", fulfillment: "fulfilled", sent: true},
	{order: "open", financial: "paid", fulfillment: "arrived", sent: true},
	{order: "closed", financial: "paid", fulfillment: "received", sent: true, closed: true},
	{order: "cancelled", financial: "refunded", fulfillment: "cancel", cancelled: true},
}

// price is what product n costs, in whole dollars.
func price(n int) int { return 100 + 20*(n%40) }

// order has one to three lines, and a coupon every fifth time.
func (s *Shop) order(b []byte, n int) []byte {
	at, st := s.time(n), statuses[n%len(statuses)]
	var lines []byte
	goods := 0
	for i := range 1 + n%3 {
		if i > 0 {
			lines = append(lines, ',')
		}
		var cost int
		lines, cost = s.line(lines, n, i)
		goods += cost
	}
	coupon, coupons := 0, "null"
	if n%5 == 0 {
		coupon = goods / 10
		coupons = fmt.Sprintf(`{"id":1,"name":"Coupon","code":"C","amount":%d.0,"coupon_id":1}`, coupon)
	}
	b = fmt.Appendf(b, `{"id":%d,"subtotal_price":%d.0,"created_at":%q,"updated_at":%q,"order_number":%d,"order_name":"#%[5]d",`,
		firstOrder+n, goods-coupon, written(at.Add(-45*time.Second)), written(at), firstNumber+n)
	who := n % max(1, s.options.Customers)
	b = append(b, `"customer":`...)
	b = s.customer(b, who)
	b = fmt.Appendf(b, `,"buyer":{"email":"%s","mobile":"%s"},"receiver":{"name":"Customer %d","country_calling_code":null,"phone":"%[2]s",`+
		`"address":"%[4]d Road","detail_address":{"zip":"100","country":"Taiwan","province":null,"city":"Taipei","district":"Zhongzheng",`+
		`"address1":"%[4]d Road","address2":null},"cvs_store_id":null,"allpay_logistics_id":null},`, email(who), mobile(who), who, 1+who%300)
	b = fmt.Appendf(b, `"line_items":[%s],"shipping_type":"seven_prepaid","shipping_name":"7-11","shipping_vendor":{"type":"seven","name":"7-11"},`+
		`"logistics_id":null,"delivery_date":null,"delivery_time":0,`, lines)
	b = parcel(b, parcelOf{n, st, lines, at})
	b = fmt.Appendf(b, `"payment_name":"line_pay","payment_method":"LINE Pay","payment_url":"//shop.example/orders/%d","multiple_payment_infos":[],`, firstOrder+n)
	b = prices(b, goods, coupon, coupons)
	return s.states(b, st, at)
}

// line is line i of order n; cost is of all pieces of it.
func (s *Shop) line(b []byte, n, i int) (line []byte, cost int) {
	product, pieces := (n+i)%max(1, s.options.Products), 1+(n+i)%2
	each := price(product)
	cost = each * pieces
	return fmt.Appendf(b, `{"id":%d,"product_id":%d,"product_variant_id":%d,"title":"Tea %d","variant_title":"50 g","sku":"SKU-%[4]d","qc":null,`+
		`"vendor":"Acme","price":%d.0,"cost":null,"quantity":%d,"item_type":"normal","return_status":null,"discount_name":"","discounts":[],`+
		`"total_price_before_discounts":%d.0,"total_discount":0.0,"total_price_after_discounts":%[7]d.0,"tax_type_id":"inclusive_tax",`+
		`"related_items":[],"created_at":%q,"channel":null,"weight":0.0,"photo":"/media/%[4]d.png"}`,
		firstLine+3*n+i, firstProduct+product, firstVariant+product, product, each, pieces, cost, written(s.time(n))), cost
}

type parcelOf struct {
	order int
	status
	lines []byte
	at    time.Time
}

// parcel repeats the lines, as the platform does.
func parcel(b []byte, p parcelOf) []byte {
	number, sent, received := "null", "null", "null"
	if p.sent {
		number, sent = fmt.Sprintf(`"T%010d"`, p.order), fmt.Sprintf("%q", written(p.at))
	}
	if p.closed {
		received = sent
	}
	return fmt.Appendf(b, `"fulfillments":[{"id":%d,"tracking_company":"SEVEN","tracking_number":%s,"fulfilled_at":%s,"received_at":%s,`+
		`"status":%q,"line_items":[%s]}],`, firstParcel+p.order, number, sent, received, p.fulfillment, p.lines)
}

// prices repeat the coupon in the field that the platform gave up.
func prices(b []byte, goods, coupon int, coupons string) []byte {
	list := "[" + coupons + "]"
	if coupon == 0 {
		list = "[]"
	}
	const shipping = 80
	return fmt.Appendf(b, `"prices":{"total_line_items_price":%d.0,"shipping_rate_price":%d.0,"discounts":{"special_collection_discount":0,`+
		`"vip_discount":0.0,"shop_discount":null,"coupon_discount":%s,"coupon_discounts":%s,"bonus_consumed":0.0,"vip_shipping_discount":0,`+
		`"coupon_shipping_discount":0,"price_discount":0,"third_party_discount":0},"total_price":%d.0},`,
		goods, shipping, coupons, list, goods+shipping-coupon)
}

// states are the end of an order.
func (s *Shop) states(b []byte, st status, at time.Time) []byte {
	closed, cancelled := "null", "null"
	if st.closed {
		closed = fmt.Sprintf("%q", written(at))
	}
	if st.cancelled {
		cancelled = fmt.Sprintf("%q", written(at))
	}
	return fmt.Appendf(b, `"transaction_number":null,"merchant_trade_no":null,"einvoice":null,"statuses":{"order_status":%q,"financial_status":%q,`+
		`"fulfillment_status":%q,"return_status":"no_need"},"timings":{"request_return_at":null,"return_at":null,"refund_at":null,"closed_at":%s,`+
		`"cancelled_at":%s,"expired_at":null,"confirmed_at":%q},"return_histories":[],"note":"","branch_store":null,"tags":[],`+
		`"linked_order_info":{"source":"none"},"from_device":"desktop","serial_numbers":[]}`,
		st.order, st.financial, st.fulfillment, closed, cancelled, written(at.Add(-45*time.Second)))
}

func email(n int) string  { return fmt.Sprintf("customer%d@example.com", n) }
func mobile(n int) string { return fmt.Sprintf("09%08d", n) }

// customer has the fields that tell who it is.
func (s *Shop) customer(b []byte, n int) []byte {
	return fmt.Appendf(b, `{"id":%d,"name":"Customer %d","status":"enabled","email":%q,"country_calling_code":null,"mobile":%q,"tags":[],`+
		`"address":null,"gender":null,"birthday":null,"bonus_remain":0.0,"uid_providers":[],"created_at":%q,"updated_at":%q}`,
		firstCustomer+n, n, email(n), mobile(n), written(s.time(n).Add(-time.Hour)), written(s.time(n)))
}

// product has one variant, and every tenth is not published.
func (s *Shop) product(b []byte, n int) []byte {
	at := written(s.time(n))
	return fmt.Appendf(b, `{"id":%d,"title":"Tea %d","english_title":"","product_url":"//shop.example/products/tea-%[2]d","published":%t,`+
		`"sell_from":"2025-01-01 00:00:00","sell_to":null,"product_type":"一般商品","product_type_code":"normal","slogan":"","brief":"","brief_text":"",`+
		`"body_html":"<p>Tea %[2]d</p>","vendor":"Acme","price":%[4]d.0,"tax_type_id":"inclusive_tax","custom_collections":[{"id":%[5]d,`+
		`"title":"Tea %[5]d0","handle":"tea-%[5]d0","published":true,"position":1}],"special_collection":null,"tags":[],"product_variants":[{"id":%[6]d,`+
		`"product_id":%[1]d,"name":"Tea %[2]d","position":1,"price":%[4]d.0,"cost":null,"compare_at_price":null,"weight":0.5,"option1":"50 g",`+
		`"option2":null,"option3":null,"inventory_management":true,"inventory_quantity":%[7]d,"sold":1,"safety_inventory_quantity":5,`+
		`"inventory_policy":"deny","sku":"SKU-%[2]d","qc":null,"requires_shipping":true,"photo_urls":["/media/%[2]d.png"],"created_at":%[8]q,`+
		`"updated_at":%[8]q}],"product_options":[{"id":4,"name":"Size","position":1,"types":"text"}],"photo_urls":["/media/%[2]d.png"],`+
		`"photos":[{"id":5,"url":"/media/%[2]d.png","position":1}],"channel":null,"temperature_types":["normal"],"searchable":true,`+
		`"created_at":%[8]q,"updated_at":%[8]q}`,
		firstProduct+n, n, n%10 != 9, price(n), 1+n%4, firstVariant+n, n%30, at)
}
