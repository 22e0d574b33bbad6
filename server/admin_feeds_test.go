package server_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"shopclerk/internal/store"
	"shopclerk/internal/store/storetest"
	"shopclerk/server"
	"shopclerk/server/feeds"
	"shopclerk/server/feeds/abaha"
	"shopclerk/server/feeds/cyberbiz"
	"shopclerk/server/feeds/zeek"
)

const feedsConfig = `
admin: {token: ` + adminToken + `}
public_url: https://clerk.shop.example
shops:
  - id: main
    feeds:
      - {id: abaha, platform: abaha, header: {name: X-Key, value: value-of-the-header}}
      - {id: zeek, platform: zeek, appid: 1, secret_key: key-of-zeek, signature: verify_if_present, secret_path: part-of-the-address}
  - {id: other}
`

// startFeeding is start with two feeds, whose inbox is at work when it is told to.
func startFeeding(t *testing.T, s *store.Store) (k *clerk, work func()) {
	t.Helper()
	var all []feeds.Source
	sources := func() []feeds.Source { return all }
	var inbox *feeds.Inbox
	k = start(t, s, feedsConfig, func(o *server.Options) {
		inbox = feeds.NewInbox(feeds.Options{Store: s, Sources: sources, Spool: filepath.Join(t.TempDir(), "spool"), Log: o.Log})
		o.Sources, o.Inbox = sources, inbox
	})
	for _, shop := range k.Config().Shops {
		for _, f := range shop.Feeds {
			feed := abaha.New(abaha.Options{HeaderName: f.Header.Name, HeaderValue: f.Header.Value})
			if f.Platform == "zeek" {
				feed = zeek.New(zeek.Options{AppID: f.AppID, SecretKey: f.SecretKey, Signature: f.Signature})
			}
			all = append(all, feeds.Source{Shop: shop, Config: f, Feed: feed})
		}
	}
	return k, func() {
		working, stop := context.WithCancel(ctx)
		ended := make(chan struct{})
		go func() { inbox.Run(working); close(ended) }()
		t.Cleanup(func() { stop(); <-ended })
	}
}

// deliver sends a body to a feed and fails the test unless it is acknowledged.
func (k *clerk) deliver(t *testing.T, address, body string) {
	t.Helper()
	r, err := http.NewRequest(http.MethodPost, k.url+"/feeds/main/"+address, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("X-Key", "value-of-the-header")
	if got := send(t, r); got.status != http.StatusOK {
		t.Fatalf("%s: %d %s", address, got.status, got.body)
	}
}

// delivered is what is told of a delivery.
type delivered struct {
	server.Delivery
	Body         *string
	BodyEncoding string `json:"body_encoding"`
}

// told reads the reply to a request of the admin API.
func (k *clerk) told(t *testing.T, method, path string, into any) {
	t.Helper()
	got := k.admin(t, method, path, "", nil)
	if got.status != http.StatusOK {
		t.Fatalf("%s: %d %s", path, got.status, got.body)
	}
	if err := json.Unmarshal([]byte(got.body), into); err != nil {
		t.Fatalf("%s: %v in %s", path, err, got.body)
	}
}

// deliveries lists the objects, and what continues the list.
func (k *clerk) deliveries(t *testing.T, query string) (list []delivered, next int64) {
	t.Helper()
	var reply struct {
		Deliveries []delivered
		Next       int64
	}
	k.told(t, http.MethodGet, "/deliveries?"+query, &reply)
	return reply.Deliveries, reply.Next
}

// settled waits until no delivery is queued any more.
func (k *clerk) settled(t *testing.T) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		if list, _ := k.deliveries(t, "state=queued"); len(list) == 0 {
			return
		}
	}
	t.Fatal("deliveries stay queued")
}

// What a feed that is configured no more has sent is listed, but nobody knows what in it is secret, or would work on it.
func TestADeliveryOfAFeedThatIsGoneIsShownWithoutItsBody(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		k, _ := startFeeding(t, s)
		id, _, err := s.AddDelivery(ctx, store.Delivery{Shop: "main", Feed: "gone", Event: "order", Body: []byte(`{"signature":"abc"}`)})
		if err != nil {
			t.Fatal(err)
		}
		got := k.admin(t, http.MethodGet, fmt.Sprintf("/deliveries/%d", id), "", nil)
		if !strings.Contains(got.body, `"body_gone":false,"body":null`) || strings.Contains(got.body, "abc") {
			t.Error(got.body)
		}
		k.admin(t, http.MethodPost, fmt.Sprintf("/deliveries/%d/resend", id), "", nil).is(t, http.StatusConflict,
			marshalError(t, "its feed is not in the configuration, so that nobody would work on it"))
	})
}

func TestFeedsAreToldOfWithoutASecret(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		k, work := startFeeding(t, s)
		got := k.admin(t, http.MethodGet, "/feeds", "", nil)
		const nothing = `"inbox":{"queued":0,"failed":0,"oldest":null,"last_received":null,"last_done":null},"pulls":[]}`
		got.is(t, http.StatusOK, `{"feeds":[{"id":"abaha","platform":"abaha","address":"https://clerk.shop.example/feeds/main/abaha",`+nothing+
			`,{"id":"zeek","platform":"zeek","address":"https://clerk.shop.example/feeds/main/zeek/{secret_path}",`+nothing+"]}\n")
		k.admin(t, http.MethodGet, "/feeds?shop=other", "", nil).is(t, http.StatusOK, `{"feeds":[]}`+"\n")
		k.deliver(t, "abaha/order", abahaOrder(1))
		k.deliver(t, "abaha/order", `{}`)
		var reply struct {
			Feeds []struct {
				Inbox struct {
					Queued, Failed int
					Oldest         *time.Time
					LastReceived   *time.Time `json:"last_received"`
				}
			}
		}
		k.told(t, http.MethodGet, "/feeds", &reply)
		if in := reply.Feeds[0].Inbox; in.Queued != 2 || in.Oldest == nil || in.LastReceived == nil {
			t.Errorf("%+v", in)
		}
		work()
		k.settled(t)
		reply.Feeds = nil
		k.told(t, http.MethodGet, "/feeds", &reply)
		if in := reply.Feeds[0].Inbox; in.Queued != 0 || in.Failed != 1 || in.Oldest != nil {
			t.Errorf("%+v", in)
		}
	})
}

func TestThePullsOfAFeedAreToldOf(t *testing.T) {
	const text = `
admin: {token: ` + adminToken + `}
shops: [{id: main, feeds: [{id: shop, platform: cyberbiz, domain: a.example, token: token-of-the-api}]}]
`
	at := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		var all []feeds.Source
		k := start(t, s, text, func(o *server.Options) { o.Sources = func() []feeds.Source { return all } })
		shop := k.Config().Shops[0]
		all = append(all, feeds.Source{Shop: shop, Config: shop.Feeds[0], Feed: cyberbiz.New(cyberbiz.Options{Domain: "a.example", Token: "token-of-the-api"})})
		err := s.SetSyncState(ctx, store.SyncState{
			Shop: "main", Feed: "shop", Kind: "orders", Since: at.Add(-time.Hour), Until: at, Cursor: "3", Pages: 2, Objects: 100,
			StartedAt: at, Error: "the platform has a problem of its own (502)", ErrorAt: at.Add(time.Minute), RetryAt: at.Add(time.Hour),
		})
		if err != nil {
			t.Fatal(err)
		}
		const never = `"under_way":false,"since":null,"until":null,"pages":0,"objects":0,"started_at":null,"finished_at":null,"error":"","error_at":null,"retry_at":null}`
		k.admin(t, http.MethodGet, "/feeds", "", nil).is(t, http.StatusOK, `{"feeds":[{"id":"shop","platform":"cyberbiz","address":"/feeds/main/shop",`+
			`"inbox":{"queued":0,"failed":0,"oldest":null,"last_received":null,"last_done":null},"pulls":[`+
			`{"kind":"orders","under_way":true,"since":"2026-01-02T02:04:05Z","until":"2026-01-02T03:04:05Z","pages":2,"objects":100,`+
			`"started_at":"2026-01-02T03:04:05Z","finished_at":null,"error":"the platform has a problem of its own (502)",`+
			`"error_at":"2026-01-02T03:05:05Z","retry_at":"2026-01-02T04:04:05Z"},`+
			`{"kind":"products",`+never+`,{"kind":"customers",`+never+"]}]}\n")
	})
}

func TestASignatureInABodyIsNotShown(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		k, _ := startFeeding(t, s)
		body := strings.Replace(zeekCall, `"signature":""`, `"signature":"d22e6c489d8d4969234fbeb865decd53"`, 1)
		id, _, err := s.AddDelivery(ctx, store.Delivery{Shop: "main", Feed: "zeek", Body: fmt.Appendf(nil, body, 1)})
		if err != nil {
			t.Fatal(err)
		}
		var d delivered
		k.told(t, http.MethodGet, fmt.Sprintf("/deliveries/%d", id), &d)
		if d.Body == nil || strings.Contains(*d.Body, "d22e") || !strings.Contains(*d.Body, `"order_id":"FD1"`) {
			t.Errorf("%+v", d)
		}
	})
}
