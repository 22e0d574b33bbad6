package zeektest

import (
	"bytes"
	"crypto/md5" //nolint:gosec // it is what Zeek signs with
	"encoding/json"
	"fmt"
	"net/http"
	"sort"
	"strings"
	"time"
)

// request is a call as PHP would read it, with numbers as they are written.
type request struct {
	Auth, Data map[string]any
	OrderID    any `json:"order_id"` // of the parcel family, which has no envelope
}

func readRequest(body []byte) (q request) {
	in := json.NewDecoder(bytes.NewReader(body))
	in.UseNumber()
	if in.Decode(&q) != nil {
		return request{}
	}
	return q
}

// orderID is "" when there is none.
func (q request) orderID() string {
	if q.OrderID != nil {
		return text(q.OrderID)
	}
	return text(q.Data["order_id"])
}

func (q request) region() string {
	meta, ok := q.Data["meta"].(map[string]any)
	if !ok {
		return ""
	}
	return text(meta["region"])
}

// text is a text or a number as it is written; "" for anything else.
func text(v any) string {
	switch v.(type) {
	case string, json.Number:
		return fmt.Sprint(v)
	}
	return ""
}

// Sign is the signature of data at a time: md5 over k=v&…&appid&secret_key&timestamp, of what is a text or a number.
func Sign(data map[string]any, appID, secretKey, timestamp string) string {
	var keys, signed []string
	for key, value := range data {
		switch value.(type) {
		case string, json.Number, int, int64:
			keys = append(keys, key)
		}
	}
	sort.Strings(keys)
	for _, key := range keys {
		signed = append(signed, fmt.Sprint(key, "=", data[key]))
	}
	text := strings.Join([]string{strings.Join(signed, "&"), appID, secretKey, timestamp}, "&")
	return fmt.Sprintf("%x", md5.Sum([]byte(text))) //nolint:gosec // see above
}

// Callback is the body of a callback that is signed at a time. data holds texts, whole numbers, and what is not signed.
func (z *Zeek) Callback(at time.Time, data map[string]any) []byte {
	timestamp := at.Unix()
	body, err := json.Marshal(map[string]any{"data": data, "auth": map[string]any{
		"appid": json.Number(z.options.AppID), "timestamp": timestamp,
		"signature": Sign(data, z.options.AppID, z.options.SecretKey, fmt.Sprint(timestamp)),
	}})
	if err != nil {
		panic(fmt.Sprintf("a callback is no JSON: %v", err))
	}
	return body
}

// The takeaway family's calls, behind the version of its API.
const (
	infoPath     = "/order/takeaway/info"
	positionPath = "/tasker/takeaway/position_latest"
)

// known are the paths that are answered.
func (z *Zeek) known(path string) bool {
	return strings.HasSuffix(path, infoPath) || strings.HasSuffix(path, positionPath) || z.isParcels(path)
}

func (z *Zeek) isParcels(path string) bool {
	return z.options.InfoPath != "" && path == "/v1.0"+z.options.InfoPath
}

// lets reports whether a call of the parcel family has all headers that it needs.
func (z *Zeek) lets(r *http.Request) bool {
	h := r.Header
	return h.Get("Authorization") == "Bearer "+z.options.Token && h.Get("KS-Region") != "" && h.Get("KS-Lang") != "" && h.Get("KS-Client-Request-Id") != ""
}

// refuses goes through the checks, and returns the code and the message of the first that fails; 0 when none does.
func (z *Zeek) refuses(path string, q request) (code int, message string) {
	z.mu.Lock()
	defer z.mu.Unlock()
	if !z.isParcels(path) {
		if code, message = z.unsigned(path, q); code != 0 {
			return code, message
		}
	}
	if z.orders[q.orderID()] == nil {
		return UnknownOrder, "Order " + q.orderID() + " does not exist"
	}
	return 0, ""
}

// unsigned goes through the checks of what is signed.
func (z *Zeek) unsigned(path string, q request) (code int, message string) {
	appID, timestamp, now := text(q.Auth["appid"]), text(q.Auth["timestamp"]), z.options.Now()
	var seconds int64
	_, err := fmt.Sscan(timestamp, &seconds)
	question := path + " " + q.orderID()
	switch {
	case appID == "" || timestamp == "" || text(q.Auth["signature"]) == "":
		return MissingParam, "Missing parameters: auth"
	case err != nil || now.Sub(time.Unix(seconds, 0)).Abs() > maxSkew:
		return WrongTime, "timestamp"
	case appID != z.options.AppID:
		return UnknownAccount, "Developer account does not exist"
	case text(q.Auth["signature"]) != Sign(q.Data, appID, z.options.SecretKey, timestamp):
		return WrongSignature, "Incorrect signature"
	case q.region() == "" || q.orderID() == "":
		return WrongParam, "Incorrect parameters"
	case now.Sub(z.asked[question]) < onlyOnce:
		return AskedTwice, "Do not submit the same within 60 s"
	}
	z.asked[question] = now
	return 0, ""
}
