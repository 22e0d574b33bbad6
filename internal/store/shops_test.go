package store_test

import (
	"fmt"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"shopclerk/catalog"
	"shopclerk/internal/store"
	"shopclerk/internal/store/storetest"
	"shopclerk/orders"
	"shopclerk/packages"
)

// reads calls every method that reads a shop's rows, with arguments that all shops of these tests have something for.
var reads = map[string]func(s *store.Store, shop string) []any{
	"LastChange":     func(s *store.Store, shop string) []any { return answer(s.LastChange(ctx, shop)) },
	"ProductChanges": func(s *store.Store, shop string) []any { return answer(s.ProductChanges(ctx, shop, 0, 100)) },
	"ProductsByID": func(s *store.Store, shop string) []any {
		return answer(s.ProductsByID(ctx, shop, []int64{1, 2, 3, 4, 5}))
	},
	"PublishedProducts": func(s *store.Store, shop string) []any {
		return answer(s.PublishedProducts(ctx, shop, 0, 1000, 100))
	},
	"SearchProducts": func(s *store.Store, shop string) []any {
		ids, total, err := s.SearchProducts(ctx, shop, catalog.Query{Page: 1, Limit: 100})
		return append(answer(ids, err), total)
	},
	"LastProduct":   func(s *store.Store, shop string) []any { return answer(s.LastProduct(ctx, shop)) },
	"OldestChange":  func(s *store.Store, shop string) []any { return answer(s.OldestChange(ctx, shop)) },
	"IndexMark":     func(s *store.Store, shop string) []any { return answer(s.IndexMark(ctx, shop, "index")) },
	"EmptySearches": func(s *store.Store, shop string) []any { return answer(s.EmptySearches(ctx, shop, 100)) },
	"IndexTarget": func(s *store.Store, shop string) []any {
		last, generation, err := s.IndexTarget(ctx, shop)
		return append(answer(last, err), generation)
	},
	"HasProducts":    func(s *store.Store, shop string) []any { return answer(s.HasProducts(ctx, shop)) },
	"Property":       func(s *store.Store, shop string) []any { return answer(s.Property(ctx, shop, both)) },
	"OrdersByNumber": func(s *store.Store, shop string) []any { return answer(s.OrdersByNumber(ctx, shop, "1", all)) },
	"OrdersByAccount": func(s *store.Store, shop string) []any {
		list, total, err := s.OrdersByAccount(ctx, shop, "mail:a@b.example", all, 0, 10)
		_, beyond, errBeyond := s.OrdersByAccount(ctx, shop, "mail:a@b.example", all, 10, 10)
		return append(answer(list, err), total, beyond, fmt.Sprint(errBeyond))
	},
	"PackagesOfOrder": func(s *store.Store, shop string) []any {
		list, total, err := s.PackagesOfOrder(ctx, shop, "1", 0, 10)
		_, beyond, errBeyond := s.PackagesOfOrder(ctx, shop, "1", 10, 10)
		_, bare, errBare := s.PackagesOfOrder(ctx, shop, "bare", 0, 10)
		return append(answer(list, err), total, beyond, fmt.Sprint(errBeyond), bare, fmt.Sprint(errBare))
	},
	"Imports": func(s *store.Store, shop string) []any {
		return answer(s.Imports(ctx, store.ImportFilter{Shop: shop, Limit: 10}))
	},
	"CountImports": func(s *store.Store, shop string) []any {
		return answer(s.CountImports(ctx, shop, store.ImportRunning))
	},
	"Importing": func(s *store.Store, shop string) []any {
		return answer(s.Importing(ctx, shop, "products", noon.Add(-time.Hour)))
	},
	"Mapping":        func(s *store.Store, shop string) []any { return answer(s.Mapping(ctx, shop, "products", "a")) },
	"HasSource":      func(s *store.Store, shop string) []any { return answer(s.HasSource(ctx, shop, "file")) },
	"CountPublished": func(s *store.Store, shop string) []any { return answer(s.CountPublished(ctx, shop, "file")) },
	"ImportSource":   func(s *store.Store, shop string) []any { return answer(s.ImportSource(ctx, shop, "erp")) },
	"RowDigests": func(s *store.Store, shop string) []any {
		return answer(s.RowDigests(ctx, shop, "file", []string{"a", "b"}))
	},
	"ProductsAfter": func(s *store.Store, shop string) []any { return answer(s.ProductsAfter(ctx, shop, "", 0)) },
	"OrdersAfter":   func(s *store.Store, shop string) []any { return answer(s.OrdersAfter(ctx, shop, "file", 0)) },
	"PackagesAfter": func(s *store.Store, shop string) []any { return answer(s.PackagesAfter(ctx, shop, "", 0)) },
	"ProductIDs": func(s *store.Store, shop string) []any {
		return answer(s.ProductIDs(ctx, shop, "file", []string{"a", "b"}))
	},
	"EachPublished": func(s *store.Store, shop string) []any {
		var all []int64
		err := s.EachPublished(ctx, shop, "file", func(ids []int64) error { all = append(all, ids...); return nil })
		return answer(all, err)
	},
	"DueGroups": func(s *store.Store, shop string) []any {
		return answer(s.DueGroups(ctx, shop, "file", noon.AddDate(1, 0, 0), 9))
	},
	"GroupParts": func(s *store.Store, shop string) []any { return answer(s.GroupParts(ctx, shop, "file", "g")) },
	"Deliveries": func(s *store.Store, shop string) []any {
		all, err := s.Deliveries(ctx, store.DeliveryQuery{Shop: shop})
		some, errSome := s.Deliveries(ctx, store.DeliveryQuery{Shop: shop, Feed: "feed", State: store.DeliveryQueued})
		about, errAbout := s.Deliveries(ctx, store.DeliveryQuery{Shop: shop, Object: "order 1"})
		return append(answer(all, err), some, fmt.Sprint(errSome), about, fmt.Sprint(errAbout))
	},
	"Delivery": func(s *store.Store, shop string) []any {
		return answer(s.Delivery(ctx, shop, noon.Add(time.Second).UnixMicro()))
	},
	"InboxState":    func(s *store.Store, shop string) []any { return answer(s.InboxState(ctx, shop, "feed")) },
	"SyncState":     func(s *store.Store, shop string) []any { return answer(s.SyncState(ctx, shop, "feed", "orders")) },
	"SyncStates":    func(s *store.Store, shop string) []any { return answer(s.SyncStates(ctx, shop, "feed")) },
	"QuestionHours": func(s *store.Store, shop string) []any { return answer(s.QuestionHours(ctx, shop, noon)) },
	"QuestionTimes": func(s *store.Store, shop string) []any { return answer(s.QuestionTimes(ctx, shop, noon)) },
	"SecretUses":    func(s *store.Store, shop string) []any { return answer(s.SecretUses(ctx, shop)) },
	"Newest":        func(s *store.Store, shop string) []any { return answer(s.Newest(ctx, shop, store.KindPackages)) },
	"StuckPackages": func(s *store.Store, shop string) []any {
		count, some, err := s.StuckPackages(ctx, shop, store.Silence{From: noon.AddDate(-10, 0, 0), Until: noon.AddDate(100, 0, 0), Statuses: []packages.Status{packages.Pending, ""}}, 10)
		return append(answer(some, err), count)
	},
	"ProductByID": func(s *store.Store, shop string) []any { return answer(s.ProductByID(ctx, shop, 1)) },
	"OrderByID":   func(s *store.Store, shop string) []any { return answer(s.OrderByID(ctx, shop, 3)) },
	"PackageByID": func(s *store.Store, shop string) []any { return answer(s.PackageByID(ctx, shop, 5)) },
	"ListProducts": func(s *store.Store, shop string) []any {
		all, err := s.ListProducts(ctx, store.ProductList{Shop: shop, Limit: 9})
		some, errSome := s.ListProducts(ctx, store.ProductList{Shop: shop, Source: "file", Published: "1", Limit: 9})
		return append(answer(all, err), some, fmt.Sprint(errSome))
	},
	"ListOrders": func(s *store.Store, shop string) []any {
		all, err := s.ListOrders(ctx, store.OrderList{Shop: shop, Limit: 9})
		some, errSome := s.ListOrders(ctx, store.OrderList{Shop: shop, Status: orders.Paid, Limit: 9})
		of, errOf := s.ListOrders(ctx, store.OrderList{Shop: shop, Source: "file", Limit: 9})
		return append(answer(all, err), some, fmt.Sprint(errSome), of, fmt.Sprint(errOf))
	},
	"ListPackages": func(s *store.Store, shop string) []any {
		all, err := s.ListPackages(ctx, store.PackageList{Shop: shop, Limit: 9})
		some, errSome := s.ListPackages(ctx, store.PackageList{Shop: shop, Source: "file", Limit: 9})
		return append(answer(all, err), some, fmt.Sprint(errSome))
	},
	"FindPackages":  func(s *store.Store, shop string) []any { return answer(s.FindPackages(ctx, shop, "P")) },
	"ProductsByKey": func(s *store.Store, shop string) []any { return answer(s.ProductsByKey(ctx, shop, "A")) },
	"SourcesOf":     func(s *store.Store, shop string) []any { return answer(s.SourcesOf(ctx, shop, store.KindOrders)) },
	"PastChanges": func(s *store.Store, shop string) []any {
		list, complete, err := s.PastChanges(ctx, store.RowOf{Shop: shop, Kind: store.KindProducts, Source: "file", ID: 1})
		return append(answer(list, err), complete)
	},
	"CountDeliveries": func(s *store.Store, shop string) []any {
		whole, bare, err := s.CountDeliveries(ctx, store.DeliveryQuery{Shop: shop})
		return append(answer(whole, err), bare)
	},
	"Audit": func(s *store.Store, shop string) []any {
		all, err := s.Audit(ctx, store.AuditQuery{Shop: shop, Limit: 9})
		some, errSome := s.Audit(ctx, store.AuditQuery{Shop: shop, User: "mei", Limit: 9})
		return append(answer(all, err), some, fmt.Sprint(errSome))
	},
	"PackagesByNumber": func(s *store.Store, shop string) []any {
		list, total, err := s.PackagesByNumber(ctx, shop, "P", 0, 10)
		return append(answer(list, err), total)
	},
}

// notOfAShop are the methods that read no shop's rows. Imports are asked for by an id that nobody can guess, by the administrator of all shops.
var notOfAShop = []string{
	"CheckMigrated", "CheckpointAside", "Clock", "Close", "Dialect", "Migrate", "Ping", "Scratch", "Versions",
	"AddImport", "ChangeImport", "ImportByID", "OpenImports", "PruneImports", "RefusedRows", "SetImportSource", "SavePlan", "SetMapping", "UndoChunk",
	"AcquireLease", "ReleaseLease", "SetIndexMark", "RaiseGeneration", "PruneChanges", "NoteEmptySearches",
	"PutNews", "RebuildGroups", "Forget", "PruneOrders", "AddQuestions", "AddSecretUses", "PruneQuestions",
	"AddDelivery", "AddDeliveries", "ClaimDeliveries", "ProlongClaim", "ReleaseClaim", "SettleDeliveries", "ResendDeliveries",
	"PruneDeliveries", "ForgetDeliveries", "ForgetBodies", "SetSyncState",
	"User", "Users", "HasUsers", "AddUser", "RemoveUser", "SetUserPassword", "SetUserRole", "NoteLogin",
	"Session", "SessionCounts", "AddSession", "RemoveSession", "RemoveSessions", "SetSessionShop", "AddAudit", "PruneAudit",
	"DeleteOrders", "DeletePackages", "DeleteProducts", "PutCustomer", "PutOrders", "PutPackages", "PutProducts",
}

func answer[T any](v T, err error) []any { return []any{v, fmt.Sprint(err)} }

func TestEveryMethodIsKnownToReadAShopOrNot(t *testing.T) {
	methods := reflect.TypeFor[*store.Store]()
	for i := range methods.NumMethod() {
		name := methods.Method(i).Name
		if _, read := reads[name]; read == slices.Contains(notOfAShop, name) {
			t.Errorf("put the method %s into reads or into notOfAShop", name)
		}
	}
}

// open fills a shop with what every read finds something of; the mark is in whatever can be read.
func fillShop(t *testing.T, s *store.Store, shop, mark string) {
	t.Helper()
	w := in(shop, "file")
	putProducts(t, s, w, catalog.Change{SKU: "A", Title: &mark, ProductType: &mark, Vendor: &mark}, catalog.Change{SKU: "B", Title: &mark})
	putOrders(t, s, w, orderWith("1", func(c *orders.Change) { c.RecipientName, c.Emails = &mark, &[]string{"a@b.example"} }),
		orderWith("bare", func(c *orders.Change) { c.CustomerID, c.RecipientName = ptr("7"), &mark }))
	putPackages(t, s, w, packages.Change{OrderNumber: "1", Number: "P", ProductName: &mark})
	putCustomer(t, s, w, "7", "a@b.example")
	putNews(t, s, w, told(part("g", mark, one, piece{Due: 1})))
	d := delivery(shop, "order 1", 1)
	d.Event = mark
	add(t, s, d)
	if err := s.SetSyncState(ctx, store.SyncState{Shop: shop, Feed: "feed", Kind: "orders", Cursor: mark}); err != nil {
		t.Fatal(err)
	}
	must[bool](t)(s.AcquireLease(ctx, "lease of "+shop, "me", time.Hour))
	if err := s.SetIndexMark(ctx, "lease of "+shop, "me", shop, "index", store.IndexMark{Position: 7, Built: true}); err != nil {
		t.Fatal(err)
	}
	i := store.Import{ID: fmt.Sprintf("%x", shop), Shop: shop, Kind: "products", Source: "file", State: store.ImportRunning, QueuedAt: noon}
	if err := s.AddImport(ctx, i); err != nil {
		t.Fatal(err)
	}
	w.Step = &store.Step{Import: i.ID, Items: 1}
	putProducts(t, s, w, catalog.Change{SKU: "A", Desc: &mark})
	if err := s.SetImportSource(ctx, shop, "erp", store.ImportSource{ETag: mark, LookedAt: noon}); err != nil {
		t.Fatal(err)
	}
	if err := s.SetMapping(ctx, shop, "products", "a", map[string]string{"a": mark}); err != nil {
		t.Fatal(err)
	}
	if err := s.NoteEmptySearches(ctx, shop, []store.EmptySearch{{Query: mark, Times: 1, LastAt: noon}}); err != nil {
		t.Fatal(err)
	}
	if err := s.AddQuestions(ctx, shop, []store.QuestionCount{{Hour: noon, Method: "orders", Questions: 1}}); err != nil {
		t.Fatal(err)
	}
	if err := s.AddSecretUses(ctx, shop, []store.SecretUse{{Bot: mark, Number: 1, Uses: 1, LastAt: noon}}); err != nil {
		t.Fatal(err)
	}
	if err := s.AddAudit(ctx, store.AuditEntry{Shop: shop, User: "mei", Action: "import.start", Detail: mark}); err != nil {
		t.Fatal(err)
	}
	failed := delivery(shop, "order 9", 9)
	failed.Feed = "failing"
	add(t, s, failed)
	claimed := must[[]store.Delivery](t)(s.ClaimDeliveries(ctx, shop, "failing", "filler", 1, time.Hour))
	if err := s.SettleDeliveries(ctx, shop, "filler", []store.Settled{{ID: claimed[0].ID, Err: "no"}}); err != nil {
		t.Fatal(err)
	}
}

func TestAShopNeverSeesAnotherShopsRows(t *testing.T) {
	neighbours := []string{"Shop", "SHOP", "shöp", "shop%", "shop_", "shop2", "%", "'shop"}
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		read := func(shop string) map[string][]any {
			out := map[string][]any{}
			for name, f := range reads {
				out[name] = f(s, shop)
			}
			return out
		}
		nothing := read("shop")
		for _, shop := range neighbours {
			fillShop(t, s, shop, "of "+shop)
		}
		equal(t, nothing, read("shop"))

		fillShop(t, s, "shop", "of this")
		own := read("shop")
		for name := range reads {
			if cmp.Equal(nothing[name], own[name], cmp.Comparer(func(a, b decimal.Decimal) bool { return a.Equal(b) })) {
				t.Errorf("%s finds nothing in a full shop, so this test says nothing about it", name)
			}
		}
		for _, shop := range neighbours {
			putCustomer(t, s, in(shop, "file"), "7", "other@b.example")
			putOrders(t, s, in(shop, "file"), with("1", "a@b.example"), with("2", "a@b.example"))
			putNews(t, s, in(shop, "file"), told(part("g", "mark", two, piece{})))
			must[[]store.NewsResult](t)(s.RebuildGroups(ctx, in(shop, "file"), []string{"g"}, assemble))
			must[store.Forgotten](t)(s.Forget(ctx, shop, "mail:a@b.example"))
			must[int](t)(s.PruneOrders(ctx, shop, noon.AddDate(100, 0, 0)))
			touchDeliveries(t, s, shop)
			must[int](t)(s.DeleteOrders(ctx, shop, "file"))
			must[int](t)(s.DeleteProducts(ctx, shop, "file"))
			must[int](t)(s.DeletePackages(ctx, shop, "file"))
		}
		equal(t, own, read("shop"))
	})
}
