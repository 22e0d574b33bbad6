package server_test

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"shopclerk/internal/store"
	"shopclerk/internal/store/storetest"
	"shopclerk/orders"
	"shopclerk/server/imports"
)

const lookConfig = `
public_url: https://clerk.shop.example
admin: {token: ` + adminToken + `}
shops:
  - id: main
    language: en
    bots:
      - {platform: joinchat, secrets: [jc-test-secret, jc-next-secret]}
      - {platform: bothub, page_id: "42", secrets: [bh-test-secret]}
    feeds: [{id: warehouse, platform: abaha, header: {name: X-Key, value: "12345678"}}]
  - {id: papers, language: en, privacy: full, hide_sold_out: true, cancelled_is: hidden, bots: [{platform: joinchat, secrets: [jc-papers-secret]}]}
  - {id: empty, language: vi}
`

// productID is the number of the product with a key of a source.
func (k *clerk) productID(t *testing.T, shop, source, key string) int64 {
	t.Helper()
	list, err := k.store.ProductsByKey(ctx, shop, key)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range list {
		if p.Source == source {
			return p.ID
		}
	}
	t.Fatalf("shop %s has no product %q of %s", shop, key, source)
	return 0
}

// firstOrder is the number of the order that carries a number.
func (k *clerk) firstOrder(t *testing.T, shop, number string) int64 {
	t.Helper()
	list, err := k.store.OrdersByNumber(ctx, shop, number, orders.All.Statuses())
	if err != nil {
		t.Fatal(err)
	}
	return list[0].ID
}

func (k *clerk) firstPackage(t *testing.T, shop, number string) int64 {
	t.Helper()
	list, err := k.store.FindPackages(ctx, shop, number)
	if err != nil || len(list) == 0 {
		t.Fatalf("%v, %v", list, err)
	}
	return list[0].ID
}

// listLinks are the ids of the rows that a list shows, in its order.
func listLinks(page, kind string) (ids []string) {
	for _, m := range regexp.MustCompile(`class="main-cell">.*?/admin/`+kind+`/(\d+)`).FindAllStringSubmatch(page, -1) {
		ids = append(ids, m[1])
	}
	return ids
}

func TestProductsOfTheShopAreSearchedAndFiltered(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		k := start(t, s, lookConfig)
		k.loadSample(t, "main")
		k.loadText(t, "main", "erp", imports.Products, `[{"sku":"ERP-1","title":"Green teapot","vendor":"Kiln","published":false},{"sku":"TS-001","title":"Its twin"}]`)
		k.index(t)
		b := login(t, k, "viewer")
		for query, c := range map[string]struct {
			words []string
			least int // that are shown; with exact no more, either
			exact bool
		}{
			"":                                    {nil, 50, true},
			"q=clasic+whit+shirt":                 {[]string{"Classic White T-Shirt"}, 5, false}, // as customers mistype it
			"q=ts-001":                            {[]string{"Classic White T-Shirt", "Its twin"}, 2, true},
			"q=erp-1":                             {[]string{"Green teapot", "Not published"}, 1, false},
			"q=teapots&published=0":               {[]string{"Green teapot"}, 1, true},
			"q=shirt&source=erp":                  {[]string{"Nothing found"}, 0, true},
			"published=0":                         {[]string{"Green teapot"}, 2, false},
			"published=0&vendor=KILN":             {[]string{"Green teapot"}, 1, true},
			"source=erp":                          {[]string{"Its twin", "Green teapot"}, 2, true},
			"vendor=moonlit+loom":                 {[]string{"Moonlit Loom"}, 10, false},
			"vendor=moonlit+loom&published=0":     {[]string{"Moonlit Loom"}, 1, false},
			"until=2001-01-01":                    {[]string{"Nothing found"}, 0, true},
			"from=2001-01-01&until=2100-01-01":    {nil, 50, true},
			"from=yesterday&published=perhaps":    {nil, 50, true},
			"q=zzzzqqqq":                          {[]string{"Nothing found", "Clear all filters"}, 0, true},
			"after=rubbish":                       {nil, 50, true},
			"q=shirt&after=nrubbish":              {[]string{"Shirt"}, 10, false},
			"q=" + url.QueryEscape("白色T恤"):        {[]string{"白色T恤"}, 1, false},
			"q=" + strings.Repeat("a+", 3000):     {nil, 0, false},
			"q=%00%ff&vendor=%00&source=%ff%27--": {nil, 0, false},
		} {
			got := b.get(t, "/admin/products?shop=main&"+query)
			got.shows(t, http.StatusOK, c.words...)
			if ids := listLinks(got.body, "products"); len(ids) < c.least || c.exact && len(ids) > c.least {
				t.Errorf("%q shows %d products, want %d", query, len(ids), c.least)
			}
		}
		b.get(t, "/admin/products?shop=main&q=ts-001").shows(t, 200, "25.00 USD", ">120</td>", "TS-001 · Plain Thursday")
		b.get(t, "/admin/products?shop=empty").shows(t, http.StatusOK, "Chưa có sản phẩm", "/admin/imports")
	})
}

var nextLink = regexp.MustCompile(`href="([^"]+)" rel="next"`)

// leaf follows the links to the next page and returns the rows of all pages.
func (b *browser) leaf(t *testing.T, path, kind string) (ids []string, pages int) {
	t.Helper()
	for path != "" && pages < 20 {
		got := b.get(t, path)
		got.shows(t, http.StatusOK)
		ids = append(ids, listLinks(got.body, kind)...)
		path = ""
		if m := nextLink.FindStringSubmatch(got.body); m != nil {
			path = strings.ReplaceAll(m[1], "&amp;", "&")
		}
		pages++
	}
	return ids, pages
}

func TestEveryListIsReadToItsEndWithEachRowOnce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		k := start(t, s, lookConfig)
		k.loadSample(t, "main")
		var o []orders.Change
		for i := range 120 { // all of one account
			o = append(o, orders.Change{Number: fmt.Sprint("M", i), Total: new(money("1")), Emails: &[]string{"many@shop.example"}})
		}
		if _, err := k.store.PutOrders(ctx, store.Write{Shop: "main", Source: "crm", Currency: "TWD", Region: "TW"}, o); err != nil {
			t.Fatal(err)
		}
		k.index(t)
		b := login(t, k, "viewer")
		for path, want := range map[string]int{
			"products?shop=main": 179, "products?shop=main&source=sample": 179, "products?shop=main&published=1": 179 - k.unpublished(t), "products?shop=main&q=shirt": 0,
			"orders?shop=main": 44 + 120, "orders?shop=main&source=crm": 120, "orders?shop=main&status=paid&source=crm": 120, "orders?shop=main&q=many@shop.example": 120,
			"packages?shop=main": 44, "packages?shop=main&source=sample": 44,
		} {
			kind, _, _ := strings.Cut(path, "?")
			ids, pages := b.leaf(t, "/admin/"+path, kind)
			known := map[string]bool{}
			for _, id := range ids {
				known[id] = true
			}
			if want > 0 && len(ids) != want || len(known) != len(ids) || pages == 20 || len(ids) == 0 {
				t.Errorf("%s: %d rows, %d of them different, on %d pages; want %d", path, len(ids), len(known), pages, want)
			}
		}
	})
}

// unpublished counts the sample's products that are not shown.
func (k *clerk) unpublished(t *testing.T) int {
	t.Helper()
	page, err := k.store.ListProducts(ctx, store.ProductList{Shop: "main", Published: "0", Limit: 100})
	if err != nil || len(page.Items) == 0 {
		t.Fatal(page, err)
	}
	return len(page.Items)
}

func TestOrdersAndParcelsAreFoundByWhatPeopleHaveAtHand(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		k := start(t, s, lookConfig)
		k.loadSample(t, "main")
		b := login(t, k, "viewer")
		order, parcel := k.firstOrder(t, "main", "12345678902"), k.firstPackage(t, "main", "A1231411")
		for path, want := range map[string]int64{
			"orders?q=%2312345678902": order, "orders?q=BOB.norman@example.com": order, "orders?q=%2b1+650+253+0000": order,
			"orders?q=12345678902&status=paid": order, "orders?q=12345678902&from=2015-04-01&until=2015-04-30": order,
			"packages?q=a1231411": parcel, "packages?q=ups11012": parcel, "packages?q=12345678902&source=sample": parcel,
		} {
			kind, _, _ := strings.Cut(path, "?")
			got := b.get(t, "/admin/"+path+"&shop=main")
			got.shows(t, http.StatusOK)
			ids := listLinks(got.body, kind)
			if len(ids) == 0 || ids[0] != strconv.FormatInt(want, 10) {
				t.Errorf("%s shows %q, want %d first", path, ids, want)
			}
		}
		for _, path := range []string{
			"orders?q=1234567890", "orders?q=12345678902&status=shipped", "orders?q=12345678902&source=erp", "orders?q=12345678902&from=2016-01-01", "orders?status=unheard",
			"packages?q=A12", "packages?q=A1231411&status=delivered", "packages?q=A1231411&until=2001-01-01",
		} {
			b.get(t, "/admin/"+path+"&shop=main").shows(t, http.StatusOK, "Nothing found", "Clear all filters")
		}
		b.get(t, "/admin/orders?shop=empty").shows(t, http.StatusOK, "Chưa có đơn hàng")
		b.get(t, "/admin/packages?shop=empty").shows(t, http.StatusOK, "Chưa có kiện hàng")
	})
}
