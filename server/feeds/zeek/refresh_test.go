package zeek_test

import (
	"context"
	"fmt"
	"net/http/httptest"
	"testing"
	"time"

	"shopclerk/packages"
	"shopclerk/server/feeds"
	"shopclerk/server/feeds/zeek"
	"shopclerk/server/feeds/zeek/zeektest"
)

// token is that of the parcel family's API.
const token = "token-of-the-parcels"

// platform is a feed whose calls go to the stand-in, and a clock for both.
type platform struct {
	feeds.Feed
	*zeektest.Zeek
	now time.Time
}

func newPlatform(t *testing.T, change func(*zeek.Options)) *platform {
	t.Helper()
	p := &platform{now: signedAt.Add(30 * time.Minute)}
	clock := func() time.Time { return p.now }
	p.Zeek = zeektest.New(zeektest.Options{AppID: appID, SecretKey: secretKey, Token: token, InfoPath: "/order/info", Now: clock})
	host := httptest.NewServer(p.Zeek)
	t.Cleanup(host.Close)
	o := zeek.Options{AppID: appID, SecretKey: secretKey, Region: "HK", BaseURL: host.URL + "/", Now: clock}
	if change != nil {
		change(&o)
	}
	p.Feed = zeek.New(o)
	return p
}

// refreshed asks about parcel FD1 and adds what is told to its parts.
func (p *platform) refreshed(t *testing.T, parts []feeds.Part) []feeds.Part {
	t.Helper()
	news, err := p.Refresh(context.Background(), "parcel FD1", parts)
	if err != nil || len(news.Packages) > 0 {
		t.Fatalf("%+v, %v", news, err)
	}
	return append(parts, news.Parts...)
}

// group is what the parts of parcel FD1 come to, which is one parcel.
func (p *platform) group(t *testing.T, parts []feeds.Part) (packages.Change, time.Time) {
	t.Helper()
	b, err := p.Build("parcel FD1", parts, p.now)
	if err != nil || len(b.Packages) != 1 {
		t.Fatalf("%+v, %v", b, err)
	}
	return b.Packages[0], b.Due
}

func TestASilentParcelIsBroughtUpToDate(t *testing.T) {
	for _, c := range []struct {
		name   string
		story  []happened
		answer any // its status by now
		want   packages.Status
		news   bool
	}{
		{"it is as far as it was", []happened{{9015, 0}}, 9015, packages.InTransit, false},
		{"it has come further", []happened{{9005, 0}}, 9015, packages.InTransit, true},
		{"it was delivered", []happened{{9015, 0}}, 9021, packages.Delivered, true},
		{"it was delivered, in a text", []happened{{9015, 0}}, "9021", packages.Delivered, true},
		{"it was cancelled", []happened{{9005, 0}}, 9025, packages.Cancelled, true},
		{"what is asked lags behind what was told", []happened{{9015, 0}}, 9005, packages.InTransit, false},
		{"the next courier has it", []happened{{9015, 0}, {8001, 1}}, 9015, packages.InTransit, true},
		{"the next courier does not have it", []happened{{9015, 0}, {8001, 1}}, 8001, packages.Pending, false},
		{"an exception is over", []happened{{9015, 0}, {9044, 1}}, 9015, packages.InTransit, true},
		{"an exception lasts", []happened{{9015, 0}, {9044, 1}}, 9044, packages.Exception, false},
		{"nobody knows what it means", []happened{{9015, 0}}, 9099, packages.InTransit, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := newPlatform(t, nil)
			p.Put("FD1", map[string]any{"order_status": c.answer, "client_order_id": "A-1"})
			before := kept(t, c.story)
			after := p.refreshed(t, before)
			got, _ := p.group(t, after)
			if *got.Status != c.want || (len(after) > len(before)) != c.news || got.OrderNumber != "A-1" {
				t.Errorf("%s, %d parts of %d", *got.Status, len(after), len(before))
			}
			if c.news && !got.UpdatedAt.Equal(p.now) || !c.news && got.UpdatedAt.After(p.now.Add(-time.Minute)) {
				t.Errorf("updated %s", got.UpdatedAt)
			}
		})
	}
}

func TestAParcelThatZeekDoesNotKnowIsLeftAlone(t *testing.T) {
	p := newPlatform(t, nil)
	parts := p.refreshed(t, kept(t, []happened{{9005, 0}}))
	parcel, due := p.group(t, parts)
	if len(parts) != 2 || parts[1].Name != "unknown" || *parcel.Status != packages.Pending || !parcel.UpdatedAt.Equal(signedAt) || !due.IsZero() {
		t.Fatalf("%+v, due %s", parts, due)
	}
	p.now = p.now.Add(time.Hour)
	again, _, err := p.Decode(feeds.Delivery{Body: p.Callback(p.now, map[string]any{"order_id": "FD1", "client_order_id": "A-1", "order_status": 9015}), At: p.now})
	if err != nil {
		t.Fatal(err)
	}
	if _, due := p.group(t, append(parts, again.Parts...)); !due.Equal(p.now.Add(30 * time.Minute)) {
		t.Errorf("after other news it is due %s", due)
	}
}

func TestAnOrderNumberIsLearnedByAsking(t *testing.T) {
	p := newPlatform(t, nil)
	p.Put("FD1", map[string]any{"order_status": 9015, "client_order_id": "A-1"})
	body := `{"auth":{"timestamp":1528793155},"data":{"order_id":"FD1","order_status":9015}}`
	news, _, err := p.Decode(feeds.Delivery{Body: []byte(body), At: signedAt})
	if err != nil {
		t.Fatal(err)
	}
	told := p.refreshed(t, news.Parts)
	if parcel, _ := p.group(t, told[1:]); parcel.OrderNumber != "A-1" {
		t.Errorf("%+v", parcel)
	}
}

func TestWhatIsNotAskedAbout(t *testing.T) {
	for _, c := range []struct {
		name, event, data string
		change            func(*zeek.Options)
		asked             bool
	}{
		{"a takeaway order", "", `"order_id":"FD1","order_status":9005`, nil, true},
		{"an order of the address of takeaway", "takeaway", `"order_id":"1","order_status":9005`, nil, true},
		{"an order of a status of takeaway", "", `"order_id":"1","order_status":9011`, nil, true},
		{"an order of which nothing is known", "", `"order_id":"1","order_status":9005`, nil, true},
		{"an order of 2Door", "takeaway", `"order_id":"1","order_status":9005,"client_shipment_code":"S-1"`, nil, false},
		{"an order of the address of parcels", "parcel", `"order_id":"1","order_status":9005`, nil, false},
		{"an order of a status of parcels", "", `"order_id":"1","order_status":9033`, nil, false},
		{"an order that has ended", "", `"order_id":"FD1","order_status":9025`, nil, false},
		{"an order of no region", "", `"order_id":"FD1","order_status":9005`, func(o *zeek.Options) { o.BaseURL, o.Region = "", "" }, false},
		{"an order of a region that nobody knows", "", `"order_id":"FD1","order_status":9005`, func(o *zeek.Options) { o.BaseURL, o.Region = "", "XX" }, false},
		{"an order of the region of its callback", "", `"order_id":"FD1","order_status":9005,"meta":{"region":"VNAGG"}`, func(o *zeek.Options) { o.BaseURL, o.Region = "", "" }, true},
		{"an order of a region of its callback that nobody knows", "", `"order_id":"FD1","order_status":9005,"meta":{"region":"vnagg"}`, func(o *zeek.Options) { o.BaseURL, o.Region = "", "" }, false},
		{"an order without a secret", "", `"order_id":"FD1","order_status":9005`, func(o *zeek.Options) { o.SecretKey = "" }, false},
	} {
		p := newPlatform(t, c.change)
		news, _, err := p.Decode(feeds.Delivery{Event: c.event, Body: []byte(`{"data":{"client_order_id":"A-1",` + c.data + `}}`), At: signedAt})
		if err != nil {
			t.Fatal(c.name, err)
		}
		b, err := p.Build(news.Parts[0].Group, news.Parts, signedAt)
		if err != nil || b.Due.IsZero() == c.asked {
			t.Errorf("%s: due %s, %v", c.name, b.Due, err)
		}
		if c.asked || p.Refresh == nil || c.name == "an order that has ended" {
			continue
		}
		if news, err := p.Refresh(context.Background(), news.Parts[0].Group, news.Parts); err != nil || len(news.Parts) > 0 || len(p.Calls()) > 0 {
			t.Errorf("%s was asked about: %v, %+v, %v", c.name, p.Calls(), news, err)
		}
	}
}

func TestThePausesWiden(t *testing.T) {
	p := newPlatform(t, nil)
	p.Put("FD1", map[string]any{"order_status": 9015})
	parts := kept(t, []happened{{9015, 0}})
	p.now = signedAt
	var hours []float64
	for {
		_, due := p.group(t, parts)
		if due.IsZero() {
			break
		}
		if !due.After(p.now) {
			t.Fatalf("at %s it is due %s", p.now, due)
		}
		hours = append(hours, due.Sub(signedAt).Hours())
		p.now = due
		parts = p.refreshed(t, parts)
	}
	if got := fmt.Sprint(hours[:7]); got != "[0.5 1.5 3.5 7.5 13.5 19.5 25.5]" || hours[len(hours)-1] > 7*24 || hours[len(hours)-1] < 6.5*24 {
		t.Errorf("it is asked about after %v hours", hours)
	}
	if len(p.Calls()) != len(hours) || len(parts) != 1 {
		t.Errorf("%d calls, %d parts", len(p.Calls()), len(parts))
	}
	p.now = signedAt.Add(-time.Minute) // as with a clock that is ahead of ours
	if _, due := p.group(t, parts); !due.Equal(signedAt.Add(30 * time.Minute)) {
		t.Errorf("news of the future are due %s", due)
	}
}
