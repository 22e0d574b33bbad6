package cyberbiz_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"shopclerk/orders"
	"shopclerk/server/feeds"
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

// mark is no code, for it has a space, and no id.
const mark = "personal datum "

// A name, a telephone number or an address is nothing for a log.
func TestNothingPersonalIsSaid(t *testing.T) {
	files, err := filepath.Glob(folder + "/*.delivery.json")
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for _, file := range files {
		d := read(t, file)
		var body any
		if json.Unmarshal(d.call().Body, &body) != nil {
			continue
		}
		body = marked(body)
		text, err := json.Marshal(body)
		if err != nil {
			t.Fatal(err)
		}
		for event := range map[string]bool{d.Event: true, "orders/update": true, "products/update": true, "variants/update": true, "customers/update": true} {
			delivery := feeds.Delivery{Event: event, Body: text, At: d.At}
			_, warnings, err := feed(choice{}).Decode(delivery)
			said := strings.ToLower(fmt.Sprint(warnings, err, feed(choice{}).Subject(delivery)))
			seen += len(warnings)
			if strings.Contains(said, strings.TrimSpace(mark)) {
				t.Errorf("%s: %s", filepath.Base(file), said)
			}
		}
	}
	if seen == 0 {
		t.Error("nothing was said at all")
	}
}

// marked puts the mark before all texts.
func marked(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for key := range v {
			v[key] = marked(v[key])
		}
	case []any:
		for i := range v {
			v[i] = marked(v[i])
		}
	case string:
		return mark + v
	}
	return v
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
	rapid.Check(t, func(t *rapid.T) {
		arrived := rapid.SliceOfN(versions, 1, 6).Draw(t, "orders")
		a, b := lastOrder(t, arrived), lastOrder(t, rapid.Permutation(append(arrived, arrived...)).Draw(t, "another order"))
		if a.Digest() != b.Digest() || !a.Version.Equal(b.Version) {
			t.Fatalf("one ends with %+v, the other with %+v", a, b)
		}
	})
}

func lastOrder(t *rapid.T, arrived []string) (kept orders.Order) {
	for _, body := range arrived {
		news, _, err := decode("orders/update", body)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range news.Orders {
			var old *orders.Order
			if kept.Key != "" {
				old = &kept
			}
			next, err := c.Apply(old, "TWD", arrival)
			if err != nil {
				t.Fatal(err)
			}
			if old == nil || next.Supersedes(kept) {
				kept = next
			}
		}
	}
	return kept
}
