package feeds_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"shopclerk/server/feeds"
)

func object(t testing.TB, text string) feeds.Object {
	t.Helper()
	o, err := feeds.ParseObject([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func TestWhatIsNoObjectCannotBeRead(t *testing.T) {
	for _, text := range []string{"", " ", "null", "[]", "7", `"x"`, `{"a":}`, `{"a":1`, "\x00", `{"a":1} {"b":2}`} {
		if _, err := feeds.ParseObject([]byte(text)); !errors.Is(err, feeds.ErrUnreadable) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestTextsAreScalarsAsTheyAreWritten(t *testing.T) {
	o := object(t, `{"text":" a b ","number":1.50,"big":9007199254740993,"yes":true,"null":null,"list":[1],"object":{},"escaped":"\u5496"}`)
	for key, want := range map[string]string{
		"text": "a b", "number": "1.50", "big": "9007199254740993", "yes": "true", "null": "", "list": "", "object": "", "escaped": "咖", "none": "",
	} {
		if got := o.Text(key); got != want {
			t.Errorf("%s: %q, want %q", key, got, want)
		}
	}
}

func TestAmounts(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"a number", `12.50`, "12.5"}, {"a text", `"1790000"`, "1790000"}, {"an exponent", `1.5e3`, "1500"}, {"none", `null`, "none"},
		{"an empty text", `""`, "none"}, {"a word", `"Chưa tính"`, "error"}, {"a very large one", `1e400`, "error"},
		{"a million digits", `"` + strings.Repeat("9", 1_000_000) + `"`, "error"}, {"an object", `{}`, "none"},
	} {
		d, err := object(t, `{"n":`+c.text+`}`).Decimal("n")
		got := "none"
		switch {
		case err != nil:
			got = "error"
			if !errors.Is(err, feeds.ErrUnreadable) || !strings.Contains(err.Error(), "n is not an amount") {
				t.Errorf("%s: %v", c.name, err)
			}
		case d.Valid:
			got = d.Decimal.String()
		}
		if got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

func TestWholeNumbers(t *testing.T) {
	for text, want := range map[string]int64{`3`: 3, `"3"`: 3, `3.0`: 3, `-1`: -1} {
		if n, ok, err := object(t, `{"n":`+text+`}`).Int("n"); n != want || !ok || err != nil {
			t.Errorf("%s: %d %t %v", text, n, ok, err)
		}
	}
	for _, text := range []string{`3.5`, `"x"`, `1e30`} {
		if _, _, err := object(t, `{"n":`+text+`}`).Int("n"); !errors.Is(err, feeds.ErrUnreadable) {
			t.Errorf("%s: %v", text, err)
		}
	}
	if _, ok, err := object(t, `{"n":null}`).Int("n"); ok || err != nil {
		t.Errorf("null: %t %v", ok, err)
	}
}

func TestMoments(t *testing.T) {
	zone := time.FixedZone("", 7*3600)
	for text, want := range map[string]string{
		`"2026-01-09 13:10:05"`:       "2026-01-09T06:10:05Z",
		`"2026/01/09 13:10:05"`:       "2026-01-09T06:10:05Z",
		`"2026-01-09"`:                "2026-01-08T17:00:00Z",
		`"2026-01-09T13:10:05+08:00"`: "2026-01-09T05:10:05Z",
		`"0000-00-00 00:00:00"`:       "0001-01-01T00:00:00Z",
		`null`:                        "0001-01-01T00:00:00Z",
	} {
		at, err := object(t, `{"at":`+text+`}`).Time("at", zone)
		if got := at.Format(time.RFC3339); got != want || err != nil {
			t.Errorf("%s: %s %v, want %s", text, got, err, want)
		}
	}
	if _, err := object(t, `{"at":"soon"}`).Time("at", zone); !errors.Is(err, feeds.ErrUnreadable) {
		t.Error(err)
	}
}

func TestListsLeaveOutWhatDoesNotBelong(t *testing.T) {
	o := object(t, `{"list":[{"a":1},null,7,{"a":2}],"texts":["x",null,3,{},""],"none":null}`)
	list := o.Objects("list")
	if len(list) != 2 || list[0].Text("a") != "1" || list[1].Text("a") != "2" {
		t.Errorf("%v", list)
	}
	if texts := strings.Join(o.Texts("texts"), ","); texts != "x,3" {
		t.Errorf("%q", texts)
	}
	if o.Objects("none") != nil || o.Object("none") != nil || o.Texts("none") != nil || o.Has("none") || !o.Has("list") {
		t.Error("null is something")
	}
}
