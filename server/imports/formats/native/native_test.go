package native_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"shopclerk/catalog"
	"shopclerk/orders"
	"shopclerk/packages"
	"shopclerk/server/imports/formats/native"
)

var decimals = cmp.Comparer(func(a, b decimal.Decimal) bool { return a.Equal(b) })

func amount(text string) decimal.Decimal { return decimal.RequireFromString(text) }

func nullable(text string) *decimal.NullDecimal { return new(decimal.NewNullDecimal(amount(text))) }

func TestEveryFieldOfAProductGoesToItsPlace(t *testing.T) {
	got, n := read(t, native.Products{}, `{"sku":"TS-1","barcode":"4710000000017, 96385074","title":"T","product_type":"P","vendor":"V","desc":"D","image_url":"/i","detail_url":"https://s.example/d",
		"buy_url":"https://s.example/b","price":"25.00","currency":"usd","stock":3,"published":false,
		"created_at":"2026-01-01 08:00:00","updated_at":1767225600}`, taipei)
	at := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	want := catalog.Change{
		SKU: "TS-1", Codes: &[]string{"4710000000017", "96385074"}, Title: new("T"), ProductType: new("P"), Vendor: new("V"), Desc: new("D"), ImageURL: new("/i"), DetailURL: new("https://s.example/d"),
		BuyURL: new("https://s.example/b"), Price: nullable("25"), Currency: new("USD"), Stock: new(new(int64(3))), Published: new(false),
		CreatedAt: &at, UpdatedAt: &at,
	}
	if d := cmp.Diff(want, got, decimals); d != "" || len(n.Problems)+len(n.Warnings) > 0 {
		t.Error(d, n)
	}
}

// The row is the contract's own example, with our four fields more.
func TestEveryFieldOfAnOrderGoesToItsPlace(t *testing.T) {
	got, n := read(t, native.Orders{}, `{"template_type":"receipt","recipient_name":"Stephane Crozatier","order_number":"12345678902","currency":"USD",
		"payment_method":"Visa 2345","order_url":"http://shop.example/order?order_id=123456","timestamp":"1428444852",
		"address":{"street_1":"1 Hacker Way","street_2":"","city":"Menlo Park","postal_code":"94025","state":"CA","country":"US"},
		"summary":{"subtotal":75.00,"shipping_cost":4.95,"total_tax":6.19,"total_cost":56.14},
		"adjustments":[{"name":"New Customer Discount","amount":20},{"name":"$10 Off Coupon","amount":10}],
		"elements":[{"title":"White","subtitle":"Cotton","quantity":2,"price":50,"currency":"USD","image_url":"/w.png"},{"title":"Gray","price":"25"}],
		"email":"Bob@shop.example","phone":"0912345678","status":"Shipped","updated_at":"2026-01-01T00:00:00Z"}`, taipei)
	want := orders.Change{
		Number: "12345678902", RecipientName: new("Stephane Crozatier"), Currency: new("USD"), PaymentMethod: new("Visa 2345"),
		URL: new("http://shop.example/order?order_id=123456"), PlacedAt: new(time.Unix(1428444852, 0).UTC()), Status: new(orders.Shipped),
		Emails: &[]string{"Bob@shop.example"}, Phones: &[]string{"0912345678"},
		Address:  new(&orders.Address{Street1: "1 Hacker Way", City: "Menlo Park", PostalCode: "94025", State: "CA", Country: "US"}),
		Subtotal: nullable("75"), Shipping: nullable("4.95"), Tax: nullable("6.19"), Total: new(amount("56.14")),
		Adjustments: &[]orders.Adjustment{{Name: "New Customer Discount", Amount: amount("20")}, {Name: "$10 Off Coupon", Amount: amount("10")}},
		Elements: &[]orders.Element{
			{Title: "White", Subtitle: "Cotton", Quantity: 2, Price: amount("50"), Currency: "USD", ImageURL: "/w.png"},
			{Title: "Gray", Price: amount("25")},
		},
		UpdatedAt: new(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)),
	}
	if d := cmp.Diff(want, got, decimals); d != "" || len(n.Problems)+len(n.Warnings) > 0 {
		t.Error(d, n)
	}
}

func TestEveryFieldOfAParcelGoesToItsPlace(t *testing.T) {
	got, n := read(t, native.Packages{}, `{"order_number":12345,"package_number":"P1","product_name":"Tea","carrier":"UPS","tracking_number":"T1",
		"tracking_url":"https://t.example/1","package_status":"Out for delivery","exp_delivery":"2026-01-12","image_url":"/i","updated_at":1767225600}`, taipei)
	want := packages.Change{
		OrderNumber: "12345", Number: "P1", ProductName: new("Tea"), Carrier: new("UPS"), TrackingNumber: new("T1"), TrackingURL: new("https://t.example/1"),
		Status: new(packages.OutForDelivery), ExpectedOn: new("2026-01-12"), ImageURL: new("/i"), UpdatedAt: new(time.Unix(1767225600, 0).UTC()),
	}
	if d := cmp.Diff(want, got); d != "" || len(n.Problems)+len(n.Warnings) > 0 {
		t.Error(d, n)
	}
}

func TestAnEmptyPartOfAnOrderIsClearedHoweverItIsWritten(t *testing.T) {
	var none *orders.Address
	want := orders.Change{
		Number: "1", Emails: new([]string), Phones: new([]string), Address: &none, Adjustments: new([]orders.Adjustment), Elements: new([]orders.Element),
		PlacedAt: new(time.Time),
	}
	for _, empty := range []string{`null`, `""`, `[]`, `{}`} {
		scalar := empty
		if len(empty) == 2 && empty != `""` {
			scalar = "null" // a contact or a time is neither a list nor an object
		}
		got, n := read(t, native.Orders{}, `{"order_number":"1","email":`+scalar+`,"phone":`+scalar+`,"timestamp":`+scalar+`,"status":`+scalar+
			`,"address":`+empty+`,"summary":`+empty+`,"adjustments":`+empty+`,"elements":`+empty+`}`, taipei)
		if d := cmp.Diff(want, got, decimals); d != "" || len(n.Problems)+len(n.Warnings) > 0 {
			t.Errorf("%s: %s %q", empty, d, n)
		}
	}
}

func TestElementPricesAreOfTheLineOrTheUnitAsTheJobSays(t *testing.T) {
	for _, unit := range []bool{false, true} {
		got, _ := read(t, unitOrders{unit}, `{"order_number":"1","elements":[{"title":"a","price":25,"quantity":2},{"title":"b","price":1}]}`, taipei)
		for _, e := range *got.Elements {
			if e.PerUnit != unit {
				t.Errorf("unit %v: %+v", unit, e)
			}
		}
	}
}

func TestATotalThatDoesNotAddUpWarns(t *testing.T) {
	for _, c := range []struct {
		name, row string
		want      []string
	}{
		{"it does", `"summary":{"subtotal":10,"shipping_cost":2,"total_tax":1,"total_cost":12},"adjustments":[{"name":"x","amount":1}]`, nil},
		{"it does not", `"summary":{"subtotal":10,"total_cost":12}`, []string{"summary.total_cost: is 12, but subtotal + shipping + tax - adjustments is 10"}},
		{"a discount that the total forgets", `"summary":{"subtotal":10,"total_cost":10},"adjustments":[{"name":"x","amount":"1.50"}]`,
			[]string{"summary.total_cost: is 10, but subtotal + shipping + tax - adjustments is 8.5"}},
		{"no subtotal", `"summary":{"total_cost":12}`, nil},
		{"no total, for the order may have one already", `"summary":{"subtotal":10}`, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			change, n := read(t, native.Orders{}, `{"order_number":"1",`+c.row+`}`, taipei)
			if d := cmp.Diff(c.want, n.Warnings); d != "" || len(n.Problems) > 0 {
				t.Error(d, n.Problems)
			}
			if change.Total != nil && change.Total.IsZero() {
				t.Error("the total was changed")
			}
		})
	}
}

func TestAnAddressThatMessengerWouldRefuseWarns(t *testing.T) {
	const want = "address: is not complete and will not be shown; it needs street_1, city, postal_code, state and a country of two letters"
	change, n := read(t, native.Orders{}, `{"order_number":"1","address":{"street_1":"1 Road","city":"Taipei","country":"Taiwan"}}`, taipei)
	if d := cmp.Diff([]string{want}, n.Warnings); d != "" || len(n.Problems) > 0 {
		t.Error(d, n.Problems)
	}
	if d := cmp.Diff(&orders.Address{Street1: "1 Road", City: "Taipei", Country: "Taiwan"}, *change.Address); d != "" {
		t.Error(d)
	}
}
