package store_test

import (
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"shopclerk/catalog"
	"shopclerk/internal/store"
	"shopclerk/internal/store/storetest"
)

// An import writes step after step; its own lease has to be prolonged meanwhile.
func TestWhoWritesStepAfterStepKeepsNobodyWaiting(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		var steps atomic.Int64
		stop, ended := make(chan struct{}), make(chan error, 1)
		go func() {
			for n := 0; ; n++ {
				select {
				case <-stop:
					ended <- nil
					return
				default:
				}
				var list []catalog.Change
				for i := range 500 {
					list = append(list, catalog.Change{SKU: fmt.Sprint(n, "-", i), Title: ptr("t")})
				}
				if _, err := s.PutProducts(ctx, main, list); err != nil {
					ended <- err
					return
				}
				steps.Add(1)
			}
		}()
		const times = 20
		var most int64
		for range times {
			before := steps.Load()
			if got := must[bool](t)(s.AcquireLease(ctx, "import main", "me", time.Minute)); !got {
				t.Fatal("the lease is not to be had")
			}
			most = max(most, steps.Load()-before)
			time.Sleep(10 * time.Millisecond)
		}
		close(stop)
		if err := <-ended; err != nil {
			t.Fatal(err)
		}
		if most > 2 {
			t.Errorf("%d steps went before somebody who waited", most)
		}
	})
}
