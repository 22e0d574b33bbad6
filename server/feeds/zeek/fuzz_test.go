package zeek_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"testing"
	"time"

	"shopclerk/server/feeds"
	"shopclerk/server/feeds/feedstest"
	"shopclerk/server/feeds/zeek"
	"shopclerk/server/feeds/zeek/zeektest"
)

// FuzzVerify takes any body. Nothing panics, and what is believed is signed as another reader of the same bytes signs it.
func FuzzVerify(f *testing.F) {
	for _, c := range feedstest.Cases(f, folder) {
		f.Add([]byte(c.Body))
	}
	required, optional := feed(zeek.Require), feed(zeek.VerifyIfPresent)
	f.Fuzz(func(t *testing.T, body []byte) {
		call := feeds.Call{Body: body, At: signedAt}
		_, err := required.Verify(call)
		if err != nil && !errors.Is(err, feeds.ErrSignature) && !errors.Is(err, feeds.ErrExpired) || err != nil && len(err.Error()) > 150 {
			t.Fatal(err)
		}
		if _, lenient := optional.Verify(call); err == nil && lenient != nil {
			t.Fatalf("it is believed where a signature is required, and elsewhere %v", lenient)
		}
		if err == nil {
			agrees(t, body)
		}
	})
}

// agrees reads a body that is believed without the feed's own reader.
func agrees(t *testing.T, body []byte) {
	t.Helper()
	var e struct {
		Auth map[string]any
		Data json.RawMessage
	}
	var data map[string]any
	in := json.NewDecoder(bytes.NewReader(body))
	in.UseNumber()
	if err := in.Decode(&e); err != nil || !json.Valid(body) {
		t.Fatalf("%s is believed, and is no JSON: %v", body, err)
	}
	if inner := json.NewDecoder(bytes.NewReader(e.Data)); bytes.HasPrefix(e.Data, []byte("{")) {
		inner.UseNumber()
		if err := inner.Decode(&data); err != nil {
			t.Fatal(err)
		}
	}
	timestamp, ok := e.Auth["timestamp"].(string)
	if number, isNumber := e.Auth["timestamp"].(json.Number); isNumber {
		timestamp, ok = number.String(), true
	}
	if want := zeektest.Sign(data, appID, secretKey, timestamp); !ok || e.Auth["signature"] != want {
		t.Fatalf("%s is believed, and the signature should be %s", body, want)
	}
}

// FuzzDecode reads any body at any address. Nothing panics, a refusal says which field is bad, and what is told can be built
// and stored.
func FuzzDecode(f *testing.F) {
	feedstest.Seed(f, folder)
	fed := feed(zeek.SignatureOff)
	arrival := signedAt.Add(time.Minute)
	f.Fuzz(func(t *testing.T, event string, body []byte) {
		fed.Redact(body)
		s, news, err := feedstest.Decode(t, fed, feeds.Delivery{Event: event, Body: body, At: arrival})
		if err == nil && (len(news.Parts) != 1 || news.Parts[0].Group != s.Object) {
			t.Fatalf("%+v is called %q", news.Parts, s.Object)
		}
		storable(t, fed, news.Parts, arrival)
	})
}

// storable are parts of one parcel at the most.
func storable(t *testing.T, fed feeds.Feed, parts []feeds.Part, now time.Time) {
	t.Helper()
	for _, p := range parts {
		if len(p.Body) > 8192 {
			t.Fatalf("%s has %d bytes", p.Name, len(p.Body))
		}
	}
	built := feedstest.Build(t, fed, parts, now)
	if len(built) > 1 {
		t.Fatalf("%+v", built)
	}
	for _, b := range built {
		if len(b.Products) > 0 || len(b.Packages) > 1 || len(b.Packages) == 1 && b.Packages[0].UpdatedAt.Year() < 2000 {
			t.Fatalf("%+v", b)
		}
	}
}

// FuzzAnswer reads any answer of the platform.
func FuzzAnswer(f *testing.F) {
	for _, body := range []string{
		`{"error":0,"data":{"order_id":"FD1","order_status":9015,"client_order_id":"A-1"}}`, `{"error":263001,"err_msg":"x"}`, `{"error":"0","data":[]}`,
		`{"error":0,"data":{"order_status":"9021"}}`, `{}`, `null`, ``,
	} {
		f.Add([]byte(body))
	}
	parts := kept(f, []happened{{9005, 0}})
	f.Fuzz(func(t *testing.T, body []byte) {
		news, err := zeek.Answered("FD1", parts, body, signedAt.Add(time.Hour))
		if err != nil && (len(err.Error()) > 150 || len(news.Parts) > 0) {
			t.Fatal(err)
		}
		for _, p := range news.Parts {
			all := append([]feeds.Part{p}, parts...)
			if p.Group != "parcel FD1" {
				t.Fatalf("%+v", p)
			}
			storable(t, feed(""), all, signedAt.Add(time.Hour))
		}
	})
}

// FuzzPosition reads any answer about a courier. What is found is a place on earth.
func FuzzPosition(f *testing.F) {
	for _, data := range []string{`{"position":"22.285944,114.158177"}`, `["-33.9 , -70.5"]`, `{"a":"1,2","b":"3,4"}`, `"0,0"`, `null`, ``} {
		f.Add([]byte(data))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		at, err := zeek.PositionIn(data)
		nowhere := at == feeds.Position{}
		if nowhere != (err != nil) || err != nil && len(err.Error()) > 150 {
			t.Fatalf("%+v, %v", at, err)
		}
		if at.Latitude < -90 || at.Latitude > 90 || at.Longitude < -180 || at.Longitude > 180 {
			t.Fatalf("%+v of %s", at, data)
		}
	})
}
