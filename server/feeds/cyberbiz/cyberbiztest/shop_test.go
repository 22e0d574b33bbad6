package cyberbiztest_test

import (
	"encoding/json"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"shopclerk/server/feeds/cyberbiz/cyberbiztest"
)

// Examples as contracts.md 3.4 has them, with nothing but their shape in them.
const (
	lineShape = `{"id":1,"product_id":1,"product_variant_id":1,"title":"","variant_title":"","sku":"","qc":null,"vendor":"","price":1,"cost":null,
"quantity":1,"item_type":"","return_status":null,"discount_name":"","discounts":[],"total_price_before_discounts":1,"total_discount":1,
"total_price_after_discounts":1,"tax_type_id":"","related_items":[],"created_at":"","channel":null,"weight":1,"photo":""}`
	personShape = `"id":1,"name":"","status":"","email":"","country_calling_code":null,"mobile":"","tags":[],"address":null,"gender":null,
"birthday":null,"bonus_remain":1,"uid_providers":[],"created_at":"","updated_at":""`
	orderShape = `{"id":1,"subtotal_price":1,"created_at":"","updated_at":"","order_number":1,"order_name":"","customer":{` + personShape + `},
"buyer":{"email":"","mobile":""},"receiver":{"name":"","country_calling_code":null,"phone":"","address":"","detail_address":{"zip":"","country":"",
"province":null,"city":"","district":"","address1":"","address2":null},"cvs_store_id":null,"allpay_logistics_id":null},"line_items":[` + lineShape + `],
"shipping_type":"","shipping_name":"","shipping_vendor":{"type":"","name":""},"logistics_id":null,"delivery_date":null,"delivery_time":1,
"fulfillments":[{"id":1,"tracking_company":"","tracking_number":"","fulfilled_at":"","received_at":"","status":"","line_items":[` + lineShape + `]}],
"payment_name":"","payment_method":"","payment_url":"","multiple_payment_infos":[],"prices":{"total_line_items_price":1,"shipping_rate_price":1,
"discounts":{"special_collection_discount":1,"vip_discount":1,"shop_discount":null,"coupon_discount":{"name":"","code":"","amount":1,"coupon_id":1,"id":1},
"coupon_discounts":[{"id":1,"name":"","code":"","amount":1,"coupon_id":1}],"bonus_consumed":1,"vip_shipping_discount":1,"coupon_shipping_discount":1,
"price_discount":1,"third_party_discount":1},"total_price":1},"transaction_number":null,"merchant_trade_no":null,"einvoice":null,
"statuses":{"order_status":"","financial_status":"","fulfillment_status":"","return_status":""},"timings":{"request_return_at":null,"return_at":null,
"refund_at":null,"closed_at":"","cancelled_at":"","expired_at":null,"confirmed_at":""},"return_histories":[],"note":"","branch_store":null,"tags":[],
"linked_order_info":{"source":""},"from_device":"","serial_numbers":[]}`
	productShape = `{"id":1,"title":"","english_title":"","product_url":"","published":true,"sell_from":"","sell_to":null,"product_type":"",
"product_type_code":"","slogan":"","brief":"","brief_text":"","body_html":"","vendor":"","price":1,"tax_type_id":"","custom_collections":[{"id":1,"title":"",
"handle":"","published":true,"position":1}],"special_collection":null,"tags":[],"product_variants":[{"id":1,"product_id":1,"name":"","position":1,
"price":1,"cost":null,"compare_at_price":null,"weight":1,"option1":"","option2":null,"option3":null,"inventory_management":true,"inventory_quantity":1,
"sold":1,"safety_inventory_quantity":1,"inventory_policy":"","sku":"","qc":null,"requires_shipping":true,"photo_urls":[""],"created_at":"","updated_at":""}],
"product_options":[{"id":1,"name":"","position":1,"types":""}],"photo_urls":[""],"photos":[{"id":1,"url":"","position":1}],"channel":null,
"temperature_types":[""],"searchable":true,"created_at":"","updated_at":""}`
)

// ask asks the shop directly, with its token.
func ask(s *cyberbiztest.Shop, target string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodGet, target, nil)
	r.Header.Set("Authorization", "Bearer t")
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w
}

func objects(t *testing.T, s *cyberbiztest.Shop, target string) (all []map[string]any) {
	t.Helper()
	w := ask(s, target)
	if err := json.Unmarshal(w.Body.Bytes(), &all); err != nil || w.Code != http.StatusOK {
		t.Fatalf("%s: %d, %v", target, w.Code, err)
	}
	return all
}

// alike reports how the shape of a value differs: by a key that only one has, or by a type, null aside.
func alike(path string, want, got any) string {
	switch want := want.(type) {
	case nil:
		return ""
	case map[string]any:
		given, ok := got.(map[string]any)
		if !ok {
			break
		}
		if diff := cmp.Diff(slices.Sorted(maps.Keys(want)), slices.Sorted(maps.Keys(given))); diff != "" {
			return path + ": " + diff
		}
		for key := range want {
			if diff := alike(path+"."+key, want[key], given[key]); diff != "" {
				return diff
			}
		}
	case []any:
		given, ok := got.([]any)
		if !ok {
			break
		}
		for _, one := range given {
			if len(want) > 0 {
				if diff := alike(path+"[]", want[0], one); diff != "" {
					return diff
				}
			}
		}
		return ""
	}
	if got != nil && jsonType(want) != jsonType(got) {
		return path + " is of another type"
	}
	return ""
}

func jsonType(v any) string {
	switch v.(type) {
	case string:
		return "text"
	case float64:
		return "number"
	case bool:
		return "truth"
	case []any:
		return "list"
	}
	return "object"
}

func TestObjectsHaveTheShapeOfRealOnes(t *testing.T) {
	s := cyberbiztest.New(cyberbiztest.Options{Token: "t", Orders: 50, Products: 50, Customers: 50})
	for list, shape := range map[string]string{"orders": orderShape, "products": productShape, "customers": "{" + personShape + "}"} {
		var want any
		if err := json.Unmarshal([]byte(shape), &want); err != nil {
			t.Fatal(list, err)
		}
		for _, o := range objects(t, s, "/v1/"+list) {
			if diff := alike(list, want, o); diff != "" {
				t.Error(diff)
				break
			}
		}
	}
}

func TestNumbersAreUniqueAndTheSumsAreRight(t *testing.T) {
	s := cyberbiztest.New(cyberbiztest.Options{Token: "t", Orders: 50, Products: 7, Customers: 3})
	seen := map[any]bool{}
	for _, o := range objects(t, s, "/v1/orders") {
		if seen[o["order_number"]] || seen[o["id"]] {
			t.Errorf("%v came before", o["order_number"])
		}
		seen[o["order_number"]], seen[o["id"]] = true, true
		prices := o["prices"].(map[string]any)
		goods := 0.0
		for _, line := range o["line_items"].([]any) {
			l := line.(map[string]any)
			goods += l["price"].(float64) * l["quantity"].(float64)
		}
		coupons := 0.0
		for _, c := range prices["discounts"].(map[string]any)["coupon_discounts"].([]any) {
			coupons += c.(map[string]any)["amount"].(float64)
		}
		if prices["total_line_items_price"] != goods || prices["total_price"] != goods+80-coupons || o["subtotal_price"] != goods-coupons {
			t.Errorf("order %v: goods %v, coupons %v, %v", o["order_number"], goods, coupons, prices)
		}
	}
}

func TestPagesAreCutAsThePlatformCutsThem(t *testing.T) {
	s := cyberbiztest.New(cyberbiztest.Options{Token: "t", Orders: 120, Products: 120})
	for _, c := range []struct {
		target                   string
		count                    int
		first                    float64
		total, pages, next, prev string
	}{
		{"/v1/orders", 50, 10001, "120", "3", "2", ""},
		{"/v1/orders?page=3&per_page=50", 20, 10101, "120", "3", "", "2"},
		{"/v1/orders?page=4", 0, 0, "120", "3", "", "3"},
		{"/v1/orders?per_page=500", 50, 10001, "120", "3", "2", ""},
		{"/v1/orders?page=2&per_page=20&offset=30", 20, 10051, "120", "5", "3", "1"},
		{"/v1/orders?updated_at_start_time=2026/1/1+01:00:00&updated_at_end_time=2026-01-01+01:10:00", 11, 10061, "11", "1", "", ""},
		{"/v1/products?updated_at_start_time=2026-01-01+01:00:00", 50, 0, "120", "3", "2", ""},
	} {
		all := objects(t, s, c.target)
		h := ask(s, c.target).Header()
		if len(all) != c.count || c.first > 0 && all[0]["order_number"] != c.first {
			t.Errorf("%s: %d objects", c.target, len(all))
		}
		want := []string{c.total, c.pages, c.next, c.prev}
		if diff := cmp.Diff(want, []string{h.Get("X-Total"), h.Get("X-Total-Pages"), h.Get("X-Next-Page"), h.Get("X-Prev-Page")}); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.target, diff)
		}
	}
}

func TestWhatIsAskedWronglyIsRefused(t *testing.T) {
	s := cyberbiztest.New(cyberbiztest.Options{Token: "t", Orders: 1})
	for target, want := range map[string]int{"/v1/orders?updated_at_end_time=tomorrow": 422, "/v1/collections": 404, "/orders": 404} {
		if w := ask(s, target); w.Code != want || !strings.HasPrefix(w.Body.String(), `{"error":[`) {
			t.Errorf("%s: %d %s", target, w.Code, w.Body)
		}
	}
	r := httptest.NewRequest(http.MethodGet, "/v1/orders", nil)
	w := httptest.NewRecorder()
	if s.ServeHTTP(w, r); w.Code != 401 || w.Body.String() != cyberbiztest.NoCredentials {
		t.Errorf("without credentials: %d %s", w.Code, w.Body)
	}
}

func TestTheLimitIsOfOneSecond(t *testing.T) {
	now := time.Date(2026, 1, 9, 5, 0, 0, 0, time.UTC)
	s := cyberbiztest.New(cyberbiztest.Options{Token: "t", Orders: 1, Rate: 2, Now: func() time.Time { return now }})
	var codes []int
	for i := range 8 {
		codes = append(codes, ask(s, "/v1/orders").Code)
		if i == 3 {
			now = now.Add(time.Second)
		}
	}
	if diff := cmp.Diff([]int{200, 200, 429, 429, 200, 200, 429, 429}, codes); diff != "" {
		t.Errorf("statuses (-want +got):\n%s", diff)
	}
}

func TestFaultsComeAsOftenAsTheyAreSet(t *testing.T) {
	s := cyberbiztest.New(cyberbiztest.Options{Token: "t", Orders: 120, Faults: []cyberbiztest.Fault{{List: "orders", Page: 2, Times: 2, Status: 500}}})
	s.Break(cyberbiztest.Fault{List: "customers", Times: -1, Status: 206, Body: cyberbiztest.Empty})
	var codes []int
	for _, target := range []string{"/v1/orders", "/v1/orders?page=2", "/v1/products?page=2", "/v1/orders?page=2", "/v1/orders?page=2", "/v1/customers", "/v1/customers", "/v1/customers"} {
		codes = append(codes, ask(s, target).Code)
	}
	if diff := cmp.Diff([]int{200, 500, 200, 500, 200, 206, 206, 206}, codes); diff != "" {
		t.Errorf("statuses (-want +got):\n%s", diff)
	}
}

func TestAnObjectCanBeChanged(t *testing.T) {
	s := cyberbiztest.New(cyberbiztest.Options{Token: "t", Orders: 3})
	s.Put("orders", 1, map[string]any{"updated_at": "2026-03-01 10:00:00"})
	s.Put("orders", 1, map[string]any{"note": "x"})
	all := objects(t, s, "/v1/orders?updated_at_start_time=2026-03-01+10:00:00")
	if len(all) != 1 || all[0]["order_number"] != 10002.0 || all[0]["note"] != "x" {
		t.Errorf("%v", all)
	}
	if all := objects(t, s, "/v1/orders"); len(all) != 3 {
		t.Errorf("%d orders", len(all))
	}
}
