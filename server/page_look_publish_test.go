package server_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"shopclerk/catalog"
	"shopclerk/internal/store"
	"shopclerk/internal/store/storetest"
	"shopclerk/server/imports"
)

func TestStaffShowAndHideProducts(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		k := start(t, s, lookConfig)
		k.loadText(t, "main", "file", imports.Products, `[{"sku":"TEA-1","title":"Oolong","vendor":"Cloud Ridge"}]`)
		k.index(t)
		id := k.productID(t, "main", "file", "tea-1")
		page := fmt.Sprintf("/admin/products/%d?shop=main", id)
		publish := fmt.Sprintf("/admin/products/%d/publish?shop=main", id)
		found := func() bool {
			k.index(t)
			return strings.Contains(k.ask(t, joinchatBot, `{"method":"products","params":{"title":"oolong"}}`).body, "Cloud Ridge")
		}

		viewer := login(t, k, "viewer")
		viewer.get(t, page).hides(t, "Stop showing it")
		viewer.post(t, publish, url.Values{"published": {"0"}}).shows(t, http.StatusForbidden)
		b := login(t, k, "staff")
		b.send(t, "POST", publish, url.Values{"published": {"0"}}).shows(t, http.StatusForbidden) // no token of the session
		b.post(t, publish, url.Values{"published": {"perhaps"}}).shows(t, http.StatusBadRequest)
		if !found() {
			t.Fatal("it was hidden by somebody who may not")
		}

		b.get(t, page).shows(t, 200, "Stop showing it", "as if the source “file” had said it just now")
		b.post(t, publish, url.Values{"published": {"0"}}).leads(t, page)
		b.get(t, page).shows(t, 200, "“Oolong” is not shown any more.", "Not published", "by staff")
		if found() {
			t.Error("customers find it")
		}
		b.post(t, publish, url.Values{"published": {"0"}}).leads(t, page) // a second press
		b.get(t, page).shows(t, 200, "It was so already")
		b.post(t, publish, url.Values{"published": {"1"}}).leads(t, page)
		if !found() {
			t.Error("customers do not find it again")
		}
		entries, err := k.store.Audit(ctx, store.AuditQuery{Shop: "main", Limit: 10})
		if err != nil || len(entries) != 2 || entries[0].Action != "look.publish" || entries[1].Action != "look.unpublish" || entries[1].Detail != "file tea-1 Oolong" || entries[1].User != "staff" {
			t.Errorf("%+v, %v", entries, err)
		}
		login(t, k, "owner").get(t, "/admin/audit").shows(t, 200, "Stopped showing a product", "Published a product")
	})
}

// What is done on the page counts as said by the product's source at that moment.
func TestWhatASourceSaysLaterWinsOverThePage(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		k := start(t, s, lookConfig)
		b := login(t, k, "staff")
		hide := func(id int64) {
			b.post(t, fmt.Sprintf("/admin/products/%d/publish?shop=main", id), url.Values{"published": {"0"}}).shows(t, http.StatusSeeOther)
		}
		shown := func(id int64) bool {
			p, err := k.store.ProductByID(ctx, "main", id)
			if err != nil {
				t.Fatal(err)
			}
			return p.Published
		}
		for name, c := range map[string]struct {
			first, later string
			shown        bool
		}{
			"a file with such a column":                {`[{"sku":"%s","title":"t","published":true}]`, `[{"sku":"%s","title":"t","published":true}]`, true},
			"a file that does not speak of it":         {`[{"sku":"%s","title":"t"}]`, `[{"sku":"%s","title":"t2"}]`, false},
			"the same file as before, which has none":  {`[{"sku":"%s","title":"t"}]`, `[{"sku":"%s","title":"t"}]`, false},
			"a row that its source dated before it":    {`[{"sku":"%s","title":"t"}]`, `[{"sku":"%s","title":"t","published":true,"updated_at":"2001-01-01T00:00:00Z"}]`, false},
			"a row that its source dated after it":     {`[{"sku":"%s","title":"t"}]`, `[{"sku":"%s","title":"t","published":true,"updated_at":"2100-01-01T00:00:00Z"}]`, true},
			"the same file as before, which has a one": {`[{"sku":"%s","title":"t","published":true,"price":1}]`, `[{"sku":"%s","title":"t","published":true,"price":1}]`, true},
		} {
			t.Run(name, func(t *testing.T) {
				sku := strings.ReplaceAll(name, " ", "-")
				k.loadText(t, "main", "file", imports.Products, fmt.Sprintf(c.first, sku))
				id := k.productID(t, "main", "file", sku)
				hide(id)
				if shown(id) {
					t.Fatal("it is not hidden")
				}
				k.loadText(t, "main", "file", imports.Products, fmt.Sprintf(c.later, sku))
				if shown(id) != c.shown {
					t.Errorf("it is shown: %v, want %v", !c.shown, c.shown)
				}
			})
		}
		k.loadText(t, "main", "file", imports.Products, `[{"sku":"AHEAD","title":"t"}]`)
		id := k.productID(t, "main", "file", "ahead")
		later := time.Now().AddDate(1, 0, 0)
		if _, err := k.store.PutProducts(ctx, store.Write{Shop: "main", Source: "file"}, []catalog.Change{{SKU: "AHEAD", Desc: new("x"), UpdatedAt: &later}}); err != nil {
			t.Fatal(err)
		}
		hide(id)
		b.get(t, fmt.Sprintf("/admin/products/%d?shop=main", id)).shows(t, 200, "dated this product in the future")
		if !shown(id) {
			t.Error("it is hidden, though its source's word is later")
		}
	})
}

func TestTheHistoryTellsOfImportsDeliveriesAndThePage(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		k := start(t, s, lookConfig)
		k.bring(t, store.Import{Kind: "products", Shop: "main", Source: "file", FileName: "week 1.json"}, strings.NewReader(`[{"sku":"TEA-1","title":"Oolong","price":100},{"sku":"TEA-2","title":"Assam","price":5}]`))
		k.bring(t, store.Import{Kind: "products", Shop: "main", Source: "file", FileName: "week 2.json"}, strings.NewReader(`[{"sku":"TEA-1","title":"Oolong, spring","price":120}]`))
		k.bring(t, store.Import{Kind: "orders", Shop: "main", Source: "file", FileName: "orders.json"}, strings.NewReader(`[{"order_number":"77","recipient_name":"Ann","summary":{"total_cost":1}}]`))
		b := login(t, k, "staff")
		id := k.productID(t, "main", "file", "tea-1")
		b.post(t, fmt.Sprintf("/admin/products/%d/publish?shop=main", id), url.Values{"published": {"0"}}).shows(t, http.StatusSeeOther)
		got := b.get(t, fmt.Sprintf("/admin/products/%d?shop=main", id))
		got.shows(t, 200, "week 1.json", "week 2.json", "Came with this import.", `<del class="diff-old">Oolong</del> → <ins class="diff-new">Oolong, spring</ins>`,
			`<del class="diff-old">100 TWD</del> → <ins class="diff-new">120 TWD</ins>`, "Stopped showing a product", "by staff")
		if newer, older := strings.Index(got.body, "week 2.json"), strings.Index(got.body, "week 1.json"); newer > older || strings.Index(got.body, "by staff") > newer {
			t.Error("the history does not begin with what was last")
		}
		b.get(t, fmt.Sprintf("/admin/products/%d?shop=main", k.productID(t, "main", "file", "tea-2"))).hides(t, "week 2.json", "Stopped showing a product")
		b.get(t, fmt.Sprintf("/admin/orders/%d?shop=main", k.firstOrder(t, "main", "77"))).shows(t, 200, "orders.json", "Came with this import.")

		if _, err := k.store.PutProducts(ctx, store.Write{Shop: "main", Source: "warehouse", Currency: "VND"}, []catalog.Change{{Key: "501", SKU: "W-1", Title: new("Pot")}}); err != nil {
			t.Fatal(err)
		}
		delivery, _, err := k.store.AddDelivery(ctx, store.Delivery{Shop: "main", Feed: "warehouse", Event: "product", Object: "product 501", Body: []byte("{}")})
		if err != nil {
			t.Fatal(err)
		}
		b.get(t, fmt.Sprintf("/admin/products/%d?shop=main", k.productID(t, "main", "warehouse", "501"))).
			shows(t, 200, fmt.Sprintf(`href="/admin/deliveries/%d?shop=main"`, delivery), "waiting", "not which field each of them changed", "The shop system decides again")
		b.get(t, fmt.Sprintf("/admin/products/%d?shop=main", id)).hides(t, "not which field each of them changed")
	})
}
