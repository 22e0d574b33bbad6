package zeek_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"shopclerk/server/feeds"
	"shopclerk/server/feeds/zeek"
)

var update = flag.Bool("update", false, "write what becomes of the deliveries to testdata instead of comparing with it")

const (
	folder = "../../../testdata/zeek"
	// The credentials are those that the platform's document prints for its example.
	appID     = "10000001"
	secretKey = "da39a3ee5e6b4b0d3255bfef95601890afd80709"
)

// feed has the policy that almost all have when it is "".
func feed(policy string) feeds.Feed {
	return zeek.New(zeek.Options{AppID: appID, SecretKey: secretKey, Signature: policy, Region: "HK"})
}

// delivery is a file <case>.delivery.json: Body is an object, or Raw any text.
type delivery struct {
	Event     string          `json:"event"`
	Signature string          `json:"signature"` // the policy of the feed
	At        time.Time       `json:"at"`
	Body      json.RawMessage `json:"body"`
	Raw       *string         `json:"raw"`
}

func (d delivery) call() feeds.Call {
	body := []byte(d.Body)
	if d.Raw != nil {
		body = []byte(*d.Raw)
	}
	return feeds.Call{Event: d.Event, Header: func(string) []string { return nil }, Body: body, At: d.At}
}

// result is a file <case>.want.json: what is answered, what is told where the call is believed, and what that comes to.
type result struct {
	Status   int             `json:"status"`
	Reply    json.RawMessage `json:"reply"`
	Refused  string          `json:"refused,omitempty"`
	Subject  *feeds.Subject  `json:"subject,omitempty"`
	Error    string          `json:"error,omitempty"`
	Warnings []string        `json:"warnings,omitempty"`
	Parts    []any           `json:"parts,omitempty"`
	Built    any             `json:"built,omitempty"`
}

// take does with a call what the inbox does, which knows the event only as the subject names it.
func take(t testing.TB, f feeds.Feed, c feeds.Call) result {
	t.Helper()
	event, err := f.Verify(c)
	if err != nil {
		r := f.Refused(err)
		return result{Status: r.Status, Reply: r.Body, Refused: err.Error()}
	}
	s := f.Subject(feeds.Delivery{Event: event, Body: c.Body, At: c.At})
	out := result{Status: f.Accepted.Status, Reply: f.Accepted.Body, Subject: &s}
	news, warnings, err := f.Decode(feeds.Delivery{Event: s.Event, Body: c.Body, At: c.At})
	if err != nil {
		out.Error = err.Error()
		return out
	}
	out.Warnings = warnings
	for _, p := range news.Parts {
		out.Parts = append(out.Parts, mentioned(reflect.ValueOf(p)))
	}
	built, err := f.Build(news.Parts[0].Group, news.Parts, c.At)
	if err != nil {
		t.Fatal(err)
	}
	out.Built = mentioned(reflect.ValueOf(built))
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
			got, err := json.MarshalIndent(take(t, feed(d.Signature), d.call()), "", "  ")
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
