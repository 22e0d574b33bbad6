package imports

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"time"

	"shopclerk/config"
	"shopclerk/internal/store"
)

const (
	maxUpload   = 512 << 20 // bytes
	maxProblems = 100       // lines that are kept of an import
	maxWaiting  = 1024      // imports in line
	retryWait   = 3 * time.Second
)

// The states of an import.
const (
	Queued  = "queued"
	Running = "running"
	Done    = "done"
	Failed  = "failed"
)

// ErrTooLarge is an upload that is larger than what is taken.
var ErrTooLarge = fmt.Errorf("the file is larger than %d MiB", maxUpload>>20)

// ErrNotKept is an upload for which there is no room in the data folder, or which must not be written there.
var ErrNotKept = errors.New("the file could not be kept: data_dir is full or cannot be written")

// ErrQueueFull is that too many imports are waiting already.
var ErrQueueFull = errors.New("too many imports are waiting")

// Queue runs imports one after the other. An upload is kept on disk until its import has ended: after a crash the next
// process with the same folder does it again from the start, which changes nothing that is in already.
type Queue struct {
	dir   string
	store *store.Store
	shop  func(id string) (config.Shop, bool)
	done  func() // after each import
	log   *slog.Logger
	left  []string // ids that an earlier process did not come to
	ids   chan string

	// Imported is told how many rows of an import ended how: "new", "changed", "unchanged" or "refused". It may be nil.
	Imported func(kind, result string, n int)
}

// NewQueue keeps uploads in a folder, which it creates when needed; where it cannot, each upload is refused. done is called
// after each import.
func NewQueue(dir string, s *store.Store, shop func(string) (config.Shop, bool), done func(), log *slog.Logger) *Queue {
	left, err := leftOver(dir) // now, when no upload is under way that could be taken for one
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		log.Error("uploads that an earlier start left cannot be looked for", "error", err)
	}
	return &Queue{dir: dir, store: s, shop: shop, done: done, log: log, left: left, ids: make(chan string, maxWaiting)}
}

// leftOver returns the ids of the uploads in a folder in the order in which they came.
func leftOver(dir string) ([]string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	came := map[string]time.Time{}
	var ids []string
	for _, e := range entries {
		if info, err := e.Info(); err == nil {
			came[e.Name()] = info.ModTime()
			ids = append(ids, e.Name())
		}
	}
	slices.SortStableFunc(ids, func(a, b string) int { return came[a].Compare(came[b]) })
	return ids, nil
}

// Submit keeps a file and puts its import in line. The import's fields say what it is; its id is returned.
func (q *Queue) Submit(ctx context.Context, i store.Import, file io.Reader) (id string, err error) {
	if len(q.ids) == cap(q.ids) {
		return "", ErrQueueFull
	}
	i.ID, i.State, i.StartedAt = rand.Text(), Queued, time.Now().UTC()
	path := q.path(i.ID)
	if err := keep(path, io.LimitReader(file, maxUpload+1)); err != nil {
		os.Remove(path)
		if disk := new(fs.PathError); errors.As(err, &disk) {
			err = fmt.Errorf("%w: %w", ErrNotKept, err)
		}
		return "", err
	}
	if err := q.store.SaveImport(ctx, i); err != nil {
		os.Remove(path)
		return "", err
	}
	select {
	case q.ids <- i.ID:
		return i.ID, nil
	default:
		os.Remove(path)
		return "", ErrQueueFull
	}
}

// keep writes a file so that it is there after a power failure.
func keep(path string, from io.Reader) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	n, err := io.Copy(f, from)
	if err == nil && n > maxUpload {
		err = ErrTooLarge
	}
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return err
	}
	return syncFolder(filepath.Dir(path))
}

// syncFolder makes the name of a new file as safe as its content.
func syncFolder(dir string) error {
	if runtime.GOOS == "windows" { // there a folder cannot be synced
		return nil
	}
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// Run works until the context ends: first on what an earlier process left, then on what is submitted.
func (q *Queue) Run(ctx context.Context) {
	for _, id := range q.left {
		q.work(ctx, id)
	}
	for {
		select {
		case <-ctx.Done():
			return
		case id := <-q.ids:
			q.work(ctx, id)
		}
	}
}

// work runs one import to its end. While the database is away it waits and begins again from the start: what was
// submitted later must not go in before it. When the context ends, the upload stays for the next process.
func (q *Queue) work(ctx context.Context, id string) {
	for ctx.Err() == nil {
		err := q.try(ctx, id)
		switch {
		case err == nil || ctx.Err() != nil:
			return
		case !errors.Is(err, store.ErrUnavailable): // waiting would not help, and others wait behind it
			q.log.Error("an import is left for the next start", "import", id, "error", err)
			return
		}
		q.log.Error("an import waits for the database", "import", id, "error", err)
		select {
		case <-ctx.Done():
		case <-time.After(retryWait):
		}
	}
}

// try runs one import and notes its end. An error is one of the database, not of the file.
func (q *Queue) try(ctx context.Context, id string) error {
	i, err := q.store.ImportByID(ctx, id)
	if errors.Is(err, store.ErrNotFound) || err == nil && (i.State == Done || i.State == Failed) {
		q.remove(id)
		return nil
	}
	if err != nil {
		return err
	}
	i, err = q.run(ctx, i)
	if ctx.Err() != nil || errors.Is(err, store.ErrUnavailable) {
		return err
	}
	i.State, i.FinishedAt = Done, time.Now().UTC()
	if err != nil {
		i.State, i.Error = Failed, q.words(id, err)
	}
	if err := q.store.SaveImport(ctx, i); err != nil {
		return err
	}
	if q.Imported != nil && !i.DryRun {
		for result, n := range map[string]int{"new": i.New, "changed": i.Changed, "unchanged": i.Unchanged, "refused": i.Refused} {
			q.Imported(i.Kind, result, n)
		}
	}
	q.log.Info("import ended", "import", id, "shop", i.Shop, "kind", i.Kind, "state", i.State, "rows", i.Read, "refused", i.Refused)
	q.remove(id)
	q.done()
	return nil
}

func (q *Queue) run(ctx context.Context, i store.Import) (store.Import, error) {
	shop, ok := q.shop(i.Shop)
	if !ok {
		return i, fmt.Errorf("there is no shop %q any more", i.Shop)
	}
	f, err := os.Open(q.path(i.ID))
	if err != nil {
		return i, errors.New("the uploaded file is gone")
	}
	defer f.Close()
	i.State, i.Problems = Running, nil
	job := Job{Kind: Kind(i.Kind), Shop: shop, Source: i.Source, DryRun: i.DryRun, UnitPrices: i.UnitPrices}
	problem := func(line int, text string) {
		if len(i.Problems) < maxProblems {
			i.Problems = append(i.Problems, At(line, text))
		}
	}
	counts, err := Run(ctx, q.store, job, f, Report{
		Refused: problem, Warning: problem,
		Format: func(name string) { i.Format = name },
		Progress: func(c Counts) {
			i = withCounts(i, c)
			if err := q.store.SaveImport(ctx, i); err != nil {
				q.log.Warn("the progress of an import could not be noted", "import", i.ID, "error", err)
			}
		},
	})
	return withCounts(i, counts), err
}

func withCounts(i store.Import, c Counts) store.Import {
	i.Read, i.New, i.Changed, i.Unchanged, i.Refused = c.Read, c.New, c.Changed, c.Unchanged, c.Refused
	return i
}

// words is what the shop's staff read of a failure: what is wrong with the file, but nothing of the database's inside.
func (q *Queue) words(id string, err error) string {
	if !errors.Is(err, ErrNotStored) {
		return err.Error()
	}
	q.log.Error("an import failed", "import", id, "error", err)
	return ErrNotStored.Error()
}

// At is how a message about a line reads: "line 17: price: …"; line 0 is the whole file.
func At(line int, text string) string {
	if line == 0 {
		return text
	}
	return fmt.Sprintf("line %d: %s", line, text)
}

func (q *Queue) path(id string) string { return filepath.Join(q.dir, id) }

func (q *Queue) remove(id string) {
	if err := os.Remove(q.path(id)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		q.log.Error("an upload could not be removed", "import", id, "error", err)
	}
}
