package exports_test

import (
	"fmt"
	"runtime"
	"strings"
	"testing"

	"shopclerk/catalog"
	"shopclerk/internal/store"
	"shopclerk/server/exports"
	"shopclerk/server/imports"
)

// fillMany puts so many products with a description of so many bytes into the shop main.
func fillMany(t testing.TB, s *store.Store, products, bytes int) {
	t.Helper()
	desc := strings.Repeat("x", bytes)
	for n := 0; n < products; n += store.BatchSize {
		changes := make([]catalog.Change, min(store.BatchSize, products-n))
		for i := range changes {
			changes[i] = catalog.Change{SKU: fmt.Sprint(n + i), Title: new("t"), Desc: &desc}
		}
		if _, err := s.PutProducts(ctx, in("main", "file"), changes); err != nil {
			t.Fatal(err)
		}
	}
}

// watching calls look now and then while something is written.
type watching struct {
	written, next int
	look          func()
}

func (w *watching) Write(p []byte) (int, error) {
	if w.written += len(p); w.written > w.next {
		w.next = w.written + 4<<20
		w.look()
	}
	return len(p), nil
}

func TestAnExportTakesNoMoreMemoryThanItsBatches(t *testing.T) {
	const products, each, room = 10_000, 10_000, 32 << 20
	s := sqlite(t)
	fillMany(t, s, products, each)
	heap := func() uint64 {
		var now runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&now)
		return now.HeapAlloc
	}
	for _, format := range []exports.Format{exports.NDJSON, exports.CSV} {
		before, peak := heap(), uint64(0)
		w := &watching{look: func() { peak = max(peak, heap()) }}
		result, err := exports.Write(ctx, s, "main", exports.Options{Kind: imports.Products, Format: format}, w)
		if err != nil || result.Rows != products || w.written < products*each {
			t.Fatalf("%s: %d bytes, %+v, %v", format, w.written, result, err)
		}
		if peak == 0 || peak > before+room {
			t.Errorf("%s: %d MiB were written, and the heap grew by %d MiB", format, w.written>>20, (peak-before)>>20)
		}
	}
}

func TestAShopCanChangeWhileItIsExported(t *testing.T) {
	each(t, func(t *testing.T, s *store.Store) {
		fillMany(t, s, 3*store.BatchSize, 1000)
		changed := false
		w := &watching{look: func() {
			if changed {
				return
			}
			changed = true
			late := catalog.Change{SKU: fmt.Sprint(3*store.BatchSize - 1), Title: new("changed")}
			for _, c := range []catalog.Change{late, {SKU: "new", Title: new("new")}} {
				if _, err := s.PutProducts(ctx, in("main", "file"), []catalog.Change{c}); err != nil {
					t.Error(err)
				}
			}
		}}
		result, err := exports.Write(ctx, s, "main", exports.Options{Kind: imports.Products, Format: exports.NDJSON}, w)
		if err != nil || !changed || result.Rows != 3*store.BatchSize+1 {
			t.Errorf("%+v, %v, changed: %v", result, err, changed)
		}
	})
}
