package imports_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"shopclerk/internal/store"
	"shopclerk/internal/store/storetest"
	"shopclerk/server/imports"
)

// A process that is killed leaves its uploads; the next one with the folder does them again, in the order in which they came.
func TestUploadsOfAKilledProcessAreDoneAtTheNextRun(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		killed := newLine(t, s, t.TempDir(), oneShop, nil)
		var ids []string
		for i := range 10 {
			id := killed.submit(t, upload(imports.Products), fmt.Sprintf("sku,title\nA,%d\nB%d,x\nC,%d\n", i, i, i))
			came := time.Now().Add(time.Duration(i-100) * time.Second)
			if err := os.Chtimes(filepath.Join(killed.dir, id), came, came); err != nil {
				t.Fatal(err)
			}
			ids = append(ids, id)
		}
		next := newLine(t, s, killed.dir, oneShop, nil)
		last := next.submit(t, upload(imports.Products), "sku,title\nC,last\n")
		next.work(t, 11)
		for _, id := range append(ids, last) {
			if got := next.state(t, id); got.State != store.ImportDone {
				t.Errorf("%+v", got)
			}
		}
		got := titles(t, s)
		if got["a"] != "9" || got["b0"] != "x" || got["c"] != "last" || len(got) != 12 {
			t.Errorf("stored: %v", got)
		}
		if left := next.uploads(t); len(left) > 0 {
			t.Errorf("left over: %q", left)
		}
	})
}

func TestAnImportThatWasKilledInTheMiddleIsDoneAgainAndNothingDoubles(t *testing.T) {
	for _, database := range storetest.All(t) {
		t.Run(database.Name, func(t *testing.T) {
			ctx, kill := context.WithCancel(ctx)
			calls := 0
			o := database.New(t)
			o.Now = func() time.Time { // the store asks for the time four times a batch
				if calls++; calls == 5 {
					kill()
				}
				return time.Now()
			}
			s := storetest.Open(t, o)
			killed := newLine(t, s, t.TempDir(), oneShop, nil)
			var file strings.Builder
			for i := range 2 * store.BatchSize {
				fmt.Fprintf(&file, "{\"sku\":\"%d\",\"title\":\"x\"}\n", i)
			}
			id := killed.submit(t, upload(imports.Products), file.String())
			killed.Run(ctx)
			killed.Wait()
			if got := killed.state(t, id); got.State != store.ImportRunning || got.Rows.New != store.BatchSize || len(titles(t, s)) != store.BatchSize {
				t.Fatalf("it was not killed in the middle: %+v", got)
			}
			if d := cmp.Diff([]string{id}, killed.uploads(t)); d != "" {
				t.Fatal(d)
			}
			next := newLine(t, s, killed.dir, oneShop, nil)
			next.work(t, 1)
			got := next.state(t, id)
			if got.State != store.ImportDone || got.Rows.Unchanged != 0 || got.Rows.New != 2*store.BatchSize || got.Rows.Read != 2*store.BatchSize {
				t.Errorf("gone on: %+v", got)
			}
			if got := len(titles(t, s)); got != 2*store.BatchSize {
				t.Errorf("%d products", got)
			}
		})
	}
}

func TestWhatIsNoUploadAnyMoreIsRemoved(t *testing.T) {
	s, dir := sqlite(t), t.TempDir()
	ended := upload(imports.Products)
	ended.ID, ended.State, ended.QueuedAt = "ENDED", store.ImportDone, time.Now()
	if err := s.AddImport(ctx, ended); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"ENDED", "NEVERSAVED"} { // killed before the removal, and before the import was noted
		if err := os.WriteFile(filepath.Join(dir, name), []byte("sku,title\n1,x\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	long := time.Now().Add(-2 * time.Hour) // a file that is just being submitted has no import yet
	if err := os.Chtimes(filepath.Join(dir, "NEVERSAVED"), long, long); err != nil {
		t.Fatal(err)
	}
	l := newLine(t, s, dir, oneShop, nil)
	l.submit(t, upload(imports.Products), "sku,title\n2,y\n")
	l.work(t, 1)
	if left := l.uploads(t); len(left) > 0 {
		t.Errorf("left over: %q", left)
	}
	if d := cmp.Diff(map[string]string{"2": "y"}, titles(t, s)); d != "" {
		t.Error(d)
	}
}

// An upload that is under way when the queue begins to run is not one that an earlier process left.
func TestAnUploadThatIsUnderWayIsNotTakenForALeftOver(t *testing.T) {
	l := newLine(t, sqlite(t), t.TempDir(), oneShop, nil)
	r, w := io.Pipe()
	submitted := make(chan error)
	go func() {
		_, err := l.Submit(ctx, upload(imports.Products), r, 0)
		submitted <- err
	}()
	fmt.Fprint(w, "sku,title\n")
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	go l.Run(ctx)
	time.Sleep(50 * time.Millisecond) // for Run to look at the folder, if it did
	fmt.Fprint(w, "1,x\n")
	w.Close()
	if err := <-submitted; err != nil {
		t.Fatal(err)
	}
	select {
	case <-l.ended:
	case <-time.After(patience):
		t.Fatal("the import does not end")
	}
	if d := cmp.Diff(map[string]string{"1": "x"}, titles(t, l.store)); d != "" {
		t.Error(d)
	}
}

func TestAnUploadThatIsTooLargeIsRefusedAndRemoved(t *testing.T) {
	l := newLine(t, sqlite(t), t.TempDir(), oneShop, nil)
	_, err := l.Submit(ctx, upload(imports.Products), io.LimitReader(noughts{}, 1<<40), 512<<20)
	if !errors.Is(err, imports.ErrTooLarge) || err.Error() != "the file is too large: it has more than 512 MiB" {
		t.Errorf("got %v", err)
	}
	if left := l.uploads(t); len(left) > 0 {
		t.Errorf("left over: %q", left)
	}
}

type noughts struct{}

func (noughts) Read(p []byte) (int, error) { return len(p), nil }

func TestAnUploadThatBreaksOffIsRemoved(t *testing.T) {
	l := newLine(t, sqlite(t), t.TempDir(), oneShop, nil)
	r, w := io.Pipe()
	go func() { fmt.Fprint(w, "sku,title\n"); w.CloseWithError(io.ErrUnexpectedEOF) }()
	if _, err := l.Submit(ctx, upload(imports.Products), r, 0); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("got %v", err)
	}
	if left := l.uploads(t); len(left) > 0 {
		t.Errorf("left over: %q", left)
	}
}

func TestAFullQueueRefusesBeforeItReadsTheFile(t *testing.T) {
	if testing.Short() {
		t.Skip("a thousand uploads are synced to the disk")
	}
	l := newLine(t, sqlite(t), t.TempDir(), oneShop, nil)
	accepted := 0
	for ; accepted < 2000; accepted++ {
		if _, err := l.Submit(ctx, upload(imports.Products), strings.NewReader("[]"), 0); err != nil {
			if !errors.Is(err, imports.ErrQueueFull) {
				t.Fatal(err)
			}
			break
		}
	}
	file := strings.NewReader("[]")
	if _, err := l.Submit(ctx, upload(imports.Products), file, 0); !errors.Is(err, imports.ErrQueueFull) || file.Len() != 2 {
		t.Errorf("got %v, %d bytes are left", err, file.Len())
	}
	if left := l.uploads(t); len(left) != accepted || accepted != 1024 {
		t.Errorf("%d were accepted and %d are kept", accepted, len(left))
	}
}

func TestUploadsAreReadableByNobodyElse(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new", "uploads")
	l := newLine(t, sqlite(t), dir, oneShop, nil)
	id := l.submit(t, upload(imports.Products), "[]")
	for path, want := range map[string]os.FileMode{dir: 0o700, filepath.Join(dir, id): 0o600} {
		info, err := os.Stat(path)
		if err != nil || info.Mode().Perm() != want {
			t.Errorf("%s has the mode %v, %v", path, info.Mode(), err)
		}
	}
	if !slices.Contains(l.uploads(t), id) {
		t.Error("the upload does not carry the import's id")
	}
}
