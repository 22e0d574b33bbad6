package imports

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"time"

	"shopclerk/internal/store"
)

const (
	lookEvery = time.Second
	retryWait = 3 * time.Second
	// strayAfter is from when on a file in the folder that no import knows is not one that is just being submitted.
	strayAfter = time.Hour
)

// Run works until the context ends, on what is in line and on what an earlier process left.
func (q *Queue) Run(ctx context.Context) {
	for ctx.Err() == nil {
		if err := q.look(ctx); err != nil && ctx.Err() == nil {
			q.Log.Error("imports cannot be looked for", "error", err)
		}
		select {
		case <-ctx.Done():
		case <-q.kicks:
		case <-time.After(lookEvery):
		}
	}
}

// Now brings a file in at once, without waiting in line, and returns the import when it has ended. An error is of the database,
// or why the import failed.
func (q *Queue) Now(ctx context.Context, i store.Import, file io.Reader) (store.Import, error) {
	for !q.occupy(i.Shop) { // Run would do it a second time
		if pause(ctx, 10*time.Millisecond); ctx.Err() != nil {
			return i, ctx.Err()
		}
	}
	defer q.leave(i.Shop)
	i, err := q.Submit(ctx, i, file, 0)
	if err == nil {
		err = q.try(ctx, i.ID)
	}
	if err == nil {
		i, err = q.Store.ImportByID(ctx, i.ID)
	}
	if err == nil && i.State != store.ImportDone {
		err = errors.New(i.Error)
	}
	return i, err
}

// look starts work on every shop that has some and is not worked on.
func (q *Queue) look(ctx context.Context) error {
	open, err := q.Store.OpenImports(ctx)
	if err != nil {
		return err
	}
	q.sweep(ctx, open)
	for _, i := range open {
		if !q.mine(i) || !q.occupy(i.Shop) {
			continue
		}
		q.working.Go(func() {
			defer q.leave(i.Shop)
			q.lead(ctx, i)
		})
	}
	return nil
}

// mine reports whether this process can work on an import: it has the upload, or none is needed.
func (q *Queue) mine(i store.Import) bool {
	if i.Settings.Undo {
		return true
	}
	_, err := os.Stat(q.path(i.ID))
	return err == nil
}

func (q *Queue) occupy(shop string) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.busy[shop] {
		return false
	}
	q.busy[shop] = true
	return true
}

func (q *Queue) leave(shop string) {
	q.mu.Lock()
	delete(q.busy, shop)
	q.mu.Unlock()
	q.Kick()
}

// lead works on one import while it may; when another process does, that one works.
func (q *Queue) lead(ctx context.Context, i store.Import) {
	t, err := q.takeTurn(ctx, i.Shop)
	if err != nil {
		pause(ctx, lookEvery)
		return
	}
	defer t.end(ctx)
	ctx, lost := context.WithCancelCause(ctx)
	renewed := make(chan struct{})
	go func() { defer close(renewed); t.renew(ctx, lost) }()
	q.work(ctx, i.ID)
	lost(context.Canceled)
	<-renewed
}

func pause(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}

// work runs one import to its end. While the database is away it waits, and goes on where it was: what was submitted later
// must not go in before it. When the context ends, the upload stays for the next process.
func (q *Queue) work(ctx context.Context, id string) {
	for ctx.Err() == nil {
		err := q.try(ctx, id)
		switch {
		case err == nil || ctx.Err() != nil || errors.Is(err, store.ErrImportStopped):
			return
		case !errors.Is(err, store.ErrUnavailable):
			q.Log.Error("an import cannot be worked on", "import", id, "error", err)
			pause(ctx, retryWait) // its state is in the database, which takes it no better than the rows
			return
		}
		q.Log.Error("an import waits for the database", "import", id, "error", err)
		pause(ctx, retryWait)
	}
}

// try runs one import and notes its end. An error is one of the database, not of the file.
func (q *Queue) try(ctx context.Context, id string) error {
	i, err := q.Store.ChangeImport(ctx, id, func(i *store.Import) error {
		if i.State != store.ImportQueued && i.State != store.ImportRunning {
			return store.ErrImportStopped
		}
		if i.State, i.ProgressedAt = store.ImportRunning, time.Now().UTC(); i.StartedAt.IsZero() {
			i.StartedAt = i.ProgressedAt
		}
		return nil
	})
	if err != nil {
		return err
	}
	state, err := q.run(ctx, i)
	if ctx.Err() != nil || errors.Is(err, store.ErrUnavailable) || errors.Is(err, store.ErrImportStopped) {
		return err
	}
	i, end := q.Store.ChangeImport(ctx, id, func(i *store.Import) error {
		if i.State != store.ImportRunning {
			return store.ErrImportStopped
		}
		if i.State = state; err != nil {
			i.State, i.Error = store.ImportFailed, q.words(id, err)
		}
		if i.State != store.ImportWaiting {
			i.FinishedAt = time.Now().UTC()
		}
		return nil
	})
	if end != nil {
		return end
	}
	q.tell(i)
	return nil
}

func (q *Queue) tell(i store.Import) {
	q.Log.Info("import ended", "import", i.ID, "shop", i.Shop, "kind", i.Kind, "state", i.State, "rows", i.Rows.Read, "refused", i.Rows.Refused)
	if q.Imported != nil && !i.Settings.DryRun && i.State != store.ImportWaiting {
		for result, n := range map[string]int64{"new": i.Rows.New, "changed": i.Rows.Changed, "unchanged": i.Rows.Unchanged, "refused": i.Rows.Refused} {
			q.Imported(i.Kind, result, int(n))
		}
	}
	if i.State != store.ImportWaiting {
		q.remove(i.ID)
	}
	if q.Done != nil {
		q.Done()
	}
}

// words is what the shop's staff read of a failure: what is wrong with the file, but nothing of the database's inside.
func (q *Queue) words(id string, err error) string {
	if !errors.Is(err, ErrNotStored) {
		return err.Error()
	}
	q.Log.Error("an import failed", "import", id, "error", err)
	return ErrNotStored.Error()
}

// run does what is to be done of an import and returns the state that it comes to. An error is of the file, or of the
// database.
func (q *Queue) run(ctx context.Context, i store.Import) (state string, err error) {
	shop, ok := q.Shop(i.Shop)
	if !ok {
		return "", fmt.Errorf("there is no shop %q any more", i.Shop)
	}
	j := &job{Import: i, shop: shop, path: q.path(i.ID)}
	j.remembered = func(header string) (map[string]string, error) {
		mapping, err := q.Store.Mapping(ctx, i.Shop, i.Kind, header)
		return mapping, notStored(err)
	}
	if i.Settings.Undo {
		return store.ImportUndone, q.undo(ctx, j)
	}
	switch Kind(i.Kind) {
	case Products:
		return bring(ctx, q, j, q.Formats.products())
	case Orders:
		return bring(ctx, q, j, q.Formats.orders())
	}
	return bring(ctx, q, j, q.Formats.packages())
}

func (q *Queue) undo(ctx context.Context, j *job) error {
	for {
		done, err := q.Store.UndoChunk(ctx, j.write(nil), j.ID)
		if err != nil || done {
			return notStored(err)
		}
	}
}

// sweep removes uploads of imports that have ended: in another process, or by being cancelled.
func (q *Queue) sweep(ctx context.Context, open []store.Import) {
	entries, err := os.ReadDir(q.Dir)
	if err != nil {
		return // there is none yet, or nothing can be removed
	}
	for _, e := range entries {
		known := slices.ContainsFunc(open, func(i store.Import) bool { return i.ID == e.Name() })
		if known || IsOwn(e.Name()) {
			continue
		}
		i, err := q.Store.ImportByID(ctx, e.Name())
		switch {
		case errors.Is(err, store.ErrNotFound):
			if info, err := e.Info(); err == nil && time.Since(info.ModTime()) > strayAfter { // else it is just being submitted
				q.remove(e.Name())
			}
		case err == nil && Ended(i.State):
			q.remove(e.Name())
		case err == nil && unanswered(i):
			if _, err := q.Cancel(ctx, i.ID); err != nil && !errors.Is(err, ErrState) {
				q.Log.Error("a file that nobody confirmed could not be dropped", "import", i.ID, "error", err)
			}
		}
	}
}

func (q *Queue) remove(id string) {
	if err := os.Remove(q.path(id)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		q.Log.Error("an upload could not be removed", "import", id, "error", err)
	}
}
