package server_test

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"shopclerk/internal/store"
	"shopclerk/internal/store/storetest"
	"shopclerk/server"
)

func abahaOrder(n int) string {
	return fmt.Sprintf(`{"id":"%d","cart_code":"%08d","user_id":"9","total_after":"1000","status":"5","payment_type":"1",`+
		`"orders_time":"2026-01-09 10:00:00","modified":"2026-01-09 10:00:%02d","address":{"name":"A B","tel":"0900000000"}}`, n, n, n)
}

const zeekCall = `{"auth":{"appid":1,"timestamp":%d,"signature":""},"data":{"order_id":"FD1","client_order_id":"A-1","order_status":9015}}`

func TestDeliveriesAreListedShownAndSentAgain(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		k, work := startFeeding(t, s)
		for n := range 5 {
			k.deliver(t, "abaha/order", abahaOrder(n))
		}
		k.deliver(t, "abaha/order", abahaOrder(3))
		k.deliver(t, "abaha/order", `{"cart_code":"1","id":"77","total_after":"much"}`)
		k.deliver(t, "abaha/product", "\xff\x00 no text")
		k.deliver(t, "zeek/part-of-the-address/takeaway", fmt.Sprintf(zeekCall, time.Now().Unix()))
		for query, want := range map[string][]string{
			"":                                   {"parcel FD1", "", "order 77", "order 4", "order 3", "order 2", "order 1", "order 0"},
			"feed=zeek":                          {"parcel FD1"},
			"feed=abaha&limit=2":                 {"", "order 77"},
			"object=order+3":                     {"order 3"},
			"event=product&state=queued":         {""},
			"state=done":                         {},
			"shop=other":                         {},
			"feed=third":                         {},
			"from=2020-01-01T00:00:00%2b08:00":   {"parcel FD1", "", "order 77", "order 4", "order 3", "order 2", "order 1", "order 0"},
			"until=2020-01-01T00:00:00Z":         {},
			"from=2100-01-01T00:00:00+08:00":     {},
			"feed=&event=&object=&state=&until=": {"parcel FD1", "", "order 77", "order 4", "order 3", "order 2", "order 1", "order 0"},
		} {
			list, _ := k.deliveries(t, query)
			objects := []string{}
			for _, d := range list {
				objects = append(objects, d.Object)
			}
			if diff := cmp.Diff(want, objects); diff != "" {
				t.Errorf("%s: %s", query, diff)
			}
		}
		k.pagesOf(t)
		work()
		k.settled(t)
		k.shown(t)
		k.resent(t)
		if text := k.log.Text(); strings.Contains(text, `"ERROR"`) || strings.Contains(text, "0900000000") {
			t.Errorf("the log:\n%s", text)
		}
	})
}

// pagesOf goes through the list page by page.
func (k *clerk) pagesOf(t *testing.T) {
	t.Helper()
	var ids []int64
	query := "limit=3"
	for {
		list, next := k.deliveries(t, query)
		for _, d := range list {
			ids = append(ids, d.ID)
		}
		if next == 0 {
			break
		}
		query = fmt.Sprintf("limit=3&before=%d", next)
	}
	if distinct := slices.Compact(slices.Clone(ids)); len(ids) != 8 || len(distinct) != 8 || !slices.IsSortedFunc(ids, func(a, b int64) int { return int(b - a) }) {
		t.Errorf("the pages have %d", ids)
	}
}

// shown looks at one that was worked off, at one that failed, at one that is no text and at one that was signed.
func (k *clerk) shown(t *testing.T) {
	t.Helper()
	one := func(object string) (d delivered) {
		list, _ := k.deliveries(t, "object="+url.QueryEscape(object))
		if len(list) != 1 {
			t.Fatalf("%d deliveries of %s", len(list), object)
		}
		k.told(t, http.MethodGet, fmt.Sprintf("/deliveries/%d", list[0].ID), &d)
		return d
	}
	d := one("order 3")
	if d.Body == nil || *d.Body != abahaOrder(3) || d.BodyEncoding != "utf-8" || d.State != "done" || d.Repeats != 1 || d.Attempts != 1 || d.BodyGone ||
		d.Size != len(abahaOrder(3)) || d.SourceAt == nil || d.SourceAt.Format(time.RFC3339) != "2026-01-09T03:00:03Z" || d.FinishedAt == nil || len(d.Errors) != 0 {
		t.Errorf("%+v", d)
	}
	if d = one("order 77"); d.State != "failed" || len(d.Errors) != 1 || !strings.Contains(d.Errors[0].Error, "total_after") || d.Errors[0].At.IsZero() {
		t.Errorf("%+v", d)
	}
	failed, _ := k.deliveries(t, "state=failed&event=product")
	k.told(t, http.MethodGet, fmt.Sprintf("/deliveries/%d", failed[0].ID), &d)
	if d.Body == nil || *d.Body != base64.StdEncoding.EncodeToString([]byte("\xff\x00 no text")) || d.BodyEncoding != "base64" {
		t.Errorf("%+v", d)
	}
	if d = one("parcel FD1"); d.State != "done" || d.Event != "takeaway/9015" {
		t.Errorf("%+v", d)
	}
}

func (k *clerk) resent(t *testing.T) {
	t.Helper()
	var d server.Delivery
	failed, _ := k.deliveries(t, "object=order+77")
	k.told(t, http.MethodPost, fmt.Sprintf("/deliveries/%d/resend", failed[0].ID), &d)
	if d.ID != failed[0].ID || d.Attempts > 1 {
		t.Errorf("sent again: %+v", d)
	}
	k.settled(t)
	if again, _ := k.deliveries(t, "object=order+77"); len(again[0].Errors) != 2 || again[0].State != "failed" {
		t.Errorf("sent again, it is %+v", again[0])
	}
	for query, want := range map[string]string{
		"feed=abaha&event=order":             `{"queued":6,"without_body":0}`,
		"state=done&object=order+1":          `{"queued":1,"without_body":0}`,
		"from=2100-01-01T00:00:00Z":          `{"queued":0,"without_body":0}`,
		"shop=other&state=failed&feed=abaha": `{"queued":0,"without_body":0}`,
	} {
		k.settled(t)
		k.admin(t, http.MethodPost, "/deliveries/resend?"+query, "", nil).is(t, http.StatusOK, want+"\n")
	}
	k.settled(t)
	if _, err := k.store.ForgetDeliveries(ctx, "main", "abaha", []string{"order 2"}); err != nil {
		t.Fatal(err)
	}
	k.admin(t, http.MethodPost, "/deliveries/resend?object=order+2", "", nil).is(t, http.StatusOK, `{"queued":0,"without_body":1}`+"\n")
	bare, _ := k.deliveries(t, "object=order+2")
	got := k.admin(t, http.MethodGet, fmt.Sprintf("/deliveries/%d", bare[0].ID), "", nil)
	if !strings.Contains(got.body, `"body_gone":true,"body":null,"body_encoding":""`) {
		t.Error(got.body)
	}
	k.admin(t, http.MethodPost, fmt.Sprintf("/deliveries/%d/resend", bare[0].ID), "", nil).is(t, http.StatusConflict,
		`{"error":"its body is gone, so that it cannot be sent again"}`+"\n")
}

func TestBadParametersOfDeliveriesAreNamed(t *testing.T) {
	long := strings.Repeat("x", 129)
	list := []struct{ name, method, path, want string }{
		{"a limit of none", "GET", "?limit=0", "limit: must be a whole number from 1 to 200"},
		{"a limit that is too large", "GET", "?limit=201", "limit: must be a whole number from 1 to 200"},
		{"a limit in words", "GET", "?limit=all", "limit: must be a whole number from 1 to 200"},
		{"a state that is none", "GET", "?state=dead", "state: must be one of queued, done, failed"},
		{"a time without an offset", "GET", "?from=2026-01-01T00:00:00", "from: must be a time such as 2026-01-31T08:00:00Z"},
		{"a day", "GET", "?until=2026-01-01", "until: must be a time such as 2026-01-31T08:00:00Z"},
		{"an end before the beginning", "GET", "?from=2026-01-02T00:00:00Z&until=2026-01-01T00:00:00Z", "until: must be later than from"},
		{"a cursor that is none", "GET", "?before=x", "before: must be the next of a list"},
		{"a cursor before all", "GET", "?before=0", "before: must be the next of a list"},
		{"an object that is too long", "GET", "?object=" + long, "object: must be text of at most 128 characters"},
		{"an event that is no text", "GET", "?event=%ff", "event: must be text of at most 128 characters"},
		{"a feed with a line feed", "GET", "?feed=a%0ab", "feed: must be text of at most 128 characters"},
		{"a parameter twice", "GET", "?feed=a&feed=b", "feed: is there more than once"},
		{"a parameter that is none", "GET", "?stat=failed", "stat: is no parameter of this call"},
		{"parameters that are cut off", "GET", "?state=%f", "the parameters cannot be read"},
		{"sending everything again", "POST", "/resend", "say which: feed, event, object, state, from or until"},
		{"sending everything of a shop again", "POST", "/resend?shop=main&feed=", "say which: feed, event, object, state, from or until"},
		{"sending again with a filter written wrongly", "POST", "/resend?feed=abaha&stat=failed", "stat: is no parameter of this call"},
		{"sending a page again", "POST", "/resend?feed=abaha&limit=3", "limit: is no parameter of this call"},
		{"sending again what is queued", "POST", "/resend?state=queued", "state: must be one of done, failed"},
	}
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		k, _ := startFeeding(t, s)
		for _, c := range list {
			t.Run(c.name, func(t *testing.T) {
				k.admin(t, c.method, "/deliveries"+c.path, "", nil).is(t, http.StatusBadRequest, marshalError(t, c.want))
			})
		}
		for _, path := range []string{"/1", "/0", "/x", "/%27", "/-1", "/99999999999999999999", "/1?shop=third"} {
			for method, end := range map[string]string{"GET": "", "POST": "/resend"} {
				at, query, _ := strings.Cut(path, "?")
				if got := k.admin(t, method, "/deliveries"+at+end+"?"+query, "", nil); got.status != http.StatusNotFound {
					t.Errorf("%s %s: %d %s", method, path, got.status, got.body)
				}
			}
		}
		k.admin(t, "GET", "/deliveries?shop=third", "", nil).is(t, http.StatusNotFound, marshalError(t, "shop: there is no shop of that id"))
		for _, path := range []string{"/deliveries", "/deliveries/1", "/feeds"} {
			if got := k.get(t, "/admin/api"+path); got.status != http.StatusUnauthorized {
				t.Errorf("%s without the token: %d", path, got.status)
			}
		}
	})
}
