package store_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"shopclerk/catalog"
	"shopclerk/internal/store"
	"shopclerk/internal/store/storetest"
	"shopclerk/orders"
	"shopclerk/packages"
)

var errUnlucky = errors.New("the number 13 is unlucky")

// piece is the body of a part in these tests.
type piece struct {
	Title string `json:"title,omitempty"`
	Key   string `json:"key,omitempty"` // of the product; the group's own where no piece names one
	Stock int64  `json:"stock,omitempty"`
	Due   int    `json:"due,omitempty"` // hours after noon
}

// part is a part of a group.
func part(group, name string, version time.Time, p piece) store.Part {
	body, err := json.Marshal(p)
	if err != nil {
		panic(err)
	}
	return store.Part{Group: group, Name: name, Version: version, Body: body}
}

// assemble makes of a group a product once a piece tells its title, whose stock is that of all pieces together, and a parcel
// where that is counted. It fails where a piece has a stock of 13.
func assemble(group string, parts []store.Part) (store.Built, error) {
	c := catalog.Change{Key: group, Title: new(string)}
	var sum int64
	var built store.Built
	for _, p := range parts {
		var one piece
		if err := json.Unmarshal(p.Body, &one); err != nil {
			return built, err
		}
		if one.Stock == 13 {
			return built, errUnlucky
		}
		if one.Title != "" {
			c.Title = &one.Title
		}
		if one.Key != "" {
			c.Key = one.Key
		}
		if one.Due > 0 {
			built.Due = noon.Add(time.Duration(one.Due) * time.Hour)
		}
		if c.UpdatedAt == nil || p.Version.After(*c.UpdatedAt) {
			c.UpdatedAt = &p.Version
		}
		sum += one.Stock
	}
	if *c.Title == "" {
		return built, nil
	}
	c.Stock = new(&sum)
	built.Products = []catalog.Change{c}
	if sum > 0 {
		built.Packages = []packages.Change{{OrderNumber: c.Key, Number: fmt.Sprint(sum), UpdatedAt: c.UpdatedAt}}
	}
	return built, nil
}

// told is an item of parts alone.
func told(parts ...store.Part) store.NewsItem { return store.NewsItem{News: store.News{Parts: parts}} }

func putNews(t interface {
	Helper()
	Fatal(...any)
}, s *store.Store, w store.Write, items ...store.NewsItem) []store.NewsResult {
	t.Helper()
	results, err := s.PutNews(ctx, w, "", items, assemble)
	if err != nil {
		t.Fatal(err)
	}
	return results
}

// stockOf is the stock of a product, -1 where there is no such product.
func stockOf(t *testing.T, s *store.Store, key string) int64 {
	t.Helper()
	p, there := productsOf(t, s, "main")["file/"+key]
	if !there {
		return -1
	}
	return *p.Stock
}

// everyNoun is an item that tells of one of each.
func everyNoun(key string) store.NewsItem {
	return store.NewsItem{News: store.News{
		Products:  []catalog.Change{{Key: "p" + key, Title: ptr("whole")}},
		Orders:    []orders.Change{{Number: "o" + key, Total: ptr(decimal.NewFromInt(1)), CustomerID: ptr("c" + key)}},
		Packages:  []packages.Change{{OrderNumber: "o" + key, Number: "parcel " + key}},
		Customers: []orders.Customer{{ID: "c" + key, Emails: []string{key + "@b.example"}}, {Name: "without an id"}},
		Parts:     []store.Part{part("g"+key, "a", one, piece{Title: "t", Stock: 2})},
	}}
}

// stateOf reads the rows of a shop without the shop and without the numbers, which tell how it came to be what it is.
func stateOf(t rapid.TB, s *store.Store, shop string) map[string][]string {
	t.Helper()
	out := map[string][]string{}
	for _, table := range []string{"products", "facets", "orders", "packages", "customers", "customer_accounts", "feed_parts", "feed_groups", "order_accounts"} {
		query := "SELECT * FROM " + table + " WHERE shop = ?"
		if table == "order_accounts" {
			query = "SELECT a.account, o.source_key FROM order_accounts a, orders o WHERE a.shop = ? AND o.shop = a.shop AND o.id = a.order_id"
		}
		for _, row := range rows(t, s, query, shop) {
			delete(row, "shop")
			delete(row, "id")
			out[table] = append(out[table], fmt.Sprint(row))
		}
		slices.Sort(out[table])
	}
	return out
}

// optionsOf is an empty database of the same kind.
func optionsOf(t *testing.T, s *store.Store) store.Options {
	t.Helper()
	for _, database := range storetest.All(t) {
		o := database.New(t)
		if o.Driver == s.Dialect() {
			o.Now = (&storetest.Clock{At: noon}).Now
			return o
		}
	}
	t.Fatal("there is no such database")
	return store.Options{}
}

// ignoring leaves fields of a product out of a comparison.
func ignoring(fields ...string) cmp.Option { return cmpopts.IgnoreFields(catalog.Product{}, fields...) }
