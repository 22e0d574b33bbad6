package store_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"shopclerk/catalog"
	"shopclerk/internal/store"
	"shopclerk/internal/store/storetest"
	"shopclerk/orders"
	"shopclerk/packages"
)

func fullImport() store.Import {
	return store.Import{
		ID: "01JZZZZZZZZZZZZZZZZZZZZZZZ", Shop: "main", Kind: "products", Source: "file", State: store.ImportDone, FileName: "商品 列表.csv",
		Settings: store.ImportSettings{
			Format: "headers", Mode: "mirror", Variants: "variant", Encoding: "big5", Delimiter: ";", Mapping: map[string]string{"品名": "title"},
			UnitPrices: true, DryRun: true, Confirmed: true, Undo: true,
		},
		Format: "headers", Columns: []string{"品名", "售價"}, Items: 7, BytesRead: 1 << 40, BytesTotal: 1 << 41,
		Rows: store.ImportRows{Read: 1 << 40, New: 1, Changed: 2, Unchanged: 3, Refused: 4, Unpublished: 5, Kept: 6}, Chunks: 8, Warnings: 9,
		Problems: []string{"line 17: price: \"x\" is not a number", "第二行 😀\x00"}, Story: json.RawMessage(`{"a":1}`), Error: "boom",
		QueuedAt: at("2026-01-01T00:00:00.000001Z"), StartedAt: at("2026-01-01T00:00:01Z"), ProgressedAt: at("2026-01-01T00:00:30Z"),
		FinishedAt: at("2026-01-01T00:01:00Z"),
	}
}

func TestAnImportIsReadAsItWasKept(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		full := fullImport()
		bare := store.Import{ID: "BARE", Shop: "main", Kind: "orders", Source: "file", State: store.ImportQueued, Story: json.RawMessage("{}"), QueuedAt: noon}
		long := bare
		long.ID, long.Error = "LONG", strings.Repeat("錯", 1100)
		for _, i := range []store.Import{full, bare, long} {
			if err := s.AddImport(ctx, i); err != nil {
				t.Fatal(err)
			}
		}
		long.Error = strings.Repeat("錯", 1024)
		for _, want := range []store.Import{full, bare, long} {
			equal(t, want, must[store.Import](t)(s.ImportByID(ctx, want.ID)))
		}
		changed := must[store.Import](t)(s.ChangeImport(ctx, full.ID, func(i *store.Import) error { i.Columns, i.Problems, i.Story = nil, nil, nil; return nil }))
		equal(t, []string(nil), changed.Columns)
		full.Columns, full.Problems, full.Story = nil, nil, json.RawMessage("{}")
		equal(t, full, must[store.Import](t)(s.ImportByID(ctx, full.ID)))
		for _, id := range []string{"", "none", "%", "bare"} {
			if i, err := s.ImportByID(ctx, id); !errors.Is(err, store.ErrNotFound) {
				t.Errorf("%q: %v, %v", id, i, err)
			}
		}
		if _, err := s.ChangeImport(ctx, "BARE", func(i *store.Import) error { i.Error = "x"; return errStop }); !errors.Is(err, errStop) {
			t.Error(err)
		}
		equal(t, bare, must[store.Import](t)(s.ImportByID(ctx, "BARE")))
	})
}

var errStop = errors.New("stop")

func TestImportsAreListedNewestFirstAndPageByPage(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		for n := range 7 {
			i := store.Import{ID: fmt.Sprint("I", n), Shop: "main", Kind: "products", State: store.ImportDone, QueuedAt: noon.Add(time.Duration(n/2) * time.Second)}
			if n == 3 {
				i.State, i.Kind = store.ImportQueued, "orders"
			}
			if err := s.AddImport(ctx, i); err != nil {
				t.Fatal(err)
			}
		}
		ids := func(f store.ImportFilter) (out string) {
			f.Shop = "main"
			for _, i := range must[[]store.Import](t)(s.Imports(ctx, f)) {
				out += i.ID
			}
			return out
		}
		equal(t, "I6I5I4", ids(store.ImportFilter{Limit: 3}))
		equal(t, "I3I2I1", ids(store.ImportFilter{Limit: 3, Before: "I4"}))
		equal(t, "I0", ids(store.ImportFilter{Limit: 3, Before: "I1"}))
		equal(t, "I3", ids(store.ImportFilter{Limit: 3, State: store.ImportQueued}))
		equal(t, "I3", ids(store.ImportFilter{Limit: 3, Kind: "orders"}))
		equal(t, "", ids(store.ImportFilter{Limit: 3, Source: "erp"}))
		open := must[[]store.Import](t)(s.OpenImports(ctx))
		if len(open) != 1 || open[0].ID != "I3" {
			t.Errorf("open: %+v", open)
		}
	})
}

// running makes an import that is at work.
func running(t *testing.T, s *store.Store, id, kind string) {
	t.Helper()
	if err := s.AddImport(ctx, store.Import{ID: id, Shop: "main", Kind: kind, Source: "file", State: store.ImportRunning, QueuedAt: noon}); err != nil {
		t.Fatal(err)
	}
}

func step(id string, items int64) store.Write {
	w := in("main", "file")
	w.Step = &store.Step{Import: id, Items: items, Read: items, BytesRead: 10 * items}
	return w
}

func TestAStepIsNotedWithItsRowsOrNotAtAll(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		running(t, s, "I", "products")
		w := step("I", 4)
		w.Step.Refused = []store.RefusedRow{{Line: 5, Reason: "cannot be read", Cells: []string{"x", ""}}}
		w.Step.Refuse = func(n int, err error) []store.RefusedRow {
			return []store.RefusedRow{{Line: 3, Reason: fmt.Sprint(n, " ", err), Cells: []string{"c"}}}
		}
		w.Step.Problems, w.Step.Warnings = []string{"line 2: odd"}, 1
		changes := []catalog.Change{{SKU: "A", Title: ptr("a")}, {SKU: "B", Title: ptr("b")}, {SKU: "C"}}
		outcomes := must[[]store.Outcome](t)(s.PutProducts(ctx, w, changes))
		if outcomes[0].ID == 0 || outcomes[0].ID == outcomes[1].ID || outcomes[2].Result != store.Refused {
			t.Errorf("%+v", outcomes)
		}
		i := must[store.Import](t)(s.ImportByID(ctx, "I"))
		equal(t, store.ImportRows{Read: 4, New: 2, Refused: 2}, i.Rows)
		equal(t, []any{int64(4), int64(40), int64(1), int64(1), []string{"line 2: odd"}}, []any{i.Items, i.BytesRead, i.Chunks, i.Warnings, i.Problems})
		rows, last, err := s.RefusedRows(ctx, "I", 0, 10)
		equal(t, []store.RefusedRow{{3, "2 title: is required", []string{"c"}}, {5, "cannot be read", []string{"x", ""}}}, rows)
		equal(t, []any{int64(2), nil}, []any{last, err})

		must[store.Import](t)(s.ChangeImport(ctx, "I", func(i *store.Import) error { i.State = store.ImportCancelled; return nil }))
		before := dump(t, s)
		if _, err := s.PutProducts(ctx, step("I", 5), []catalog.Change{{SKU: "D", Title: ptr("d")}}); !errors.Is(err, store.ErrImportStopped) {
			t.Error(err)
		}
		equal(t, before, dump(t, s))
	})
}

func TestARetriedPutCountsAStepOnce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		running(t, s, "I", "products")
		for n := range int64(3) {
			must[[]store.Outcome](t)(s.PutProducts(ctx, step("I", n+1), []catalog.Change{{SKU: fmt.Sprint(n % 2), Title: ptr("x")}}))
		}
		i := must[store.Import](t)(s.ImportByID(ctx, "I"))
		equal(t, store.ImportRows{Read: 6, New: 2, Unchanged: 1}, i.Rows)
		equal(t, int64(2), i.Chunks) // what is unchanged needs no undoing
	})
}

// withoutNumbers is a dump without what tells how a shop came to be what it is.
func withoutNumbers(t *testing.T, s *store.Store) map[string][]string {
	t.Helper()
	all := dump(t, s)
	for _, table := range []string{"counters", "product_changes", "import_jobs", "import_chunks", "import_rows"} {
		delete(all, table)
	}
	return all
}

func undoAll(t *testing.T, s *store.Store, id string) store.Import {
	t.Helper()
	must[store.Import](t)(s.ChangeImport(ctx, id, func(i *store.Import) error { i.State, i.Settings.Undo = store.ImportRunning, true; return nil }))
	for {
		done := must[bool](t)(s.UndoChunk(ctx, in("main", "file"), id))
		if done {
			return must[store.Import](t)(s.ImportByID(ctx, id))
		}
	}
}

func TestUndoingAnImportPutsBackWhatWasThere(t *testing.T) {
	price := &decimal.NullDecimal{Decimal: decimal.NewFromInt(5), Valid: true}
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := in("main", "file")
		putProducts(t, s, w, catalog.Change{SKU: "A", Title: ptr("a"), Vendor: ptr("V"), Price: price, Codes: &[]string{"4711"}}, catalog.Change{SKU: "B", Title: ptr("b")})
		putOrders(t, s, w, orderWith("1", func(c *orders.Change) { c.Emails = &[]string{"a@b.example"} }))
		putPackages(t, s, w, packages.Change{OrderNumber: "1", Number: "P", ProductName: ptr("p")})
		before := withoutNumbers(t, s)

		running(t, s, "P", "products")
		must[[]store.Outcome](t)(s.PutProducts(ctx, step("P", 2), []catalog.Change{{SKU: "A", Title: ptr("aa"), Vendor: ptr("W")}, {SKU: "N", Title: ptr("new"), Vendor: ptr("W")}}))
		must[[]store.Outcome](t)(s.PutProducts(ctx, step("P", 3), []catalog.Change{{SKU: "A", Title: ptr("aaa")}}))
		running(t, s, "O", "orders")
		must[[]store.Outcome](t)(s.PutOrders(ctx, step("O", 2), []orders.Change{orderWith("1", func(c *orders.Change) { c.Emails = &[]string{"c@d.example"} }), order("2")}))
		running(t, s, "K", "packages")
		must[[]store.Outcome](t)(s.PutPackages(ctx, step("K", 2), []packages.Change{{OrderNumber: "1", Number: "P", ProductName: ptr("q")}, {OrderNumber: "1", Number: "Q"}}))
		for _, id := range []string{"P", "O", "K"} {
			i := undoAll(t, s, id)
			equal(t, []any{int64(0), int64(0)}, []any{i.Chunks, i.Rows.Kept})
		}
		equal(t, before, withoutNumbers(t, s))
	})
}

func TestUndoingLeavesWhatWasChangedSince(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		running(t, s, "P", "products")
		must[[]store.Outcome](t)(s.PutProducts(ctx, step("P", 3), []catalog.Change{{SKU: "A", Title: ptr("a")}, {SKU: "B", Title: ptr("b")}, {SKU: "C", Title: ptr("c")}}))
		putProducts(t, s, in("main", "file"), catalog.Change{SKU: "B", Title: ptr("bb")})
		must[int](t)(s.DeleteProducts(ctx, "main", "none"))
		i := undoAll(t, s, "P")
		equal(t, int64(1), i.Rows.Kept)
		rows, _, err := s.RefusedRows(ctx, "P", 0, 10)
		if err != nil || len(rows) != 1 || !strings.HasPrefix(rows[0].Reason, "B was changed after") {
			t.Errorf("%+v, %v", rows, err)
		}
		if got := len(must[[]catalog.Product](t)(s.PublishedProducts(ctx, "main", 0, 1000, 100))); got != 1 {
			t.Errorf("%d products are left", got)
		}
	})
}

func TestWhatIsKeptForUndoingIsDroppedWhenItIsOld(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		running(t, s, "P", "products")
		must[[]store.Outcome](t)(s.PutProducts(ctx, step("P", 1), []catalog.Change{{SKU: "A", Title: ptr("a")}}))
		equal(t, int64(0), must[int64](t)(s.PruneImports(ctx, "main", time.Now().Add(-time.Hour))))
		equal(t, int64(1), must[int64](t)(s.PruneImports(ctx, "main", time.Now().Add(time.Hour))))
	})
}

func TestAPlanIsKeptAndAMappingRemembered(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		running(t, s, "P", "products")
		plan := store.Plan{
			Story: json.RawMessage(`{"published":3}`), Rows: store.ImportRows{Read: 2, New: 1, Refused: 1},
			Refused: []store.RefusedRow{{Line: 3, Reason: "odd", Cells: []string{"x"}}}, Problems: []string{"p"}, Warnings: 1, Keep: true,
		}
		for range 2 { // a process that was killed before it ended the import plans again
			if err := s.SavePlan(ctx, "P", plan); err != nil {
				t.Fatal(err)
			}
		}
		i := must[store.Import](t)(s.ImportByID(ctx, "P"))
		equal(t, []any{plan.Rows, plan.Problems, string(plan.Story)}, []any{i.Rows, i.Problems, string(i.Story)})
		rows, _, err := s.RefusedRows(ctx, "P", 0, 10)
		equal(t, []any{plan.Refused, nil}, []any{rows, err})

		for _, mapping := range []map[string]string{{"a": "title"}, {"a": "price", "b": "sku"}} {
			if err := s.SetMapping(ctx, "main", "products", "a\x00b", mapping); err != nil {
				t.Fatal(err)
			}
			equal(t, mapping, must[map[string]string](t)(s.Mapping(ctx, "main", "products", "a\x00b")))
		}
		equal(t, map[string]string(nil), must[map[string]string](t)(s.Mapping(ctx, "main", "orders", "a\x00b")))
	})
}
