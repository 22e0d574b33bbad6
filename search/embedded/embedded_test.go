package embedded_test

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/blevesearch/bleve/v2"

	"shopclerk/catalog"
	"shopclerk/search"
	"shopclerk/search/embedded"
	"shopclerk/search/searchtest"
)

var ctx = context.Background()

func open(t testing.TB, dir string, log *slog.Logger) *embedded.Engine {
	t.Helper()
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	e := embedded.Open(dir, log)
	t.Cleanup(func() { e.Close() })
	return e
}

func TestTheEmbeddedEngineIsASearchEngine(t *testing.T) {
	searchtest.Run(t, func(t *testing.T) search.Engine { return open(t, t.TempDir(), nil) })
}

// built makes an empty index that is fit to answer.
func built(t testing.TB, e *embedded.Engine) *embedded.Engine {
	t.Helper()
	b, err := e.Build(ctx, "main")
	if err == nil {
		err = b.Swap(ctx, search.Mark{Built: true})
	}
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// indexPath is where bleve has the index that answers.
func indexPath(t testing.TB, dir string) string {
	t.Helper()
	name, err := os.ReadFile(filepath.Join(dir, "main", "current"))
	if err != nil {
		t.Fatal(err)
	}
	return filepath.Join(dir, "main", strings.TrimSpace(string(name)))
}

// unbuilt checks that there is no index.
func unbuilt(t testing.TB, e *embedded.Engine) {
	t.Helper()
	if mark, err := e.Mark(ctx, "main"); err != nil || mark != (search.Mark{}) {
		t.Errorf("the mark is %+v, %v", mark, err)
	}
	if _, err := e.Search(ctx, "main", catalog.Query{Page: 1, Limit: 1}); !errors.Is(err, search.ErrNotBuilt) {
		t.Errorf("a search says %v", err)
	}
	if err := e.Apply(ctx, "main", search.Step{Position: 1}); !errors.Is(err, search.ErrNotBuilt) {
		t.Errorf("a step says %v", err)
	}
}

// fill makes an index of three lamps in the shop "main" and closes it.
func fill(t testing.TB, dir string) {
	t.Helper()
	e := built(t, open(t, dir, nil))
	for i := range int64(3) { // in three steps, so that the index has several files for a while
		step := search.Step{Put: []catalog.Product{{ID: i + 1, SKU: "L", Title: "Lamp"}}, Position: 10 + i}
		if err := e.Apply(ctx, "main", step); err != nil {
			t.Fatal(err)
		}
	}
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
}

// lamps checks how many lamps an engine finds and to which change its index has come.
func lamps(t testing.TB, e *embedded.Engine, want int, position int64) {
	t.Helper()
	hits, err := e.Search(ctx, "main", catalog.Query{Title: "lamp", Page: 1, Limit: 10})
	if err != nil || hits.Total != want || len(hits.IDs) != want {
		t.Errorf("found %+v, %v; want %d", hits, err, want)
	}
	if got, err := e.Mark(ctx, "main"); err != nil || got.Position != position {
		t.Errorf("the mark is %+v, %v; want the position %d", got, err, position)
	}
}

func TestAnIndexThatIsOpenedAgainKnowsItsProductsAndItsPosition(t *testing.T) {
	dir := t.TempDir()
	fill(t, dir)
	e := open(t, dir, nil)
	lamps(t, e, 3, 12)
	if err := e.Apply(ctx, "main", search.Step{Delete: []int64{2}, Position: 13}); err != nil {
		t.Fatal(err)
	}
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	lamps(t, open(t, dir, nil), 2, 13)
}

func TestAnEngineThatIsClosedTwiceIsClosed(t *testing.T) {
	e := built(t, open(t, t.TempDir(), nil))
	lamps(t, e, 0, 0)
	for range 2 {
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	}
}

// Everything in an index can be read from the store again, so whatever is wrong with its files, it is made anew.
func TestAnIndexThatCannotBeOpenedIsMadeAnew(t *testing.T) {
	write := func(path, text string) error { return os.WriteFile(path, []byte(text), 0o600) }
	for _, c := range []struct {
		name  string
		spoil func(index string) error
	}{
		{"its description is no JSON", func(index string) error { return write(filepath.Join(index, "index_meta.json"), "{") }},
		{"its description is gone", func(index string) error { return os.Remove(filepath.Join(index, "index_meta.json")) }},
		{"its folder is empty", func(index string) error {
			if err := os.RemoveAll(index); err != nil {
				return err
			}
			return os.Mkdir(index, 0o700)
		}},
		{"a file is in its place", func(index string) error {
			if err := os.RemoveAll(index); err != nil {
				return err
			}
			return write(index, "x")
		}},
		{"its root is garbage", func(index string) error {
			return write(filepath.Join(index, "store", "root.bolt"), strings.Repeat("garbage", 1000))
		}},
		{"its root is cut", func(index string) error { return os.Truncate(filepath.Join(index, "store", "root.bolt"), 5000) }},
		{"its root is empty", func(index string) error { return os.Truncate(filepath.Join(index, "store", "root.bolt"), 0) }},
		{"its root is gone", func(index string) error { return os.Remove(filepath.Join(index, "store", "root.bolt")) }},
		{"its settings are those of another program", func(index string) error {
			other, err := bleve.OpenUsing(index, map[string]any{"unsafe_batch": false})
			if err != nil {
				return err
			}
			if err := other.SetInternal([]byte("settings"), []byte("another")); err != nil {
				return err
			}
			return other.Close()
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			fill(t, dir)
			if err := c.spoil(indexPath(t, dir)); err != nil {
				t.Fatal(err)
			}
			var log strings.Builder
			e := open(t, dir, slog.New(slog.NewTextHandler(&log, nil)))
			unbuilt(t, e)
			if n := strings.Count(log.String(), "will be built anew"); n != 1 || strings.Contains(log.String(), "<nil>") {
				t.Errorf("the log says it %d times: %s", n, log.String())
			}
			built(t, e)
			if err := e.Apply(ctx, "main", search.Step{Put: []catalog.Product{{ID: 1, Title: "Lamp"}}, Position: 1}); err != nil {
				t.Fatal(err)
			}
			if err := e.Close(); err != nil {
				t.Fatal(err)
			}
			lamps(t, open(t, dir, nil), 1, 1)
			if entries, err := os.ReadDir(filepath.Join(dir, "main")); err != nil || len(entries) != 2 { // one index and its name
				t.Errorf("the folder holds %v, %v", entries, err)
			}
		})
	}
}

// Where the segments are broken and the root is not, bleve goes back to an older snapshot of the index if it still has one.
// That is as good, for a snapshot holds its own position.
func TestAnIndexWithBrokenSegmentsIsOneOfAnEarlierPosition(t *testing.T) {
	for name, spoil := range map[string]func(segment string) error{
		"gone": os.Remove, "garbage": func(segment string) error {
			return os.WriteFile(segment, []byte(strings.Repeat("garbage", 1000)), 0o600)
		},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			fill(t, dir)
			segments, err := filepath.Glob(filepath.Join(indexPath(t, dir), "store", "*.zap"))
			if err != nil || len(segments) == 0 {
				t.Fatal("the index has no segments to spoil", err)
			}
			for _, segment := range segments {
				if err := spoil(segment); err != nil {
					t.Fatal(err)
				}
			}
			e := open(t, dir, nil)
			if mark, err := e.Mark(ctx, "main"); err == nil && mark.Built {
				lamps(t, e, 0, 0) // the snapshot before the lamps
			} else {
				unbuilt(t, e)
				built(t, e)
			}
			for i := range int64(3) {
				if err := e.Apply(ctx, "main", search.Step{Put: []catalog.Product{{ID: i + 1, Title: "Lamp"}}, Position: i + 1}); err != nil {
					t.Fatal(err)
				}
			}
			lamps(t, e, 3, 3)
		})
	}
}

func TestWhereTheFolderCannotBeMadeThereIsNoIndex(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	e := open(t, filepath.Join(file, "index"), nil)
	if _, err := e.Build(ctx, "main"); err == nil {
		t.Error("an index is built under a file")
	}
	if mark, err := e.Mark(ctx, "main"); err != nil || mark.Built {
		t.Errorf("its mark is %+v, %v", mark, err)
	}
	if _, err := e.Search(ctx, "main", catalog.Query{Title: "lamp", Page: 1, Limit: 3}); !errors.Is(err, search.ErrNotBuilt) {
		t.Errorf("a search ends with %v", err)
	}
}

func TestAStepThatCannotBeWrittenIsAnErrorAndIsMadeUpFor(t *testing.T) {
	dir := t.TempDir()
	e := built(t, open(t, dir, nil))
	lamp := func(id int64) []catalog.Product { return []catalog.Product{{ID: id, Title: "Lamp"}} }
	if err := e.Apply(ctx, "main", search.Step{Put: lamp(1), Position: 1}); err != nil {
		t.Fatal(err)
	}
	store := filepath.Join(indexPath(t, dir), "store") // for a moment nothing can be written there, as on a full disk
	if err := errors.Join(os.Rename(store, store+"-away"), os.WriteFile(store, nil, 0o600)); err != nil {
		t.Fatal(err)
	}
	if err := e.Apply(ctx, "main", search.Step{Put: lamp(2), Position: 2}); err == nil {
		t.Error("a step is taken that could not be written")
	}
	if hits, err := e.Search(ctx, "main", catalog.Query{Title: "lamp", Page: 1, Limit: 3}); err != nil || hits.Total == 0 {
		t.Errorf("meanwhile a search finds %+v, %v", hits, err)
	}
	if err := errors.Join(os.Remove(store), os.Rename(store+"-away", store)); err != nil {
		t.Fatal(err)
	}
	if err := e.Apply(ctx, "main", search.Step{Put: append(lamp(2), lamp(3)...), Position: 3}); err != nil {
		t.Fatal(err)
	}
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	e = open(t, dir, nil)
	hits, err := e.Search(ctx, "main", catalog.Query{Title: "lamp", Page: 1, Limit: 3})
	mark, markErr := e.Mark(ctx, "main")
	if err != nil || markErr != nil || hits.Total != 3 || mark.Position != 3 {
		t.Errorf("opened again it finds %+v at %+v, %v, %v", hits, mark, err, markErr)
	}
}

func TestASearchBesideStepsSeesWholeSteps(t *testing.T) {
	e := built(t, open(t, t.TempDir(), nil))
	const rounds, size = 30, 10
	var searching sync.WaitGroup
	done := make(chan struct{})
	for range 3 {
		searching.Go(func() {
			for {
				select {
				case <-done:
					return
				default:
				}
				hits, err := e.Search(ctx, "main", catalog.Query{Page: 1, Limit: 100})
				if err != nil || hits.Total%size != 0 {
					t.Errorf("found %d, %v", hits.Total, err)
					return
				}
			}
		})
	}
	for round := range rounds {
		var step search.Step
		for i := range int64(size) { // each round takes away what the one before put in, all at once
			step.Put = append(step.Put, catalog.Product{ID: int64(round+1)*size + i, Title: "Lamp", UpdatedAt: time.Now()})
			step.Delete = append(step.Delete, int64(round)*size+i)
		}
		step.Position = int64(round + 1)
		if err := e.Apply(ctx, "main", step); err != nil {
			t.Fatal(err)
		}
	}
	close(done)
	searching.Wait()
	lamps(t, e, size, rounds)
}

func TestACancelledSearchIsAnError(t *testing.T) {
	e := built(t, open(t, t.TempDir(), nil))
	lamps(t, e, 0, 0)
	cancelled, cancel := context.WithCancel(ctx)
	cancel()
	for _, page := range []int{1, 1 << 40} {
		if _, err := e.Search(cancelled, "main", catalog.Query{Title: "lamp", Page: page, Limit: 10}); err == nil {
			t.Errorf("page %d is answered", page)
		}
	}
}

// Titles of 512 characters are looked at, and nothing that is typed may take long or fail.
func TestWhateverIsTypedIsAnswered(t *testing.T) {
	e := built(t, open(t, t.TempDir(), nil))
	if err := e.Apply(ctx, "main", search.Step{Put: []catalog.Product{{ID: 1, Title: "Lamp"}}, Position: 1}); err != nil {
		t.Fatal(err)
	}
	for _, title := range []string{
		strings.Repeat("x", 512), strings.Repeat("wörterbuch ", 46), strings.Repeat("燈", 512), strings.Repeat("\u0301", 512), strings.Repeat("a b ", 128),
		"*", "?", "lamp*", "/lamp/", `"lamp"`, "+lamp -x", "title:lamp", "lamp~2", "lamp^3", `\`, "(", "\x00", "\xff\xfe", "🌿", "\u202elamp", strings.Repeat("#", 512),
	} {
		if _, err := e.Search(ctx, "main", catalog.Query{Title: title, ProductType: title, Vendor: title, Page: 1, Limit: 3}); err != nil {
			t.Errorf("%.20q: %v", title, err)
		}
	}
}

func TestTheEmbeddedEngineFindsWhatPeopleJudgedToBeRight(t *testing.T) {
	searchtest.Relevance(t, open(t, t.TempDir(), nil), "../../testdata/search")
}
