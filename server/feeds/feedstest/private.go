package feedstest

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"shopclerk/server/feeds"
)

// mark stands for every text of a body. With its spaces it is no code of any platform.
const mark = "personal datum "

// NothingPersonal reads the cases of a folder with all their texts marked, as their own event and as those given, and fails
// when a warning or an error quotes one: a name, a phone number or an address is nothing for a log. Then it reads them with
// their ids as they are, for many are refused by their ids, and the subject may quote these. Warnings that never come fail
// the test, too.
func NothingPersonal(t *testing.T, dir string, f feeds.Feed, events ...string) {
	t.Helper()
	warned := 0
	for _, c := range Cases(t, dir) {
		var body any
		if json.Unmarshal(c.Body, &body) != nil {
			continue
		}
		all, butIDs := []byte(JSON(t, marked(body, true))), []byte(JSON(t, marked(body, false)))
		for _, event := range append([]string{c.Event}, events...) {
			_, unnamed, err := f.Decode(feeds.Delivery{Event: event, Body: all, At: c.At})
			d := feeds.Delivery{Event: event, Body: butIDs, At: c.At}
			_, warnings, namedErr := f.Decode(d)
			warned += len(warnings)
			said := fmt.Sprint(unnamed, err, warnings, namedErr, f.Subject(d))
			if strings.Contains(strings.ToLower(said), strings.TrimSpace(mark)) {
				t.Errorf("%s as %q: %s", c.Name, event, said)
			}
		}
	}
	if warned == 0 {
		t.Error("nothing was warned of at all")
	}
}

// marked is a copy with the mark before all texts, those of ids only where they are to be marked as well.
func marked(v any, ids bool) any {
	switch v := v.(type) {
	case map[string]any:
		out := map[string]any{}
		for key := range v {
			if out[key] = v[key]; ids || !strings.HasSuffix(key, "id") {
				out[key] = marked(v[key], ids)
			}
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i := range v {
			out[i] = marked(v[i], ids)
		}
		return out
	case string:
		return mark + v
	}
	return v
}
