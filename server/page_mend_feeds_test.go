package server_test

import (
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"shopclerk/internal/store"
	"shopclerk/internal/store/storetest"
	"shopclerk/server"
	"shopclerk/server/feeds"
	"shopclerk/server/feeds/cyberbiz"
)

const pulledConfig = `
admin: {token: ` + adminToken + `}
public_url: https://clerk.shop.example
shops:
  - id: main
    language: en
    bots: [{platform: joinchat, secrets: [jc-test-secret]}]
    feeds: [{id: shop, platform: cyberbiz, domain: a.example, token: token-of-the-api, webhook_secrets: [secret-of-the-webhook], poll: 5m}]
  - {id: other, language: en}
`

// startPulling is start with a feed whose lists are pulled by nobody; asked tells which pulls were asked for.
func startPulling(t *testing.T, s *store.Store) (k *clerk, asked func() []string) {
	t.Helper()
	var all []feeds.Source
	var mu sync.Mutex
	var calls []string
	k = start(t, s, pulledConfig, func(o *server.Options) {
		o.Sources = func() []feeds.Source { return all }
		o.Inbox = feeds.NewInbox(feeds.Options{Store: s, Sources: o.Sources, Spool: t.TempDir(), Log: o.Log})
		o.Pull = func(shop, feed string) {
			mu.Lock()
			defer mu.Unlock()
			calls = append(calls, shop+"/"+feed)
		}
	})
	shop := k.Config().Shops[0]
	all = append(all, feeds.Source{Shop: shop, Config: shop.Feeds[0], Feed: cyberbiz.New(cyberbiz.Options{Domain: "a.example", Token: "token-of-the-api"})})
	return k, func() []string {
		mu.Lock()
		defer mu.Unlock()
		return calls
	}
}

func pulled(t *testing.T, s *store.Store, y store.SyncState) {
	t.Helper()
	y.Shop, y.Feed = "main", "shop"
	if err := s.SetSyncState(ctx, y); err != nil {
		t.Fatal(err)
	}
}

func TestFeedsTellHowTheyStand(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		k, _ := startPulling(t, s)
		b := login(t, k, "viewer")
		now := time.Now().UTC()
		page := func(words ...string) { t.Helper(); b.get(t, "/admin/feeds?shop=main").shows(t, 200, words...) }
		page("nothing received yet", "cyberbiz", "never")
		pulled(t, s, store.SyncState{Kind: "orders", FinishedAt: now.Add(-time.Minute), Objects: 1234})
		page("working", "1,234", "a minute ago")
		pulled(t, s, store.SyncState{Kind: "orders", FinishedAt: now.Add(-3 * time.Hour)})
		page("not fetched on time", "3 hours ago")
		pulled(t, s, store.SyncState{Kind: "orders", Cursor: "x", Pages: 7, FinishedAt: now.Add(-3 * time.Hour)})
		page("working", "under way, page 7")
		pulled(t, s, store.SyncState{Kind: "orders", Cursor: "x", Error: evil, ErrorAt: now, RetryAt: now.Add(time.Hour), FinishedAt: now.Add(-time.Minute)})
		page("cannot be fetched", "Orders", "&lt;script&gt;", "tried again")
		b.get(t, "/admin/feeds?shop=main").hides(t, "<script>alert", "token-of-the-api", "secret-of-the-webhook")
		pulled(t, s, store.SyncState{Kind: "orders", FinishedAt: now.Add(-time.Minute)})
		received(t, s, store.Delivery{Feed: "shop", ReceivedAt: now.Add(-time.Hour), Body: []byte("{}")})
		page("data waits too long", "feed=shop&amp;shop=main&amp;state=queued", "the oldest came")
		settle(t, s, "main", "shop", "no")
		page("working", "feed=shop&amp;shop=main&amp;state=failed")
		b.get(t, "/admin/feeds?shop=other").shows(t, 200, "No connection yet", "import files")
	})
}

func TestAFeedIsPulledWhenStaffAskForIt(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		k, asked := startPulling(t, s)
		viewer, staff := login(t, k, "viewer"), login(t, k, "staff")
		viewer.get(t, "/admin/feeds?shop=main").hides(t, "/pull")
		viewer.post(t, "/admin/feeds/shop/pull?shop=main", nil).shows(t, http.StatusForbidden)
		staff.get(t, "/admin/feeds?shop=main").shows(t, 200, `action="/admin/feeds/shop/pull?shop=main"`, "Fetch now")
		for _, path := range []string{"/admin/feeds/none/pull?shop=main", "/admin/feeds/shop/pull?shop=other"} {
			staff.post(t, path, nil).shows(t, http.StatusNotFound)
		}
		if len(asked()) != 0 {
			t.Fatal(asked())
		}
		staff.post(t, "/admin/feeds/shop/pull?shop=main", nil).leads(t, "/admin/feeds?shop=main")
		if d := cmp.Diff([]string{"main/shop"}, asked()); d != "" {
			t.Error(d)
		}
		staff.get(t, "/admin/feeds?shop=main").shows(t, 200, "shop is being fetched in the background")
		if d := cmp.Diff([]string{"staff mend.pull"}, audited(t, s, "main")); d != "" {
			t.Error(d)
		}
	})
}

func TestAFeedThatOnlySendsCannotBePulled(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		k, _ := startFeeding(t, s)
		b := reading(t, k, "staff")
		got := b.get(t, "/admin/feeds?shop=main")
		got.shows(t, 200, "abaha", "zeek")
		got.hides(t, "/pull", "part-of-the-address")
		b.post(t, "/admin/feeds/abaha/pull?shop=main", nil).shows(t, http.StatusConflict, "offers nothing to fetch")
	})
}

func TestSearchesInVainAreShownToStaff(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		k := start(t, s, adminConfig)
		b := login(t, k, "viewer")
		b.get(t, "/admin/searches?shop=main").shows(t, 200, "Every search found something")
		list := []store.EmptySearch{{Query: evil, Times: 3, LastAt: time.Now().Add(-time.Hour)}, {Query: "oolong & more", Times: 7000, LastAt: time.Now()}}
		if err := s.NoteEmptySearches(ctx, "main", list); err != nil {
			t.Fatal(err)
		}
		got := b.get(t, "/admin/searches?shop=main")
		got.shows(t, 200, "7,000", "&lt;script&gt;", "an hour ago", "q=oolong&#43;%26&#43;more")
		got.hides(t, "<script>alert")
		if strings.Index(got.body, "oolong") > strings.Index(got.body, "&lt;script&gt;") {
			t.Error("the most frequent one is not the first")
		}
		b.get(t, "/admin/searches?shop=other").shows(t, 200, "Every search found something")
	})
}
