package zeektest_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"shopclerk/server/feeds/zeek/zeektest"
)

const (
	appID  = "10000001"
	secret = "da39a3ee5e6b4b0d3255bfef95601890afd80709"
	now    = 1528793155
)

// ask sends a body to a stand-in that has order FD1, and returns the status and the code of the answer.
func ask(t *testing.T, z *zeektest.Zeek, method, path, body string) (status int, code json.Number, answer string) {
	t.Helper()
	w := httptest.NewRecorder()
	z.ServeHTTP(w, httptest.NewRequest(method, path, strings.NewReader(body)))
	var said struct{ Error json.Number }
	if w.Code == http.StatusOK {
		if err := json.Unmarshal(w.Body.Bytes(), &said); err != nil {
			t.Fatal(err)
		}
	}
	return w.Code, said.Error, w.Body.String()
}

func signed(appid, timestamp any, signature, data string) string {
	return fmt.Sprintf(`{"auth":{"appid":%v,"timestamp":%v,"signature":%q},"data":%s}`, appid, timestamp, signature, data)
}

func TestWhoMayAsk(t *testing.T) {
	const data, path = `{"meta":{"region":"HK"},"order_id":"FD1"}`, "/v1.3/order/takeaway/info"
	right := zeektest.Sign(map[string]any{"order_id": "FD1"}, appID, secret, "1528793155")
	early := zeektest.Sign(map[string]any{"order_id": "FD1"}, appID, secret, fmt.Sprint(now-181))
	other := zeektest.Sign(map[string]any{"order_id": "FD2"}, appID, secret, "1528793155")
	for _, c := range []struct {
		name, body string
		want       json.Number
	}{
		{"who signs", signed(appID, now, right, data), "0"},
		{"who signs in texts", signed(`"10000001"`, `"1528793155"`, right, data), "0"},
		{"who signs another call", signed(appID, now, other, data), "262002"},
		{"who has another appid", signed(10000002, now, right, data), "262001"},
		{"who signed too early", signed(appID, now-181, early, data), "261002"},
		{"who does not sign", signed(appID, now, "", data), "261003"},
		{"who sends nothing", ``, "261003"},
		{"who asks for what is not there", signed(appID, now, other, `{"meta":{"region":"HK"},"order_id":"FD2"}`), "263001"},
		{"who names no region", signed(appID, now, right, `{"order_id":"FD1"}`), "261004"},
	} {
		z := zeektest.New(zeektest.Options{AppID: appID, SecretKey: secret, Now: func() time.Time { return time.Unix(now, 0) }})
		z.Put("FD1", map[string]any{"order_status": 9015})
		status, code, answer := ask(t, z, http.MethodPost, path, c.body)
		if status != http.StatusOK || code != c.want || c.want == "0" && answer != `{"data":{"order_id":"FD1","order_status":9015},"error":0}`+"\n" {
			t.Errorf("%s: %d, %s", c.name, status, answer)
		}
		if c.want == "0" {
			if _, code, _ := ask(t, z, http.MethodPost, path, c.body); code != "261005" {
				t.Errorf("%s: asking again is answered with %s", c.name, code)
			}
		}
		if calls := z.Calls(); len(calls) == 0 || calls[0].Path != path {
			t.Errorf("%s: %v", c.name, calls)
		}
	}
}

// The vectors are those of the platform's document, and those that were made by its rule.
func TestSignaturesAreThoseOfTheDocument(t *testing.T) {
	for want, data := range map[string]map[string]any{
		"d22e6c489d8d4969234fbeb865decd53": {
			"merchant_id": "457", "client_order_id": "72755da14c35", "client_shipment_code": "72755da14c28", "box_size": 3,
			"pickup": map[string]any{"date": "2019-07-30"}, "product_name": "Product A", "remarks": "",
		},
		"2a2b6fb2c940c283ff060710d2325a84": {"meta": nil, "paid": true},
		"80a63c79a50f083f92fdaf9f6c17685a": {"merchant_id": 123, "order_id": "FD3165848793513984"},
		"32b39d8bce3667e69f8dc9cc84dbf674": {"client_order_id": "A-1", "remark": "門口 & 2樓=ok"},
		"ee0ec784f559ab7f91bff884bd890cfc": {"client_order_id": "A-1", "order_id": "FD1", "order_status": json.Number("9015")},
	} {
		if got := zeektest.Sign(data, appID, secret, "1528793155"); got != want {
			t.Errorf("%v is signed %s, want %s", data, got, want)
		}
	}
}

func TestOtherCallsAreNotFound(t *testing.T) {
	z := zeektest.New(zeektest.Options{})
	for path, method := range map[string]string{"/v1.3/order/takeaway/info": http.MethodGet, "/v1.3/order/takeaway/create": http.MethodPost} {
		if status, _, _ := ask(t, z, method, path, "{}"); status != http.StatusNotFound {
			t.Errorf("%s %s: %d", method, path, status)
		}
	}
}

func TestFaultsComeOnceEach(t *testing.T) {
	z := zeektest.New(zeektest.Options{AppID: appID})
	z.Break(zeektest.Fault{Status: 502}, zeektest.Fault{Body: `{"error":1}`})
	var got []string
	for range 3 {
		status, code, _ := ask(t, z, http.MethodPost, "/order/takeaway/info", "{}")
		got = append(got, fmt.Sprint(status, " ", code))
	}
	if strings.Join(got, ", ") != "502 , 200 1, 200 261003" {
		t.Error(got)
	}
}
