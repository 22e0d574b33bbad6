// Package embedded is the search engine in the process: bleve, with its files in a folder. Only one process may have the
// folder open. It knows products and queries; where they come from is not its matter.
package embedded

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/blevesearch/bleve/v2"

	"shopclerk/search"
)

// settings is raised when the mapping changes; an index with other settings is made anew from the store.
const settings = "2"

// Keys of what an index knows about itself.
var (
	positionKey = []byte("position")
	settingsKey = []byte("settings")
)

// Engine is a search.Engine with one bleve index per shop.
type Engine struct {
	dir string
	log *slog.Logger

	mu      sync.Mutex
	indexes map[string]bleve.Index
}

var _ search.Engine = (*Engine)(nil)

// Open uses a folder for the indexes, which it creates when needed.
func Open(dir string, log *slog.Logger) (*Engine, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	return &Engine{dir: dir, log: log, indexes: map[string]bleve.Index{}}, nil
}

// Close closes all indexes.
func (e *Engine) Close() error {
	e.mu.Lock()
	defer e.mu.Unlock()
	var errs []error
	for shop, index := range e.indexes {
		errs = append(errs, index.Close())
		delete(e.indexes, shop)
	}
	return errors.Join(errs...)
}

// Position reads the index's own note, which is written in the same batch as what it speaks of.
func (e *Engine) Position(_ context.Context, shop string) (int64, error) {
	index, err := e.index(shop)
	if err != nil {
		return 0, err
	}
	raw, err := index.GetInternal(positionKey)
	if err != nil || len(raw) != 8 {
		return 0, err
	}
	return int64(binary.BigEndian.Uint64(raw)), nil //nolint:gosec // written by Apply from an int64
}

// Apply writes a step in one batch.
func (e *Engine) Apply(_ context.Context, shop string, step search.Step) error {
	index, err := e.index(shop)
	if err != nil {
		return err
	}
	batch := index.NewBatch()
	for _, p := range step.Put {
		if err := batch.Index(documentID(p.ID), newDocument(p)); err != nil {
			return fmt.Errorf("product %d: %w", p.ID, err)
		}
	}
	for _, id := range step.Delete {
		batch.Delete(documentID(id))
	}
	batch.SetInternal(positionKey, binary.BigEndian.AppendUint64(nil, uint64(step.Position))) //nolint:gosec // from 1
	return index.Batch(batch)
}

// index returns the shop's index, which it opens or creates first. An index that cannot be opened, or is of other
// settings, is put aside: everything in it can be read from the store again.
func (e *Engine) index(shop string) (bleve.Index, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if index, ok := e.indexes[shop]; ok {
		return index, nil
	}
	path := filepath.Join(e.dir, shop)
	index, err := openCurrent(path)
	switch {
	case errors.Is(err, bleve.ErrorIndexPathDoesNotExist):
		index, err = create(path)
	case err != nil:
		e.log.Warn("the search index is made anew", "shop", shop, "reason", err)
		index, err = replace(path)
	}
	if err != nil {
		return nil, fmt.Errorf("search index of shop %s: %w", shop, err)
	}
	e.indexes[shop] = index
	return index, nil
}

var errSettings = errors.New("its settings are not those of this program")

// openCurrent opens an index of today's settings. Beside an error, bleve's index is a pointer to nothing, not nil.
func openCurrent(path string) (bleve.Index, error) {
	index, err := bleve.Open(path)
	if err != nil {
		return nil, err
	}
	raw, err := index.GetInternal(settingsKey)
	if err == nil && string(raw) != settings {
		err = errSettings
	}
	if err != nil {
		return nil, errors.Join(err, index.Close())
	}
	return index, nil
}

func replace(path string) (bleve.Index, error) {
	aside := fmt.Sprintf("%s.old-%d", path, time.Now().UnixNano())
	if err := os.Rename(path, aside); err != nil {
		return nil, err
	}
	if err := os.RemoveAll(aside); err != nil {
		return nil, err
	}
	return create(path)
}

func create(path string) (bleve.Index, error) {
	index, err := bleve.New(path, newMapping())
	if err != nil {
		return nil, err
	}
	if err := index.SetInternal(settingsKey, []byte(settings)); err != nil {
		return nil, errors.Join(err, index.Close())
	}
	return index, nil
}
