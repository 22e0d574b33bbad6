package store_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"shopclerk/internal/store"
	"shopclerk/internal/store/storetest"
)

// claimNews keeps a delivery for each item and claims them all.
func claimNews(t *testing.T, s *store.Store, claim string, items ...store.NewsItem) []store.NewsItem {
	t.Helper()
	for i := range items {
		d := store.Delivery{Shop: "main", Feed: "file", Event: "e", Object: string(rune('a' + i)), RepeatKey: [16]byte{byte(i + 1)}, ReceivedAt: noon, Body: []byte("{}")}
		id, _, err := s.AddDelivery(ctx, d)
		if err != nil {
			t.Fatal(err)
		}
		items[i].Delivery = id
	}
	if got := must[[]store.Delivery](t)(s.ClaimDeliveries(ctx, "main", "file", claim, 100, time.Hour)); len(got) != len(items) {
		t.Fatalf("%d deliveries are claimed of %d", len(got), len(items))
	}
	return items
}

func TestDeliveriesAreSettledWithTheirNews(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		bad := everyNoun("2")
		bad.Orders[0].Total, bad.Warnings = nil, []string{"a code is not known"}
		good := everyNoun("1")
		good.Warnings = []string{"another is not"}
		items := claimNews(t, s, "me", good, bad, everyNoun("3"))
		results := must[[]store.NewsResult](t)(s.PutNews(ctx, main, "me", items, assemble))
		equal(t, []bool{false, true, false}, []bool{results[0].Err != nil, results[1].Err != nil, results[2].Err != nil})
		state := map[string]string{}
		for _, row := range rows(t, s, "SELECT object, state, errors, warnings FROM deliveries ORDER BY id") {
			state[row["object"]] = row["state"] + " " + row["warnings"]
			if strings.Contains(row["errors"], "summary.total_cost") != (row["object"] == "b") {
				t.Error(row)
			}
		}
		equal(t, map[string]string{"a": `done ["another is not"]`, "b": `failed ["a code is not known"]`, "c": "done NULL"}, state)
		equal(t, 2, len(dump(t, s)["orders"]))
	})
}

func TestWhereNothingCanBeTakenTheDeliveriesAreSettledAllTheSame(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		bad := everyNoun("1")
		bad.Orders[0].Total = nil
		must[[]store.NewsResult](t)(s.PutNews(ctx, main, "me", claimNews(t, s, "me", bad, store.NewsItem{}), assemble))
		equal(t, []map[string]string{{"state": "failed"}, {"state": "done"}}, rows(t, s, "SELECT state FROM deliveries ORDER BY id"))
		equal(t, 0, len(dump(t, s)["products"]))
	})
}

func TestWithoutItsClaimNobodyWritesNews(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		items := claimNews(t, s, "me", everyNoun("1"), everyNoun("2"))
		before := dump(t, s)
		if _, err := s.PutNews(ctx, main, "another", items, assemble); !errors.Is(err, store.ErrLeaseLost) {
			t.Error(err)
		}
		equal(t, before["deliveries"], dump(t, s)["deliveries"])
		for _, table := range []string{"products", "orders", "packages", "customers", "feed_parts", "feed_groups", "product_changes"} {
			equal(t, 0, len(dump(t, s)[table]))
		}
		must[[]store.NewsResult](t)(s.PutNews(ctx, main, "me", items, assemble))
		if _, err := s.PutNews(ctx, main, "me", items, assemble); !errors.Is(err, store.ErrLeaseLost) {
			t.Error("what is settled is settled again:", err)
		}
	})
}
