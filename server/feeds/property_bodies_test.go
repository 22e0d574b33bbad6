package feeds_test

import (
	"encoding/json"
	"fmt"

	"pgregory.net/rapid"
)

// few draws one of a few numbers, so that deliveries are about the same things, often of the same time.
func few(t *rapid.T, name string, n int) int { return rapid.IntRange(0, n-1).Draw(t, name) }

// moment is one of four times within a day, as both platforms write them.
func moment(t *rapid.T, name string) string {
	return fmt.Sprintf("2026-01-09 13:10:0%d", few(t, name, 4))
}

type fields map[string]any

var anySent = rapid.Custom(func(t *rapid.T) sent {
	make := rapid.SampledFrom([]func(*rapid.T) (feed, event string, body fields){
		cyberbizOrder, cyberbizProduct, cyberbizVariant, cyberbizCustomer, abahaOrder, abahaProduct, abahaCustomer,
	}).Draw(t, "kind")
	feed, event, o := make(t)
	body, err := json.Marshal(o)
	if err != nil {
		t.Fatal(err)
	}
	return sent{feed, event, body}
})

// happened is what became of an object; now and then it was deleted.
func happened(t *rapid.T, family string) string {
	return family + rapid.SampledFrom([]string{"/update", "/create", "/update", "/delete"}).Draw(t, "event")
}

func cyberbizOrder(t *rapid.T) (string, string, fields) {
	n := few(t, "order", 2)
	var parcels []fields
	for i := range few(t, "parcels", 3) {
		parcels = append(parcels, fields{
			"id": 600000 + 10*n + i, "tracking_company": "SEVEN", "tracking_number": fmt.Sprintf("T%d%d", n, i),
			"status": rapid.SampledFrom([]string{"unshipped", "shipped", "received", "arrived"}).Draw(t, "parcel"),
		})
	}
	return "cyberbiz", happened(t, "orders"), fields{
		"id": 500000 + n, "order_number": 10000 + n, "created_at": "2026-01-09 13:10:00", "updated_at": moment(t, "changed"),
		"customer": person(t), "buyer": fields{"email": fmt.Sprintf("buyer%d@example.com", few(t, "buyer", 2))}, "fulfillments": parcels,
		"receiver": fields{"name": "A B", "phone": "0900000000"}, "prices": fields{"total_price": 500 + few(t, "total", 3)},
		"statuses": fields{
			"order_status":       rapid.SampledFrom([]string{"open", "closed", "cancelled"}).Draw(t, "status"),
			"financial_status":   rapid.SampledFrom([]string{"pending", "paid", "refunded"}).Draw(t, "payment"),
			"fulfillment_status": rapid.SampledFrom([]string{"unshipped", "shipped"}).Draw(t, "shipping"),
		},
	}
}

func person(t *rapid.T) fields {
	n := few(t, "customer", 2)
	return fields{
		"id": 900000 + n, "name": fmt.Sprintf("A %d", few(t, "name", 2)), "email": fmt.Sprintf("a%d@example.com", few(t, "email", 3)),
		"mobile": "0900000000", "created_at": "2026-01-01 10:00:00", "updated_at": moment(t, "changed"),
	}
}

func cyberbizCustomer(t *rapid.T) (string, string, fields) {
	return "cyberbiz", happened(t, "customers"), person(t)
}

func cyberbizProduct(t *rapid.T) (string, string, fields) {
	n := few(t, "product", 2)
	variants := []fields{}
	for i := range few(t, "variants", 3) {
		variants = append(variants, variant(t, n, i))
	}
	return "cyberbiz", happened(t, "products"), fields{
		"id": 700000 + n, "title": fmt.Sprintf("Tea %d", few(t, "title", 3)), "published": rapid.Bool().Draw(t, "published"), "searchable": true,
		"product_type": "tea", "product_variants": variants, "photo_urls": []string{"//img.example/1.png"},
		"created_at": "2026-01-01 10:00:00", "updated_at": moment(t, "changed"),
	}
}

func variant(t *rapid.T, product, n int) fields {
	return fields{
		"id": 750000 + 10*product + n, "product_id": 700000 + product, "name": "Tea", "position": 1 + few(t, "position", 2),
		"price": 100 + few(t, "price", 3), "inventory_management": true, "inventory_quantity": few(t, "stock", 5), "sku": fmt.Sprintf("S-%d", few(t, "sku", 3)),
		"created_at": "2026-01-01 10:00:00", "updated_at": moment(t, "variant changed"),
	}
}

func cyberbizVariant(t *rapid.T) (string, string, fields) {
	return "cyberbiz", happened(t, "variants"), variant(t, few(t, "product", 2), few(t, "variant", 2))
}

// flag01 is a flag in the ways in which it is written.
func flag01(t *rapid.T, name string) any {
	return rapid.SampledFrom([]any{0, "0", nil, "1"}).Draw(t, name)
}

func abahaOrder(t *rapid.T) (string, string, fields) {
	n := few(t, "order", 2)
	return "abaha", "order", fields{
		"id": fmt.Sprint(208610 + n), "cart_code": fmt.Sprintf("%011d", 208610+n), "user_id": fmt.Sprint(9 + few(t, "user", 2)),
		"status": fmt.Sprint(1 + few(t, "status", 8)), "payment_type": "1", "payment_status": few(t, "paid", 2), "total_after": fmt.Sprint(1000 + few(t, "total", 3)),
		"orders_time": "2026-01-09 10:00:00", "created": "2026-01-09 10:00:00", "modified": moment(t, "modified"), "delete_flag": flag01(t, "deleted"),
		"address": fields{"name": "A B", "tel": fmt.Sprintf("090000000%d", few(t, "tel", 3))},
	}
}

func abahaProduct(t *rapid.T) (string, string, fields) {
	n := few(t, "product", 2)
	return "abaha", "product", fields{
		"id": fmt.Sprint(873167 + n), "product_code": fmt.Sprintf("CODE%d", n), "name": fmt.Sprintf("Kẻ %d", few(t, "name", 3)),
		"price": fmt.Sprint(1000 + few(t, "price", 3)), "inventory": fmt.Sprint(few(t, "stock", 4)), "delete_flag": flag01(t, "deleted"),
		"created": "2026-01-01 10:00:00", "modified": moment(t, "modified"),
	}
}

func abahaCustomer(t *rapid.T) (string, string, fields) {
	return "abaha", "customer", fields{
		"user_id": fmt.Sprint(9 + few(t, "user", 2)), "name": fmt.Sprintf("Robot %d", few(t, "name", 2)), "tel": fmt.Sprintf("090000000%d", few(t, "tel", 3)),
		"email": "", "delete_flag": flag01(t, "deleted"), "created": "2026-01-01 10:00:00", "modified": moment(t, "modified"),
	}
}
