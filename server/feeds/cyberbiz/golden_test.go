package cyberbiz_test

import (
	"bytes"
	"cmp"
	"encoding/hex"
	"encoding/json"
	"flag"
	"net/textproto"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	diff "github.com/google/go-cmp/cmp"

	"shopclerk/server/feeds"
	"shopclerk/server/feeds/cyberbiz"
	"shopclerk/server/signature"
)

var update = flag.Bool("update", false, "write what becomes of the deliveries to testdata instead of comparing with it")

const (
	folder = "../../../testdata/cyberbiz"
	domain = "example.cyberbiz.co"
	secret = "cb-test-key"
)

// choice is what a case sets in the configuration.
type choice struct {
	ImageHost   string `json:"image_host"`
	ProductType string `json:"product_type"`
}

// feed knows two secrets, of which the second is the one of the platform's published sample.
func feed(c choice) feeds.Feed {
	return cyberbiz.New(cyberbiz.Options{
		Domain: domain, WebhookSecrets: []string{secret, "example-app-secret"}, ImageHost: c.ImageHost, ProductType: c.ProductType,
	})
}

// delivery is a file <case>.delivery.json: Event is the rest of the address, Body is an object, or Raw any text. Without
// headers it is signed as the platform would.
type delivery struct {
	Event   string              `json:"event"`
	Headers map[string][]string `json:"headers"`
	Options choice              `json:"options"`
	At      time.Time           `json:"at"`
	Body    json.RawMessage     `json:"body"`
	Raw     *string             `json:"raw"`
}

func (d delivery) call() feeds.Call {
	body := []byte(d.Body)
	if d.Raw != nil {
		body = []byte(*d.Raw)
	}
	headers := d.Headers
	if headers == nil {
		headers = map[string][]string{"X-Cyberbiz-Hmac-Sha256": {hex.EncodeToString(signature.SHA256(secret, body))}}
	}
	return feeds.Call{Event: d.Event, Header: header(headers), Body: body, At: d.At}
}

// header finds a header as a server does, in whatever case its name is written.
func header(headers map[string][]string) func(string) []string {
	return func(name string) []string {
		for key, values := range headers {
			if textproto.CanonicalMIMEHeaderKey(key) == textproto.CanonicalMIMEHeaderKey(name) {
				return values
			}
		}
		return nil
	}
}

// result is a file <case>.want.json: what is answered, what is told where the call is believed, and what is built of it at the
// moment of arrival.
type result struct {
	Status   int              `json:"status"`
	Reply    json.RawMessage  `json:"reply"`
	Refused  string           `json:"refused,omitempty"`
	Event    string           `json:"event,omitempty"`
	Subject  *feeds.Subject   `json:"subject,omitempty"`
	Error    string           `json:"error,omitempty"`
	News     map[string]any   `json:"news,omitempty"`
	Warnings []string         `json:"warnings,omitempty"`
	Built    []map[string]any `json:"built,omitempty"`
}

// take does with a call what the inbox does.
func take(t *testing.T, f feeds.Feed, c feeds.Call) result {
	t.Helper()
	event, err := f.Verify(c)
	if err != nil {
		r := f.Refused(err)
		return result{Status: r.Status, Reply: r.Body, Refused: err.Error()}
	}
	out := result{Status: f.Accepted.Status, Reply: f.Accepted.Body, Event: event}
	s := f.Subject(feeds.Delivery{Event: event, Body: c.Body, At: c.At})
	out.Subject = &s
	// The inbox keeps the event of the subject.
	news, warnings, err := f.Decode(feeds.Delivery{Event: cmp.Or(s.Event, event), Body: c.Body, At: c.At})
	if err != nil {
		out.Error = err.Error()
		return out
	}
	out.News, out.Warnings = mentioned(reflect.ValueOf(news)), warnings
	for group, parts := range groups(news.Parts) {
		built, err := f.Build(group, parts, c.At)
		if err != nil {
			t.Fatal(err)
		}
		out.Built = append(out.Built, mentioned(reflect.ValueOf(built)))
	}
	return out
}

// mentioned shows the fields of a struct that say something: a nil pointer mentions nothing, one to nothing clears.
func mentioned(v reflect.Value) map[string]any {
	out := map[string]any{}
	for i := range v.NumField() {
		name, f := v.Type().Field(i).Name, v.Field(i)
		switch {
		case f.Kind() == reflect.Slice && f.Type().Elem().Kind() == reflect.Struct && f.Len() > 0:
			var list []any
			for j := range f.Len() {
				list = append(list, mentioned(f.Index(j)))
			}
			out[name] = list
		case f.Kind() == reflect.Pointer && !f.IsNil():
			out[name] = f.Elem().Interface()
		case f.Kind() != reflect.Pointer && !f.IsZero():
			out[name] = f.Interface()
		}
	}
	return out
}

func TestWhatBecomesOfADelivery(t *testing.T) {
	files, err := filepath.Glob(folder + "/*.delivery.json")
	if err != nil || len(files) == 0 {
		t.Fatalf("there are no cases: %v", err)
	}
	for _, file := range files {
		base := strings.TrimSuffix(file, ".delivery.json")
		t.Run(filepath.Base(base), func(t *testing.T) {
			d := read(t, file)
			got, err := json.MarshalIndent(take(t, feed(d.Options), d.call()), "", "  ")
			if err != nil {
				t.Fatal(err)
			}
			compare(t, base+".want.json", append(got, '\n'))
		})
	}
}

func read(t testing.TB, file string) (d delivery) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	strict := json.NewDecoder(bytes.NewReader(text))
	strict.DisallowUnknownFields()
	if err := strict.Decode(&d); err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	if (d.Raw == nil) == (d.Body == nil) || d.At.IsZero() {
		t.Fatalf("%s needs a time, and a body or a raw one", file)
	}
	return d
}

func compare(t *testing.T, file string, got []byte) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if d := diff.Diff(string(want), string(got)); d != "" {
		t.Error(d)
	}
}

func TestEveryFileIsOfAPair(t *testing.T) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	there := map[string]bool{}
	for _, e := range entries {
		there[e.Name()] = true
	}
	for name := range there {
		one, isDelivery := strings.CutSuffix(name, ".delivery.json")
		other, isWant := strings.CutSuffix(name, ".want.json")
		if !isDelivery && !isWant || isDelivery && !there[one+".want.json"] || isWant && !there[other+".delivery.json"] {
			t.Errorf("no case uses %s", name)
		}
	}
}
