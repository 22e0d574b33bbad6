package store_test

import (
	"strings"
	"testing"
	"time"

	"shopclerk/internal/store"
	"shopclerk/internal/store/storetest"
)

func TestHowFarPullsHaveComeIsKept(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		get := func(feed, kind string) store.SyncState {
			t.Helper()
			return must[store.SyncState](t)(s.SyncState(ctx, "main", feed, kind))
		}
		set := func(y store.SyncState) {
			t.Helper()
			if err := s.SetSyncState(ctx, y); err != nil {
				t.Fatal(err)
			}
		}
		never := store.SyncState{Shop: "main", Feed: "feed", Kind: "orders"}
		equal(t, never, get("feed", "orders"))
		set(never)
		equal(t, never, get("feed", "orders"))

		full := store.SyncState{
			Shop: "main", Feed: "feed", Kind: "orders", Since: noon.Add(-time.Hour), Until: noon, Cursor: "https://shop.example/orders?page=2", Pages: 1,
			Objects: 50, StartedAt: noon.Add(time.Microsecond), FinishedAt: noon.AddDate(0, 0, -1), Error: "503", ErrorAt: noon, RetryAt: noon.Add(time.Minute),
		}
		for range 2 { // the same again is no change, and no error
			set(full)
			equal(t, full, get("feed", "orders"))
		}
		products := store.SyncState{Shop: "main", Feed: "feed", Kind: "customers", Pages: 3}
		set(products)
		set(store.SyncState{Shop: "main", Feed: "other", Kind: "orders"})
		set(store.SyncState{Shop: "next door", Feed: "feed", Kind: "orders"})
		equal(t, []store.SyncState{products, full}, must[[]store.SyncState](t)(s.SyncStates(ctx, "main", "feed")))
		set(never)
		equal(t, never, get("feed", "orders"))
	})
}

func TestWhatOfAPullCannotBeKept(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		y := store.SyncState{Shop: "main", Feed: "feed", Kind: "orders", Error: strings.Repeat("\xff", 5000)}
		if err := s.SetSyncState(ctx, y); err != nil {
			t.Error(err) // what went wrong is cut
		}
		y.Cursor = strings.Repeat("x", 1025)
		if err := s.SetSyncState(ctx, y); err == nil {
			t.Error("half a cursor is another one")
		}
		y.Cursor, y.Since = "", time.Unix(1<<50, 0)
		if err := s.SetSyncState(ctx, y); err == nil {
			t.Error("a time that no column holds went in")
		}
	})
}
