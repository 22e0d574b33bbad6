package store_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"shopclerk/catalog"
	"shopclerk/internal/store"
	"shopclerk/internal/store/storetest"
	"shopclerk/orders"
	"shopclerk/packages"
)

// several is more rows than a batch takes.
const several = store.BatchSize + 3

// fillSource gives a source n products, orders and parcels, in batches as an import does.
func fillSource(t *testing.T, s *store.Store, w store.Write, n int) {
	t.Helper()
	for start := 0; start < n; start += store.BatchSize {
		var p []catalog.Change
		var o []orders.Change
		var parcels []packages.Change
		for i := start; i < min(start+store.BatchSize, n); i++ {
			number := fmt.Sprint(i)
			p = append(p, catalog.Change{SKU: number, Title: &number, Vendor: ptr("of " + w.Source), ProductType: ptr(fmt.Sprint("type ", i%3)), Published: ptr(i%2 == 0)})
			o = append(o, with(number, fmt.Sprintf("%d@%s.example", i, w.Source), "all@b.example"))
			parcels = append(parcels, packages.Change{OrderNumber: number, Number: number})
		}
		putProducts(t, s, w, p...)
		putOrders(t, s, w, o...)
		putPackages(t, s, w, parcels...)
	}
	putCustomer(t, s, w, "7", "customer@b.example")
}

// countOf counts the rows of every table that are of one source.
func countOf(t *testing.T, s *store.Store, source string) map[string]string {
	t.Helper()
	out := map[string]string{}
	for _, table := range []string{"products", "orders", "packages", "customers", "customer_accounts"} {
		out[table] = rows(t, s, "SELECT COUNT(*) AS n FROM "+table+" WHERE source = ?", source)[0]["n"]
	}
	out["order_accounts"] = rows(t, s, "SELECT COUNT(*) AS n FROM order_accounts WHERE account LIKE ?", "mail:%@"+source+".example")[0]["n"]
	return out
}

func TestWhatASourceBroughtIsTakenOutAgainAndNothingElse(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		feed, other := in("main", "feed"), in("other", "file")
		fillSource(t, s, main, several)
		fillSource(t, s, feed, 9)
		fillShop(t, s, other.Shop, "mark")
		neighbours := productsOf(t, s, other.Shop)
		kept := countOf(t, s, "feed")
		before := must[int64](t)(s.LastChange(ctx, "main"))

		equal(t, several, must[int](t)(s.DeleteProducts(ctx, "main", "file")))
		want := map[string]string{"products": "2", "orders": fmt.Sprint(several + 2), "packages": fmt.Sprint(several + 1), "customers": "2", "customer_accounts": "2", "order_accounts": fmt.Sprint(several)}
		equal(t, want, countOf(t, s, "file")) // two products, two orders and so on are the other shop's
		equal(t, []string{"type 0", "type 1", "type 2", "of feed"}, sortedTypes(must[[]string](t)(s.Property(ctx, "main", both))))
		var gone []int64
		for _, c := range must[[]store.ProductChange](t)(s.ProductChanges(ctx, "main", before, 10*several)) {
			gone = append(gone, c.ProductID)
		}
		equal(t, several, len(gone))
		slices.Sort(gone)
		equal(t, several, len(slices.Compact(gone)))
		equal(t, map[int64]catalog.Product{}, must[map[int64]catalog.Product](t)(s.ProductsByID(ctx, "main", gone)))

		equal(t, several, must[int](t)(s.DeleteOrders(ctx, "main", "file")))
		equal(t, several, must[int](t)(s.DeletePackages(ctx, "main", "file")))
		equal(t, before+several, must[int64](t)(s.LastChange(ctx, "main")))
		equal(t, map[string]string{"products": "2", "orders": "2", "packages": "1", "customers": "1", "customer_accounts": "1", "order_accounts": "0"}, countOf(t, s, "file"))
		equal(t, kept, countOf(t, s, "feed"))
		equal(t, neighbours, productsOf(t, s, other.Shop))
		if got, err := found(t, s, "main", "5@feed.example"); len(got) != 1 || err != nil {
			t.Error("an order of the other source is found as", got, err)
		}
		equal(t, 0, must[int](t)(s.DeleteOrders(ctx, "main", "file")))

		fillSource(t, s, main, 9) // comes back with numbers of its own
		equal(t, "9", countOf(t, s, "file")["order_accounts"])
		if o := orderOf(t, s, other.Shop, "1"); o.RecipientName != "mark" {
			t.Error(o)
		}
	})
}

// sortedTypes puts product types, of which there are equally many, into one order.
func sortedTypes(list []string) []string {
	slices.SortStableFunc(list, func(a, b string) int {
		if strings.HasPrefix(a, "type") && strings.HasPrefix(b, "type") {
			return strings.Compare(a, b)
		}
		return 0
	})
	return list
}

func TestDeletingOrdersTakesACustomerWhoOrderedNothing(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		putCustomer(t, s, main, "7", "a@b.example")
		equal(t, 0, must[int](t)(s.DeleteOrders(ctx, "main", "file")))
		if _, err := found(t, s, "main", "a@b.example"); err == nil {
			t.Error("the customer is still known")
		}
		equal(t, "0", countOf(t, s, "file")["customers"])
	})
}

// What a feed tells piece by piece is deleted with what was made of it; otherwise the next piece would bring all of it back.
func TestDeletingASourceDeletesThePartsOfItsProducts(t *testing.T) {
	build := func(group string, parts []store.Part) (store.Built, error) {
		return store.Built{Products: []catalog.Change{{Key: group, Title: ptr(string(parts[0].Name))}}}, nil
	}
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := store.Write{Shop: "main", Source: "feed", Currency: "TWD"}
		item := store.NewsItem{News: store.News{Parts: []store.Part{{Group: "g", Name: "p", Version: time.Now(), Body: []byte("{}")}}}}
		must[[]store.NewsResult](t)(s.PutNews(ctx, w, "", []store.NewsItem{item}, build))
		equal(t, 1, len(must[[]store.Part](t)(s.GroupParts(ctx, "main", "feed", "g"))))
		equal(t, 0, must[int](t)(s.DeletePackages(ctx, "main", "feed")))
		equal(t, 1, len(must[[]store.Part](t)(s.GroupParts(ctx, "main", "feed", "g"))))
		equal(t, 1, must[int](t)(s.DeleteProducts(ctx, "main", "feed")))
		equal(t, 0, len(must[[]store.Part](t)(s.GroupParts(ctx, "main", "feed", "g"))))
	})
}
