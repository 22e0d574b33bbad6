package server_test

import (
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"shopclerk/internal/store"
	"shopclerk/internal/store/storetest"
	"shopclerk/orders"
	"shopclerk/packages"
	"shopclerk/server/imports"
)

// privateOrderFile is an order as a file has it, made at random. What is to be hidden is written in letters that nothing
// else in a reply is written in.
type privateOrderFile struct {
	Number    string           `json:"order_number"`
	Name      string           `json:"recipient_name"`
	Currency  string           `json:"currency"`
	Payment   string           `json:"payment_method"`
	Timestamp int64            `json:"timestamp"`
	Email     string           `json:"email"`
	Status    string           `json:"status"`
	Address   orders.Address   `json:"address"`
	Summary   map[string]any   `json:"summary"`
	Discounts []map[string]any `json:"adjustments"`
	Lines     []map[string]any `json:"elements"`
}

var (
	nameWord = rapid.StringOfN(rapid.RuneFrom([]rune("абвгджзиклмнопрст林王陳李😀é́ế")), 1, 8, -1)
	street   = rapid.StringOfN(rapid.RuneFrom([]rune("αβγδεζηθικλμνξοπ ")), 0, 20, -1)
	postal   = rapid.OneOf(rapid.StringMatching(`[0-9]{1,6}`), rapid.StringMatching(`[A-Z]{1,2}[0-9]{1,2} [0-9][A-Z]{2}`))
)

func drawPrivateOrder(t *rapid.T, n int) privateOrderFile {
	o := privateOrderFile{
		Number: fmt.Sprintf("N%d", n), Email: fmt.Sprintf("u%d@example.com", n), Timestamp: 1767935405,
		Name:     strings.Join(rapid.SliceOfN(nameWord, 1, 4).Draw(t, "name"), rapid.SampledFrom([]string{" ", "  ", "\u3000"}).Draw(t, "blank")),
		Currency: rapid.SampledFrom([]string{"TWD", "USD", "KWD"}).Draw(t, "currency"), Payment: rapid.SampledFrom([]string{"", "Cash"}).Draw(t, "payment"),
		Status:  rapid.SampledFrom([]string{"unpaid", "paid", "shipped", "cancelled"}).Draw(t, "status"),
		Summary: map[string]any{"total_cost": 100},
		Address: orders.Address{
			Street1: street.Draw(t, "street 1"), Street2: street.Draw(t, "street 2"), City: "Taipei",
			PostalCode: postal.Draw(t, "postal code"), State: "TPE", Country: "TW",
		},
	}
	if rapid.Bool().Draw(t, "whole sum") {
		o.Summary["subtotal"], o.Summary["shipping_cost"], o.Summary["total_tax"] = 90, 10, 0
		o.Discounts = []map[string]any{{"name": "Coupon", "amount": 0}}
		o.Lines = []map[string]any{{"title": "Tea", "subtitle": "50 g", "quantity": 2, "price": 90, "image_url": "/pictures/tin.png"}, {"title": "Cup", "price": 0}}
	}
	return o
}

// change is the order as a feed brings it, with a link that opens it.
func (o privateOrderFile) change(link string) orders.Change {
	address := &o.Address
	return orders.Change{
		Key: o.Number, Number: o.Number, RecipientName: &o.Name, PaymentMethod: &o.Payment, URL: &link, LinkPrivate: true,
		Emails: &[]string{o.Email}, Address: &address, Total: new(money("100")), PlacedAt: &feedTime,
	}
}

func TestAMaskedReplyHasNoMaskedPart(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		k, n := start(t, s, contractConfig), 0
		rapid.Check(t, func(t *rapid.T) {
			n++
			o := drawPrivateOrder(t, n)
			if rapid.Bool().Draw(t, "of a feed") {
				change := o.change("https://pay.example/o?key=" + url.QueryEscape(street.Draw(t, "key")) + "secretkey")
				if _, err := k.store.PutOrders(ctx, store.Write{Shop: "main", Source: "crm", Currency: "TWD", Region: "TW"}, []orders.Change{change}); err != nil {
					t.Fatal(err)
				}
			} else {
				k.loadText(t, "main", "file", imports.Orders, marshal(t, []any{o}))
			}
			for _, by := range []string{`"order_number":"` + o.Number + `"`, `"user_account":"` + o.Email + `"`} {
				receipts := k.ask(t, joinchatBot, `{"method":"orders","params":{`+by+`}}`).receipts(t, "data")
				checkKeys(t, receipts, "")
				checkMasked(t, receipts, o)
				checkMasked(t, k.ask(t, bothubBot, `{"request":{"method":"orders"},"params":{`+by+`}}`).receipts(t, "orders"), o)
			}
		})
	})
}

func marshal(t tb, v any) string {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// receipts are the orders of a reply: exactly one.
func (r reply) receipts(t tb, key string) map[string]any {
	t.Helper()
	var body map[string]any
	if err := json.Unmarshal([]byte(r.body), &body); err != nil || r.status != 200 {
		t.Fatalf("%d %s: %v", r.status, r.body, err)
	}
	list, _ := body[key].([]any)
	if len(list) != 1 {
		t.Fatalf("%d orders in %s", len(list), r.body)
	}
	receipt, _ := list[0].(map[string]any)
	return receipt
}

// facebookKeys are all that the receipt template may have; what stands behind a dot is one level down.
var facebookKeys = map[string]bool{
	"template_type": true, "sharable": true, "recipient_name": true, "merchant_name": true, "order_number": true, "currency": true,
	"payment_method": true, "order_url": true, "timestamp": true, "elements": true, "address": true, "summary": true, "adjustments": true,
	"elements.title": true, "elements.subtitle": true, "elements.quantity": true, "elements.price": true, "elements.currency": true, "elements.image_url": true,
	"address.street_1": true, "address.street_2": true, "address.city": true, "address.postal_code": true, "address.state": true, "address.country": true,
	"summary.subtotal": true, "summary.shipping_cost": true, "summary.total_tax": true, "summary.total_cost": true,
	"adjustments.name": true, "adjustments.amount": true,
}

// checkKeys walks an object that goes to Facebook as it is: no key that it does not know, no blank where it wants none.
func checkKeys(t tb, v any, path string) {
	t.Helper()
	switch v := v.(type) {
	case map[string]any:
		for key, value := range v {
			if !facebookKeys[path+key] {
				t.Errorf("Facebook knows no key %s%s", path, key)
			}
			if value == "" && path+key != "address.street_2" || value == nil {
				t.Errorf("%s%s is blank", path, key)
			}
			checkKeys(t, value, path+key+".")
		}
	case []any:
		for _, value := range v {
			checkKeys(t, value, path)
		}
	}
}

// checkMasked holds a receipt against the order that it is of.
func checkMasked(t tb, receipt map[string]any, o privateOrderFile) {
	t.Helper()
	if name := receipt["recipient_name"]; name != maskedName(o.Name) {
		t.Errorf("the name %q is shown as %q", o.Name, name)
	}
	if link, ok := receipt["order_url"].(string); !ok || link != "https://shop.example/orders/"+o.Number {
		t.Errorf("the link is %q", link)
	}
	if a, ok := receipt["address"].(map[string]any); ok {
		code := []rune(o.Address.PostalCode)
		want := "***"
		if len(code) > 2 {
			want = string(code[:2]) + want
		}
		if a["postal_code"] != want {
			t.Errorf("the postal code %q is shown as %q", o.Address.PostalCode, a["postal_code"])
		}
	} else if o.Address.Complete() && strings.TrimSpace(o.Address.Street1) != "" {
		t.Errorf("there is no address")
	}
	delete(receipt, "recipient_name")
	if text := marshal(t, receipt); strings.ContainsAny(text, "абвгджзиклмнопрст林王陳李😀αβγδεζηθικλμνξοπ") || strings.Contains(text, "secretkey") {
		t.Errorf("a masked part is in %s", text)
	}
}

// maskedName is the rule of the decisions, written a second time: of each word the first character and three stars, of a
// word of one character the stars alone.
func maskedName(name string) string {
	var words []string
	for word := range strings.FieldsSeq(name) {
		if utf8.RuneCountInString(word) == 1 {
			words = append(words, "***")
			continue
		}
		words = append(words, string([]rune(word)[:1])+"***")
	}
	return strings.Join(words, " ")
}

// twoShops have bots of both platforms each.
const twoShops = `
shops:
  - {id: alpha, language: en, privacy: full, bots: [{platform: joinchat, secrets: [alpha-chat]}, {platform: bothub, secrets: [alpha-hub-]}]}
  - {id: beta, language: en, privacy: full, bots: [{platform: joinchat, secrets: [beta-chat-]}, {platform: bothub, secrets: [beta-hub-]}]}
`

// loadMarked fills a shop with rows that have the same keys in every shop, and its id in every text.
func (k *clerk) loadMarked(t *testing.T, shop string) {
	mark := strings.NewReplacer("MARK", shop)
	k.loadText(t, shop, "file", imports.Products, mark.Replace(`[{"sku":"1","title":"MARK tea","product_type":"MARK drinks","vendor":"MARK acme","price":1,"updated_at":"2026-01-01T00:00:00Z"}]`))
	k.loadText(t, shop, "file", imports.Orders, mark.Replace(`[{"order_number":"1","recipient_name":"MARK","email":"a@example.com","phone":"0912345678","summary":{"total_cost":1}},
		{"order_number":"only-MARK","recipient_name":"MARK","email":"MARK@example.com","summary":{"total_cost":1}}]`))
	k.loadText(t, shop, "file", imports.Packages, mark.Replace(`[{"order_number":"1","package_number":"P","product_name":"MARK"},{"order_number":"only-MARK","package_number":"only-MARK","product_name":"MARK"}]`))
	w := store.Write{Shop: shop, Source: "crm", Currency: "TWD", Region: "TW"}
	order := orders.Change{Key: "9", Number: "crm-1", CustomerID: new("c"), RecipientName: new(shop), Total: new(money("1"))}
	if _, err := k.store.PutOrders(ctx, w, []orders.Change{order}); err != nil {
		t.Fatal(err)
	}
	if _, err := k.store.PutPackages(ctx, w, []packages.Change{{OrderNumber: "1", Number: "P", ProductName: &shop}}); err != nil {
		t.Fatal(err)
	}
	customer := orders.Customer{Source: "crm", ID: "c", Emails: []string{"c@example.com"}}
	if shop == "beta" {
		customer.Emails = append(customer.Emails, "only-in-beta@example.com")
	}
	if err := k.store.PutCustomer(ctx, w, customer); err != nil {
		t.Fatal(err)
	}
}

func TestAShopNeverSeesAnotherShopsRows(t *testing.T) {
	questions := []struct {
		name, method, params string
		found                int // how often the shop's own mark is in the reply
	}{
		{"all products", "products", ``, 3},
		{"products by their title", "products", `"title":"tea"`, 3},
		{"products by the other shop's title", "products", `"title":"OTHER"`, 0},
		{"products by the other shop's vendor", "products", `"vendor":"OTHER acme"`, 0},
		{"products by the other shop's type", "products", `"product_type":"OTHER drinks"`, 0},
		{"product types", "property", `"search_type":"product_type"`, 1},
		{"vendors", "property", `"search_type":"vendor"`, 1},
		{"an order number that both have", "orders", `"order_number":"1"`, 1},
		{"an order number that only the other has", "orders", `"order_number":"only-OTHER"`, 0},
		{"an address that both have", "orders", `"user_account":"a@example.com"`, 1},
		{"a phone that both have", "orders", `"user_account":"+886912345678"`, 1},
		{"a customer that both have", "orders", `"user_account":"c@example.com"`, 1},
		{"an address that only the other has", "orders", `"user_account":"OTHER@example.com"`, 0},
		{"parcels of an order number that both have", "packages", `"order_number":"1"`, 2},
		{"parcels of an order number that only the other has", "packages", `"order_number":"only-OTHER"`, 0},
		{"a package number that both have", "packages", `"package_number":"P"`, 2},
		{"a package number that only the other has", "packages", `"package_number":"only-OTHER"`, 0},
	}
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		k := start(t, s, twoShops)
		k.loadMarked(t, "alpha")
		k.loadMarked(t, "beta")
		k.index(t)
		for _, q := range questions {
			t.Run(q.name, func(t *testing.T) {
				for shop, other := range map[string]string{"alpha": "beta", "beta": "alpha"} {
					params := strings.ReplaceAll(q.params, "OTHER", other)
					for platform, body := range map[string]string{
						"joinchat": `{"method":"` + q.method + `","params":{` + params + `}}`,
						"bothub":   `{"request":{"method":"` + q.method + `"},"params":{` + params + `}}`,
					} {
						secret := map[string]string{"joinchatalpha": "alpha-chat", "joinchatbeta": "beta-chat-", "bothubalpha": "alpha-hub-", "bothubbeta": "beta-hub-"}[platform+shop]
						got := k.ask(t, caller{platform, secret}, body)
						if strings.Contains(got.body, other) || strings.Count(got.body, shop) != q.found {
							t.Errorf("%s of %s, which is in it %d times: %s", platform, shop, strings.Count(got.body, shop), got.body)
						}
					}
				}
			})
		}
		k.ask(t, caller{"bothub", "alpha-hub-"}, `{"request":{"method":"orders"},"params":{"user_account":"only-in-beta@example.com"}}`).
			is(t, 200, `{"success":false,"error":{"code":14222,"message":"User not found"}}`)
	})
}
