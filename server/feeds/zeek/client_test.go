package zeek_test

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"shopclerk/server/feeds/zeek"
	"shopclerk/server/feeds/zeek/zeektest"
)

func TestAParcelIsAskedAboutAsTheDocumentSays(t *testing.T) {
	var got []byte
	host := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body := new(bytes.Buffer)
		body.ReadFrom(r.Body) //nolint:errcheck // an empty body fails below
		got = body.Bytes()
		if r.Method != http.MethodPost || r.URL.Path != "/v1.3/order/takeaway/info" || !strings.HasPrefix(r.Header.Get("Content-Type"), "application/json") {
			t.Errorf("%s %s, %q", r.Method, r.URL.Path, r.Header.Get("Content-Type"))
		}
		fmt.Fprint(w, `{"error":0,"data":{"order_id":"FD1","order_status":9015}}`)
	}))
	defer host.Close()
	for _, c := range []struct{ appID, region, want string }{
		{"10000001", "TPE", `{"auth":{"appid":10000001,"signature":"d37f","timestamp":1528793155},"data":{"meta":{"lang":"en","region":"TPE"},"order_id":"FD1"}}`},
		{"010000001", "", `{"auth":{"appid":"010000001","signature":"d37f","timestamp":1528793155},"data":{"meta":{"lang":"en","region":""},"order_id":"FD1"}}`},
	} {
		f := zeek.New(zeek.Options{
			AppID: c.appID, SecretKey: secretKey, Region: c.region, BaseURL: host.URL, Now: func() time.Time { return signedAt },
		})
		if _, err := f.Refresh(context.Background(), "parcel FD1", kept(t, []happened{{9005, 0}})); err != nil {
			t.Fatal(err)
		}
		signature := zeektest.Sign(map[string]any{"order_id": "FD1"}, c.appID, secretKey, "1528793155")
		if want := strings.Replace(c.want, "d37f", signature, 1); string(got) != want {
			t.Errorf("sent  %s\nwanted %s", got, want)
		}
	}
}

func TestARefusedCallSaysWhatToDo(t *testing.T) {
	answer := func(code int) zeektest.Fault {
		return zeektest.Fault{Body: fmt.Sprintf(`{"error":%d,"err_msg":"A-1 %s"}`, code, secretKey)}
	}
	for _, c := range []struct {
		name  string
		fault zeektest.Fault
		want  string
	}{
		{"a wrong signature", answer(262002), "check secret_key (262002)"},
		{"an unknown appid", answer(262001), "check appid"},
		{"a wrong clock", answer(261002), "set this machine's clock (261002)"},
		{"wrong parameters", answer(261004), "check region (261004)"},
		{"asked twice", answer(261005), "within a minute"},
		{"a code that is not known", answer(264100), "does not take the call (264100)"},
		{"an address that is not allowed", zeektest.Fault{Status: 403}, "allow-list (403)"},
		{"a wrong address", zeektest.Fault{Status: 404}, "does not know this call (404)"},
		{"another address", zeektest.Fault{Status: 302}, "not followed (302)"},
		{"a problem", zeektest.Fault{Status: 502, Body: "<html>"}, "problem of its own (502)"},
		{"a success of another kind", zeektest.Fault{Status: 204}, "as it should (204)"},
		{"no JSON", zeektest.Fault{Body: "<html>" + secretKey}, "no JSON object"},
		{"no code", zeektest.Fault{Body: `{"data":{}}`}, "no error code"},
		{"a code in words", zeektest.Fault{Body: `{"error":"no"}`}, "no error code"},
		{"an answer cut short", zeektest.Fault{Body: `{"error":0,`, Cut: true}, "cut short"},
		{"an answer without an end", zeektest.Fault{Body: strings.Repeat("x", 1<<20+1)}, "larger than 1 MiB"},
		{"no status", zeektest.Fault{Body: `{"error":0,"data":[]}`}, "names no status"},
		{"another order", zeektest.Fault{Body: `{"error":0,"data":{"order_id":"FD2","order_status":9015}}`}, "another order"},
	} {
		p := newPlatform(t, nil)
		p.Break(c.fault)
		news, err := p.Refresh(context.Background(), "parcel FD1", kept(t, []happened{{9005, 0}}))
		if err == nil || !strings.Contains(err.Error(), c.want) || len(news.Parts) > 0 {
			t.Errorf("%s: %v", c.name, err)
		}
		if err != nil && (strings.Contains(err.Error(), secretKey) || strings.Contains(err.Error(), "A-1")) {
			t.Errorf("%s: it tells too much: %v", c.name, err)
		}
	}
}

func TestACallThatIsGivenUpOrFindsNobody(t *testing.T) {
	p := newPlatform(t, nil)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := p.Refresh(ctx, "parcel FD1", kept(t, []happened{{9005, 0}})); err != context.Canceled {
		t.Error(err)
	}
	host := httptest.NewServer(http.NotFoundHandler())
	host.Close()
	p = newPlatform(t, func(o *zeek.Options) { o.BaseURL = host.URL })
	if _, err := p.Refresh(context.Background(), "parcel FD1", kept(t, []happened{{9005, 0}})); err == nil || strings.Contains(err.Error(), "takeaway") {
		t.Error(err)
	}
}

func TestAProbeTellsWhetherTheCredentialsAreRight(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*zeek.Options)
		want   string
	}{
		{"they are", nil, ""},
		{"another secret", func(o *zeek.Options) { o.SecretKey = "x" }, "check secret_key"},
		{"another appid", func(o *zeek.Options) { o.AppID = "10000002" }, "check appid"},
		{"a clock that is behind", func(o *zeek.Options) { o.Now = func() time.Time { return signedAt.Add(-time.Hour) } }, "clock"},
		{"no region", func(o *zeek.Options) { o.Region, o.BaseURL = "", "" }, "region is not set"},
	} {
		p := newPlatform(t, c.change)
		for range 2 { // again within a minute, as when doctor is run twice
			err := p.Probe(context.Background())
			if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
				t.Errorf("%s: %v", c.name, err)
			}
			p.now = p.now.Add(time.Second)
		}
	}
	if f := zeek.New(zeek.Options{AppID: appID, Signature: zeek.SignatureOff}); f.Probe != nil || f.Refresh != nil {
		t.Error("without credentials something is asked")
	}
}

// The regions are those that the platform's document lists.
func TestEveryRegionHasItsHost(t *testing.T) {
	zones := map[string]string{
		"ap1": "HK TPE",
		"ap2": "SG KUL BKK SGN HAN VNAGG VNBNH VNBDG VNBTN VNCMU VNCTO VNDNG VNDLK VNDNI VNHPG VNKHA VNKGG VNLAN VNNDH VNNAN VNQNH VNTNN VNTHA VNVTU " +
			"VNTBH VNQNM VNTTH VNTNH VNTGG",
	}
	for zone, regions := range zones {
		for _, region := range strings.Fields(regions) {
			if got, want := zeek.HostOf(region), "https://"+zone+"-open-api.zeek.one"; got != want {
				t.Errorf("%s is asked at %q, want %q", region, got, want)
			}
		}
	}
	for _, region := range []string{"", "hk", "VN", "VNAG", "VNAGGG", "VN/..", "US"} {
		if got := zeek.HostOf(region); got != "" {
			t.Errorf("%q is asked at %q", region, got)
		}
	}
}
