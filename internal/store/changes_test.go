package store_test

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"shopclerk/catalog"
	"shopclerk/internal/store"
	"shopclerk/internal/store/storetest"
)

func TestWhatHappensToProductsIsNumbered(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		a := catalog.Change{SKU: "A", Title: ptr("a"), UpdatedAt: &one}
		last := func() int64 { return must[int64](t)(s.LastChange(ctx, "main")) }
		equal(t, 0, int(last()))
		steps := []struct {
			name string
			do   func()
			want []int64 // the products of the new changes
		}{
			{"new ones", func() { putProducts(t, s, main, a, catalog.Change{SKU: "B", Title: ptr("b")}) }, []int64{1, 2}},
			{"one that is the same", func() { putProducts(t, s, main, a) }, nil},
			{"one that is older", func() { putProducts(t, s, main, catalog.Change{SKU: "B", Title: ptr("old"), UpdatedAt: &one}) }, nil},
			{"one that is refused", func() { putProducts(t, s, main, catalog.Change{SKU: "C"}) }, nil},
			{"one that is changed twice at once", func() {
				putProducts(t, s, main, catalog.Change{SKU: "A", Vendor: ptr("v"), UpdatedAt: &two}, catalog.Change{SKU: "A", Vendor: ptr("w"), UpdatedAt: &three})
			}, []int64{1}},
			{"one that is taken from the shop window", func() { putProducts(t, s, main, catalog.Change{SKU: "A", Published: ptr(false)}) }, []int64{1}},
			{"only a time", func() { putProducts(t, s, main, catalog.Change{SKU: "A", CreatedAt: &two}) }, []int64{1}},
			{"an order", func() { putOrders(t, s, main, order("1")) }, nil},
			{"another shop's", func() { putProducts(t, s, in("other", "file"), a) }, nil},
			{"another source's", func() { putProducts(t, s, in("main", "feed"), a) }, []int64{4}},
			{"a deletion", func() { must[int](t)(s.DeleteProducts(ctx, "main", "file")) }, []int64{1, 2}},
			{"a deletion of nothing", func() { must[int](t)(s.DeleteProducts(ctx, "main", "file")) }, nil},
		}
		for _, step := range steps {
			before := last()
			step.do()
			var got []int64
			for i, c := range must[[]store.ProductChange](t)(s.ProductChanges(ctx, "main", before, 100)) {
				if c.Seq != before+int64(i)+1 {
					t.Errorf("%s: number %d after %d", step.name, c.Seq, before)
				}
				got = append(got, c.ProductID)
			}
			slices.Sort(got) // a source's products go in the order of some index
			equal(t, step.want, got)
			if last() != before+int64(len(step.want)) {
				t.Errorf("%s: the last change is %d", step.name, last())
			}
		}
		equal(t, []store.ProductChange{{Seq: 3, ProductID: 1}, {Seq: 4, ProductID: 1}}, must[[]store.ProductChange](t)(s.ProductChanges(ctx, "main", 2, 2)))
		equal(t, 1, int(must[int64](t)(s.LastChange(ctx, "other"))))
	})
}

// Of many new products there is one row.
func TestManyNewProductsAreNumberedOnceEach(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		const n = 300
		many := func(prefix string) (list []catalog.Change) {
			for i := range n {
				list = append(list, catalog.Change{SKU: fmt.Sprint(prefix, i), Title: ptr("t")})
			}
			return list
		}
		putProducts(t, s, in("other", "file"), many("a")...)
		var want []store.ProductChange
		for i, list := range [][]catalog.Change{many("a"), append(many("b"), catalog.Change{SKU: "a0", Title: ptr("u")}), many("c")} {
			before := int64(len(want))
			putProducts(t, s, main, list...)
			for k := range int64(n) {
				want = append(want, store.ProductChange{Seq: before + k + 1, ProductID: int64(i*n) + k + 1})
			}
			if len(list) > n {
				want = append(want, store.ProductChange{Seq: before + n + 1, ProductID: 1})
			}
		}
		equal(t, want, must[[]store.ProductChange](t)(s.ProductChanges(ctx, "main", 0, 4*n)))
		equal(t, len(want), int(must[int64](t)(s.LastChange(ctx, "main"))))
		equal(t, 4, len(rows(t, s, "SELECT seq FROM product_changes WHERE shop = 'main'")))
		for _, after := range []int{0, 1, n - 1, n, n + 1, 2*n - 1, 2 * n, 2*n + 1, len(want) - 1, len(want), len(want) + 5} {
			for _, limit := range []int{1, 7, n, 4 * n} {
				expected := want[min(after, len(want)):]
				expected = expected[:min(limit, len(expected))]
				got := must[[]store.ProductChange](t)(s.ProductChanges(ctx, "main", int64(after), limit))
				if !slices.Equal(expected, got) {
					t.Errorf("after %d, at most %d: %v, want %v", after, limit, got, expected)
				}
			}
		}
	})
}

func TestAnOlderProgramFindsEachChangeInARowOfItsOwn(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		a, b, c := catalog.Change{SKU: "A", Title: ptr("a")}, catalog.Change{SKU: "B", Title: ptr("b")}, catalog.Change{SKU: "C", Title: ptr("c")}
		putProducts(t, s, main, a, b, c)
		b.Title = ptr("b2")
		putProducts(t, s, main, b)
		const query = "SELECT shop, seq, product_id FROM product_changes ORDER BY shop, seq"
		equal(t, 2, len(rows(t, s, query)))
		if err := store.DownToChanges(ctx, s); err != nil {
			t.Fatal(err)
		}
		row := func(seq, product string) map[string]string {
			return map[string]string{"shop": "main", "seq": seq, "product_id": product}
		}
		equal(t, []map[string]string{row("1", "1"), row("2", "2"), row("3", "3"), row("4", "2")}, rows(t, s, query))
		must[int](t)(s.Migrate(ctx))
		equal(t, 4, len(must[[]store.ProductChange](t)(s.ProductChanges(ctx, "main", 0, 9))))
	})
}

// Two handles and six writers at once stand for two processes. The follower is an index: it remembers each product as it was
// when the follower came by, and never goes back.
func TestAFollowerOfTheChangesMissesNothingWhileManyWrite(t *testing.T) {
	for _, database := range storetest.All(t) {
		t.Run(database.Name, func(t *testing.T) {
			o := database.New(t)
			handles := []*store.Store{storetest.Open(t, o), storetest.Open(t, o)}
			var writers sync.WaitGroup
			for i := range 6 {
				writers.Go(func() {
					for n := range 40 {
						title := fmt.Sprint(i, " wrote ", n)
						changes := []catalog.Change{{SKU: "shared", Title: &title}, {SKU: fmt.Sprint("own", i), Title: &title}, {SKU: "still", Title: ptr("t")}}
						if _, err := handles[i%2].PutProducts(ctx, main, changes[n%2:]); err != nil {
							t.Error(err)
						}
					}
				})
			}
			done := make(chan struct{})
			go func() { writers.Wait(); close(done) }()
			followed := follow(t, handles[1], done)
			equal(t, productsOf(t, handles[0], "main"), followed)
		})
	}
}

// follow keeps up with the changes until the writers are done and returns what it saw last of each product.
func follow(t *testing.T, s *store.Store, done <-chan struct{}) map[string]catalog.Product {
	seen, position := map[string]catalog.Product{}, int64(0)
	for ending := false; ; {
		select {
		case <-done:
			ending = true
		case <-time.After(time.Millisecond):
		}
		changes := must[[]store.ProductChange](t)(s.ProductChanges(ctx, "main", position, 7))
		var ids []int64
		for _, c := range changes {
			if position++; c.Seq != position {
				t.Fatalf("number %d stands where %d is expected", c.Seq, position)
			}
			ids = append(ids, c.ProductID)
		}
		for _, p := range must[map[int64]catalog.Product](t)(s.ProductsByID(ctx, "main", ids)) {
			seen[p.Source+"/"+p.Key] = p
		}
		if len(changes) == 0 && ending {
			equal(t, must[int64](t)(s.LastChange(ctx, "main")), position)
			return seen
		}
	}
}

func TestABatchThatFailsLeavesNothingBehind(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		putProducts(t, s, main, catalog.Change{SKU: "A", Title: ptr("a"), Vendor: ptr("v")})
		before := dump(t, s)
		// the log of changes is the last thing that is written
		trigger := "CREATE TRIGGER stop BEFORE INSERT ON product_changes BEGIN SELECT RAISE(ABORT, 'stop'); END"
		if s.Dialect() == store.MySQL {
			trigger = "CREATE TRIGGER stop BEFORE INSERT ON product_changes FOR EACH ROW SIGNAL SQLSTATE '45000'"
		}
		must[any](t)(store.Pool(s).Exec(trigger))
		b := catalog.Change{SKU: "B", Title: ptr("b"), Vendor: ptr("v")}
		if _, err := s.PutProducts(ctx, main, []catalog.Change{{SKU: "A", Vendor: ptr("w")}, b}); err == nil {
			t.Error("a batch went in without its changes being logged")
		}
		if _, err := s.DeleteProducts(ctx, "main", "file"); err == nil {
			t.Error("a deletion went in without its changes being logged")
		}
		equal(t, before, dump(t, s))

		must[any](t)(store.Pool(s).Exec("DROP TRIGGER stop"))
		putProducts(t, s, main, b)
		equal(t, []store.ProductChange{{Seq: 1, ProductID: 1}, {Seq: 2, ProductID: 2}}, must[[]store.ProductChange](t)(s.ProductChanges(ctx, "main", 0, 9)))
		equal(t, 2, len(productsOf(t, s, "main")))
	})
}
