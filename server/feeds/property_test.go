package feeds_test

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"shopclerk/config"
	"shopclerk/internal/store"
	"shopclerk/internal/store/storetest"
	"shopclerk/server/feeds"
	"shopclerk/server/feeds/abaha"
	"shopclerk/server/feeds/cyberbiz"
	"shopclerk/server/signature"
)

const cyberbizSecret = "cb-test-key"

// sent is a delivery of either platform.
type sent struct {
	feed, event string
	body        []byte
}

func (s sent) call(at time.Time) feeds.Call {
	headers := map[string]string{"X-Shop-Key": "abaha-test-secret", "X-Cyberbiz-Hmac-Sha256": hex.EncodeToString(signature.SHA256(cyberbizSecret, s.body))}
	return feeds.Call{Event: s.event, Body: s.body, At: at, Header: func(name string) []string {
		if value, ok := headers[name]; ok {
			return []string{value}
		}
		return nil
	}}
}

// Whatever order deliveries arrive in, and however often, the shop ends the same, on every database.
func TestAnyOrderAndRepetitionOfDeliveriesEndsTheSame(t *testing.T) {
	var desks []*desk
	for _, database := range storetest.All(t) {
		desks = append(desks, at(t, database.New(t)))
	}
	shops := 0
	rapid.Check(t, func(rt *rapid.T) {
		set := rapid.SliceOfN(anySent, 2, 9).Draw(rt, "deliveries")
		orders := [][]sent{set, shuffled(rt, set), shuffled(rt, set)}
		var nouns [][]string
		for _, d := range desks {
			var rows [][]string
			for _, order := range orders {
				shops++
				shop := fmt.Sprintf("shop-%d", shops)
				d.deliver(t, rt, shop, order)
				rows = append(rows, d.rows(t, shop))
				nouns = append(nouns, d.nouns(t, shop))
			}
			for _, other := range rows[1:] {
				if diff := cmp.Diff(rows[0], other); diff != "" {
					rt.Fatalf("the rows differ by the order of arrival:\n%s", diff)
				}
			}
		}
		for _, other := range nouns[1:] {
			if diff := cmp.Diff(nouns[0], other); diff != "" {
				rt.Fatalf("the shops differ:\n%s", diff)
			}
		}
	})
}

// shuffled is a set in another order, some of it more than once.
func shuffled(t *rapid.T, set []sent) []sent {
	more := slices.Clone(set)
	for _, i := range rapid.SliceOfN(rapid.IntRange(0, len(set)-1), 0, 4).Draw(t, "repeated") {
		more = append(more, set[i])
	}
	return rapid.Permutation(more).Draw(t, "order")
}

// deliver has deliveries received one by one, and each worked off before the next or not.
func (d *desk) deliver(t *testing.T, rt *rapid.T, shop string, list []sent) {
	t.Helper()
	s := config.Shop{ID: shop, Currency: "TWD", Region: "TW"}
	sources := []feeds.Source{
		{Shop: s, Config: config.Feed{ID: "cyberbiz"}, Feed: cyberbiz.New(cyberbiz.Options{Domain: "example.cyberbiz.co", WebhookSecrets: []string{cyberbizSecret}})},
		{Shop: s, Config: config.Feed{ID: "abaha"}, Feed: abaha.New(abaha.Options{HeaderName: "X-Shop-Key", HeaderValue: "abaha-test-secret"})},
	}
	inbox := inboxOf(d, sources...)
	working, stop := context.WithCancel(ctx)
	ended := make(chan struct{})
	go func() { inbox.Run(working); close(ended) }()
	defer func() { stop(); <-ended }()
	began := time.Now()
	for n, one := range list {
		at := began.Add(time.Duration(rapid.IntRange(0, 1000).Draw(rt, "arrival")) * time.Second)
		source, _ := feeds.Find(sources, shop, one.feed)
		if err := inbox.Receive(ctx, source, one.call(at)); err != nil {
			rt.Fatal(err)
		}
		if n == len(list)-1 || rapid.Bool().Draw(rt, "worked off") {
			until(t, "all are done", func() bool {
				waiting, err := d.store.Deliveries(ctx, store.DeliveryQuery{Shop: shop, State: store.DeliveryQueued})
				return err == nil && len(waiting) == 0
			})
		}
	}
	failed, err := d.store.Deliveries(ctx, store.DeliveryQuery{Shop: shop, State: store.DeliveryFailed})
	if err != nil || len(failed) > 0 {
		rt.Fatal(failed, err)
	}
}

// nouns are all that a shop holds, as texts.
func (d *desk) nouns(t *testing.T, shop string) (all []string) {
	t.Helper()
	products, err := d.store.ProductsAfter(ctx, shop, "", 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range products {
		all = append(all, fmt.Sprint(text(t, p), p.Source, p.Key, p.CreatedAt, p.UpdatedAt, p.Version))
	}
	orders, err := d.store.OrdersAfter(ctx, shop, "", 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range orders {
		all = append(all, fmt.Sprint(text(t, o), o.Source, o.Key, o.Version))
	}
	parcels, err := d.store.PackagesAfter(ctx, shop, "", 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range parcels {
		p.ID = 0
		all = append(all, text(t, p))
	}
	slices.Sort(all)
	return all
}

func text(t *testing.T, noun any) string {
	t.Helper()
	out, err := json.Marshal(noun)
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

// rows are those of the tables that a shop's nouns do not show.
func (d *desk) rows(t *testing.T, shop string) (all []string) {
	t.Helper()
	db := d.raw(t)
	defer db.Close()
	for _, query := range []string{
		"SELECT source, customer_id, document, version FROM customers", "SELECT account, source, customer_id, '' FROM customer_accounts",
		"SELECT group_key, part_key, body, version FROM feed_parts", "SELECT source, group_key, nouns, due_at FROM feed_groups",
		"SELECT account, source, source_key, status FROM order_accounts a JOIN orders o ON o.shop = a.shop AND o.id = a.order_id",
	} {
		where := " WHERE shop = '" + shop + "'"
		if query[7] == 'a' && query[len(query)-1] == 'd' {
			where = " WHERE a.shop = '" + shop + "'"
		}
		found, err := db.Query(query + where)
		if err != nil {
			t.Fatal(query, err)
		}
		for found.Next() {
			var cells [4]*string
			if err := found.Scan(&cells[0], &cells[1], &cells[2], &cells[3]); err != nil {
				t.Fatal(err)
			}
			row := query[:30]
			for _, cell := range cells {
				if cell != nil {
					row += " | " + *cell
				}
			}
			all = append(all, row)
		}
		if err := found.Close(); err != nil {
			t.Fatal(err)
		}
	}
	slices.Sort(all)
	return append(all, d.nouns(t, shop)...)
}
