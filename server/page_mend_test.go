package server_test

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"shopclerk/internal/store"
	"shopclerk/internal/store/storetest"
)

const evil = `<script>alert("1")</script>`

// reading is login of somebody who reads English, whatever the shop's language.
func reading(t *testing.T, k *clerk, user string) *browser {
	t.Helper()
	b := login(t, k, user)
	if got := b.send(t, "POST", "/admin/language", url.Values{"language": {"en"}, "back": {"/admin/account"}}); got.status != http.StatusSeeOther {
		t.Fatalf("%d %s", got.status, got.body)
	}
	return b
}

// received keeps a delivery of a feed as if it had come, and returns its number.
func received(t *testing.T, s *store.Store, d store.Delivery) int64 {
	t.Helper()
	if d.Shop == "" {
		d.Shop = "main"
	}
	if d.ReceivedAt.IsZero() {
		d.ReceivedAt = time.Now()
	}
	d.RepeatKey = [16]byte([]byte(fmt.Sprintf("%016d", d.ReceivedAt.UnixNano())))
	id, _, err := s.AddDelivery(ctx, d)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// settle ends all deliveries of a feed that wait.
func settle(t *testing.T, s *store.Store, shop, feed, problem string, warnings ...string) {
	t.Helper()
	claimed, err := s.ClaimDeliveries(ctx, shop, feed, "test", 1000, time.Minute)
	if err != nil || len(claimed) == 0 {
		t.Fatal(len(claimed), err)
	}
	var settled []store.Settled
	for _, d := range claimed {
		settled = append(settled, store.Settled{ID: d.ID, Err: problem, Warnings: warnings})
	}
	if err := s.SettleDeliveries(ctx, shop, "test", settled); err != nil {
		t.Fatal(err)
	}
}

func (k *clerk) state(t *testing.T, id int64) string {
	t.Helper()
	d, err := k.store.Delivery(ctx, "main", id)
	if err != nil {
		t.Fatal(err)
	}
	return d.State
}

// audited lists what is in the audit list of a shop.
func audited(t *testing.T, s *store.Store, shop string) (list []string) {
	t.Helper()
	entries, err := s.Audit(ctx, store.AuditQuery{Shop: shop, Limit: 100})
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		list = append(list, e.User+" "+e.Action)
	}
	return list
}

func TestAnEmptyListOfDeliveriesSaysWhatToDo(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		k, _ := startFeeding(t, s)
		b := reading(t, k, "viewer")
		b.get(t, "/admin/deliveries?shop=main").shows(t, 200, "Nothing was received yet", "Check that they have your address")
		b.get(t, "/admin/deliveries?shop=other").shows(t, 200, "This shop has no connection yet")
		b.get(t, "/admin/deliveries?shop=main&state=failed").shows(t, 200, "Nothing matches this filter", "Clear the filter")
		b.get(t, "/admin/deliveries?shop=main&before=5").shows(t, 200, "The list ends here")
	})
}

func TestDeliveriesAreListedUnderEveryFilter(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		k, _ := startFeeding(t, s)
		at := time.Date(2026, 3, 1, 4, 0, 0, 0, time.UTC) // noon in Taipei
		for i := range 3 {
			received(t, s, store.Delivery{Feed: "abaha", Event: "order", Object: fmt.Sprint("order ", i), ReceivedAt: at.Add(time.Duration(i) * time.Hour), Body: []byte("{}")})
		}
		settle(t, s, "main", "abaha", "")
		received(t, s, store.Delivery{Feed: "zeek", Event: "takeaway", Object: "parcel 1", ReceivedAt: at.Add(3 * time.Hour), Body: []byte("{}")})
		received(t, s, store.Delivery{Shop: "other", Feed: "zeek", Object: "parcel of another shop", Body: []byte("{}")})
		b := reading(t, k, "viewer")
		objects := regexp.MustCompile(`/admin/deliveries/\d+\?shop=main">([^<]+)<`)
		for query, want := range map[string][]string{
			"":                       {"parcel 1", "order 2", "order 1", "order 0"},
			"feed=abaha":             {"order 2", "order 1", "order 0"},
			"state=queued":           {"parcel 1"},
			"state=done&event=order": {"order 2", "order 1", "order 0"},
			"object=+order+1+":       {"order 1"},
			"from=2026-03-01T13:00":  {"parcel 1", "order 2", "order 1"},
			"from=2026-03-01T13:00&until=2026-03-01T14:00": {"order 1"},
			"from=2026-03-01T13:00:00%2B08:00&feed=abaha":  {"order 2", "order 1"},
		} {
			got := b.get(t, "/admin/deliveries?shop=main&"+query)
			got.shows(t, 200)
			var list []string
			for _, found := range objects.FindAllStringSubmatch(got.body, -1) {
				list = append(list, found[1])
			}
			if d := cmp.Diff(want, list); d != "" {
				t.Errorf("%s: %s", query, d)
			}
		}
		got := b.get(t, "/admin/deliveries?shop=main&feed=zeek&from=2026-03-01T13:00&state=queued")
		got.shows(t, 200, `<option value="zeek" selected>`, `value="2026-03-01T13:00"`, `<option value="queued" selected>`)
		for query, name := range map[string]string{
			"from=yesterday": "From", "until=2026-13-01T00:00": "Until", "state=dead": "State", "before=x": "Page", "object=" + strings.Repeat("x", 129): "About",
			"from=2026-03-02T00:00&until=2026-03-01T00:00": "Until",
		} {
			b.get(t, "/admin/deliveries?shop=main&"+query).shows(t, http.StatusBadRequest, "“"+name+"” cannot be used like this")
		}
	})
}

func TestTheListOfDeliveriesContinues(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		k, _ := startFeeding(t, s)
		at := time.Now().Add(-time.Hour)
		for i := range 120 {
			received(t, s, store.Delivery{Feed: "abaha", Object: fmt.Sprintf("order %03d", i), ReceivedAt: at.Add(time.Duration(i) * time.Second), Body: []byte("{}")})
		}
		b := reading(t, k, "viewer")
		next, objects := regexp.MustCompile(`href="([^"]+)" rel="next"`), regexp.MustCompile(`>order \d{3}<`)
		path, seen := "/admin/deliveries?shop=main&feed=abaha", []string{}
		for range 5 {
			got := b.get(t, path)
			got.shows(t, 200)
			seen = append(seen, objects.FindAllString(mainOf(got.body), -1)...)
			found := next.FindStringSubmatch(got.body)
			if found == nil {
				break
			}
			path = strings.ReplaceAll(found[1], "&amp;", "&")
		}
		if distinct := slices.Compact(slices.Clone(seen)); len(seen) != 120 || len(distinct) != 120 || seen[0] != ">order 119<" || seen[119] != ">order 000<" {
			t.Errorf("%d were seen, %d distinct", len(seen), len(distinct))
		}
		b.get(t, path).shows(t, 200, "To the beginning")
	})
}

func TestWhatAFeedSentIsTextAndNothingElse(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		k, _ := startFeeding(t, s)
		id := received(t, s, store.Delivery{Feed: "abaha", Event: evil, Object: evil, Body: []byte(`{"name":"` + strings.ReplaceAll(evil, `"`, "'") + `","a":[1,2]}`)})
		settle(t, s, "main", "abaha", "field "+evil, "read as "+evil)
		b := reading(t, k, "staff")
		list, one := b.get(t, "/admin/deliveries?shop=main"), b.get(t, fmt.Sprintf("/admin/deliveries/%d?shop=main", id))
		list.shows(t, 200, "&lt;script&gt;")
		one.shows(t, 200, "field &lt;script&gt;", "read as &lt;script&gt;", "{\n  &#34;name&#34;: &#34;&lt;script&gt;", "[\n    1,", "Send through again")
		confirm := b.get(t, "/admin/deliveries/resend?shop=main&object="+url.QueryEscape(evil)+"&event="+url.QueryEscape(evil))
		confirm.shows(t, 200, "One message would be sent through again", "&lt;script&gt;")
		odd := b.get(t, "/admin/deliveries?shop=main&feed="+url.QueryEscape(evil))
		odd.shows(t, 200, "Nothing matches this filter")
		for _, page := range []reply{list, one, confirm, odd} {
			page.hides(t, "<script>alert", "ZgotmplZ", " style=", " onclick=")
		}
	})
}

func TestADeliveryIsShownWithoutWhatIsSecret(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		k, _ := startFeeding(t, s)
		b := reading(t, k, "viewer")
		at := func(id int64) string { return fmt.Sprintf("/admin/deliveries/%d?shop=main", id) }
		signed := received(t, s, store.Delivery{Feed: "zeek", Body: []byte(strings.Replace(zeekCall, `"signature":""`, `"signature":"d22e6c489d8d4969234fbeb865decd53"`, 1))})
		got := b.get(t, at(signed))
		got.shows(t, 200, "FD1", "Unknown object")
		got.hides(t, "d22e6c489d8d")
		got = b.get(t, at(received(t, s, store.Delivery{Feed: "gone", Body: []byte(`{"key":"abc-secret"}`)})))
		got.shows(t, 200, "It is not shown")
		got.hides(t, "abc-secret", "/resend")
		b.get(t, at(received(t, s, store.Delivery{Feed: "abaha", Body: []byte("\xff\x00")}))).shows(t, 200, "It is no text that could be shown")
		b.get(t, at(received(t, s, store.Delivery{Feed: "abaha", Body: []byte("")}))).shows(t, 200, "It is empty")
		deep := received(t, s, store.Delivery{Feed: "abaha", Body: []byte(strings.Repeat("[", 9000) + strings.Repeat("]", 9000))})
		got = b.get(t, at(deep))
		got.shows(t, 200, "[[[[[[")
		if len(got.body) > 40_000 {
			t.Errorf("what is deeply nested became %d bytes", len(got.body))
		}
		long := received(t, s, store.Delivery{Feed: "abaha", Body: []byte("x" + strings.Repeat("長", 100_000) + "the end")})
		got = b.get(t, at(long))
		got.shows(t, 200, "Only the first 131 KB are shown", "長長")
		got.hides(t, "the end", "\uFFFD")
		old := received(t, s, store.Delivery{Feed: "abaha", ReceivedAt: time.Now().Add(-50 * 24 * time.Hour), Body: []byte("{}")})
		settle(t, s, "main", "abaha", "no")
		if _, err := s.PruneDeliveries(ctx, "main", time.Now().Add(-40*24*time.Hour), time.Now().Add(-90*24*time.Hour)); err != nil {
			t.Fatal(err)
		}
		b.get(t, at(old)).shows(t, 200, "Its content was deleted after its time")
		for _, path := range []string{"/1?shop=main", "/x?shop=main", "/-1?shop=main", fmt.Sprintf("/%d?shop=other", signed), "/99999999999999999999?shop=main"} {
			b.get(t, "/admin/deliveries"+path).shows(t, http.StatusNotFound)
		}
	})
}

func TestADeadDeliveryIsSentThroughAgain(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		k, _ := startFeeding(t, s)
		id := received(t, s, store.Delivery{Feed: "abaha", Object: "order 1", Body: []byte("{}")})
		settle(t, s, "main", "abaha", "no such field")
		path := fmt.Sprintf("/admin/deliveries/%d/resend?shop=main", id)
		viewer, staff := reading(t, k, "viewer"), reading(t, k, "staff")
		viewer.get(t, fmt.Sprintf("/admin/deliveries/%d?shop=main", id)).hides(t, "/resend")
		viewer.post(t, path, nil).shows(t, http.StatusForbidden)
		staff.send(t, "POST", path, url.Values{"csrf": {"wrong"}}).shows(t, http.StatusForbidden)
		staff.post(t, strings.Replace(path, "main", "other", 1), nil).shows(t, http.StatusNotFound)
		if got := k.state(t, id); got != store.DeliveryFailed {
			t.Fatalf("it is %s", got)
		}
		staff.post(t, path, nil).leads(t, fmt.Sprintf("/admin/deliveries/%d?shop=main", id))
		if got := k.state(t, id); got != store.DeliveryQueued {
			t.Errorf("it is %s", got)
		}
		got := staff.get(t, fmt.Sprintf("/admin/deliveries/%d?shop=main", id))
		got.shows(t, 200, "It is being worked on again", "waiting")
		got.hides(t, "Send through again")
		if d := cmp.Diff([]string{"staff mend.resend"}, audited(t, s, "main")); d != "" {
			t.Error(d)
		}
		gone := received(t, s, store.Delivery{Feed: "gone", Body: []byte("{}")})
		settle(t, s, "main", "gone", "no")
		staff.post(t, fmt.Sprintf("/admin/deliveries/%d/resend?shop=main", gone), nil)
		staff.get(t, fmt.Sprintf("/admin/deliveries/%d?shop=main", gone)).shows(t, 200, "nobody would work on it")
		if got := k.state(t, gone); got != store.DeliveryFailed {
			t.Errorf("it is %s", got)
		}
	})
}

func TestARangeIsSentThroughAgainAfterItWasConfirmed(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		k, _ := startFeeding(t, s)
		var ids []int64
		for i := range 5 {
			ids = append(ids, received(t, s, store.Delivery{Feed: "abaha", Object: fmt.Sprint("order ", i), Body: []byte("{}")}))
		}
		settle(t, s, "main", "abaha", "no")
		zeek := received(t, s, store.Delivery{Feed: "zeek", Object: "parcel 1", Body: []byte("{}")})
		settle(t, s, "main", "zeek", "no")
		viewer, staff := reading(t, k, "viewer"), reading(t, k, "staff")
		const query = "shop=main&feed=abaha&state=failed"
		viewer.get(t, "/admin/deliveries?"+query).hides(t, "/admin/deliveries/resend")
		viewer.get(t, "/admin/deliveries/resend?"+query).shows(t, http.StatusForbidden)
		viewer.post(t, "/admin/deliveries/resend?shop=main", url.Values{"feed": {"abaha"}}).shows(t, http.StatusForbidden)
		staff.get(t, "/admin/deliveries?"+query).shows(t, 200, "/admin/deliveries/resend?feed=abaha&amp;shop=main&amp;state=failed")
		staff.get(t, "/admin/deliveries/resend?"+query).shows(t, 200, "5 messages would be sent through again", `name="feed" value="abaha"`, `name="state" value="failed"`)
		if got := k.state(t, ids[0]); got != store.DeliveryFailed {
			t.Fatalf("looking at it made it %s", got)
		}
		for _, form := range []url.Values{nil, {"state": {"queued"}}, {"feed": {""}}, {"feed": {"abaha"}, "from": {"x"}}} {
			staff.post(t, "/admin/deliveries/resend?shop=main", form).shows(t, http.StatusBadRequest)
		}
		staff.post(t, "/admin/deliveries/resend?shop=main", url.Values{"feed": {"abaha"}, "state": {"failed"}}).leads(t, "/admin/deliveries?shop=main")
		staff.get(t, "/admin/deliveries?shop=main").shows(t, 200, "5 messages are being worked on again")
		for _, id := range ids {
			if got := k.state(t, id); got != store.DeliveryQueued {
				t.Errorf("one is %s", got)
			}
		}
		if got := k.state(t, zeek); got != store.DeliveryFailed {
			t.Errorf("one of another feed is %s", got)
		}
		if d := cmp.Diff([]string{"staff mend.resend_range"}, audited(t, s, "main")); d != "" {
			t.Error(d)
		}
		staff.get(t, "/admin/deliveries/resend?"+query).shows(t, 200, "0 messages would be sent", "Back, change nothing")
	})
}
