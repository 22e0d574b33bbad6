package zeek_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"shopclerk/packages"
	"shopclerk/server/feeds"
	"shopclerk/server/feeds/zeek"
	"shopclerk/server/feeds/zeek/zeektest"
)

// parcels is a platform whose parcel family is asked, too.
func parcels(t *testing.T, change func(*zeek.Options)) *platform {
	return newPlatform(t, func(o *zeek.Options) {
		o.Token, o.InfoPath = token, "/order/info"
		if change != nil {
			change(o)
		}
	})
}

// assigned is a parcel of ZeekDash that a courier was assigned to.
func assigned(t *testing.T, f feeds.Feed) []feeds.Part {
	t.Helper()
	news, _, err := f.Decode(feeds.Delivery{Body: []byte(`{"data":{"order_id":"FD1","client_order_id":"A-1","order_status":9035}}`), At: signedAt})
	if err != nil {
		t.Fatal(err)
	}
	return news.Parts
}

func TestASilentParcelOfZeekDashIsBroughtUpToDate(t *testing.T) {
	p := parcels(t, nil)
	parts := assigned(t, p.Feed)
	if _, due := p.group(t, parts); !due.After(signedAt) {
		t.Fatalf("it is due %s", due)
	}
	p.Put("FD1", map[string]any{"order_status": 9015, "client_order_id": "A-1"})
	parts = p.refreshed(t, parts)
	if got, due := p.group(t, parts); *got.Status != packages.InTransit || due.IsZero() {
		t.Errorf("%s, due %s", *got.Status, due)
	}
	p.Put("FD1", map[string]any{"order_status": 9041})
	if got, due := p.group(t, p.refreshed(t, parts)); *got.Status != packages.Returned || !due.IsZero() {
		t.Errorf("%s, due %s", *got.Status, due)
	}
	for _, call := range p.Calls() {
		if call != (zeektest.Call{Path: "/v1.0/order/info", Region: "HK", OrderID: "FD1"}) {
			t.Errorf("%+v", call)
		}
	}
}

func TestAParcelOfZeekDashIsAskedAboutWithItsToken(t *testing.T) {
	asked := map[string]bool{}
	host := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		h := r.Header
		if err != nil || r.Method != http.MethodPost || r.URL.Path != "/v1.0/some/path" || string(body) != `{"order_id":"FD1"}` {
			t.Errorf("%s %s %s, %v", r.Method, r.URL.Path, body, err)
		}
		if h.Get("Authorization") != "Bearer "+token || h.Get("KS-Region") != "TPE" || h.Get("KS-Lang") != "en" || !strings.HasPrefix(h.Get("Content-Type"), "application/json") {
			t.Errorf("%v", h)
		}
		asked[h.Get("KS-Client-Request-Id")] = true
		io.WriteString(w, `{"error":0,"data":{"order_status":9015}}`) //nolint:errcheck // it is missed below
	}))
	defer host.Close()
	// Without the takeaway family's credentials.
	f := zeek.New(zeek.Options{Signature: zeek.SignatureOff, Token: token, InfoPath: "/some/path", Region: "TPE", BaseURL: host.URL})
	for range 2 {
		if _, err := f.Refresh(context.Background(), "parcel FD1", assigned(t, f)); err != nil {
			t.Fatal(err)
		}
	}
	if len(asked) != 2 || asked[""] {
		t.Errorf("the calls are numbered %v", asked)
	}
	if f.Probe != nil || f.Locate != nil {
		t.Error("without credentials takeaway is asked")
	}
}

func TestACallForAParcelOfZeekDashThatIsRefused(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*zeek.Options)
		fault  zeektest.Fault
		want   string
	}{
		{"another token", func(o *zeek.Options) { o.Token = "another" }, zeektest.Fault{}, "allow-list (401); or check token"},
		{"another path", func(o *zeek.Options) { o.InfoPath = "/order/information" }, zeektest.Fault{}, "does not know this call (404): check info_path"},
		{"an address that is not allowed", nil, zeektest.Fault{Status: 403}, "allow-list (403)"},
		{"a code", nil, zeektest.Fault{Body: `{"error":261004,"err_msg":"token-of-the-parcels"}`}, "(261004)"},
		{"no data", nil, zeektest.Fault{Body: `{"error":0}`}, "names no status"},
		{"data that is a list", nil, zeektest.Fault{Body: `{"error":0,"data":[{"order_status":9015}]}`}, "names no status"},
	} {
		p := parcels(t, c.change)
		if c.fault != (zeektest.Fault{}) {
			p.Break(c.fault)
		}
		news, err := p.Refresh(context.Background(), "parcel FD1", assigned(t, p.Feed))
		if err == nil || !strings.HasSuffix(err.Error(), c.want) || strings.Contains(err.Error(), token) || len(news.Parts) > 0 {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	p := parcels(t, nil) // and one that it does not know
	if parts := p.refreshed(t, assigned(t, p.Feed)); len(parts) != 2 || parts[1].Name != "unknown" {
		t.Errorf("%+v", parts)
	}
}
