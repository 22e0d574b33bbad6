package store_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"shopclerk/internal/store"
	"shopclerk/internal/store/storetest"
	"shopclerk/packages"
)

// overviewLookups are what the overview and the page with deliveries read. Each stops early along its index.
func overviewLookups() map[string]func(s *store.Store) error {
	drop := func(_ any, err error) error { return err }
	stuck := store.Silence{From: noon.Add(-time.Hour), Until: noon.AddDate(50, 0, 0), Statuses: []packages.Status{packages.InTransit, packages.Pending}, Without: "sample"}
	count := func(q store.DeliveryQuery) func(s *store.Store) error {
		q.Shop = "a"
		return func(s *store.Store) error { _, _, err := s.CountDeliveries(ctx, q); return err }
	}
	return map[string]func(s *store.Store) error{
		"questions by hour": func(s *store.Store) error { return drop(s.QuestionHours(ctx, "a", noon)) },
		"questions by time": func(s *store.Store) error { return drop(s.QuestionTimes(ctx, "a", noon)) },
		"secrets":           func(s *store.Store) error { return drop(s.SecretUses(ctx, "a")) },
		"forgetting":        func(s *store.Store) error { return s.PruneQuestions(ctx, "a", noon.Add(time.Hour)) },
		"newest": func(s *store.Store) error {
			return errors.Join(drop(s.Newest(ctx, "a", store.KindProducts)), drop(s.Newest(ctx, "a", store.KindOrders)), drop(s.Newest(ctx, "a", store.KindPackages)))
		},
		"stuck parcels":         func(s *store.Store) error { _, _, err := s.StuckPackages(ctx, "a", stuck, 5); return err },
		"counting what failed":  count(store.DeliveryQuery{State: store.DeliveryFailed, After: noon}),
		"counting of a feed":    count(store.DeliveryQuery{Feed: "feed"}),
		"counting of an object": count(store.DeliveryQuery{Object: "order 7"}),
	}
}

func TestNoLookupOfTheOverviewScansATable(t *testing.T) {
	explain := map[string]func(*testing.T, *store.Store, statement, bool){store.SQLite: explainSQLite, store.MySQL: explainMySQL}
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		for _, shop := range []string{"a", "b"} {
			fillLarge(t, s, shop)
			for hour := range 200 {
				addQuestions(t, s, shop, store.QuestionCount{Hour: noon.Add(time.Duration(hour) * time.Hour), Method: "orders", Bucket: hour % 5, Questions: 1})
				addUses(t, s, shop, store.SecretUse{Bot: "bot", Number: hour, Uses: 1, LastAt: noon})
			}
		}
		if s.Dialect() == store.MySQL {
			rows(t, s, "ANALYZE TABLE "+strings.Join(tables(t, s), ", "))
		}
		var sent []statement
		if err := store.Capture(s, func(query string, args []any) { sent = append(sent, statement{query, slices.Clone(args)}) }); err != nil {
			t.Fatal(err)
		}
		for name, do := range overviewLookups() {
			t.Run(name, func(t *testing.T) {
				sent = nil
				if err := do(s); err != nil || len(sent) == 0 {
					t.Fatalf("%d statements, %v", len(sent), err)
				}
				for _, st := range sent {
					explain[s.Dialect()](t, s, st, true)
				}
			})
		}
	})
}
