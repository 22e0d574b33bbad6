package imports_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"shopclerk/internal/store"
	"shopclerk/internal/store/storetest"
	"shopclerk/server/imports"
)

// bring imports a file at once and returns the import.
func bring(t *testing.T, s *store.Store, i store.Import, file string) store.Import {
	t.Helper()
	i, err := queueOn(t, s, t.TempDir()).Now(ctx, i, strings.NewReader(file))
	if err != nil && i.State != store.ImportWaiting {
		t.Fatal(err)
	}
	return i
}

func storyOf(t *testing.T, i store.Import) imports.Story {
	t.Helper()
	s, err := imports.ReadStory(i)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// shelf is a file of n products, with the price of each.
func shelf(n int, price func(i int) int) string {
	var b strings.Builder
	b.WriteString("sku,title,price\n")
	for i := range n {
		fmt.Fprintf(&b, "S%d,Lamp %d,%d\n", i, i, price(i))
	}
	return b.String()
}

func hundred(int) int { return 100 }

func TestADryRunTellsWhatWouldChangeWithTheLargestPricesFirst(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		bring(t, s, job(imports.Products), "sku,title,price,vendor\nA,Cup,100,V\nB,Mug,100,V\nC,Pot,100,V\nD,Jar,100,V\n")
		dry := job(imports.Products)
		dry.Settings.DryRun = true
		i := bring(t, s, dry, "sku,title,price,vendor\nA,Cup,110,V\nB,Mug,30,W\nC,Pot,100,V\nE,New,5,V\n,bad,1,V\n")
		want := imports.Story{
			Fields: map[string]int{"price": 2, "vendor": 1}, Priced: 3, PriceCuts: 1,
			Examples: []imports.FieldChange{
				{Key: "b", Title: "Mug", Field: "price", Old: "100", New: "30"}, {Key: "a", Title: "Cup", Field: "price", Old: "100", New: "110"},
				{Key: "b", Title: "Mug", Field: "vendor", Old: "V", New: "W"},
			},
		}
		if d := cmp.Diff(want, storyOf(t, i), cmp.AllowUnexported(imports.FieldChange{})); d != "" {
			t.Error(d)
		}
		if d := cmp.Diff(store.ImportRows{Read: 5, New: 1, Changed: 2, Unchanged: 1, Refused: 1}, i.Rows); d != "" {
			t.Error(d)
		}
		if got := len(titles(t, s)); got != 4 {
			t.Errorf("after a dry run there are %d products", got)
		}
	})
}

func TestAnImportThatWouldCutManyPricesWaitsToBeConfirmed(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		bring(t, s, job(imports.Products), shelf(100, hundred))
		file := shelf(100, func(i int) int {
			if i < 21 {
				return 40
			}
			return 100
		})
		q := queueOn(t, s, t.TempDir())
		i, err := q.Now(ctx, job(imports.Products), strings.NewReader(file))
		if i.State != store.ImportWaiting {
			t.Fatalf("it is %s, %v", i.State, err)
		}
		if g := storyOf(t, i).Guards; len(g) != 1 || !strings.HasPrefix(g[0], "21 of 100 prices would be cut by more than half") {
			t.Errorf("the guards say %q", g)
		}
		if p := stored(t, s, "main")["file s0"].Price.Decimal.String(); p != "100" {
			t.Errorf("before it is confirmed a price is %s", p)
		}
		if _, err := q.Confirm(ctx, i.ID); err != nil {
			t.Fatal(err)
		}
		finish(t, q, s, i.ID)
		if p := stored(t, s, "main")["file s0"].Price.Decimal.String(); p != "40" {
			t.Errorf("after it was confirmed a price is %s", p)
		}
		twenty := shelf(100, func(i int) int {
			if i >= 21 && i < 41 {
				return 40
			}
			return 100
		})
		if i := bring(t, s, job(imports.Products), twenty); i.State != store.ImportDone {
			t.Errorf("a fifth of the prices is cut: it is %s", i.State)
		}
	})
}

// finish lets a queue work until an import has ended.
func finish(t *testing.T, q *imports.Queue, s *store.Store, id string) store.Import {
	t.Helper()
	l := line{q, s, q.Dir, make(chan struct{}, 100)}
	q.Done = func() { l.ended <- struct{}{} }
	l.work(t, 1)
	return l.state(t, id)
}

func TestAMirrorUnpublishesWhatTheFileDoesNotHaveOfItsSourceOnly(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		bring(t, s, job(imports.Products), shelf(20, hundred))
		other := job(imports.Products)
		other.Source = "erp"
		bring(t, s, other, "sku,title\nX,Other\n")
		mirror := job(imports.Products)
		mirror.Settings.Mode = imports.Mirror
		dry := mirror
		dry.Settings.DryRun = true
		if got := storyOf(t, bring(t, s, dry, shelf(17, hundred))); got.Missing != 3 || len(got.Guards) != 0 {
			t.Errorf("the dry run tells %+v", got)
		}
		i := bring(t, s, mirror, shelf(17, hundred))
		if d := cmp.Diff(store.ImportRows{Read: 17, Unchanged: 17, Unpublished: 3}, i.Rows); d != "" {
			t.Error(d)
		}
		for key, want := range map[string]bool{"file s16": true, "file s17": false, "file s19": false, "erp x": true} {
			if got := stored(t, s, "main")[key].Published; got != want {
				t.Errorf("%s is published: %v", key, got)
			}
		}
		if i := bring(t, s, mirror, shelf(10, hundred)); i.State != store.ImportWaiting {
			t.Errorf("a mirror that hides 7 of 17 is %s", i.State)
		}
		q := queueOn(t, s, t.TempDir())
		if _, err := q.Undo(ctx, i.ID); err != nil {
			t.Fatal(err)
		}
		if got := finish(t, q, s, i.ID); got.State != store.ImportUndone || !stored(t, s, "main")["file s19"].Published {
			t.Errorf("undone: %+v", got)
		}
	})
}

// A row with a mistake in it is in the file all the same.
func TestAMirrorLeavesTheProductsOfRefusedRows(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		bring(t, s, job(imports.Products), shelf(5, hundred))
		mirror := job(imports.Products)
		mirror.Settings.Mode = imports.Mirror
		i := bring(t, s, mirror, "sku,title,price\nS0,Lamp 0,100\nS1,Lamp 1,abc\nS2,,100\nS3,Lamp 3,100\n")
		if d := cmp.Diff(store.ImportRows{Read: 4, Unchanged: 2, Refused: 2, Unpublished: 1}, i.Rows); d != "" {
			t.Error(d)
		}
		for key, want := range map[string]bool{"s1": true, "s2": true, "s4": false} {
			if got := stored(t, s, "main")["file "+key].Published; got != want {
				t.Errorf("%s is published: %v", key, got)
			}
		}
		i = bring(t, s, mirror, "sku,title,price\nS0,Lamp 0,100\nS1,La\"mp,1\n")
		if i.Rows.Unpublished != 0 || len(i.Problems) != 1 || !strings.HasPrefix(i.Problems[0], "nothing was unpublished, for of 1 refused rows") {
			t.Errorf("with a row that cannot be read: %+v", i)
		}
	})
}

func TestWhatCannotBeDoneToAnImportIsSaid(t *testing.T) {
	s := sqlite(t)
	q := queueOn(t, s, t.TempDir())
	i, err := q.Now(ctx, job(imports.Products), strings.NewReader("sku,title\nA,a\n"))
	if err != nil {
		t.Fatal(err)
	}
	again, err := q.Now(ctx, job(imports.Products), strings.NewReader("sku,title\nA,a\n"))
	if err != nil {
		t.Fatal(err)
	}
	_, cancel := q.Cancel(ctx, i.ID)
	_, confirm := q.Confirm(ctx, i.ID)
	_, undo := q.Undo(ctx, again.ID)
	_, none := q.Undo(ctx, "NONE")
	for _, c := range []struct {
		err  error
		want string
	}{
		{cancel, "cannot be done: it is done already"}, {confirm, "cannot be done: it is done, not waiting to be confirmed"},
		{undo, "cannot be done: it changed nothing"}, {none, "not found"},
	} {
		if c.err == nil || c.err.Error() != c.want {
			t.Errorf("%v, want %s", c.err, c.want)
		}
	}
}

func TestACancelledImportStopsAndItsUploadGoes(t *testing.T) {
	s := sqlite(t)
	l := newLine(t, s, t.TempDir(), oneShop, nil)
	id := l.submit(t, upload(imports.Products), "sku,title\nA,a\n")
	if i, err := l.Cancel(ctx, id); err != nil || i.State != store.ImportCancelled || i.FinishedAt.IsZero() {
		t.Fatalf("%+v, %v", i, err)
	}
	other := l.submit(t, upload(imports.Products), "sku,title\nB,b\n")
	l.work(t, 1)
	if got := l.state(t, other); got.State != store.ImportDone {
		t.Errorf("the one behind it is %s", got.State)
	}
	if d := cmp.Diff(map[string]string{"b": "b"}, titles(t, s)); d != "" {
		t.Error(d)
	}
	if left := l.uploads(t); len(left) > 0 {
		t.Errorf("left over: %q", left)
	}
}

// What is known again by a digest is what a full comparison calls unchanged, whoever changed it meanwhile.
func TestWhatIsKnownAgainIsStoredJustSo(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		file := "sku,title,price,image_url\nA,a,1,\nB,b,2,none\nC,c,3,\nC,cc,3,\n"
		run(t, s, job(imports.Products), file)
		for range 2 {
			got := run(t, s, job(imports.Products), file)
			if got.last != "products: 0 new, 2 changed, 2 unchanged, 0 refused" || len(got.lines) != 2 {
				t.Errorf("again: %+v", got)
			}
		}
		run(t, s, job(imports.Products), "sku,title,price\nA,changed,1\n")
		if got := run(t, s, job(imports.Products), file).last; got != "products: 0 new, 3 changed, 1 unchanged, 0 refused" {
			t.Errorf("after a change: %s", got)
		}
		if got := titles(t, s); got["a"] != "a" || got["c"] != "cc" {
			t.Errorf("%v", got)
		}
	})
}
