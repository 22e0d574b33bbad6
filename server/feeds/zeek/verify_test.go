package zeek_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"shopclerk/server/feeds"
	"shopclerk/server/feeds/feedstest"
	"shopclerk/server/feeds/zeek"
	"shopclerk/server/feeds/zeek/zeektest"
)

// signedAt is the time of the document's example.
var signedAt = time.Unix(1528793155, 0).UTC()

// example is the data that the document signs, and the signature that it prints.
const (
	example = `{"meta":{"lang":"zh-HK","region":"HK"},"merchant_id":"457","client_order_id":"72755da14c35","client_shipment_code":"72755da14c28",` +
		`"box_size":3,"pickup":{"date":"2019-07-30","period":"12:00-16:00"},"product_name":"Product A","remarks":""}`
	printed = "d22e6c489d8d4969234fbeb865decd53"
)

// signed is a call with a signature of the document's time.
func signed(data, signature string) feeds.Call {
	body := fmt.Sprintf(`{"auth":{"appid":10000001,"timestamp":1528793155,"signature":%q},"data":%s}`, signature, data)
	return feeds.Call{Body: []byte(body), At: signedAt, Header: func(string) []string { return nil }}
}

// The vectors are those of the document, and those that were made by its rule.
func TestOnlyTheRightSignatureVerifies(t *testing.T) {
	for _, c := range []struct {
		name, data, signature string
		ok                    bool
	}{
		{"the printed example", example, printed, true},
		{"no parameters", `{}`, "2a2b6fb2c940c283ff060710d2325a84", true},
		{"no parameters but what is not signed", `{"meta":{"region":"HK"},"cancel":null,"tasks":[1],"paid":true}`, "2a2b6fb2c940c283ff060710d2325a84", true},
		{"no parameters, without the & before the appid", `{}`, "4a0f93c077ab6d8ae4cc8481293e1168", false},
		{"two parameters", `{"merchant_id":123,"order_id":"FD3165848793513984"}`, "80a63c79a50f083f92fdaf9f6c17685a", true},
		{"a number as a text", `{"merchant_id":"123","order_id":"FD3165848793513984"}`, "80a63c79a50f083f92fdaf9f6c17685a", true},
		{"in another order", `{"order_id":"FD3165848793513984","merchant_id":123}`, "80a63c79a50f083f92fdaf9f6c17685a", true},
		{"the document's call, which prints the signature of its example", `{"merchant_id":123,"order_id":"FD3165848793513984"}`, printed, false},
		{"text beyond ASCII, and signs that addresses escape", `{"client_order_id":"A-1","remark":"門口 & 2樓=ok"}`, "32b39d8bce3667e69f8dc9cc84dbf674", true},
		{"the same with escapes", `{"client_order_id":"A-1","remark":"\u9580\u53E3 \u0026 2\u6a13=ok"}`, "32b39d8bce3667e69f8dc9cc84dbf674", true},
		{"a callback", `{"client_order_id":"A-1","order_id":"FD1","order_status":9015}`, "ee0ec784f559ab7f91bff884bd890cfc", true},
		{"a callback with what is nested", `{"client_order_id":"A-1","order_id":"FD1","order_status":9015,"partner":{"partner_name":"R"}}`, "ee0ec784f559ab7f91bff884bd890cfc", true},
		{"another status", `{"client_order_id":"A-1","order_id":"FD1","order_status":9021}`, "ee0ec784f559ab7f91bff884bd890cfc", false},
		{"a parameter more", `{"client_order_id":"A-1","order_id":"FD1","order_status":9015,"x":1}`, "ee0ec784f559ab7f91bff884bd890cfc", false},
		{"an empty parameter more", `{"client_order_id":"A-1","order_id":"FD1","order_status":9015,"x":""}`, "ee0ec784f559ab7f91bff884bd890cfc", false},
		{"a parameter less", `{"client_order_id":"A-1","order_id":"FD1"}`, "ee0ec784f559ab7f91bff884bd890cfc", false},
		{"space in a text", `{"client_order_id":"A-1 ","order_id":"FD1","order_status":9015}`, "ee0ec784f559ab7f91bff884bd890cfc", false},
		{"an empty text left out", strings.Replace(example, `,"remarks":""`, "", 1), printed, false},
		{"a number written otherwise", strings.Replace(example, `"box_size":3`, `"box_size":3.0`, 1), printed, false},
		{"half of it", example, printed[:16], false},
		{"more than it", example, printed + "0", false},
		{"it in capitals", example, strings.ToUpper(printed), false},
		{"the wrong one", example, strings.Repeat("0", 32), false},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := feed("").Verify(signed(c.data, c.signature))
			if c.ok != (err == nil) || !c.ok && !errors.Is(err, feeds.ErrSignature) {
				t.Error(err)
			}
			if _, lenient := feed(zeek.VerifyIfPresent).Verify(signed(c.data, c.signature)); c.ok != (lenient == nil) {
				t.Errorf("where it may be missing: %v", lenient)
			}
		})
	}
}

func TestTheStandInSignsAsTheFeedVerifies(t *testing.T) {
	z := zeektest.New(zeektest.Options{AppID: appID, SecretKey: secretKey})
	body := z.Callback(signedAt, map[string]any{"order_id": "FD1", "order_status": 9015, "a": "1", "a-b": "2", "a1": "<&>", "partner": map[string]any{"x": 1}})
	if _, err := feed("").Verify(feeds.Call{Body: body, At: signedAt}); err != nil {
		t.Error(err)
	}
}

func TestWithoutCredentialsNothingVerifies(t *testing.T) {
	for name, o := range map[string]zeek.Options{
		"no credentials":                 {},
		"no secret":                      {AppID: appID},
		"no appid":                       {SecretKey: secretKey},
		"none, where it may be missing":  {Signature: zeek.VerifyIfPresent},
		"a policy that does not exist":   {AppID: appID, SecretKey: "x", Signature: "maybe"},
		"the wrong secret, and required": {AppID: appID, SecretKey: "x", Signature: zeek.Require},
	} {
		if _, err := zeek.New(o).Verify(signed(example, printed)); !errors.Is(err, feeds.ErrSignature) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestHowFarASignedTimeMayBeFromNow(t *testing.T) {
	for _, c := range []struct {
		allowed, apart time.Duration
		ok             bool
	}{
		{0, 180 * time.Second, true}, {0, -180 * time.Second, true}, {0, 180*time.Second + 1, false}, {0, -181 * time.Second, false},
		{time.Hour, time.Hour, true}, {time.Hour, time.Hour + 1, false}, {time.Second, -2 * time.Second, false},
		{0, 250 * 365 * 24 * time.Hour, false}, {0, -250 * 365 * 24 * time.Hour, false},
	} {
		call := signed(example, printed)
		call.At = signedAt.Add(c.apart)
		_, err := zeek.New(zeek.Options{AppID: appID, SecretKey: secretKey, MaxSkew: c.allowed}).Verify(call)
		if c.ok != (err == nil) || !c.ok && !errors.Is(err, feeds.ErrExpired) {
			t.Errorf("allowed %s, apart %s: %v", c.allowed, c.apart, err)
		}
	}
}

func TestAnAddressNamesAFamily(t *testing.T) {
	for path, want := range map[string]string{
		"takeaway": "takeaway", "/Takeaway/": "takeaway", "2door": "2door", "2Door/9015": "2door", "parcel": "parcel", "PARCEL/x/y": "parcel",
		"": "", "/": "", "parcels": "", "orders/create": "",
	} {
		call := signed(example, printed)
		call.Event = path
		for _, policy := range []string{zeek.Require, zeek.VerifyIfPresent, zeek.SignatureOff} {
			if got, err := feed(policy).Verify(call); err != nil || got != want {
				t.Errorf("%q is %q, want %q; %v", path, got, want, err)
			}
		}
	}
}

func TestRepliesHaveTheFormOfThePlatformsOwn(t *testing.T) {
	feedstest.Replies{
		Accepted:    `{"error":0,"err_msg":""}`,
		Signature:   `{"error":262002,"err_msg":"incorrect signature"}`,
		Expired:     `{"error":261002,"err_msg":"incorrect timestamp"}`,
		Unreadable:  `{"error":261004,"err_msg":"incorrect parameters"}`,
		TooLarge:    `{"error":261004,"err_msg":"incorrect parameters: the body is too large"}`,
		Unavailable: `{"error":261103,"err_msg":"database error"}`,
		Other:       `{"error":261103,"err_msg":"internal error"}`,
	}.Check(t, feed(""))
}

func TestSignaturesAreNotShown(t *testing.T) {
	for body, want := range map[string]string{
		`{"auth":{"signature":"ee0e","appid":1},"data":{}}`: `{"auth":{"signature":"***","appid":1},"data":{}}`,
		"{\"auth\":{\"signature\" :\n \"ee0e\"":             "{\"auth\":{\"signature\" :\n \"***\"",
		`{"auth":{"signature":"ee0e`:                        `{"auth":{"signature":"***"`,
		`{"auth":{"Signature":"e\"e0e"},"a":"b"}`:           `{"auth":{"Signature":"***"},"a":"b"}`,
		`{"auth":{"signature":123,"appid":1}}`:              `{"auth":{"signature":"***","appid":1}}`,
		`{"auth":{"signature":null,"appid":1}}`:             `{"auth":{"signature":null,"appid":1}}`,
		`{"auth":{"signature":"","appid":1}}`:               `{"auth":{"signature":"","appid":1}}`,
		`{"data":{"remark":"signature"}}`:                   `{"data":{"remark":"signature"}}`,
		``:                                                  ``,
	} {
		if got := string(feed("").Redact([]byte(body))); got != want {
			t.Errorf("%s is shown as %s", body, got)
		}
	}
}

func TestSetupSaysWhatToGiveToZeek(t *testing.T) {
	const address = "https://clerk.shop.example/feeds/main/zeek"
	for policy, want := range map[string]string{
		zeek.Require: "signed with appid " + appID, zeek.VerifyIfPresent: "Ask whether", zeek.SignatureOff: "show them to nobody",
	} {
		text := strings.Join(feed(policy).Setup(address+"/"), "\n")
		for _, want := range []string{address + "/takeaway\n", address + "/2door\n", address + "/parcel\n", "allow-list", "client_order_id", want} {
			if !strings.Contains(text, want) {
				t.Errorf("%s: there is no %q in\n%s", policy, want, text)
			}
		}
		if strings.Contains(text, secretKey) || strings.Contains(text, "none.") {
			t.Errorf("%s: too much is said in\n%s", policy, text)
		}
	}
	if lines := zeek.New(zeek.Options{AppID: appID, SecretKey: secretKey}).Setup(address); !strings.Contains(lines[len(lines)-1], "Set region") {
		t.Error(lines)
	}
	lines := feed("").Setup("http://clerk.shop.example/feeds/main/zeek")
	if last := lines[len(lines)-1]; !strings.Contains(last, "https addresses only") {
		t.Error(last)
	}
}
