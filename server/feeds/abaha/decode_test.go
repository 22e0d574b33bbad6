package abaha_test

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

var arrival = time.Date(2022, 6, 10, 4, 0, 0, 0, time.UTC)

func decode(event, body string) (feeds.News, []string, error) {
	return feed().Decode(feeds.Delivery{Event: event, Body: []byte(body), At: arrival})
}

// orderBody is an order with these codes, as texts.
func orderBody(status, paymentType, paymentStatus string) string {
	return fmt.Sprintf(`{"id":"1","cart_code":"001","total_after":"5","total_before":"5","status":%q,"payment_type":%q,"payment_status":%q}`,
		status, paymentType, paymentStatus)
}

// The codes are those of contracts.md, 4.1.
func TestEveryCodeHasItsStatus(t *testing.T) {
	const cod, transfer, unpaid, paid, gone = "1", "2", "0", "5", "-1"
	none := orders.Status("no order")
	for _, c := range []struct {
		status, kind, payment string
		want                  orders.Status
		warned                bool
	}{
		{"-1", cod, unpaid, orders.Cancelled, false}, {"0", transfer, paid, orders.Cancelled, false}, {"1", cod, unpaid, none, false},
		{"5", cod, unpaid, orders.Processing, false}, {"10", cod, unpaid, orders.Processing, false}, {"15", cod, gone, orders.Processing, false},
		{"5", transfer, unpaid, orders.Unpaid, false}, {"10", transfer, gone, orders.Unpaid, false}, {"15", transfer, unpaid, orders.Unpaid, false},
		{"5", cod, paid, orders.Paid, false}, {"10", transfer, paid, orders.Paid, false}, {"15", transfer, paid, orders.Paid, false},
		{"20", cod, unpaid, orders.Shipped, false}, {"20", transfer, paid, orders.Shipped, false},
		{"25", cod, paid, orders.Completed, false}, {"30", transfer, unpaid, orders.Completed, false},
		{"5", "3", unpaid, orders.Unpaid, false}, {"5", "4", unpaid, orders.Unpaid, false}, {"5", "5", unpaid, orders.Unpaid, false},
		{"5", "10", unpaid, orders.Unpaid, false}, {"5", "11", unpaid, orders.Unpaid, false}, {"5", "12", unpaid, orders.Unpaid, false},
		{"5", "13", unpaid, orders.Unpaid, false}, {"5", "0", unpaid, orders.Unpaid, false},
		{"-2", cod, unpaid, orders.Cancelled, true}, {"4", cod, unpaid, none, true}, {"17", cod, unpaid, orders.Processing, true},
		{"24", cod, unpaid, orders.Shipped, true}, {"99", cod, unpaid, orders.Completed, true}, {"5", "6", unpaid, orders.Unpaid, true},
		{"5", cod, "3", orders.Processing, true}, {"5", transfer, "10", orders.Unpaid, true},
	} {
		news, warnings, err := decode("order", orderBody(c.status, c.kind, c.payment))
		got := none
		if len(news.Orders) == 1 {
			got = *news.Orders[0].Status
		}
		if err != nil || got != c.want || (len(warnings) == 1) != c.warned {
			t.Errorf("status %s, payment_type %s, payment_status %s: %s, %q, %v; want %s", c.status, c.kind, c.payment, got, warnings, err, c.want)
		}
	}
}

func TestAnOrderWithTenThousandLinesIsReadWithoutThem(t *testing.T) {
	line := `{"id":"1","name":"Trà","qty":"1","price":"5"}`
	body := strings.Replace(orderBody("5", "1", "0"), "{", `{"products":[`+strings.Repeat(line+",", 9999)+line+`],`, 1)
	news, warnings, err := decode("order", body)
	if err != nil || len(news.Orders) != 1 || news.Orders[0].Elements != nil || len(warnings) > 0 {
		t.Errorf("%d orders, %q, %v", len(news.Orders), warnings, err)
	}
}

// A million digits would take seconds to read, and stand for nothing.
func TestNumbersOfAnyLengthTakeNoTime(t *testing.T) {
	digits := strings.Repeat("9", 1<<20)
	began := time.Now()
	for _, key := range []string{"total_value", "total_before", "fee_ship", "status", "payment_type", "payment_status", "user_id", "delete_flag"} {
		body := strings.Replace(`{"id":"1","cart_code":"001","total_after":"5","status":"5","key":`+digits+`}`, `"key"`, `"`+key+`"`, 1)
		if news, _, err := decode("order", body); err != nil || len(news.Orders) != 1 {
			t.Errorf("%s: %v", key, err)
		}
	}
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("it took %s", took)
	}
}

func TestBrokenBytesAreReadOrRefused(t *testing.T) {
	news, _, err := decode("customer", "{\"user_id\":\"1\",\"name\":\"a\xff\\u0000b\\n\"}")
	if err != nil || news.Customers[0].Name != "a\uFFFDb" {
		t.Errorf("%+v, %v", news, err)
	}
	if _, _, err = decode("customer", "\xff\xfe{}"); !errors.Is(err, feeds.ErrUnreadable) {
		t.Error(err)
	}
}

func TestNothingPersonalIsSaid(t *testing.T) {
	feedstest.NothingPersonal(t, folder, feed(), "order", "product", "customer")
}

// versions draws deliveries of one order or product, few enough for ties to come often.
func versions(body string) *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		pick := func(name string, of ...string) string { return rapid.SampledFrom(of).Draw(t, name) }
		return fmt.Sprintf(body, pick("time", "10:00:00", "10:00:01"), pick("flag", "0", "1"), pick("status", "1", "5", "20", "0", "7"),
			pick("text", `null`, `""`, `"a"`), pick("amount", "5", "5.0", "6"))
	})
}

func TestAnyOrderOfArrivalEndsTheSame(t *testing.T) {
	shared := `{"id":"1","modified":"2022-06-10 %s","created":"2022-06-10 09:00:00","delete_flag":"%s","status":"%s",`
	for event, rest := range map[string]string{
		"order": `"cart_code":"001","payment":%s,"total_after":"%s"}`, "product": `"product_code":"c","name":"n","brand":%s,"price":"%s"}`,
	} {
		feedstest.AnyOrderEndsTheSame(t, feed(), feeds.Delivery{Event: event, At: arrival}, versions(shared+rest))
	}
}
