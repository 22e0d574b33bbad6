// Package feedstest tests a feed as the inbox calls it: by pairs of files, a delivery and what becomes of it, and by what
// has to hold for anything that a platform sends. It knows no platform.
package feedstest

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/textproto"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"shopclerk/server/feeds"
)

const (
	caseSuffix = ".delivery.json"
	wantSuffix = ".want.json"
)

// Case is a file <case>.delivery.json: a call to a feed's address.
type Case struct {
	Name    string              `json:"-"`       // of the file, without its ending
	Event   string              `json:"event"`   // the rest of the address after the feed's id
	Headers map[string][]string `json:"headers"` // nil when the file has none, so that the platform's test may sign the body
	Options json.RawMessage     `json:"options"` // what the configuration says in this case, in words of the platform's test
	At      time.Time           `json:"at"`      // of arrival
	Body    json.RawMessage     `json:"body"`    // byte for byte as it stands in the file, or that of Raw
	Raw     *string             `json:"raw"`     // a body that is no JSON, or has to keep its exact bytes
}

// Cases reads the deliveries of a folder, in the order of their names. A field that a case does not have, a missing time,
// and a case without a body or with two of them fail the test, as does a folder without cases.
func Cases(t testing.TB, dir string) (all []Case) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*"+caseSuffix))
	if err != nil || len(files) == 0 {
		t.Fatalf("there are no cases in %s: %v", dir, err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		c := Case{Name: strings.TrimSuffix(filepath.Base(file), caseSuffix)}
		if err := unmarshal(text, &c); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		if (c.Raw == nil) == (c.Body == nil) || c.At.IsZero() {
			t.Fatalf("%s needs a time, and a body or a raw one", file)
		}
		if c.Raw != nil {
			c.Body = json.RawMessage(*c.Raw)
		}
		all = append(all, c)
	}
	return all
}

// unmarshal reads one JSON value into v, which has to have a place for all of it.
func unmarshal(text []byte, v any) error {
	in := json.NewDecoder(bytes.NewReader(text))
	in.DisallowUnknownFields()
	if err := in.Decode(v); err != nil {
		return err
	}
	if _, err := in.Token(); !errors.Is(err, io.EOF) {
		return errors.New("there is more behind it")
	}
	return nil
}

// Call is the case as the feed gets it.
func (c Case) Call() feeds.Call {
	return feeds.Call{Event: c.Event, Header: Header(c.Headers), Body: c.Body, At: c.At}
}

// Header finds the values of a header as a server does, in whatever case its name is written.
func Header(headers map[string][]string) func(name string) []string {
	return func(name string) []string {
		for key, values := range headers {
			if textproto.CanonicalMIMEHeaderKey(key) == textproto.CanonicalMIMEHeaderKey(name) {
				return values
			}
		}
		return nil
	}
}
