package server_test

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"io"
	"net"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"shopclerk/internal/metrics"
	"shopclerk/internal/store"
	"shopclerk/internal/store/storetest"
	"shopclerk/server"
	"shopclerk/server/feeds"
	"shopclerk/server/feeds/abaha"
	"shopclerk/server/feeds/cyberbiz"
	"shopclerk/server/signature"
)

const roadConfig = `
admin: {token: ` + adminToken + `}
shops:
  - id: main
    feeds:
      - {id: abaha, platform: abaha, header: {name: X-Shop-Key, value: value-of-the-header}}
      - {id: open, platform: abaha, signature: "off", secret_path: part-of-the-address}
      - {id: cyberbiz, platform: cyberbiz, domain: example.cyberbiz.co, webhook_secrets: [key-of-the-page]}
`

const orderBody = `{"id":"1","cart_code":"00000001","user_id":"9","total_after":"1000","status":"5","orders_time":"2026-01-09 10:00:00",` +
	`"modified":"2026-01-09 10:00:00","address":{"name":"words of the body","tel":"0900000000"}}`

// receiving is a server with three feeds, on whose deliveries nobody works.
func receiving(t *testing.T, s *store.Store) *clerk {
	t.Helper()
	var all []feeds.Source
	sources, counts := func() []feeds.Source { return all }, metrics.New("test")
	k := start(t, s, roadConfig, func(o *server.Options) {
		o.Metrics = counts
		o.Inbox = feeds.NewInbox(feeds.Options{
			Store: s, Sources: sources, Spool: filepath.Join(t.TempDir(), "spool"), Log: o.Log, Metrics: feeds.Metrics{Received: counts.Received},
		})
		o.Sources = sources
	})
	shop := k.Config().Shops[0]
	for _, f := range shop.Feeds {
		feed := abaha.New(abaha.Options{HeaderName: f.Header.Name, HeaderValue: f.Header.Value})
		if f.Platform == "cyberbiz" {
			feed = cyberbiz.New(cyberbiz.Options{Domain: f.Domain, WebhookSecrets: f.WebhookSecrets})
		}
		all = append(all, feeds.Source{Shop: shop, Config: f, Feed: feed})
	}
	return k
}

// deliverTo sends a body to an address, with headers as given, name before value.
func (k *clerk) deliverTo(t *testing.T, method, path string, body io.Reader, headers ...string) reply {
	t.Helper()
	r, err := http.NewRequest(method, k.url+path, body)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header[headers[i]] = append(r.Header[headers[i]], headers[i+1]) // as it is written, which is not how Go does
	}
	return send(t, r)
}

func TestDeliveriesAreAnsweredInThePlatformsWords(t *testing.T) {
	key := []string{"X-Shop-Key", "value-of-the-header"}
	signed := []string{"X-Cyberbiz-Hmac-Sha256", hex.EncodeToString(signature.SHA256("key-of-the-page", []byte(orderBody)))}
	const taken, unknown, large = `{"status":200,"message":"OK"}`, `{"status":401,"message":"Unauthorized"}`, `{"status":413,"message":"Payload Too Large"}`
	for _, c := range []struct {
		name, path string
		body       string
		headers    []string
		status     int
		reply      string
		event      string // of what is kept
	}{
		{"an event in the path", "/feeds/main/abaha/order", orderBody, key, 200, taken, "order"},
		{"no event", "/feeds/main/abaha", orderBody, key, 200, taken, "order"},
		{"no event, and a slash", "/feeds/main/abaha/", orderBody, key, 200, taken, "order"},
		{"the header in another case", "/feeds/main/abaha/order", orderBody, []string{"x-shop-key", "value-of-the-header"}, 200, taken, "order"},
		{"no JSON", "/feeds/main/abaha/order", "words of the body", key, 200, taken, "order"},
		{"nothing", "/feeds/main/abaha/order", "", key, 200, taken, "order"},
		{"as large as can be", "/feeds/main/abaha/order", strings.Repeat("x", 2<<20), key, 200, taken, "order"},
		{"no key", "/feeds/main/abaha/order", orderBody, nil, 401, unknown, ""},
		{"another key", "/feeds/main/abaha/order", orderBody, []string{"X-Shop-Key", "value-of-the-heade"}, 401, unknown, ""},
		{"two keys", "/feeds/main/abaha/order", orderBody, append(key, key...), 401, unknown, ""},
		{"too large", "/feeds/main/abaha/order", strings.Repeat("x", 2<<20+1), key, 413, large, ""},
		{"the secret in the path", "/feeds/main/open/part-of-the-address/order", orderBody, nil, 200, taken, "order"},
		{"the secret alone", "/feeds/main/open/part-of-the-address", orderBody, nil, 200, taken, "order"},
		{"another secret", "/feeds/main/open/part-of-the-addres/order", orderBody, nil, 401, unknown, ""},
		{"the secret too late", "/feeds/main/open/order/part-of-the-address", orderBody, nil, 401, unknown, ""},
		{"no secret", "/feeds/main/open", orderBody, nil, 401, unknown, ""},
		{"a name that is no text", "/feeds/main/open/part-of-the-address/" + strings.Repeat("%80", 300), "{}", nil, 200, taken, "\uFFFD"},
		{"a signature", "/feeds/main/cyberbiz/orders/create", orderBody, signed, 200, `{"status":"ok"}`, "orders/create"},
		{"an event in the header", "/feeds/main/cyberbiz/orders/create", orderBody, append([]string{"X-Cyberbiz-Event", "Orders/Paid"}, signed...), 200, `{"status":"ok"}`, "orders/paid"},
		{"no signature", "/feeds/main/cyberbiz/orders/create", orderBody, nil, 401, `{"status":"unauthorized"}`, ""},
		{"a signature of something else", "/feeds/main/cyberbiz/orders/create", orderBody + " ", signed, 401, `{"status":"unauthorized"}`, ""},
		{"an unknown shop", "/feeds/other/abaha/order", orderBody, key, 404, `{"error":"there is no feed at this address"}` + "\n", ""},
		{"an unknown feed", "/feeds/main/other/order", orderBody, key, 404, `{"error":"there is no feed at this address"}` + "\n", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			storetest.Each(t, func(t *testing.T, s *store.Store) {
				k := receiving(t, s)
				got := k.deliverTo(t, http.MethodPost, c.path, strings.NewReader(c.body), c.headers...)
				got.is(t, c.status, c.reply)
				if want := "application/json"; !strings.HasPrefix(got.header.Get("Content-Type"), want) {
					t.Errorf("it is %s", got.header.Get("Content-Type"))
				}
				list, err := s.Deliveries(ctx, store.DeliveryQuery{Shop: "main"})
				if err != nil {
					t.Fatal(err)
				}
				kept := c.status == http.StatusOK
				if len(list) != map[bool]int{true: 1}[kept] || kept && (list[0].Event != c.event || list[0].Size != len(c.body)) {
					t.Errorf("%+v is kept", list)
				}
				log := k.log.Text()
				for _, secret := range []string{"words of the body", "0900000000", "value-of-the", "part-of-the", "cart_code"} {
					if strings.Contains(log, secret) {
						t.Errorf("%q is in the log:\n%s", secret, log)
					}
				}
			})
		})
	}
}

func TestFeedsTakePOSTOnly(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		k := receiving(t, s)
		for _, method := range []string{http.MethodGet, http.MethodPut, http.MethodDelete, http.MethodPatch} {
			for _, path := range []string{"/feeds/main/abaha", "/feeds/main/abaha/order"} {
				if got := k.deliverTo(t, method, path, nil, "X-Shop-Key", "value-of-the-header"); got.status != http.StatusMethodNotAllowed {
					t.Errorf("%s %s: %d %s", method, path, got.status, got.body)
				}
			}
		}
	})
}

func TestEveryCallIsCountedByWhatCameOfIt(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		k := receiving(t, s)
		for range 3 {
			k.deliverTo(t, http.MethodPost, "/feeds/main/abaha/order", strings.NewReader(orderBody), "X-Shop-Key", "value-of-the-header")
		}
		k.deliverTo(t, http.MethodPost, "/feeds/main/abaha/order", strings.NewReader(orderBody))
		k.deliverTo(t, http.MethodPost, "/feeds/main/abaha/order", bytes.NewReader(make([]byte, 3<<20)), "X-Shop-Key", "value-of-the-header")
		k.deliverTo(t, http.MethodPost, "/feeds/main/open/x", strings.NewReader(orderBody))
		_, page := k.scrape(http.MethodGet, "/metrics")
		for feed, want := range map[string]map[string]int{"abaha": {"kept": 1, "repeated": 2, "refused": 2}, "open": {"refused": 1}} {
			for result, n := range want {
				if line := fmt.Sprintf(`shopclerk_feed_received_total{feed=%q,result=%q,shop="main"} %d`, feed, result, n); !strings.Contains(page, line) {
					t.Errorf("%s is not in\n%s", line, page)
				}
			}
		}
	})
}

// A caller that hangs up in the middle of its body has not delivered it.
func TestHalfABodyIsNotKept(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		k := receiving(t, s)
		connection, err := net.Dial("tcp", strings.TrimPrefix(k.url, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(connection, "POST /feeds/main/abaha/order HTTP/1.1\r\nHost: x\r\nX-Shop-Key: value-of-the-header\r\nContent-Length: %d\r\n\r\n%s", len(orderBody), orderBody[:40])
		connection.Close()
		for end := time.Now().Add(10 * time.Second); ; time.Sleep(5 * time.Millisecond) {
			if _, page := k.scrape(http.MethodGet, "/metrics"); strings.Contains(page, `shopclerk_feed_received_total{feed="abaha",result="refused"`) {
				break
			}
			if time.Now().After(end) {
				t.Fatal("nobody noticed")
			}
		}
		if list, err := s.Deliveries(ctx, store.DeliveryQuery{Shop: "main"}); err != nil || len(list) > 0 {
			t.Errorf("%+v, %v", list, err)
		}
	})
}
