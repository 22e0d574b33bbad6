package server_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"shopclerk/internal/store"
	"shopclerk/internal/store/storetest"
	"shopclerk/packages"
	"shopclerk/server"
	"shopclerk/server/feeds"
	"shopclerk/server/feeds/zeek"
	"shopclerk/server/feeds/zeek/zeektest"
)

// startDelivering is start with a feed of Zeek, whose stand-in and clock it returns, and the parcels FD1, on its way, and FD2, delivered.
func startDelivering(t *testing.T, s *store.Store) (k *clerk, z *zeektest.Zeek, now *time.Time) {
	t.Helper()
	now = new(time.Now().UTC().Truncate(time.Second))
	clock := func() time.Time { return *now }
	z = zeektest.New(zeektest.Options{AppID: "1", SecretKey: "key-of-zeek", Now: clock})
	host := httptest.NewServer(z)
	t.Cleanup(host.Close)
	source := feeds.Source{Feed: zeek.New(zeek.Options{AppID: "1", SecretKey: "key-of-zeek", Region: "HK", BaseURL: host.URL, Now: clock})}
	k = start(t, s, feedsConfig, func(o *server.Options) { o.Sources = func() []feeds.Source { return []feeds.Source{source} } })
	source.Shop, source.Config = k.Config().Shops[0], k.Config().Shops[0].Feeds[1]
	var items []store.NewsItem
	for id, status := range map[string]int{"FD1": 9015, "FD2": 9021} {
		news, _, err := source.Decode(feeds.Delivery{At: *now, Body: z.Callback(*now, map[string]any{"order_id": id, "client_order_id": "A-1", "order_status": status})})
		if err != nil {
			t.Fatal(err)
		}
		items = append(items, store.NewsItem{News: news})
		z.Put(id, map[string]any{"order_status": status})
	}
	w := store.Write{Shop: "main", Source: "zeek", Currency: source.Shop.Currency, Region: source.Shop.Region}
	if _, err := s.PutNews(ctx, w, "", items, func(group string, parts []feeds.Part) (feeds.Built, error) { return source.Build(group, parts, *now) }); err != nil {
		t.Fatal(err)
	}
	return k, z, now
}

func TestStaffCanAskWhereACourierIs(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		k, z, now := startDelivering(t, s)
		page := fmt.Sprintf("/admin/packages/%d", k.firstPackage(t, "main", "FD1"))
		viewer, staff := reading(t, k, "viewer"), reading(t, k, "staff")
		viewer.get(t, page+"?shop=main").hides(t, "/courier")
		viewer.post(t, page+"/courier?shop=main", nil).shows(t, http.StatusForbidden)
		got := staff.get(t, page+"?shop=main")
		got.shows(t, 200, "Where is the courier?", `action="`+page+`/courier?shop=main"`)
		got.hides(t, "openstreetmap")
		if calls := z.Calls(); len(calls) > 0 {
			t.Fatalf("looking at a parcel asks %v", calls)
		}

		z.Place("FD1", map[string]any{"position": "22.285944,114.158177"})
		got = staff.post(t, page+"/courier?shop=main", nil)
		got.shows(t, 200, "The courier was last seen at 22.285944, 114.158177.", "FD1",
			`href="https://www.openstreetmap.org/?mlat=22.285944&amp;mlon=114.158177#map=16/22.285944/114.158177" rel="noopener noreferrer"`)
		staff.get(t, page+"/courier?shop=main").leads(t, page+"?shop=main")
		staff.get(t, page+"?shop=main").hides(t, "22.285944")

		*now = now.Add(time.Minute)
		z.Place("FD1", map[string]any{})
		staff.post(t, page+"/courier?shop=main", nil).leads(t, page+"?shop=main")
		staff.get(t, page+"?shop=main").shows(t, 200, "does not tell where the courier is")
		staff.post(t, page+"/courier?shop=main", nil).leads(t, page+"?shop=main")
		staff.get(t, page+"?shop=main").shows(t, 200, "could not be asked: the platform was asked the same within a minute (261005)")
		if d := cmp.Diff([]string{"staff look.courier", "staff look.courier", "staff look.courier"}, audited(t, s, "main")); d != "" {
			t.Error(d)
		}
		if text := k.log.Text(); strings.Contains(text, "22.285944") {
			t.Error("the log tells where the courier is")
		}
	})
}

func TestACourierWhoCannotBeAskedFor(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		k, z, _ := startDelivering(t, s)
		put := []packages.Change{{OrderNumber: "A-2", Number: "P-1", Status: new(packages.InTransit)}}
		if _, err := s.PutPackages(ctx, store.Write{Shop: "main", Source: "file", Currency: "TWD"}, put); err != nil {
			t.Fatal(err)
		}
		staff := reading(t, k, "staff")
		for _, number := range []string{"FD2", "P-1"} { // delivered, and of a file
			page := fmt.Sprintf("/admin/packages/%d", k.firstPackage(t, "main", number))
			staff.get(t, page+"?shop=main").hides(t, "/courier")
			staff.post(t, page+"/courier?shop=main", nil).shows(t, http.StatusConflict, "nobody to ask")
		}
		for _, id := range []string{"999999", "x"} {
			staff.post(t, "/admin/packages/"+id+"/courier?shop=main", nil).shows(t, http.StatusNotFound)
		}
		page := fmt.Sprintf("/admin/packages/%d", k.firstPackage(t, "main", "FD1"))
		staff.post(t, page+"/courier?shop=other", nil).shows(t, http.StatusNotFound) // another shop's
		if calls := z.Calls(); len(calls) > 0 {
			t.Errorf("asked %v", calls)
		}
	})
}
