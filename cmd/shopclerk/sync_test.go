package main

import (
	"fmt"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"shopclerk/internal/store"
	"shopclerk/internal/store/storetest"
	"shopclerk/server/feeds/cyberbiz/cyberbiztest"
)

func TestSyncPullsAndSaysWhatItPulled(t *testing.T) {
	shop := cyberbiztest.New(cyberbiztest.Options{Token: "token-of-the-api", Orders: 120, Products: 3, Customers: 2})
	web := httptest.NewServer(shop)
	defer web.Close()
	more := fmt.Sprintf(`
    feeds:
      - {id: shop, platform: cyberbiz, domain: a.example, token: token-of-the-api, base_url: %q, poll: 0}
      - {id: pushed, platform: cyberbiz, domain: b.example, webhook_secrets: [key-of-the-page]}
      - {id: abaha, platform: abaha, header: {name: X-Key, value: value-of-the-header}}
`, web.URL)
	for _, database := range storetest.All(t) {
		t.Run(database.Name, func(t *testing.T) {
			dir, o := t.TempDir(), database.New(t)
			at := "sqlite"
			if database.Name != store.SQLite {
				at = address(o)
			}
			write(t, dir, "shopclerk.yaml", shopConfig(at)+more)
			execute(t, dir, "", "migrate").expect(t, 0)
			if database.Name == store.SQLite {
				o = store.Options{Driver: store.SQLite, Path: dir + "/data/shopclerk.db"}
			}
			pulled(t, dir, shop)
			refused(t, dir, shop)
			busy(t, dir, storetest.Open(t, o))
		})
	}
}

func pulled(t *testing.T, dir string, shop *cyberbiztest.Shop) {
	t.Helper()
	is := func(r result, want string) {
		t.Helper()
		if diff := cmp.Diff(want, r.expect(t, 0).stdout); diff != "" {
			t.Error(diff)
		}
	}
	all := execute(t, dir, "", "sync", "shop")
	is(all, "orders: 120 pulled\nproducts: 3 pulled\ncustomers: 2 pulled\n")
	contains(t, all.stderr, "orders: page 1, 50 of 120 pulled\norders: page 2, 100 of 120 pulled\norders: page 3, 120 of 120 pulled\n", "customers: page 1, 2 of 2 pulled\n")
	if n := len(execute(t, dir, "", "export", "orders").expect(t, 0).stdout); n < 120*100 {
		t.Errorf("there are %d bytes of orders", n)
	}
	is(execute(t, dir, "", "sync", "shop"), "orders: 0 pulled\nproducts: 3 pulled\ncustomers: 0 pulled\n")
	is(execute(t, dir, "", "sync", "shop", "--since", "2026-01-01 01:59:00"), "orders: 1 pulled\nproducts: 3 pulled\ncustomers: 0 pulled\n")
	for want, args := range map[string][]string{
		`shop main has no feed "other"; it has shop, pushed, abaha`:                  {"other"},
		"shop main has 2 feeds of cyberbiz; name one of":                             {"cyberbiz"},
		"feed pushed has nothing to pull: it needs username and secret, or token":    {"pushed"},
		"feed abaha has nothing to pull: Abaha documents no list":                    {"abaha"},
		"--since: lies in the future":                                                {"shop", "--since", "2999-01-01"},
		`--since: "yesterday" is no time such as 2026-01-31 or 2026-01-31T08:00:00Z`: {"shop", "--since", "yesterday"},
	} {
		contains(t, execute(t, dir, "", append([]string{"sync"}, args...)...).expect(t, 1).stderr, want)
	}
}

// refused breaks pulls off in the middle, which the next one goes on with.
func refused(t *testing.T, dir string, shop *cyberbiztest.Shop) {
	t.Helper()
	shop.Break(cyberbiztest.Fault{List: "orders", Page: 2, Status: 429, Header: map[string]string{"Retry-After": "300"}, Body: `{"error":"slow down"}`})
	r := execute(t, dir, "", "sync", "shop", "--since", "2026-01-01").expect(t, 1)
	contains(t, r.stdout, "orders: 50 pulled, and not all\n")
	contains(t, r.stderr, "orders: page 2: the platform gets too many calls", "it wants to be left alone for 5m0s, and the next pull goes on at this page")
	contains(t, execute(t, dir, "", "sync", "shop").expect(t, 0).stdout, "orders: 120 pulled\n")
	shop.Break(cyberbiztest.Fault{List: "products", Status: 401, Body: cyberbiztest.NoCredentials})
	r = execute(t, dir, "", "sync", "shop").expect(t, 1)
	if diff := cmp.Diff("orders: 0 pulled\nproducts: 0 pulled, and not all\n", r.stdout); diff != "" {
		t.Error(diff)
	}
	contains(t, r.stderr, "products: page 1: the platform does not take the credentials", "until that is changed, trying again is of no use")
}

// busy pulls while another process does.
func busy(t *testing.T, dir string, s *store.Store) {
	t.Helper()
	if got, err := s.AcquireLease(t.Context(), "pull main shop", "somebody else", time.Minute); err != nil || !got {
		t.Fatal(got, err)
	}
	r := execute(t, dir, "", "sync", "shop").expect(t, 1)
	contains(t, r.stderr, "another process pulls this feed at the moment; wait until it is done")
	if r.stdout != "" {
		t.Error(r.stdout)
	}
}
