package store_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"shopclerk/internal/store"
	"shopclerk/internal/store/storetest"
)

func TestAnImportIsReadAsItWasLastSaved(t *testing.T) {
	full := store.Import{
		ID: "01JZZZZZZZZZZZZZZZZZZZZZZZ", Shop: "main", Kind: "products", Source: "file", Format: "csv", State: "done", DryRun: true, UnitPrices: true,
		Read: 1 << 40, New: 1, Changed: 2, Unchanged: 3, Refused: 4, Problems: []string{"line 17: price: \"x\" is not a number", "第二行 😀\x00"},
		Error: "boom", StartedAt: at("2026-01-01T00:00:00.000001Z"), FinishedAt: at("2026-01-01T00:01:00Z"),
	}
	cases := map[string]struct {
		saved []func(i *store.Import)
		want  func(i *store.Import)
	}{
		"every field":                       {[]func(*store.Import){func(*store.Import) {}}, func(*store.Import) {}},
		"one that runs":                     {[]func(*store.Import){func(i *store.Import) { i.FinishedAt = time.Time{} }}, func(i *store.Import) { i.FinishedAt = time.Time{} }},
		"without problems":                  {[]func(*store.Import){func(i *store.Import) { i.Problems = nil }}, func(i *store.Import) { i.Problems = nil }},
		"a long error is cut":               {[]func(*store.Import){func(i *store.Import) { i.Error = strings.Repeat("錯", 600) }}, func(i *store.Import) { i.Error = strings.Repeat("錯", 512) }},
		"the same twice":                    {[]func(*store.Import){func(*store.Import) {}, func(*store.Import) {}}, func(*store.Import) {}},
		"flags and texts can be taken back": {[]func(*store.Import){func(*store.Import) {}, clearImport}, clearImport},
	}
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		for name, c := range cases {
			t.Run(name, func(t *testing.T) {
				want := full
				want.ID = name[:min(26, len(name))]
				for _, edit := range c.saved {
					i := want
					edit(&i)
					if err := s.SaveImport(ctx, i); err != nil {
						t.Fatal(err)
					}
				}
				c.want(&want)
				equal(t, want, must[store.Import](t)(s.ImportByID(ctx, want.ID)))
			})
		}
		for _, id := range []string{"", "none", "%", strings.ToUpper("one that runs")} {
			if i, err := s.ImportByID(ctx, id); !errors.Is(err, store.ErrNotFound) {
				t.Errorf("%q: %v, %v", id, i, err)
			}
		}
	})
}

// clearImport empties all that can be empty.
func clearImport(i *store.Import) {
	*i = store.Import{ID: i.ID, Shop: i.Shop, Kind: i.Kind, Source: i.Source, State: "queued", StartedAt: i.StartedAt}
}
