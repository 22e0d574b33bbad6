package store_test

import (
	"fmt"
	"testing"

	"shopclerk/internal/store"
	"shopclerk/internal/store/storetest"
)

func TestImportsAreCountedByShopAndState(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		for n, i := range []store.Import{
			{Shop: "main", State: store.ImportQueued}, {Shop: "main", State: store.ImportQueued, Kind: "orders"},
			{Shop: "main", State: store.ImportRunning}, {Shop: "main", State: store.ImportDone}, {Shop: "other", State: store.ImportQueued},
		} {
			i.ID, i.QueuedAt = fmt.Sprint("I", n), noon
			if err := s.AddImport(ctx, i); err != nil {
				t.Fatal(err)
			}
		}
		for of, want := range map[[2]string]int64{
			{"main", store.ImportQueued}: 2, {"main", store.ImportRunning}: 1, {"main", store.ImportWaiting}: 0, {"other", store.ImportQueued}: 1,
			{"none", store.ImportQueued}: 0, {"MAIN", store.ImportQueued}: 0, {"", ""}: 0,
		} {
			if got := must[int64](t)(s.CountImports(ctx, of[0], of[1])); got != want {
				t.Errorf("%q has %d imports, want %d", of, got, want)
			}
		}
	})
}
