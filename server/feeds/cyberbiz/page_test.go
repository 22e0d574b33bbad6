package cyberbiz

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
)

func TestAPageIsAListOrSaysThatThereIsNone(t *testing.T) {
	for _, c := range []struct {
		name, body string
		status     int
		count, odd int
		bad        string
	}{
		{"a list", ` [{"id":1},{"id":2}]` + "\n", 200, 2, 0, ""},
		{"an empty list", "[]", 200, 0, 0, ""},
		{"an empty list with 206", "[]", 206, 0, 0, ""},
		{"null", "null\n", 200, 0, 0, ""},
		{"nothing with 204", "", 204, 0, 0, ""},
		{"nothing with 206", "", 206, 0, 0, ""},
		{"nothing with 200", "", 200, 0, 0, "no JSON"},
		{"entries that are no objects", `[null,{"id":1},"x",[{}],7,{"id":2}]`, 200, 2, 4, ""},
		{"an envelope, which only the second version has", `{"orders":[]}`, 200, 0, 0, "is an object"},
		{"a page for people", "<!doctype html><html>", 200, 0, 0, "no JSON"},
		{"half a list", `[{"id":1},{"id"`, 200, 0, 0, "cut short"},
		{"two lists", `[{"id":1}][]`, 200, 0, 0, "cut short, or no JSON"},
		{"space that JSON does not know", "\v[]", 200, 0, 0, "no JSON"},
		{"a text", `"orders"`, 200, 0, 0, "no JSON"},
	} {
		objects, odd, err := readList(answer{c.status, nil, []byte(c.body)})
		if len(objects) != c.count || odd != c.odd || (err != nil) != (c.bad != "") || err != nil && !strings.Contains(err.Error(), c.bad) {
			t.Errorf("%s: %d objects, %d odd, %v", c.name, len(objects), odd, err)
		}
	}
}

func TestTheHeadersSayWhetherAPageFollows(t *testing.T) {
	for _, c := range []struct {
		name    string
		cursor  string
		headers string // name=value, by spaces
		entries int
		want    string
		bad     bool
	}{
		{"the next page is named", "2/120", "X-Total=120 X-Next-Page=3", 50, "3/120", false},
		{"it is empty on the last", "3/120", "X-Total=120 X-Total-Pages=3 X-Next-Page=", 20, "", false},
		{"it is empty on the last, though full", "2/100", "X-Total=100 X-Next-Page=", 50, "", false},
		{"it was dropped, and there are more pages", "2", "X-Total-Pages=3", 50, "3", false},
		{"it was dropped, and there are none", "3", "X-Total-Pages=3", 50, "", false},
		{"nothing is said, and the page is full", "2", "", 50, "3", false},
		{"nothing is said, and the page is short", "3", "", 49, "", false},
		{"the platform's pages are smaller", "1", "X-Per-Page=20", 20, "2", false},
		{"an empty page is the last, whatever is said", "3/120", "X-Next-Page=4 X-Total=120", 0, "", false},
		{"a page before this one would never end", "3", "X-Next-Page=2", 50, "", true},
		{"nor would this one", "3", "X-Next-Page=3", 50, "", true},
		{"what is no number is not said", "3", "X-Next-Page=null X-Total=y X-Total-Pages=4", 50, "4", false},
		{"the list has no end", "200000", "", 50, "", true},
		{"one object left the window: a page is read again", "3/120", "X-Total=119 X-Next-Page=4", 50, "2/119", false},
		{"fifty did", "3/170", "X-Total=120 X-Next-Page=4", 50, "2/120", false},
		{"fifty-one did", "3/171", "X-Total=120 X-Next-Page=4", 50, "1/120", false},
		{"all did", "3/170", "X-Total=0 X-Next-Page=", 0, "1/0", false},
		{"one left while the last page was read", "3/101", "X-Total=100 X-Next-Page=", 0, "2/100", false},
		{"before the first page there is nothing", "1/120", "X-Total=100 X-Next-Page=2", 50, "2/100", false},
		{"some came: nothing moved up", "3/120", "X-Total=125 X-Next-Page=4", 50, "4/120", false},
		{"and as many left: they were counted already", "3/120", "X-Total=120 X-Next-Page=4", 50, "4/120", false},
	} {
		at, err := parseCursor(c.cursor)
		if err != nil {
			t.Fatal(err)
		}
		h := http.Header{}
		for _, field := range strings.Fields(c.headers) {
			name, value, _ := strings.Cut(field, "=")
			h.Set(name, value)
		}
		if got, err := at.next(h, c.entries); got != c.want || (err != nil) != c.bad {
			t.Errorf("%s: %q, %v; want %q", c.name, got, err, c.want)
		}
	}
}

func TestACursorOfAnotherListIsRefused(t *testing.T) {
	for _, cursor := range []string{"0", "-1", "x", "1/", "1/-1", "1/x", "200001", "1/2/3", " 1", "9999999999999999999999"} {
		if at, err := parseCursor(cursor); err == nil {
			t.Errorf("%q is %+v", cursor, at)
		}
	}
}

func FuzzPage(f *testing.F) {
	f.Add([]byte(`[{"id":1,"updated_at":"2026-01-09 13:10:50"},null]`), 200, "2", "3", "120", "3/119")
	f.Add([]byte(`null`), 200, "", "", "", "")
	f.Add([]byte(`[]`), 206, "2", "", "-1", "200000")
	f.Add([]byte(`{"error":["無此資源"]}`), 200, "0", "9999999999999999999", "x", "1/0")
	f.Fuzz(func(t *testing.T, body []byte, status int, next, pages, total, cursor string) {
		messages(body)
		objects, odd, err := readList(answer{status, nil, body})
		if err == nil && len(objects)+odd > 0 && !json.Valid(body) {
			t.Errorf("%q was read", body)
		}
		for _, o := range sift(objects, signedAt) {
			if at := lastChange(o); !at.IsZero() && at.Before(signedAt) {
				t.Errorf("%v is older than the window", o)
			}
		}
		at, err := parseCursor(cursor)
		if err != nil {
			return
		}
		h := http.Header{"X-Next-Page": {next}, "X-Total-Pages": {pages}, "X-Total": {total}}
		following, err := at.next(h, len(objects)+odd)
		if err != nil || following == "" {
			return
		}
		// A pull ends: each page is behind the one before, or the fewest objects so far have become fewer.
		then, err := parseCursor(following)
		if err != nil || then.page <= at.page && then.total >= at.total {
			t.Errorf("after %q comes %q, %v", cursor, following, err)
		}
	})
}
