package feedstest

import (
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"shopclerk/server/feeds"
)

// Seed adds the event and the body of each case of a folder.
func Seed(f *testing.F, dir string) {
	f.Helper()
	for _, c := range Cases(f, dir) {
		f.Add(c.Event, []byte(c.Body))
	}
}

// What a message may have in bytes, and how far a source's time may be from any.
const (
	maxMessage = 200
	firstYear  = 1999
	maxAhead   = 24 * time.Hour
)

// Decode reads a delivery of any bytes and fails when the subject could not be kept, a refusal or a warning is none or too
// long, the reading by the event that the inbox keeps differs, or the news could not be written. What it returns is for the
// platform's own rules; with an error there is no news.
func Decode(t *testing.T, f feeds.Feed, d feeds.Delivery) (feeds.Subject, feeds.News, error) {
	t.Helper()
	s := f.Subject(d)
	if len(s.Object) > 128 || !s.At.IsZero() && (s.At.Year() < firstYear || s.At.After(d.At.Add(maxAhead))) {
		t.Fatalf("%+v", s)
	}
	news, warnings, err := f.Decode(d)
	for _, text := range warnings {
		if _, words, ok := strings.Cut(text, ": "); !ok || words == "" || len(text) > maxMessage {
			t.Fatalf("a warning without words, or with too many: %q", text)
		}
	}
	if err != nil {
		if !errors.Is(err, feeds.ErrUnreadable) || len(err.Error()) > maxMessage {
			t.Fatal(err)
		}
		return s, feeds.News{}, err
	}
	if !json.Valid(d.Body) {
		t.Fatal("it is no JSON, and was read")
	}
	if s.Event != "" {
		d.Event = s.Event
	}
	if again, _, err := f.Decode(d); err != nil || !reflect.DeepEqual(news, again) {
		t.Fatalf("by the name in the log it says something else: %+v, %v", again, err)
	}
	checkNews(t, news, d.At)
	return s, news, nil
}

func checkNews(t *testing.T, news feeds.News, at time.Time) {
	t.Helper()
	for _, c := range news.Orders {
		checkOrder(t, c, at)
	}
	for _, c := range news.Products {
		checkProduct(t, c, at)
	}
	for _, c := range news.Packages {
		checkPackage(t, c, at)
	}
	for _, c := range news.Customers {
		checkCustomer(t, c)
	}
	names := map[string]bool{}
	for _, p := range news.Parts {
		checkPart(t, p)
		if names[p.Group+"\x00"+p.Name] {
			t.Fatalf("%s is in %s twice", p.Name, p.Group)
		}
		names[p.Group+"\x00"+p.Name] = true
	}
}

func checkPart(t *testing.T, p feeds.Part) {
	t.Helper()
	for _, name := range []string{p.Group, p.Name} {
		if name == "" || len(name) > 191 || !utf8.ValidString(name) || strings.TrimSpace(name) != name {
			t.Fatalf("a part is called %q in %q", p.Name, p.Group)
		}
	}
	if year := p.Version.Year(); year < 1000 || year > 9999 || !json.Valid(p.Body) || len(p.Body) > 1<<18 {
		t.Fatalf("%+v", p)
	}
}

// Build makes the nouns of parts and fails when one cannot be built or could not be written, or is due in the past.
func Build(t *testing.T, f feeds.Feed, parts []feeds.Part, now time.Time) (all []feeds.Built) {
	t.Helper()
	for group, list := range Groups(parts) {
		b, err := f.Build(group, list, now)
		if err != nil || !b.Due.IsZero() && !b.Due.After(now) {
			t.Fatalf("%s: %+v, %v", group, b, err)
		}
		checkNews(t, feeds.News{Products: b.Products, Packages: b.Packages}, now)
		all = append(all, b)
	}
	return all
}
