package cyberbiz

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"shopclerk/server/feeds"
	"shopclerk/server/feeds/cyberbiz/cyberbiztest"
)

// pulled is what the pages of one pull brought.
type pulled struct {
	numbers   []string // of orders, in their order
	customers []string
	products  []string // the groups of their parts
	objects   int
	pages     int
	warnings  []string
	failures  []error
}

// pullAll reads all pages of a list as the engine does: what fails is tried again at the same cursor, unless it is final.
func pullAll(t *testing.T, f feeds.Feed, kind string, w feeds.Window) (all pulled) {
	t.Helper()
	i := slices.IndexFunc(f.Pulls, func(p feeds.Pull) bool { return p.Kind == kind })
	for cursor := ""; all.pages < 100; {
		page, err := f.Pulls[i].Page(t.Context(), w, cursor)
		var refused *feeds.PullError
		switch {
		case err == nil:
		case errors.As(err, &refused) && refused.Final, len(all.failures) == 10:
			t.Fatal(err)
		default:
			all.failures = append(all.failures, err)
			continue
		}
		all.pages, all.objects = all.pages+1, all.objects+page.Objects
		all.warnings = append(all.warnings, page.Warnings...)
		for _, o := range page.News.Orders {
			all.numbers = append(all.numbers, o.Number)
		}
		for _, c := range page.News.Customers {
			all.customers = append(all.customers, c.ID)
		}
		for _, p := range page.News.Parts {
			if !slices.Contains(all.products, p.Group) {
				all.products = append(all.products, p.Group)
			}
		}
		if cursor = page.Next; cursor == "" {
			return all
		}
	}
	t.Fatal("the pull has no end")
	return all
}

// numbered are the order numbers of the stand-in, from one to the one before another.
func numbered(from, to int) (numbers []string) {
	for n := from; n < to; n++ {
		numbers = append(numbers, fmt.Sprint(10001+n))
	}
	return numbers
}

// minute is when object n of the stand-in was changed.
func minute(n int) time.Time {
	return time.Date(2026, 1, 1, 0, 0, 0, 0, cyberbiztest.Taipei).Add(time.Duration(n) * time.Minute)
}

func TestEveryPageIsPulledOnce(t *testing.T) {
	for _, c := range []struct {
		name string
		shop cyberbiztest.Options
		o    Options
	}{
		{"with a signature", shopThatSigns(cyberbiztest.Options{}), signs("")},
		{"with a signature over the path", shopThatSigns(cyberbiztest.Options{PathOnly: true}), Options{Username: "apidemo", Secret: "a secret of ours", SignPathOnly: true, Rate: -1}},
		{"with a token", cyberbiztest.Options{Token: "a token of ours"}, Options{Token: "a token of ours", Rate: -1}},
		{"without headers", cyberbiztest.Options{Token: "a token of ours", Bare: true}, Options{Token: "a token of ours", Rate: -1}},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.shop.Orders, c.shop.Products, c.shop.Customers = 120, 51, 100
			shop := cyberbiztest.New(c.shop)
			c.o.BaseURL, c.o.Domain = listen(t, shop), "xyzshop.cyberbiz.co" // without it no picture has an address
			feed := New(c.o)
			kinds := []string{}
			for _, p := range feed.Pulls {
				kinds = append(kinds, p.Kind)
			}
			if diff := cmp.Diff([]string{"orders", "products", "customers"}, kinds); diff != "" {
				t.Errorf("kinds (-want +got):\n%s", diff)
			}
			got := pullAll(t, feed, "orders", feeds.Window{})
			if diff := cmp.Diff(numbered(0, 120), got.numbers); diff != "" || got.pages != 3 || got.objects != 120 || got.warnings != nil {
				t.Errorf("%d pages, %d orders, %q (-want +got):\n%s", got.pages, got.objects, got.warnings, diff)
			}
			if got := pullAll(t, feed, "products", feeds.Window{}); len(got.products) != 51 || got.pages != 2 || got.warnings != nil {
				t.Errorf("%d products in %d pages, %q", len(got.products), got.pages, got.warnings)
			}
			got = pullAll(t, feed, "customers", feeds.Window{})
			slices.Sort(got.customers)
			if n := len(slices.Compact(got.customers)); n != 100 || got.objects != 100 || got.warnings != nil {
				t.Errorf("%d customers, %q", n, got.warnings)
			}
		})
	}
}

func TestAWindowIsAskedForInThePlatformsTime(t *testing.T) {
	w := feeds.Window{Since: minute(60).UTC(), Until: minute(70).Add(500 * time.Millisecond).UTC()}
	for _, c := range []struct {
		name       string
		o          Options
		start, end string
	}{
		{"as the older API's document has it", signs(""), "2026/1/1 00:59:59", "2026/1/1 01:10:01"},
		{"as the newer API writes it", Options{Token: "a token of ours", Rate: -1}, "2026-01-01 00:59:59", "2026-01-01 01:10:01"},
	} {
		t.Run(c.name, func(t *testing.T) {
			shop := cyberbiztest.New(shopThatSigns(cyberbiztest.Options{Token: "a token of ours", Orders: 120, Products: 120, Customers: 120}))
			c.o.BaseURL = listen(t, shop)
			feed := New(c.o)
			if diff := cmp.Diff(numbered(60, 71), pullAll(t, feed, "orders", w).numbers); diff != "" {
				t.Errorf("orders (-want +got):\n%s", diff)
			}
			target, err := url.Parse(shop.Calls()[0])
			if err != nil {
				t.Fatal(err)
			}
			want := url.Values{"page": {"1"}, "per_page": {"50"}, "updated_at_start_time": {c.start}, "updated_at_end_time": {c.end}}
			if diff := cmp.Diff(want, target.Query()); diff != "" {
				t.Errorf("query (-want +got):\n%s", diff)
			}
			if got := pullAll(t, feed, "customers", w); len(got.customers) != 11 {
				t.Errorf("%d customers", len(got.customers))
			}
		})
	}
}

func TestProductsArePulledWholeAndSiftedHere(t *testing.T) {
	shop := cyberbiztest.New(shopThatSigns(cyberbiztest.Options{Products: 120}))
	// A sale moves the variant's time, and not the product's.
	shop.Put("products", 3, map[string]any{"product_variants": []map[string]any{{"id": 750004, "product_id": 700004, "price": 9.0, "sku": "SKU-3", "updated_at": "2026-01-01 02:00:00"}}})
	shop.Put("products", 4, map[string]any{"updated_at": nil, "product_variants": []any{}})
	got := pullAll(t, New(signs(listen(t, shop))), "products", feeds.Window{Since: minute(100).Add(300 * time.Millisecond), Until: minute(110)})
	// Twenty of the window's own and of after it, the one that was sold, and the one that does not tell.
	if got.objects != 120 || got.pages != 3 || len(got.products) != 22 {
		t.Errorf("%d objects in %d pages, %d products", got.objects, got.pages, len(got.products))
	}
	for _, call := range shop.Calls() {
		if strings.Contains(call, "updated_at") {
			t.Errorf("%s asks for what is not documented", call)
		}
	}
}

func TestAPageThatFailsIsPulledAgain(t *testing.T) {
	for _, c := range []struct {
		name  string
		fault cyberbiztest.Fault
		want  string
	}{
		{"a problem of the platform", cyberbiztest.Fault{Status: 500}, "page 2: the platform has a problem of its own (500)"},
		{"a connection that breaks in the middle", cyberbiztest.Fault{Cut: true}, "page 2: the answer is cut short: unexpected EOF"},
		{"half a list", cyberbiztest.Fault{Status: 200, Body: `[{"id":1`}, "page 2: the answer is cut short, or no JSON"},
		{"a page for people", cyberbiztest.Fault{Status: 200, Body: "<html>"}, "page 2: the answer is no JSON"},
		{"too many calls", cyberbiztest.Fault{Status: 429, Header: map[string]string{"Retry-After": "1"}}, "page 2: the platform gets too many calls"},
		{"a header that would never end", cyberbiztest.Fault{Status: 200, Header: map[string]string{"X-Next-Page": "1"}, Body: "[{}]"}, "page 2: the platform names page 1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.fault.List, c.fault.Page = "orders", 2
			shop := cyberbiztest.New(shopThatSigns(cyberbiztest.Options{Orders: 120, Faults: []cyberbiztest.Fault{c.fault}}))
			got := pullAll(t, New(signs(listen(t, shop))), "orders", feeds.Window{})
			if diff := cmp.Diff(numbered(0, 120), got.numbers); diff != "" {
				t.Errorf("orders (-want +got):\n%s", diff)
			}
			if len(got.failures) != 1 || !strings.HasPrefix(got.failures[0].Error(), c.want) {
				t.Errorf("failures: %v", got.failures)
			}
			if n := len(shop.Calls()); n != 4 {
				t.Errorf("%d calls", n)
			}
		})
	}
}

func TestAListWithNothingInItIsPulled(t *testing.T) {
	for _, fault := range []cyberbiztest.Fault{{Status: 206, Body: cyberbiztest.Empty}, {Status: 200, Body: cyberbiztest.Null}, {Status: 204}} {
		shop := cyberbiztest.New(shopThatSigns(cyberbiztest.Options{Orders: 120, Faults: []cyberbiztest.Fault{fault}}))
		if got := pullAll(t, New(signs(listen(t, shop))), "orders", feeds.Window{}); got.objects != 0 || got.pages != 1 {
			t.Errorf("%d %s: %+v", fault.Status, fault.Body, got)
		}
	}
}

func TestWhatIsNoObjectIsLeftOutWithAWarning(t *testing.T) {
	shop := cyberbiztest.New(shopThatSigns(cyberbiztest.Options{Faults: []cyberbiztest.Fault{{Status: 200, Body: `[null,7]`}}}))
	page, err := New(signs(listen(t, shop))).Pulls[0].Page(t.Context(), feeds.Window{}, "")
	if err != nil || page.Next != "" || page.Objects != 0 || !slices.Contains(page.Warnings, "2 entries are no objects and were left out") {
		t.Errorf("%+v, %v", page, err)
	}
}

// An order that is changed during a pull leaves the window, and all behind it move up by one.
func TestNothingIsSkippedWhenOrdersLeaveTheWindow(t *testing.T) {
	shop := cyberbiztest.New(shopThatSigns(cyberbiztest.Options{Orders: 220}))
	pull := New(signs(listen(t, shop))).Pulls[0]
	seen := map[string]bool{}
	pages := 0
	for cursor := ""; ; pages++ {
		page, err := pull.Page(t.Context(), feeds.Window{Until: minute(219)}, cursor)
		if err != nil || pages > 20 {
			t.Fatal(pages, err)
		}
		for _, o := range page.News.Orders {
			seen[o.Number] = true
		}
		switch pages { // after the page with it was read
		case 1:
			shop.Put("orders", 7, map[string]any{"updated_at": "2026-02-01 00:00:00"})
		case 4:
			for n := range 60 {
				shop.Put("orders", n, map[string]any{"updated_at": "2026-02-01 00:00:00"})
			}
		}
		if cursor = page.Next; cursor == "" {
			break
		}
	}
	for _, number := range numbered(0, 220) {
		if !seen[number] {
			t.Errorf("order %s was skipped", number)
		}
	}
}

func TestWithoutCredentialsNothingIsPulled(t *testing.T) {
	if f := New(Options{Username: "apidemo"}); f.Pulls != nil || f.Probe != nil {
		t.Errorf("%d pulls are offered", len(f.Pulls))
	}
}

func TestTheProbeAsksForOneOrder(t *testing.T) {
	shop := cyberbiztest.New(shopThatSigns(cyberbiztest.Options{Orders: 120}))
	o := signs(listen(t, shop))
	if err := New(o).Probe(t.Context()); err != nil {
		t.Error(err)
	}
	if diff := cmp.Diff([]string{"/v1/orders?page=1&per_page=1"}, shop.Calls()); diff != "" {
		t.Errorf("calls (-want +got):\n%s", diff)
	}
	o.Secret = "another"
	if err := New(o).Probe(t.Context()); err == nil {
		t.Error("another secret is let in")
	}
	shop.Break(cyberbiztest.Fault{Status: 200, Body: "<html>"})
	if err := New(signs(o.BaseURL)).Probe(t.Context()); err == nil {
		t.Error("a page for people is a list of orders")
	}
}
