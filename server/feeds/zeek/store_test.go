package zeek_test

import (
	"context"
	"math/rand/v2"
	"os"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"shopclerk/internal/store"
	"shopclerk/internal/store/storetest"
	"shopclerk/packages"
	"shopclerk/server/feeds"
)

func TestMain(m *testing.M) { os.Exit(storetest.Main(m)) }

// callbacks are those of a story of parcel FD1.
func (p *platform) callbacks(t *testing.T, story []happened) (all []store.NewsItem) {
	t.Helper()
	for _, h := range story {
		body := p.Callback(h.at(), map[string]any{"order_id": "FD1", "client_order_id": "A-1", "order_status": h.code})
		if _, err := p.Verify(feeds.Call{Body: body, At: h.at()}); err != nil {
			t.Fatal(err)
		}
		news, warnings, err := p.Decode(feeds.Delivery{Body: body, At: h.at()})
		if err != nil || len(warnings) > 0 {
			t.Fatal(warnings, err)
		}
		all = append(all, store.NewsItem{News: news})
	}
	return all
}

// put writes news as the inbox does, one after the other or all at once.
func (p *platform) put(t *testing.T, s *store.Store, shop string, items ...store.NewsItem) {
	t.Helper()
	build := func(group string, parts []feeds.Part) (feeds.Built, error) { return p.Build(group, parts, p.now) }
	results, err := s.PutNews(context.Background(), store.Write{Shop: shop, Source: "zeek", Currency: "HKD", Region: "HK"}, "", items, build)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range results {
		if r.Err != nil {
			t.Fatal(r.Err)
		}
	}
}

// stored is what a shop has of parcel FD1.
func stored(t *testing.T, s *store.Store, shop string) packages.Package {
	t.Helper()
	list, _, err := s.PackagesByNumber(context.Background(), shop, "FD1", 0, 10)
	if err != nil || len(list) != 1 {
		t.Fatalf("%+v, %v", list, err)
	}
	return list[0]
}

func TestInADatabaseAnyOrderEndsTheSame(t *testing.T) {
	story := []happened{{9005, 0}, {8012, 2}, {8001, 3}, {9005, 4}, {9015, 5}, {9021, 7}, {9021, 9}, {9025, 8}, {9017, 6}}
	want := packages.Package{
		Source: "zeek", OrderNumber: "A-1", Number: "FD1", Carrier: "Zeek", TrackingNumber: "FD1", Status: packages.Delivered,
		DeliveredAt: new(happened{minute: 7}.at()), Version: happened{minute: 8}.at(),
	}
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		p := newPlatform(t, nil)
		for seed := range uint64(8) {
			items := p.callbacks(t, append(story, story...))
			random := rand.New(rand.NewPCG(seed, 0)) //nolint:gosec // the same at every run
			random.Shuffle(len(items), func(i, j int) { items[i], items[j] = items[j], items[i] })
			shop := string(rune('a' + seed))
			if seed%2 == 0 {
				p.put(t, s, shop, items...)
			} else {
				for _, item := range items {
					p.put(t, s, shop, item)
				}
			}
			if d := cmp.Diff(want, stored(t, s, shop), cmpopts.IgnoreFields(packages.Package{}, "ID")); d != "" {
				t.Errorf("shop %s: %s", shop, d)
			}
		}
	})
}

func TestInADatabaseASilentParcelBecomesDue(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx := context.Background()
		p := newPlatform(t, nil)
		p.now = signedAt
		p.put(t, s, "main", p.callbacks(t, []happened{{9015, 0}})...)
		due := func(now time.Time) []string {
			groups, err := s.DueGroups(ctx, "main", "zeek", now, 10)
			if err != nil {
				t.Fatal(err)
			}
			return groups
		}
		if early, late := due(signedAt.Add(29*time.Minute)), due(signedAt.Add(30*time.Minute)); len(early) != 0 || len(late) != 1 {
			t.Fatalf("%v, then %v", early, late)
		}
		p.now = signedAt.Add(31 * time.Minute)
		p.Put("FD1", map[string]any{"order_status": 9021})
		parts, err := s.GroupParts(ctx, "main", "zeek", "parcel FD1")
		if err != nil {
			t.Fatal(err)
		}
		news, err := p.Refresh(ctx, "parcel FD1", parts)
		if err != nil {
			t.Fatal(err)
		}
		p.put(t, s, "main", store.NewsItem{News: news})
		if got := stored(t, s, "main"); got.Status != packages.Delivered || !got.DeliveredAt.Equal(p.now) || len(due(p.now.Add(1000*time.Hour))) != 0 {
			t.Errorf("%+v", got)
		}
		p.put(t, s, "main", p.callbacks(t, []happened{{9021, 10}})...) // which says when it really was
		if got := stored(t, s, "main"); !got.DeliveredAt.Equal(happened{minute: 10}.at()) {
			t.Errorf("delivered %s", got.DeliveredAt)
		}
	})
}
