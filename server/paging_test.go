package server_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"shopclerk/internal/store"
	"shopclerk/internal/store/storetest"
	"shopclerk/server/imports"
)

// How many of each the shop of this test has: no multiple of most limits.
const (
	pagedProducts = 17
	pagedOrders   = 13
	pagedParcels  = 9
)

// loadTies fills a shop with rows that are alike in all that they are ordered by, so that only the breaking of ties puts
// them in a sequence. Some orders have no time at all.
func (k *clerk) loadTies(t *testing.T) {
	var products, orders, parcels, counter strings.Builder
	for i := range pagedProducts {
		fmt.Fprintf(&products, `{"sku":"S%d","title":"Tea %d","product_type":"T%d","vendor":"V%d","image_url":"https://i.example/p%d","price":1,"created_at":"2026-01-0%dT00:00:00Z","updated_at":"2026-01-01T00:00:00Z"}`+"\n",
			i, i%3, i%8, i%5, i, 1+i%2)
	}
	for i := range pagedOrders {
		at := `"timestamp":1767935405,`
		if i%4 == 0 {
			at = ""
		}
		status := []string{"unpaid", "paid", "completed"}[i%3]
		fmt.Fprintf(&orders, `{"order_number":"O%d",%s"status":"%s","email":"a@example.com","summary":{"total_cost":1}}`+"\n", i, at, status)
	}
	for i := range pagedParcels {
		into := &parcels
		if i%3 == 0 {
			into = &counter
		}
		fmt.Fprintf(into, `{"order_number":"O1","package_number":"P%d"}`+"\n", i)
	}
	k.loadText(t, "main", "file", imports.Products, products.String())
	k.loadText(t, "main", "file", imports.Orders, orders.String())
	k.loadText(t, "main", "file", imports.Packages, parcels.String())
	k.loadText(t, "main", "counter", imports.Packages, counter.String())
	k.index(t)
}

// page is one page of a reply: what tells its items apart, and the platform's signals about the others.
type page struct {
	items []string
	total *int  // nil where the platform has no such key
	more  *bool // likewise
}

// pageOf asks for one page; key is the field that tells items apart, "" when they are texts.
func (k *clerk) pageOf(t *testing.T, platform, method, params, key string, number, limit int) page {
	t.Helper()
	paging := fmt.Sprintf(`"params":{%s},"pagination":{"page":%d,"limit":%d}}`, params, number, limit)
	as, body := joinchatBot, `{"method":"`+method+`",`+paging
	if platform == "bothub" {
		as, body = bothubBot, `{"request":{"method":"`+method+`"},`+paging
	}
	var reply struct {
		Success                          bool
		Total                            *int
		More                             *bool `json:"has_next_page"`
		Data, Products, Orders, Packages json.RawMessage
		Property                         json.RawMessage
	}
	got := k.ask(t, as, body)
	if err := json.Unmarshal([]byte(got.body), &reply); err != nil || !reply.Success {
		t.Fatalf("%s\n%d %s", body, got.status, got.body)
	}
	p := page{total: reply.Total, more: reply.More}
	for _, list := range []json.RawMessage{reply.Data, reply.Products, reply.Orders, reply.Packages, reply.Property} {
		var items []any
		if list == nil {
			continue
		}
		if err := json.Unmarshal(list, &items); err != nil || items == nil {
			t.Fatalf("%s is no list: %v", list, err)
		}
		for _, item := range items {
			if object, ok := item.(map[string]any); ok {
				item = object[key]
			}
			p.items = append(p.items, fmt.Sprint(item))
		}
	}
	return p
}

func TestEveryRowIsShownOnceWhateverThePageSize(t *testing.T) {
	lists := []struct {
		name, method, params, key string
		count                     int
	}{
		{"all products", "products", ``, "image_url", pagedProducts},
		{"products by title", "products", `"title":"tea"`, "image_url", pagedProducts},
		{"products by a typo", "products", `"title":"tea 1","vendor":"V2"`, "image_url", pagedProducts},
		{"products of a vendor", "products", `"vendor":"v1"`, "image_url", 4},
		{"products of a vendor or a type", "products", `"vendor":"v1","product_type":"t1"`, "image_url", 5},
		{"products in the order of titles", "products", `"order_type":"title,asc"`, "image_url", pagedProducts},
		{"products in the reverse order of titles", "products", `"order_type":"title,desc"`, "image_url", pagedProducts},
		{"the oldest products first", "products", `"order_type":"created_at,asc"`, "image_url", pagedProducts},
		{"the newest products first", "products", `"order_type":"created_at,desc"`, "image_url", pagedProducts},
		{"the longest unchanged products first", "products", `"order_type":"updated_at,asc","title":"tea"`, "image_url", pagedProducts},
		{"the last changed products first", "products", `"order_type":"updated_at,desc","title":"tea"`, "image_url", pagedProducts},
		{"orders", "orders", `"user_account":"a@example.com"`, "order_number", pagedOrders},
		{"open orders", "orders", `"user_account":"a@example.com","filter":"open"`, "order_number", 9},
		{"unpaid orders", "orders", `"user_account":"a@example.com","filter":"unpaid"`, "order_number", 5},
		{"closed orders", "orders", `"user_account":"a@example.com","filter":"closed"`, "order_number", 4},
		{"parcels of two sources", "packages", `"order_number":"O1"`, "package_number", pagedParcels},
	}
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		k := start(t, s, badConfig)
		k.loadTies(t)
		for _, l := range lists {
			t.Run(l.name, func(t *testing.T) {
				whole := k.pageOf(t, "joinchat", l.method, l.params, l.key, 1, 100).items
				if distinct := slices.Compact(slices.Sorted(slices.Values(whole))); len(whole) != l.count || len(distinct) != l.count {
					t.Fatalf("%d rows, %d of them different, want %d: %v", len(whole), len(distinct), l.count, whole)
				}
				for limit := 1; limit <= 7; limit++ {
					for _, platform := range []string{"joinchat", "bothub"} {
						k.turnPages(t, platform, limit, whole, func(number int) page {
							return k.pageOf(t, platform, l.method, l.params, l.key, number, limit)
						})
					}
				}
			})
		}
		t.Run("properties, where the platform can say that there are more", func(t *testing.T) {
			whole := k.pageOf(t, "joinchat", "property", `"search_type":"product_type|vendor"`, "", 1, 1).items
			if len(whole) != 13 {
				t.Fatalf("%v", whole)
			}
			for limit := 1; limit <= 7; limit++ {
				k.turnPages(t, "bothub", limit, whole, func(number int) page {
					return k.pageOf(t, "bothub", "property", `"search_type":"product_type|vendor"`, "", number, limit)
				})
			}
		})
	})
}

// turnPages reads page after page, two past the end, and holds the rows and the signals of each against the whole list.
func (k *clerk) turnPages(t *testing.T, platform string, limit int, whole []string, read func(number int) page) {
	t.Helper()
	last := (len(whole) + limit - 1) / limit
	for number := 1; number <= last+2; number++ {
		got := read(number)
		from, to := min((number-1)*limit, len(whole)), min(number*limit, len(whole))
		if !slices.Equal(got.items, whole[from:to]) && from < to || len(got.items) != to-from {
			t.Errorf("%s, page %d of %d: %v, want %v", platform, number, limit, got.items, whole[from:to])
		}
		if got.total == nil && got.more == nil {
			t.Fatalf("%s says nothing about other pages", platform)
		}
		if got.total != nil && *got.total != len(whole) {
			t.Errorf("%s, page %d of %d: total %d, want %d", platform, number, limit, *got.total, len(whole))
		}
		if got.more != nil && *got.more != (number < last) {
			t.Errorf("%s, page %d of %d: has_next_page %v", platform, number, limit, *got.more)
		}
	}
}

// TestAHitThatWasUnpublishedSinceIsNeitherShownNorCounted asks between the write and the index.
func TestAHitThatWasUnpublishedSinceIsNeitherShownNorCounted(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		k := start(t, s, badConfig)
		k.loadTies(t)
		k.loadText(t, "main", "file", imports.Products, `{"sku":"S0","title":"Tea 0","published":false,"updated_at":"2026-02-01T00:00:00Z"}
			{"sku":"S3","title":"Tea 3","price":"99","updated_at":"2026-02-01T00:00:00Z"}`)
		before := k.ask(t, joinchatBot, `{"method":"products","pagination":{"limit":100}}`)
		k.index(t)
		after := k.ask(t, joinchatBot, `{"method":"products","pagination":{"limit":100}}`)
		for name, got := range map[string]reply{"before": before, "after": after} {
			if !strings.HasPrefix(got.body, `{"success":true,"total":16,`) || strings.Contains(got.body, `i.example/p0"`) || strings.Count(got.body, `"price":"99"`) != 1 {
				t.Errorf("%s the index knows it: %s", name, got.body)
			}
		}
	})
}
