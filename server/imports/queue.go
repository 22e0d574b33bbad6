package imports

import (
	"cmp"
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
	"sync"
	"time"

	"shopclerk/config"
	"shopclerk/internal/store"
)

const (
	// MaxUpload is the largest file that comes over HTTP, in bytes.
	MaxUpload  = 2 << 30
	maxWaiting = 1024                // imports of a shop in line
	keepImages = 30 * 24 * time.Hour // where the configuration says nothing else
)

// Errors of what is asked of an import.
var (
	ErrNotStored = errors.New("the database did not take or give the rows")
	ErrTooLarge  = errors.New("the file is too large")
	// ErrNotKept is an upload for which there is no room in the data folder, or which must not be written there.
	ErrNotKept   = errors.New("the file could not be kept: data_dir is full or cannot be written")
	ErrQueueFull = errors.New("too many imports are waiting")
	// ErrState is wrapped by what cannot be done to an import in the state that it is in.
	ErrState = errors.New("cannot be done")
)

// notStored tells a failure of the database from what is wrong with a file: staff read the one, and of the other that it is.
func notStored(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%w: %w", ErrNotStored, err)
}

// Options are what a Queue works with.
type Options struct {
	Dir     string // uploads are kept here until their import ends; created when needed
	Store   *store.Store
	Formats Formats
	Shop    func(id string) (config.Shop, bool)
	Done    func() // called after steps that change products; may be nil
	Log     *slog.Logger
	// Yields says that others write to the same database. SQLite gives no turns to those who wait: who writes step after step
	// keeps them waiting for seconds, so there are pauses between shorter steps then.
	Yields bool
	// Imported is told how many rows of an import ended how: "new", "changed", "unchanged" or "refused". It may be nil.
	Imported func(kind, result string, n int)
}

// Queue runs imports: of each shop one at a time, the oldest first, whichever process they came to. What it does is noted
// with the rows that it writes, so that after a crash the next process on the same folder goes on where this one stopped.
type Queue struct {
	Options
	kicks chan struct{}

	mu      sync.Mutex
	busy    map[string]bool // shops that this process works on
	working sync.WaitGroup
}

// NewQueue makes a queue; Run works on it.
func NewQueue(o Options) *Queue {
	return &Queue{Options: o, kicks: make(chan struct{}, 1), busy: map[string]bool{}}
}

// Submit keeps a file of at most so many bytes, 0 for any number, and puts its import in line. The import's fields say what
// it is; it is returned with its id. Without a kind it is of the one that its columns speak for.
func (q *Queue) Submit(ctx context.Context, i store.Import, file io.Reader, most int64) (store.Import, error) {
	waiting, err := q.Store.CountImports(ctx, i.Shop, store.ImportQueued)
	if err == nil && waiting >= maxWaiting {
		err = ErrQueueFull
	}
	if err != nil {
		return i, err
	}
	i.ID, i.State, i.QueuedAt = rand.Text(), store.ImportQueued, time.Now().UTC()
	path := q.path(i.ID)
	size, err := keep(path, file, most)
	if err == nil {
		i.BytesTotal = size
		if i.Kind == "" {
			i = q.Formats.settleKind(i, path)
		}
		err = q.Store.AddImport(ctx, i)
	}
	if err != nil {
		os.Remove(path)
		if disk := new(fs.PathError); errors.As(err, &disk) {
			err = fmt.Errorf("%w: %w", ErrNotKept, err)
		}
		return i, err
	}
	q.Kick()
	return i, nil
}

// Wait waits until nothing is worked on any more, after Run has ended.
func (q *Queue) Wait() { q.working.Wait() }

// Kick asks Run to look for work at once.
func (q *Queue) Kick() {
	select {
	case q.kicks <- struct{}{}:
	default:
	}
}

// Confirm lets an import go on that waits for it.
func (q *Queue) Confirm(ctx context.Context, id string) (store.Import, error) {
	return q.change(ctx, id, func(i *store.Import) error {
		if i.State != store.ImportWaiting {
			return fmt.Errorf("%w: it is %s, not waiting to be confirmed", ErrState, i.State)
		}
		if i.Error != "" {
			return fmt.Errorf("%w: the file cannot be read: %s", ErrState, i.Error)
		}
		i.State, i.Settings.Confirmed = store.ImportQueued, true
		i.StartedAt = time.Time{}                   // the time that it waited is none of its own
		i.BytesRead, i.Rows = 0, store.ImportRows{} // what was looked at has not gone in
		return forgetLook(i)
	})
}

// Cancel ends an import that has not ended; what it did stays, and can be undone.
func (q *Queue) Cancel(ctx context.Context, id string) (store.Import, error) {
	return q.change(ctx, id, func(i *store.Import) error {
		switch i.State {
		case store.ImportQueued, store.ImportRunning, store.ImportWaiting:
			i.State, i.FinishedAt = store.ImportCancelled, time.Now().UTC()
			return forgetLook(i)
		}
		return fmt.Errorf("%w: it is %s already", ErrState, i.State)
	})
}

// Undo puts an import that has ended in line to be undone: what it changed becomes what it was before.
func (q *Queue) Undo(ctx context.Context, id string) (store.Import, error) {
	return q.change(ctx, id, func(i *store.Import) error {
		if err := q.Undoable(*i); err != nil {
			return err
		}
		i.State, i.Settings.Undo, i.FinishedAt, i.Error = store.ImportQueued, true, time.Time{}, ""
		return nil
	})
}

// Undoable returns why an import cannot be undone, wrapping ErrState; nil when it can.
func (q *Queue) Undoable(i store.Import) error {
	switch {
	case i.State != store.ImportDone && i.State != store.ImportFailed && i.State != store.ImportCancelled:
		return fmt.Errorf("%w: it is %s", ErrState, i.State)
	case i.Settings.DryRun || i.Chunks == 0:
		return fmt.Errorf("%w: it changed nothing", ErrState)
	case time.Since(i.FinishedAt) > q.kept(i.Shop):
		return fmt.Errorf("%w: what was there before is kept for %d days", ErrState, int(q.kept(i.Shop).Hours()/24))
	}
	return nil
}

// kept is how long what undoing needs is kept.
func (q *Queue) kept(shop string) time.Duration {
	configured, _ := q.Shop(shop)
	return cmp.Or(configured.Retention.Uploads, keepImages)
}

func (q *Queue) change(ctx context.Context, id string, f func(i *store.Import) error) (store.Import, error) {
	i, err := q.Store.ChangeImport(ctx, id, f)
	q.Kick()
	return i, err
}

// keep writes a file so that it is there after a power failure, and returns its size.
func keep(path string, from io.Reader, most int64) (size int64, err error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return 0, err
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return 0, err
	}
	if most > 0 {
		from = io.LimitReader(from, most+1)
	}
	size, err = io.Copy(f, from)
	if err == nil && most > 0 && size > most {
		err = fmt.Errorf("%w: it has more than %d MiB", ErrTooLarge, most>>20)
	}
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return size, err
	}
	return size, syncFolder(filepath.Dir(path))
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

func (q *Queue) path(id string) string { return filepath.Join(q.Dir, id) }
