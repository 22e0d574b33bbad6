package main

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"shopclerk/internal/store"
	"shopclerk/internal/store/storetest"
)

const abahaFeed = `
    feeds:
      - {id: abaha, platform: abaha, header: {name: X-Key, value: value-of-the-header}}
`

// eachDatabase runs a test in a folder with a migrated database, of each kind, and a shop that ends with more keys.
func eachDatabase(t *testing.T, more string, f func(t *testing.T, dir string)) {
	for _, database := range storetest.All(t) {
		t.Run(database.Name, func(t *testing.T) {
			dir, at := t.TempDir(), "sqlite"
			if database.Name != store.SQLite {
				at = address(database.New(t))
			}
			write(t, dir, "shopclerk.yaml", shopConfig(at)+more)
			execute(t, dir, "", "migrate").expect(t, 0)
			f(t, dir)
		})
	}
}

// deliver sends a body to the feed of Abaha.
func (s *serving) deliver(t *testing.T, event, body string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.url+"/feeds/main/abaha/"+event, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("X-Key", "value-of-the-header")
	reply, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer reply.Body.Close()
	if reply.StatusCode != http.StatusOK {
		t.Fatal(reply.Status)
	}
}

// settled waits until no delivery is queued any more.
func (s *serving) settled(t *testing.T) {
	t.Helper()
	waitFor(t, "the deliveries to be worked off", func() bool {
		return execute(t, s.dir, "", "deliveries", "list", "--state", "queued").expect(t, 0).stdout == ""
	})
}

func abahaOrder(n int, email, phone string) string {
	return fmt.Sprintf(`{"id":"%d","cart_code":"%08d","user_id":"9","total_after":"1000","status":"5","orders_time":"2026-01-09 10:00:00",`+
		`"modified":"2026-01-09 10:00:00","user":{"email":%q},"address":{"name":"Ann Bee","tel":%q}}`, n, n, email, phone)
}

var (
	deliveryIDs   = regexp.MustCompile(`\d{16}`)
	deliveryTimes = regexp.MustCompile(`\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(\.\d+)?(Z| \+0800)?`)
)

func TestTheDeliveriesCommandsShowWhatCameAndSendItAgain(t *testing.T) {
	eachDatabase(t, abahaFeed, func(t *testing.T, dir string) {
		s := startServe(t, dir)
		defer s.stop(t)
		s.deliver(t, "order", abahaOrder(1, "", "0912345678"))
		s.deliver(t, "order", `{"cart_code":"7","id":"7","total_after":"much"}`)
		s.deliver(t, "thing", "[]")
		s.settled(t)
		run := func(code int, args ...string) (stdout, stderr string) {
			t.Helper()
			r := execute(t, dir, "", append([]string{"deliveries"}, args...)...).expect(t, code)
			return deliveryTimes.ReplaceAllString(deliveryIDs.ReplaceAllString(r.stdout, "ID"), "TIME"), r.stderr
		}
		is := func(got, want string) {
			t.Helper()
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
		}
		got, _ := run(0, "list")
		is(got, "ID  TIME  failed  abaha  thing           the delivery cannot be read: it is not a JSON object\n"+
			"ID  TIME  failed  abaha  order  order 7  the delivery cannot be read: total_after is not an amount\n"+
			"ID  TIME  done    abaha  order  order 1  \n")
		got, _ = run(0, "list", "--json", "--object", "order 7")
		is(got, `{"id":ID,"shop":"main","feed":"abaha","event":"order","object":"order 7","received_at":"TIME","source_at":null,"state":"failed",`+
			`"attempts":1,"repeats":0,"size":47,"next_at":null,"finished_at":"TIME",`+
			`"errors":[{"at":"TIME","error":"the delivery cannot be read: total_after is not an amount"}],"warnings":[],"body_gone":false}`+"\n")
		for _, none := range [][]string{{"--feed", "other"}, {"--event", "product"}, {"--until", "2026-01-01"}, {"--from", "2999-01-01 10:00:00"}, {"--object", "order 7", "--state", "done"}} {
			got, _ = run(0, append([]string{"list"}, none...)...)
			is(got, "")
		}
		id := deliveryIDs.FindString(execute(t, dir, "", "deliveries", "list", "--object", "order 7").stdout)
		got, _ = run(0, "show", id)
		is(got, "ID failed, feed abaha, event \"order\", object \"order 7\"\nreceived at TIME, 47 bytes, came again 0 times, 1 attempts\n"+
			"finished at TIME\nerror at TIME: the delivery cannot be read: total_after is not an amount\n")
		got, _ = run(0, "show", id, "--body")
		is(got, `{"cart_code":"7","id":"7","total_after":"much"}`+"\n")
		got, _ = run(0, "resend", id)
		is(got, "1 queued\n")
		s.settled(t)
		got, _ = run(0, "resend", "--state", "failed", "--feed", "abaha")
		is(got, "2 queued\n")
		s.settled(t)
		got, _ = run(0, "show", id)
		if n := strings.Count(got, "error at"); n != 3 {
			t.Errorf("%d errors in %s", n, got)
		}
		for want, args := range map[string][]string{
			"there is no delivery 5":                    {"resend", "5"},
			`"x" is not the number of a delivery`:       {"show", "x"},
			"say which deliveries":                      {"resend"},
			"by their numbers, or by":                   {"resend", "--state", "failed", id},
			`--state: "queued" is none of done, failed`: {"resend", "--state", "queued"},
			`--from: "today" is no time`:                {"list", "--from", "today"},
			"--limit: must be 1 or more":                {"list", "--limit", "0"},
		} {
			_, stderr := run(1, args...)
			contains(t, stderr, want)
		}
		got, stderr := run(1, "resend", "5", id) // one that cannot be does not keep the other from it
		is(got, "1 queued\n")
		contains(t, stderr, "there is no delivery 5")
	})
}

func TestTextFromOutsideMovesNoCursor(t *testing.T) {
	for text, want := range map[string]string{
		"order 1":                   "order 1",
		"order \x1b[2J1":            "order ?[2J1",
		"a\tb\r\nc\x7f":             "a?b??c?",
		"left \u202eto right\u2066": "left ?to right?",
		"đơn hàng 訂單":               "đơn hàng 訂單",
	} {
		if got := printed(text); got != want {
			t.Errorf("printed(%q) = %q, want %q", text, got, want)
		}
	}
}
