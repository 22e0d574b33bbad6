package zeek_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"shopclerk/internal/fold"
	"shopclerk/packages"
	"shopclerk/server/feeds"
	"shopclerk/server/feeds/zeek"
	"shopclerk/server/feeds/zeek/zeektest"
)

func seed(f *testing.F, add func(d delivery)) {
	files, err := filepath.Glob(folder + "/*.delivery.json")
	if err != nil || len(files) == 0 {
		f.Fatalf("there are no cases: %v", err)
	}
	for _, file := range files {
		add(read(f, file))
	}
}

// FuzzVerify takes any body. Nothing panics, and what is believed is signed as another reader of the same bytes signs it.
func FuzzVerify(f *testing.F) {
	seed(f, func(d delivery) { f.Add(d.call().Body) })
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
	seed(f, func(d delivery) { f.Add(d.Event, d.call().Body) })
	fed := feed(zeek.SignatureOff)
	arrival := signedAt.Add(time.Minute)
	f.Fuzz(func(t *testing.T, event string, body []byte) {
		d := feeds.Delivery{Event: event, Body: body, At: arrival}
		s := fed.Subject(d)
		if len(s.Object) > 128 || !s.At.IsZero() && (s.At.Year() < 2000 || s.At.After(arrival.Add(24*time.Hour))) {
			t.Fatalf("%+v", s)
		}
		fed.Redact(body)
		news, warnings, err := fed.Decode(d)
		for _, text := range warnings {
			if _, words, ok := strings.Cut(text, ": "); !ok || words == "" || len(text) > 200 {
				t.Fatalf("a warning without words, or with too many: %q", text)
			}
		}
		if err != nil {
			if !errors.Is(err, feeds.ErrUnreadable) || len(err.Error()) > 150 {
				t.Fatal(err)
			}
			return
		}
		if !json.Valid(body) {
			t.Fatal("it is no JSON, and was read")
		}
		again, _, err := fed.Decode(feeds.Delivery{Event: s.Event, Body: body, At: arrival})
		if err != nil || !reflect.DeepEqual(news, again) {
			t.Fatalf("by the name in the log it says something else: %+v, %v", again, err)
		}
		if len(news.Parts) != 1 || news.Parts[0].Group != s.Object {
			t.Fatalf("%+v is called %q", news.Parts, s.Object)
		}
		storable(t, fed, news.Parts, arrival)
	})
}

func storable(t *testing.T, fed feeds.Feed, parts []feeds.Part, now time.Time) {
	t.Helper()
	p := parts[0]
	for _, name := range []string{p.Group, p.Name} {
		if name == "" || len(name) > 191 || !utf8.ValidString(name) || strings.TrimSpace(name) != name {
			t.Fatalf("a part is called %q in %q", p.Name, p.Group)
		}
	}
	if year := p.Version.Year(); year < 1000 || year > 9999 || !json.Valid(p.Body) || len(p.Body) > 8192 {
		t.Fatalf("%+v", p)
	}
	b, err := fed.Build(p.Group, parts, now)
	if err != nil || len(b.Packages) > 1 || !b.Due.IsZero() && !b.Due.After(now) {
		t.Fatalf("%+v, %v", b, err)
	}
	for _, c := range b.Packages {
		key := c.Key()
		if key.Order == "" || key.Number == "" || fold.Number(c.Number) != key.Number || !c.Status.Known() || c.UpdatedAt.Year() < 2000 {
			t.Fatalf("%+v", c)
		}
		for _, text := range []string{c.OrderNumber, c.Number, *c.TrackingNumber} {
			if utf8.RuneCountInString(text) > packages.MaxNumber || !utf8.ValidString(text) {
				t.Fatalf("%q", text)
			}
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
