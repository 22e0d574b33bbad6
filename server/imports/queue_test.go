package imports_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"shopclerk/config"
	"shopclerk/internal/store"
	"shopclerk/internal/store/storetest"
	"shopclerk/server/imports"
)

const patience = 60 * time.Second

// line is a queue of a test with the folder of its uploads.
type line struct {
	*imports.Queue
	store *store.Store
	dir   string
	ended chan struct{} // one for each import that came to its end
}

func newLine(t testing.TB, s *store.Store, dir string, shops func(string) (config.Shop, bool), log *slog.Logger) line {
	t.Helper()
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	ended := make(chan struct{}, 10_000)
	q := imports.NewQueue(imports.Options{
		Dir: dir, Store: s, Formats: formatsHere, Shop: shops, Done: func() { ended <- struct{}{} }, Log: log,
	})
	return line{q, s, dir, ended}
}

func upload(kind imports.Kind) store.Import {
	return store.Import{Shop: "main", Kind: string(kind), Source: "file"}
}

func (l line) submit(t testing.TB, i store.Import, file string) (id string) {
	t.Helper()
	i, err := l.Submit(ctx, i, strings.NewReader(file), 0)
	if err != nil {
		t.Fatal(err)
	}
	return i.ID
}

// work runs the queue until so many imports have ended.
func (l line) work(t testing.TB, imports int) {
	t.Helper()
	ctx, stop := context.WithCancel(ctx)
	stopped := make(chan struct{})
	go func() { l.Run(ctx); l.Wait(); close(stopped) }()
	defer func() { stop(); <-stopped }()
	for range imports {
		select {
		case <-l.ended:
		case <-time.After(patience):
			t.Fatal("the import does not end")
		}
	}
}

func (l line) state(t testing.TB, id string) store.Import {
	t.Helper()
	i, err := l.store.ImportByID(ctx, id)
	if err != nil {
		t.Fatal(err)
	}
	return i
}

func (l line) uploads(t testing.TB) []string {
	t.Helper()
	entries, err := os.ReadDir(l.dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), ".") { // the folder's own
			names = append(names, e.Name())
		}
	}
	return names
}

// told is what does not depend on the moment and the id.
var told = cmpopts.IgnoreFields(store.Import{}, "ID", "QueuedAt", "StartedAt", "ProgressedAt", "FinishedAt")

func TestASubmittedImportIsDoneAndItsUploadRemoved(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		l := newLine(t, s, t.TempDir(), oneShop, nil)
		before := time.Now().Add(-time.Second)
		id := l.submit(t, upload(imports.Products), columnsAndBadRows)
		if d := cmp.Diff([]string{id}, l.uploads(t)); d != "" {
			t.Error(d)
		}
		if got := l.state(t, id); got.State != store.ImportQueued || got.QueuedAt.Before(before) || !got.FinishedAt.IsZero() {
			t.Errorf("before it is run: %+v", got)
		}
		l.work(t, 1)
		want := upload(imports.Products)
		want.Settings.Table = "csv"
		want.Format, want.State, want.Rows = "native", store.ImportDone, store.ImportRows{Read: 9, New: 3, Refused: 6}
		want.Columns, want.Items, want.Chunks = []string{"sku", "title", "price"}, 9, 1
		want.BytesRead, want.BytesTotal = int64(len(columnsAndBadRows)), int64(len(columnsAndBadRows))
		want.Story = json.RawMessage("{}")
		if d := cmp.Diff([]string{
			`line 3: price: "abc" is not a number`, "line 5: has 4 cells, but there are 3 columns", "line 6: a quote stands in a cell that has none around it, at byte 5 of the line",
			"line 7: sku: is required", "line 8: title: is required", "line 9: title: is not valid UTF-8",
		}, refusedLines(t, s, id)); d != "" {
			t.Error(d)
		}
		got := l.state(t, id)
		if d := cmp.Diff(want, got, told); d != "" {
			t.Error(d)
		}
		if got.FinishedAt.Before(got.StartedAt) || got.FinishedAt.After(time.Now().Add(time.Second)) {
			t.Errorf("it ran from %s to %s", got.StartedAt, got.FinishedAt)
		}
		if left := l.uploads(t); len(left) > 0 {
			t.Errorf("left over: %q", left)
		}
	})
}

func TestAnImportThatCannotBeDoneIsFailed(t *testing.T) {
	for _, c := range []struct {
		name, file string
		i          store.Import
		want       store.Import
	}{
		{"an empty file", "", upload(imports.Products), store.Import{Error: "the file is empty"}},
		{"a file that breaks off keeps what went in", "[{\"sku\":1,\"title\":\"x\"},\n", upload(imports.Products),
			store.Import{Format: "native", Rows: store.ImportRows{Read: 1, New: 1}, Error: "line 2: the file ends in the middle of the list"}},
		{"a table of orders", "order_number\n1\n", upload(imports.Orders),
			store.Import{Error: `no format for orders recognises these columns: "order_number"; --format names one, and --map says what a column means; orders have lists inside, which CSV cannot hold: use JSON or one JSON object a line`}},
		{"a shop that was taken out of the configuration", "[]", store.Import{Shop: "gone", Kind: "products", Source: "file"},
			store.Import{Error: `there is no shop "gone" any more`}},
		{"an error that is longer than the database keeps", manyColumns(), upload(imports.Products), store.Import{}},
	} {
		t.Run(c.name, func(t *testing.T) {
			l := newLine(t, sqlite(t), t.TempDir(), oneShop, nil)
			id := l.submit(t, c.i, c.file)
			l.work(t, 1)
			c.want.Shop, c.want.Kind, c.want.Source, c.want.State = c.i.Shop, c.i.Kind, c.i.Source, store.ImportFailed
			got := l.state(t, id)
			if c.want.Error == "" {
				c.want.Error = got.Error
			}
			whatever := cmpopts.IgnoreFields(store.Import{}, "Story", "Settings", "Columns", "Items", "BytesRead", "BytesTotal", "Chunks")
			if d := cmp.Diff(c.want, got, told, whatever, cmpopts.EquateEmpty()); d != "" || got.Error == "" {
				t.Error(d, got.Error)
			}
			if left := l.uploads(t); len(left) > 0 {
				t.Errorf("left over: %q", left)
			}
		})
	}
}

func manyColumns() string {
	var header strings.Builder
	for i := range 600 {
		fmt.Fprintf(&header, "欄%d,", i)
	}
	return header.String() + "title\n"
}

func TestADryRunAndUnitPricesAreKeptWithTheImport(t *testing.T) {
	l := newLine(t, sqlite(t), t.TempDir(), oneShop, nil)
	const file = `{"order_number":1,"summary":{"total_cost":5},"elements":[{"title":"x","price":5,"quantity":2}]}`
	dry, wet := upload(imports.Orders), upload(imports.Orders)
	dry.Settings.DryRun, wet.Settings.UnitPrices = true, true
	first, second := l.submit(t, dry, file), l.submit(t, wet, file)
	l.work(t, 2)
	if got := l.state(t, first); !got.Settings.DryRun || got.Rows.New != 1 || got.State != store.ImportDone {
		t.Errorf("the dry run: %+v", got)
	}
	if got := l.state(t, second); !got.Settings.UnitPrices || got.Rows.New != 1 { // new again, as the dry run wrote nothing
		t.Errorf("the import: %+v", got)
	}
}

func TestOfManyProblemsTheFirstAreKept(t *testing.T) {
	l := newLine(t, sqlite(t), t.TempDir(), oneShop, nil)
	id := l.submit(t, upload(imports.Products), "sku,title\n"+strings.Repeat(",x\n", 1234))
	l.work(t, 1)
	got := l.state(t, id)
	if lines := refusedLines(t, l.store, id); len(lines) != 1234 || lines[99] != "line 101: sku: is required" || got.Rows.Refused != 1234 {
		t.Errorf("%d lines, %d refused", len(lines), got.Rows.Refused)
	}
}

func TestImportsRunInTheOrderInWhichTheyCame(t *testing.T) {
	l := newLine(t, sqlite(t), t.TempDir(), oneShop, nil)
	for i := range 20 {
		l.submit(t, upload(imports.Products), fmt.Sprintf("sku,title\nA,%d\n", i))
	}
	l.work(t, 20)
	if got := titles(t, l.store)["a"]; got != "19" {
		t.Errorf("the last title is %q", got)
	}
}
