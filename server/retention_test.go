package server_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"shopclerk/internal/store"
	"shopclerk/internal/store/storetest"
	"shopclerk/server/imports"
)

// Orders older than the shop keeps them go by themselves; younger ones stay, and those of a shop that keeps them.
func TestOrdersGoAfterTheirTime(t *testing.T) {
	const config = "shops: [{id: main, retention: {orders: 365d}}, {id: kept}]"
	order := func(number string, at time.Time) string {
		return fmt.Sprintf(`{"order_number":%q,"timestamp":"%d","summary":{"total_cost":1}}`+"\n", number, at.Unix())
	}
	old, young := order("OLD", time.Now().AddDate(-2, 0, 0)), order("YOUNG", time.Now().AddDate(0, -1, 0))
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		k := start(t, s, config)
		k.loadText(t, "main", "file", imports.Orders, old+young)
		k.loadText(t, "kept", "file", imports.Orders, old)
		running, stop := context.WithCancel(ctx)
		ended := make(chan struct{})
		go func() { k.Run(running); close(ended) }()
		defer func() { stop(); <-ended }()
		left := func(shop string) int {
			list, err := s.OrdersAfter(ctx, shop, "file", 0)
			if err != nil {
				t.Fatal(err)
			}
			return len(list)
		}
		for end := time.Now().Add(20 * time.Second); left("main") != 1; time.Sleep(10 * time.Millisecond) {
			if time.Now().After(end) {
				t.Fatalf("%d orders are left", left("main"))
			}
		}
		if left("kept") != 1 {
			t.Error("an order of a shop that keeps them is gone")
		}
	})
}
