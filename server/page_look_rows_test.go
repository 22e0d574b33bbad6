package server_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"shopclerk/catalog"
	"shopclerk/internal/store"
	"shopclerk/internal/store/storetest"
	"shopclerk/orders"
	"shopclerk/packages"
	"shopclerk/server/imports"
)

func TestARowShowsAllThatIsStoredAndWhatACustomerSees(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		k := start(t, s, lookConfig)
		for _, shop := range []string{"main", "papers"} {
			k.loadSample(t, shop)
		}
		b := login(t, k, "viewer")
		path := func(kind, shop string, id int64) string { return fmt.Sprintf("/admin/%s/%d?shop=%s", kind, id, shop) }
		b.get(t, path("products", "main", k.productID(t, "main", "sample", "ts-001"))).
			shows(t, 200, "<h1>Classic White T-Shirt</h1>", "100% Soft and Luxurious Cotton", "Plain Thursday", `<code class="code">TS-001</code>`, "25.00", "https://shop.example/cart/add?sku=TS-001",
				`<div class="phone">`, `src="/pictures/tshirt-ffffff.png"`)
		b.get(t, path("products", "main", k.productID(t, "main", "sample", "dr-010"))).shows(t, 200, "it is not published")
		b.get(t, path("products", "papers", k.productID(t, "papers", "sample", "sh-006"))).shows(t, 200, "it is sold out")

		masked := b.get(t, path("orders", "main", k.firstOrder(t, "main", "12345678902")))
		masked.shows(t, 200, "Order 12345678902", "Stephane Crozatier", "bob.norman@example.com", "1 Hacker Way", "S*** C***", "94***", "hidden from customers",
			"56.14", "New Customer Discount", "A1231411", "customers see names, streets and postal codes masked")
		full := b.get(t, path("orders", "papers", k.firstOrder(t, "papers", "12345678902")))
		full.shows(t, 200, "Stephane Crozatier", "1 Hacker Way")
		full.hides(t, "S*** C***", "hidden from customers", "postal codes masked")
		b.get(t, "/admin/orders?shop=main").shows(t, 200, "postal codes masked")
		b.get(t, "/admin/orders?shop=papers").hides(t, "postal codes masked")

		b.get(t, path("packages", "main", k.firstPackage(t, "main", "A1231411"))).
			shows(t, 200, "Parcel A1231411", "UPS11012", "Delivery in progress", "Order 12345678902", "2017-12-12", `<div class="phone">`)
	})
}

func TestACancelledOrderIsSaidToBeHiddenWhereItIs(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		k := start(t, s, lookConfig)
		b := login(t, k, "viewer")
		for shop, hidden := range map[string]bool{"papers": true, "main": false} {
			k.loadText(t, shop, "file", imports.Orders, `[{"order_number":"C1","status":"cancelled","summary":{"total_cost":1}}]`)
			got := b.get(t, fmt.Sprintf("/admin/orders/%d?shop=%s", k.firstOrder(t, shop, "C1"), shop))
			if said := strings.Contains(got.body, "hides cancelled orders"); said != hidden {
				t.Errorf("shop %s: %v", shop, said)
			}
		}
	})
}

func TestRowsOfOtherShopsAreNotThere(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		k := start(t, s, lookConfig)
		for _, shop := range []string{"main", "papers"} {
			k.loadSample(t, shop)
		}
		addUser(t, k, store.User{Name: "mei", Role: "staff", Shops: []string{"main"}})
		b := login(t, k, "mei")
		product, order, parcel := k.productID(t, "papers", "sample", "ts-001"), k.firstOrder(t, "papers", "12345678902"), k.firstPackage(t, "papers", "A1231411")
		// The ids of a shop count from 1: one that only the other shop has is past this shop's last.
		if _, err := k.store.PutProducts(ctx, store.Write{Shop: "papers", Source: "file", Currency: "TWD"}, []catalog.Change{{SKU: "ONLY", Title: new("of papers")}}); err != nil {
			t.Fatal(err)
		}
		only := k.productID(t, "papers", "file", "only")
		for _, path := range []string{
			fmt.Sprintf("/admin/products/%d?shop=papers", product), fmt.Sprintf("/admin/orders/%d?shop=papers", order), fmt.Sprintf("/admin/packages/%d?shop=papers", parcel),
			"/admin/products?shop=papers", "/admin/orders?shop=papers", "/admin/packages?shop=papers", "/admin/try?shop=papers", fmt.Sprintf("/admin/products/%d", only),
			"/admin/products/999999", "/admin/orders/x", "/admin/packages/-1", "/admin/orders/99999999999999999999",
		} {
			got := b.get(t, path)
			got.shows(t, http.StatusNotFound)
			got.hides(t, "of papers", "Stephane")
		}
		b.post(t, fmt.Sprintf("/admin/products/%d/publish?shop=papers", only), url.Values{"published": {"0"}}).shows(t, http.StatusNotFound)
		b.post(t, fmt.Sprintf("/admin/products/%d/publish", only), url.Values{"published": {"0"}}).shows(t, http.StatusNotFound)
		p, err := k.store.ProductByID(ctx, "papers", only)
		if err != nil || !p.Published {
			t.Errorf("%+v, %v", p, err)
		}
	})
}

// nastyText is what a careless page would run.
const nastyText = `"><script>alert(1)</script><img src=x onerror=alert(2)>'`

func TestNothingThatAFileOrAFeedBringsIsRun(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		k := start(t, s, lookConfig)
		w := store.Write{Shop: "main", Source: nastyText[:40], Currency: "TWD", Region: "TW"}
		text, link := new(nastyText), new("javascript:alert(3)")
		product := catalog.Change{
			Key: nastyText, SKU: nastyText, Title: text, ProductType: text, Vendor: text, Desc: text, ImageURL: text, DetailURL: link, BuyURL: link, Codes: &[]string{nastyText},
		}
		order := orders.Change{
			Key: nastyText, Number: nastyText, RecipientName: text, PaymentMethod: text, URL: link, CustomerID: text, Emails: &[]string{nastyText}, Phones: &[]string{nastyText},
			Address:     new(&orders.Address{Street1: nastyText, Street2: nastyText, City: nastyText, PostalCode: nastyText, State: nastyText, Country: "TW"}),
			Adjustments: &[]orders.Adjustment{{Name: nastyText, Amount: money("1")}}, Total: new(money("1")),
			Elements: &[]orders.Element{{Title: nastyText, Subtitle: nastyText, Price: money("1"), Quantity: 1, ImageURL: nastyText}},
		}
		status := packages.Status(nastyText)
		parcel := packages.Change{
			OrderNumber: nastyText, Number: nastyText, ProductName: text, Carrier: text, TrackingNumber: text, TrackingURL: link, Status: &status, ExpectedOn: new(`"><b>1`), ImageURL: text,
		}
		_, err := k.store.PutProducts(ctx, w, []catalog.Change{product})
		if err == nil {
			_, err = k.store.PutOrders(ctx, w, []orders.Change{order})
		}
		if err == nil {
			_, err = k.store.PutPackages(ctx, w, []packages.Change{parcel})
		}
		if err != nil {
			t.Fatal(err)
		}
		k.index(t)
		b := login(t, k, "staff")
		pages := map[string]reply{}
		for _, path := range []string{
			"products", "products/1", "orders", "orders/2", "packages", "packages/3", "products?q=" + url.QueryEscape(nastyText), "orders?q=" + url.QueryEscape(nastyText),
			"packages?source=" + url.QueryEscape(w.Source), "try?method=products&title=" + url.QueryEscape(nastyText), "try?method=" + url.QueryEscape(nastyText) + "&as=" + url.QueryEscape(nastyText),
		} {
			pages[path] = b.get(t, "/admin/"+path)
		}
		for method, form := range map[string]url.Values{
			"products": {"title": {"alert"}}, "property": {"search_type": {"vendor"}}, "orders": {"order_number": {nastyText}}, "packages": {"package_number": {nastyText}}, "test": {"token": {nastyText}},
		} {
			for _, as := range []string{"joinchat.0.0", "bothub.0.0"} {
				form.Set("method", method)
				form.Set("as", as)
				pages[as+" "+method] = b.post(t, "/admin/try?shop=main", form)
			}
		}
		for path, got := range pages {
			got.shows(t, http.StatusOK)
			body := strings.ToLower(got.body)
			if strings.Contains(body, "<script>alert") || strings.Contains(body, "<img src=x") || strings.Contains(body, `href="javascript:`) || strings.Contains(body, `"><b>1`) {
				t.Errorf("%s is not escaped:\n%s", path, clip(mainOf(got.body)))
			}
			if !strings.Contains(body, "alert(1)") && !strings.Contains(path, "method=%22") {
				t.Errorf("%s does not show the text at all", path)
			}
		}
	})
}
