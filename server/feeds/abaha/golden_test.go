package abaha_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"net/textproto"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"shopclerk/server/feeds"
	"shopclerk/server/feeds/abaha"
)

var update = flag.Bool("update", false, "write what becomes of the deliveries to testdata instead of comparing with it")

const (
	folder     = "../../../testdata/abaha"
	headerName = "X-Shop-Key"
	secret     = "abaha-test-secret"
)

// feed asks for the header, as almost all do.
func feed() feeds.Feed { return abaha.New(abaha.Options{HeaderName: headerName, HeaderValue: secret}) }

// delivery is a file <case>.delivery.json: Body is an object, or Raw any text.
type delivery struct {
	Event   string              `json:"event"`
	Headers map[string][]string `json:"headers"`
	At      time.Time           `json:"at"`
	Body    json.RawMessage     `json:"body"`
	Raw     *string             `json:"raw"`
}

func (d delivery) call() feeds.Call {
	header := func(name string) []string {
		for key, values := range d.Headers {
			if textproto.CanonicalMIMEHeaderKey(key) == textproto.CanonicalMIMEHeaderKey(name) {
				return values
			}
		}
		return nil
	}
	body := []byte(d.Body)
	if d.Raw != nil {
		body = []byte(*d.Raw)
	}
	return feeds.Call{Event: d.Event, Header: header, Body: body, At: d.At}
}

// result is a file <case>.want.json: what is answered, and what is told where the call is believed.
type result struct {
	Status   int             `json:"status"`
	Reply    json.RawMessage `json:"reply"`
	Refused  string          `json:"refused,omitempty"`
	Event    string          `json:"event,omitempty"`
	Subject  *feeds.Subject  `json:"subject,omitempty"`
	Error    string          `json:"error,omitempty"`
	News     map[string]any  `json:"news,omitempty"`
	Warnings []string        `json:"warnings,omitempty"`
}

// take does with a call what the inbox does.
func take(f feeds.Feed, c feeds.Call) result {
	event, err := f.Verify(c)
	if err != nil {
		r := f.Refused(err)
		return result{Status: r.Status, Reply: r.Body, Refused: err.Error()}
	}
	out := result{Status: f.Accepted.Status, Reply: f.Accepted.Body, Event: event}
	d := feeds.Delivery{Event: event, Body: c.Body, At: c.At}
	s := f.Subject(d)
	out.Subject = &s
	news, warnings, err := f.Decode(d)
	if err != nil {
		out.Error = err.Error()
		return out
	}
	out.News, out.Warnings = mentioned(reflect.ValueOf(news)), warnings
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
			got, err := json.MarshalIndent(take(feed(), read(t, file).call()), "", "  ")
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
	if d := cmp.Diff(string(want), string(got)); d != "" {
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
