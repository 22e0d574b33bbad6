package feeds_test

import (
	"fmt"
	"net/http/httptest"
	"testing"
	"time"

	"shopclerk/orders"
	"shopclerk/server/feeds"
	"shopclerk/server/feeds/cyberbiz"
	"shopclerk/server/feeds/cyberbiz/cyberbiztest"
)

// The whole road of a pull: signed calls, pages that fail, a pull that is left in the middle, what is in the shop afterwards,
// and a webhook between two pulls.
func TestAShopIsPulledFromThePlatform(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		shop := cyberbiztest.New(cyberbiztest.Options{
			Username: "user", Secret: "secret-of-the-api", Orders: 230, Products: 60, Customers: 12,
			Faults: []cyberbiztest.Fault{{List: "orders", Page: 2, Cut: true}, {List: "products", Page: 1, Status: 502}},
		})
		web := httptest.NewServer(shop)
		defer web.Close()
		d.source = sourceOf("shop", cyberbiz.New(cyberbiz.Options{
			Domain: "example.cyberbiz.co", WebhookSecrets: []string{cyberbizSecret}, Username: "user", Secret: "secret-of-the-api", BaseURL: web.URL, Rate: -1,
		}))
		puller := func() *feeds.Puller {
			return &feeds.Puller{Store: d.store, Sources: func() []feeds.Source { return []feeds.Source{d.source} }, Log: d.log.logger()}
		}
		shop.Break(cyberbiztest.Fault{List: "orders", Page: 4, Status: 429, Header: map[string]string{"Retry-After": "300"}})
		if _, err := puller().Sync(ctx, d.source, nil); err == nil {
			t.Error("a page failed, and nobody says so")
		}
		if s := d.state(t, "orders"); s.Cursor == "" || s.Pages != 3 || s.Objects != 150 || time.Until(s.RetryAt) < 4*time.Minute {
			t.Errorf("%+v", s)
		}
		counts, err := puller().Sync(ctx, d.source, nil)
		if err != nil {
			t.Fatal(err)
		}
		equal(t, map[string]int{"orders": 230, "products": 60, "customers": 12}, counts)
		equal(t, []int{230, 60}, []int{len(d.orders(t)), len(d.titles(t))})
		before := len(shop.Calls())
		now := time.Now()
		shop.Put("orders", 7, map[string]any{"note": "x", "updated_at": now.In(cyberbiztest.Taipei).Format(time.DateTime)})
		if counts, err = puller().Sync(ctx, d.source, nil); err != nil || counts["orders"] != 1 || len(shop.Calls())-before > 4 {
			t.Errorf("%v, %v, %q", counts, err, shop.Calls()[before:])
		}
		body := fmt.Appendf(nil, `{"id":500008,"order_number":10008,"created_at":"2026-01-01 00:07:00","updated_at":%q,"prices":{"total_price":77},"statuses":{"order_status":"cancelled"}}`,
			now.Add(time.Minute).In(cyberbiztest.Taipei).Format(time.DateTime))
		d.Sources = func() []feeds.Source { return []feeds.Source{d.source} }
		if err := d.Receive(ctx, d.source, sent{"shop", "orders/cancel", body}.call(now)); err != nil {
			t.Fatal(err)
		}
		run(t, d.Run)
		d.settled(t)
		all := d.orders(t)
		if o := all["10008"]; len(all) != 230 || o.Summary.TotalCost.String() != "77" || o.Status != orders.Cancelled {
			t.Errorf("%+v", o)
		}
		d.log.has(t, 0, "secret-of-the-api")
	})
}

// orders are those of the shop, by their numbers.
func (d *desk) orders(t *testing.T) map[string]orders.Order {
	t.Helper()
	all := map[string]orders.Order{}
	for last := int64(0); ; {
		list, err := d.store.OrdersAfter(ctx, "main", "shop", last)
		if err != nil {
			t.Fatal(err)
		}
		if len(list) == 0 {
			return all
		}
		for _, o := range list {
			all[o.Number], last = o, o.ID
		}
	}
}
