package cyberbiz_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"shopclerk/orders"
	"shopclerk/server/feeds"
	"shopclerk/server/feeds/feedstest"
)

func TestAnOrderOfTenThousandLinesKeepsAsManyAsThereIsRoomFor(t *testing.T) {
	line := `{"title":"Tea","price":1,"quantity":1}`
	body := `{"id":1,"order_number":10001,"prices":{"total_price":10000,"total_line_items_price":10000},"statuses":{"order_status":"open","financial_status":"paid"},` +
		`"line_items":[` + strings.Repeat(line+",", 9999) + line + `]}`
	news, warnings, err := decode("orders/create", body)
	if err != nil || len(news.Orders) != 1 || len(*news.Orders[0].Elements) != orders.MaxElements {
		t.Fatalf("%d orders, %v", len(news.Orders), err)
	}
	if len(warnings) != 1 || warnings[0] != "line_items: has more than 1000 entries, and the others were left out" {
		t.Errorf("%q", warnings)
	}
}

func TestWhatIsWrongWithEveryLineIsSaidOnce(t *testing.T) {
	line := `{"title":"Tea","price":"cheap","photo":"ftp://x/1.png"}`
	news, warnings, err := decode("orders/create", `{"order_number":1,"prices":{"total_price":1},"statuses":{"order_status":"open","financial_status":"paid"},"line_items":[`+
		strings.Repeat(line+",", 500)+line+`]}`)
	if err != nil || len(*news.Orders[0].Elements) != 501 || len(warnings) != 3 {
		t.Errorf("%q, %v", warnings, err)
	}
}

// A million digits would take seconds to read, and stand for nothing.
func TestNumbersOfAnyLengthTakeNoTime(t *testing.T) {
	digits := strings.Repeat("9", 1<<20)
	began := time.Now()
	for _, body := range []string{
		`{"order_number":1,"prices":{"total_price":1,"total_line_items_price":%s}}`, `{"order_number":1,"prices":{"total_price":1},"line_items":[{"title":"x","quantity":%s}]}`,
		`{"order_number":1,"prices":{"total_price":1,"discounts":{"vip_discount":%s}}}`, `{"order_number":1,"prices":{"total_price":1},"customer":{"id":%s}}`,
	} {
		if news, _, err := decode("orders/update", fmt.Sprintf(body, digits)); err != nil || len(news.Orders) != 1 {
			t.Errorf("%.60s: %v", body, err)
		}
	}
	for _, body := range []string{`{"order_number":%s,"prices":{"total_price":1}}`, `{"order_number":1,"prices":{"total_price":%s}}`, `{"id":%s,"title":"x","product_variants":[]}`} {
		if _, _, err := decode("", fmt.Sprintf(body, digits)); !errors.Is(err, feeds.ErrUnreadable) || len(err.Error()) > 200 {
			t.Errorf("%.60s: %v", body, err)
		}
	}
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("it took %s", took)
	}
}

func TestBrokenBytesAreReadOrRefused(t *testing.T) {
	news, _, err := decode("customers/update", "{\"id\":1,\"name\":\"a\xff\\u0000b\\n\"}")
	if err != nil || news.Customers[0].Name != "a\uFFFDb" {
		t.Errorf("%+v, %v", news, err)
	}
	if _, _, err = decode("customers/update", "\xff\xfe{}"); !errors.Is(err, feeds.ErrUnreadable) {
		t.Error(err)
	}
}

func TestNothingPersonalIsSaid(t *testing.T) {
	feedstest.NothingPersonal(t, folder, feed(choice{}), "orders/update", "products/update", "variants/update", "customers/update")
}

// versions draws deliveries of one order, few enough for ties to come often.
var versions = rapid.Custom(func(t *rapid.T) string {
	pick := func(name string, of ...string) string { return rapid.SampledFrom(of).Draw(t, name) }
	return fmt.Sprintf(`{"id":1,"order_number":10001,"updated_at":"2026-01-09 10:00:%s","prices":{"total_price":%s},"payment_name":%s,`+
		`"statuses":{"order_status":%q,"financial_status":%q,"fulfillment_status":%q},"fulfillments":[{"id":2,"status":%[6]q,"tracking_number":%s}]}`,
		pick("second", "00", "01"), pick("total", "5", "5.0", "6"), pick("payment", "null", `"a"`), pick("order", "open", "closed", "cancelled"),
		pick("financial", "pending", "paid", "abandoned", "zzz"), pick("fulfillment", "unshipped", "fulfilled"), pick("tracking", "null", `"T1"`))
})

func TestAnyOrderOfArrivalEndsTheSame(t *testing.T) {
	feedstest.AnyOrderEndsTheSame(t, feed(choice{}), feeds.Delivery{Event: "orders/update", At: arrival}, versions)
}
