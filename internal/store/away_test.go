package store_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"shopclerk/catalog"
	"shopclerk/internal/store"
	"shopclerk/internal/store/storetest"
	"shopclerk/orders"
	"shopclerk/packages"
)

// calls are all that can be asked of a store, each with something to do when the database is there.
func calls() map[string]func(ctx context.Context, s *store.Store) error {
	drop := func(_ any, err error) error { return err }
	return map[string]func(ctx context.Context, s *store.Store) error{
		"Ping":           func(ctx context.Context, s *store.Store) error { return s.Ping(ctx) },
		"Clock":          func(ctx context.Context, s *store.Store) error { return drop(s.Clock(ctx)) },
		"CheckMigrated":  func(ctx context.Context, s *store.Store) error { return s.CheckMigrated(ctx) },
		"Versions":       func(ctx context.Context, s *store.Store) error { _, _, err := s.Versions(ctx); return err },
		"Migrate":        func(ctx context.Context, s *store.Store) error { return drop(s.Migrate(ctx)) },
		"LastChange":     func(ctx context.Context, s *store.Store) error { return drop(s.LastChange(ctx, "shop")) },
		"ProductChanges": func(ctx context.Context, s *store.Store) error { return drop(s.ProductChanges(ctx, "shop", 0, 9)) },
		"ProductsByID":   func(ctx context.Context, s *store.Store) error { return drop(s.ProductsByID(ctx, "shop", []int64{1})) },
		"PublishedProducts": func(ctx context.Context, s *store.Store) error {
			return drop(s.PublishedProducts(ctx, "shop", 0, 9, 9))
		},
		"SearchProducts": func(ctx context.Context, s *store.Store) error {
			_, _, err := s.SearchProducts(ctx, "shop", catalog.Query{Title: "mark", Page: 1, Limit: 9})
			return err
		},
		"LastProduct":  func(ctx context.Context, s *store.Store) error { return drop(s.LastProduct(ctx, "shop")) },
		"OldestChange": func(ctx context.Context, s *store.Store) error { return drop(s.OldestChange(ctx, "shop")) },
		"PruneChanges": func(ctx context.Context, s *store.Store) error { return drop(s.PruneChanges(ctx, "shop", noon)) },
		"IndexTarget":  func(ctx context.Context, s *store.Store) error { _, _, err := s.IndexTarget(ctx, "shop"); return err },
		"IndexMark":    func(ctx context.Context, s *store.Store) error { return drop(s.IndexMark(ctx, "shop", "index")) },
		"SetIndexMark": func(ctx context.Context, s *store.Store) error {
			return s.SetIndexMark(ctx, "lease of shop", "me", "shop", "index", store.IndexMark{Position: 8})
		},
		"RaiseGeneration": func(ctx context.Context, s *store.Store) error { return drop(s.RaiseGeneration(ctx, "shop")) },
		"AcquireLease": func(ctx context.Context, s *store.Store) error {
			return drop(s.AcquireLease(ctx, "another", "me", time.Minute))
		},
		"ReleaseLease":  func(ctx context.Context, s *store.Store) error { return s.ReleaseLease(ctx, "another", "me") },
		"EmptySearches": func(ctx context.Context, s *store.Store) error { return drop(s.EmptySearches(ctx, "shop", 9)) },
		"NoteEmptySearches": func(ctx context.Context, s *store.Store) error {
			return s.NoteEmptySearches(ctx, "shop", []store.EmptySearch{{Query: "sofa", Times: 1, LastAt: noon}})
		},
		"HasProducts":    func(ctx context.Context, s *store.Store) error { return drop(s.HasProducts(ctx, "shop")) },
		"Property":       func(ctx context.Context, s *store.Store) error { return drop(s.Property(ctx, "shop", both)) },
		"OrdersByNumber": func(ctx context.Context, s *store.Store) error { return drop(s.OrdersByNumber(ctx, "shop", "1", all)) },
		"OrdersByAccount": func(ctx context.Context, s *store.Store) error {
			_, _, err := s.OrdersByAccount(ctx, "shop", "mail:a@b.example", all, 0, 9)
			return err
		},
		"PackagesOfOrder": func(ctx context.Context, s *store.Store) error {
			_, _, err := s.PackagesOfOrder(ctx, "shop", "1", 0, 9)
			return err
		},
		"PackagesByNumber": func(ctx context.Context, s *store.Store) error {
			_, _, err := s.PackagesByNumber(ctx, "shop", "P", 0, 9)
			return err
		},
		"PutProducts": func(ctx context.Context, s *store.Store) error {
			return drop(s.PutProducts(ctx, in("shop", "file"), []catalog.Change{{SKU: "C", Title: ptr("c")}}))
		},
		"PutOrders": func(ctx context.Context, s *store.Store) error {
			return drop(s.PutOrders(ctx, in("shop", "file"), []orders.Change{order("3")}))
		},
		"PutPackages": func(ctx context.Context, s *store.Store) error {
			return drop(s.PutPackages(ctx, in("shop", "file"), []packages.Change{{OrderNumber: "3", Number: "Q"}}))
		},
		"PutCustomer": func(ctx context.Context, s *store.Store) error {
			return s.PutCustomer(ctx, in("shop", "file"), orders.Customer{ID: "8"})
		},
		"PutNews": func(ctx context.Context, s *store.Store) error {
			return drop(s.PutNews(ctx, in("shop", "file"), "", []store.NewsItem{everyNoun("9")}, assemble))
		},
		"RebuildGroups": func(ctx context.Context, s *store.Store) error {
			return drop(s.RebuildGroups(ctx, in("shop", "file"), []string{"g"}, assemble))
		},
		"DueGroups": func(ctx context.Context, s *store.Store) error {
			return drop(s.DueGroups(ctx, "shop", "file", noon, 9))
		},
		"GroupParts": func(ctx context.Context, s *store.Store) error { return drop(s.GroupParts(ctx, "shop", "file", "g")) },
		"Forget": func(ctx context.Context, s *store.Store) error {
			return drop(s.Forget(ctx, "shop", "mail:nobody@b.example"))
		},
		"PruneOrders": func(ctx context.Context, s *store.Store) error { return drop(s.PruneOrders(ctx, "shop", noon)) },
		"AddDelivery": func(ctx context.Context, s *store.Store) error {
			_, _, err := s.AddDelivery(ctx, delivery("shop", "order 1", 1))
			return err
		},
		"AddDeliveries": func(ctx context.Context, s *store.Store) error {
			return drop(s.AddDeliveries(ctx, []store.Delivery{delivery("shop", "order 2", 2), delivery("shop", "order 3", 3)}))
		},
		"ClaimDeliveries": func(ctx context.Context, s *store.Store) error {
			return drop(s.ClaimDeliveries(ctx, "shop", "feed", "nobody", 0, time.Hour))
		},
		"SettleDeliveries": func(ctx context.Context, s *store.Store) error {
			if err := s.SettleDeliveries(ctx, "shop", "nobody", []store.Settled{{ID: 1}}); !errors.Is(err, store.ErrLeaseLost) {
				return err
			}
			return nil
		},
		"ProlongClaim": func(ctx context.Context, s *store.Store) error {
			return s.ProlongClaim(ctx, "shop", "nobody", time.Hour)
		},
		"ReleaseClaim": func(ctx context.Context, s *store.Store) error { return s.ReleaseClaim(ctx, "shop", "nobody") },
		"Deliveries": func(ctx context.Context, s *store.Store) error {
			return drop(s.Deliveries(ctx, store.DeliveryQuery{Shop: "shop", Feed: "feed"}))
		},
		"Delivery": func(ctx context.Context, s *store.Store) error {
			if _, err := s.Delivery(ctx, "shop", 1); !errors.Is(err, store.ErrNotFound) {
				return err
			}
			return nil
		},
		"ResendDeliveries": func(ctx context.Context, s *store.Store) error {
			_, _, err := s.ResendDeliveries(ctx, store.DeliveryQuery{Shop: "shop", Feed: "feed"})
			return err
		},
		"PruneDeliveries": func(ctx context.Context, s *store.Store) error {
			return drop(s.PruneDeliveries(ctx, "shop", noon, noon))
		},
		"ForgetBodies": func(ctx context.Context, s *store.Store) error { return drop(s.ForgetBodies(ctx, "main", []int64{1})) },
		"ForgetDeliveries": func(ctx context.Context, s *store.Store) error {
			return drop(s.ForgetDeliveries(ctx, "shop", "feed", []string{"order 1"}))
		},
		"InboxState": func(ctx context.Context, s *store.Store) error { return drop(s.InboxState(ctx, "shop", "feed")) },
		"SyncState": func(ctx context.Context, s *store.Store) error {
			return drop(s.SyncState(ctx, "shop", "feed", "orders"))
		},
		"SyncStates": func(ctx context.Context, s *store.Store) error { return drop(s.SyncStates(ctx, "shop", "feed")) },
		"SetSyncState": func(ctx context.Context, s *store.Store) error {
			return s.SetSyncState(ctx, store.SyncState{Shop: "shop", Feed: "feed", Kind: "orders"})
		},
		"OpenImports": func(ctx context.Context, s *store.Store) error { return drop(s.OpenImports(ctx)) },
		"Imports": func(ctx context.Context, s *store.Store) error {
			return drop(s.Imports(ctx, store.ImportFilter{Shop: "shop", Limit: 9}))
		},
		"ChangeImport": func(ctx context.Context, s *store.Store) error {
			return drop(s.ChangeImport(ctx, "i1", func(*store.Import) error { return nil }))
		},
		"SavePlan": func(ctx context.Context, s *store.Store) error { return s.SavePlan(ctx, "i1", store.Plan{}) },
		"RefusedRows": func(ctx context.Context, s *store.Store) error {
			_, _, err := s.RefusedRows(ctx, "i1", 0, 9)
			return err
		},
		"PruneImports": func(ctx context.Context, s *store.Store) error { return drop(s.PruneImports(ctx, "main", noon)) },
		"SetMapping": func(ctx context.Context, s *store.Store) error {
			return s.SetMapping(ctx, "shop", "products", "a", map[string]string{"a": "title"})
		},
		"Mapping":        func(ctx context.Context, s *store.Store) error { return drop(s.Mapping(ctx, "shop", "products", "a")) },
		"HasSource":      func(ctx context.Context, s *store.Store) error { return drop(s.HasSource(ctx, "shop", "file")) },
		"CountPublished": func(ctx context.Context, s *store.Store) error { return drop(s.CountPublished(ctx, "shop", "file")) },
		"EachPublished": func(ctx context.Context, s *store.Store) error {
			return s.EachPublished(ctx, "shop", "file", func([]int64) error { return nil })
		},
		"ImportSource": func(ctx context.Context, s *store.Store) error { return drop(s.ImportSource(ctx, "shop", "erp")) },
		"SetImportSource": func(ctx context.Context, s *store.Store) error {
			return s.SetImportSource(ctx, "shop", "erp", store.ImportSource{LookedAt: noon})
		},
		"RowDigests": func(ctx context.Context, s *store.Store) error {
			return drop(s.RowDigests(ctx, "shop", "file", []string{"a"}))
		},
		"ProductsAfter": func(ctx context.Context, s *store.Store) error { return drop(s.ProductsAfter(ctx, "shop", "", 0)) },
		"OrdersAfter":   func(ctx context.Context, s *store.Store) error { return drop(s.OrdersAfter(ctx, "shop", "", 0)) },
		"PackagesAfter": func(ctx context.Context, s *store.Store) error { return drop(s.PackagesAfter(ctx, "shop", "", 0)) },
		"ProductIDs": func(ctx context.Context, s *store.Store) error {
			return drop(s.ProductIDs(ctx, "shop", "file", []string{"a"}))
		},
		"ImportByID":     func(ctx context.Context, s *store.Store) error { return drop(s.ImportByID(ctx, "i1")) },
		"DeleteProducts": func(ctx context.Context, s *store.Store) error { return drop(s.DeleteProducts(ctx, "shop", "none")) },
		"DeleteOrders":   func(ctx context.Context, s *store.Store) error { return drop(s.DeleteOrders(ctx, "shop", "none")) },
		"DeletePackages": func(ctx context.Context, s *store.Store) error { return drop(s.DeletePackages(ctx, "shop", "none")) },
		"dry run": func(ctx context.Context, s *store.Store) error {
			scratch, done, err := s.Scratch(ctx)
			if err != nil {
				return err
			}
			defer done()
			return drop(scratch.PutProducts(ctx, in("shop", "file"), []catalog.Change{{SKU: "C", Title: ptr("c")}}))
		},
	}
}

func fillForCalls(t *testing.T, s *store.Store) {
	t.Helper()
	fillShop(t, s, "shop", "mark")
	if err := s.AddImport(ctx, store.Import{ID: "i1", QueuedAt: noon}); err != nil {
		t.Fatal(err)
	}
}

func TestADatabaseThatIsAwayIsUnavailableAndComesBackByItself(t *testing.T) {
	server, o := storetest.OwnServer(t)
	var j journal
	o.Log = j.log()
	s := storetest.Open(t, o)
	fillForCalls(t, s)
	for name, call := range calls() {
		if err := call(ctx, s); err != nil {
			t.Fatalf("%s before anything happened: %v", name, err)
		}
	}
	before := dump(t, s)

	server.Stop()
	for name, call := range calls() {
		start := time.Now()
		if err := call(ctx, s); !errors.Is(err, store.ErrUnavailable) {
			t.Errorf("%s while the database is away: %v", name, err)
		}
		if took := time.Since(start); took > 10*time.Second {
			t.Errorf("%s takes %v to find out that the database is away", name, took)
		}
	}
	if !strings.Contains(j.String(), "mysql driver") {
		t.Error("what the driver says of broken connections is not in the log, so it goes to stderr")
	}
	if _, err := store.Open(ctx, o); !errors.Is(err, store.ErrUnavailable) {
		t.Error("opening a database that is away:", err)
	}

	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	equal(t, before, dump(t, s))
	for name, call := range calls() {
		if err := call(ctx, s); err != nil {
			t.Errorf("%s after the database came back: %v", name, err)
		}
	}
}

func TestAClosedStoreSaysSo(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		fillForCalls(t, s)
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		for name, call := range calls() {
			err := call(ctx, s)
			if err == nil || errors.Is(err, store.ErrOutdated) || errors.Is(err, store.ErrNotFound) || errors.Is(err, orders.ErrNotFound) {
				t.Errorf("%s of a closed store: %v", name, err)
			}
		}
	})
}

func TestACallThatIsGivenUpEndsWithoutTouchingAnything(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		fillForCalls(t, s)
		before := dump(t, s)
		cancelled, cancel := context.WithCancel(ctx)
		cancel()
		late, cancel := context.WithDeadline(ctx, time.Now().Add(-time.Second))
		defer cancel()
		for name, call := range calls() {
			if err := call(cancelled, s); !errors.Is(err, context.Canceled) || errors.Is(err, store.ErrUnavailable) {
				t.Errorf("%s whose caller has gone: %v", name, err)
			}
			if err := call(late, s); !errors.Is(err, context.DeadlineExceeded) || !errors.Is(err, store.ErrUnavailable) {
				t.Errorf("%s whose time is up: %v", name, err)
			}
		}
		equal(t, before, dump(t, s))
	})
}

func TestAFullDiskIsUnavailableUntilThereIsRoom(t *testing.T) {
	s := storetest.Open(t, store.Options{Driver: store.SQLite, Path: filepath.Join(t.TempDir(), "s.db")})
	fillForCalls(t, s)
	store.Pool(s).SetMaxOpenConns(1) // the limit is one of the connection
	var pages int
	if err := store.Pool(s).QueryRow("PRAGMA page_count").Scan(&pages); err != nil {
		t.Fatal(err)
	}
	limit := func(n int) { must[any](t)(store.Pool(s).Exec(fmt.Sprint("PRAGMA max_page_count = ", n))) }
	limit(pages)
	before := dump(t, s)
	large := make([]byte, 100_000)
	big := catalog.Change{SKU: "BIG", Title: ptr("big"), Desc: ptr(string(large))}
	if _, err := s.PutProducts(ctx, main, []catalog.Change{big}); !errors.Is(err, store.ErrUnavailable) {
		t.Error("a full disk:", err)
	}
	equal(t, before, dump(t, s))
	limit(pages + 1000)
	equal(t, []store.Result{store.New}, putProducts(t, s, main, big))
}
