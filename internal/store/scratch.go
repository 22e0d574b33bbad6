package store

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
)

// Scratch opens a store on which writes can be tried: it reads through to s and keeps what is written in a temporary
// database of its own. So a dry run is the run itself, and a row that comes twice counts as it would. done removes it.
func (s *Store) Scratch(ctx context.Context) (scratch *Store, done func(), err error) {
	dir, err := os.MkdirTemp("", "shopclerk-dry-run-*")
	if err != nil {
		return nil, nil, fmt.Errorf("a dry run needs room for its notes: %w", err)
	}
	remove := func() { os.RemoveAll(dir) }
	scratch, err = Open(ctx, Options{Driver: SQLite, Path: filepath.Join(dir, "scratch.db"), Log: s.options.Log, Now: s.now})
	if err != nil {
		remove()
		return nil, nil, err
	}
	done = func() { scratch.Close(); remove() }
	if _, err := scratch.Migrate(ctx); err != nil {
		done()
		return nil, nil, err
	}
	scratch.base = s
	return scratch, done, nil
}

// borrow fills the slots that a scratch store does not have from the store below it.
func borrow[K comparable, N any](s *Store, slots map[K]*slot[N], keys []K, load func(base *Store, missing []K) (map[K]*slot[N], error)) error {
	if s.base == nil {
		return nil
	}
	var missing []K
	for _, key := range keys {
		if slots[key] == nil {
			missing = append(missing, key)
		}
	}
	if len(missing) == 0 {
		return nil
	}
	found, err := load(s.base, missing)
	for _, key := range missing { // found can hold more, such as all parcels of an order
		if at := found[key]; at != nil {
			slots[key] = at
		}
	}
	return err
}
