// Package embedded is the search engine in the process: bleve keeps terms and documents in files of a folder, and this
// package looks them up and ranks. Only one process may have the folder open. It knows products and queries; where they
// come from is not its matter.
package embedded

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"sync"

	"shopclerk/catalog"
	"shopclerk/search"
)

// Keys of what an index knows about itself.
var (
	markKey     = []byte("mark")
	settingsKey = []byte("settings")
)

// Engine is a search.Engine with one bleve index per shop.
type Engine struct {
	dir string
	log *slog.Logger

	mu    sync.Mutex
	shops map[string]*shelf
}

// shelf holds the index of a shop. Who uses the index holds the lock for reading.
type shelf struct {
	sync.RWMutex
	dir   string
	index *volume   // nil when there is none
	name  string    // its folder in dir
	pool  sync.Pool // of *tally
}

var _ search.Engine = (*Engine)(nil)

// Open uses a folder for the indexes, which Build creates when needed. Where it cannot be written there is no index, and
// everything else goes on.
func Open(dir string, log *slog.Logger) *Engine {
	return &Engine{dir: dir, log: log, shops: map[string]*shelf{}}
}

// Name is "embedded".
func (*Engine) Name() string { return "embedded" }

// Close closes all indexes.
func (e *Engine) Close() error {
	e.mu.Lock()
	defer e.mu.Unlock()
	var errs []error
	for shop, s := range e.shops {
		s.Lock()
		if s.index != nil {
			errs = append(errs, s.index.Close())
			s.index = nil
		}
		s.Unlock()
		delete(e.shops, shop)
	}
	return errors.Join(errs...)
}

// Mark reads the index's own note, which is written in the same batch as what it speaks of.
func (e *Engine) Mark(_ context.Context, shop string) (search.Mark, error) {
	s := e.shelf(shop)
	s.RLock()
	defer s.RUnlock()
	if s.index == nil {
		return search.Mark{}, nil
	}
	raw, err := s.index.GetInternal(markKey)
	if err != nil {
		return search.Mark{}, err
	}
	return readMark(raw), nil
}

// Apply writes a step in one batch.
func (e *Engine) Apply(ctx context.Context, shop string, step search.Step) error {
	s := e.shelf(shop)
	s.RLock()
	defer s.RUnlock()
	if s.index == nil {
		return search.ErrNotBuilt
	}
	raw, err := s.index.GetInternal(markKey)
	if err != nil {
		return err
	}
	mark := readMark(raw)
	mark.Position = step.Position
	return write(ctx, s.index, step, mark)
}

func write(ctx context.Context, index *volume, step search.Step, mark search.Mark) error {
	batch := index.NewBatch()
	for _, p := range step.Put {
		if err := batch.Index(idKey(p.ID), newDocument(p)); err != nil {
			return fmt.Errorf("product %d: %w", p.ID, err)
		}
	}
	for _, id := range step.Delete {
		batch.Delete(idKey(id))
	}
	batch.SetInternal(markKey, appendMark(mark))
	return index.commit(ctx, batch)
}

// Digest is of the document that would be indexed.
func (*Engine) Digest(p catalog.Product) uint64 { return newDocument(p).digest() }

// A mark is 17 bytes: position, generation, built.
func appendMark(m search.Mark) []byte {
	raw := binary.BigEndian.AppendUint64(nil, uint64(m.Position))  //nolint:gosec // from 0
	raw = binary.BigEndian.AppendUint64(raw, uint64(m.Generation)) //nolint:gosec // from 0
	if m.Built {
		return append(raw, 1)
	}
	return append(raw, 0)
}

func readMark(raw []byte) search.Mark {
	if len(raw) != 17 {
		return search.Mark{}
	}
	return search.Mark{
		Position:   int64(binary.BigEndian.Uint64(raw)),     //nolint:gosec // written by appendMark
		Generation: int64(binary.BigEndian.Uint64(raw[8:])), //nolint:gosec // likewise
		Built:      raw[16] == 1,
	}
}

// shelf returns the shop's place, with its index open when there is one that can be used.
func (e *Engine) shelf(shop string) *shelf {
	e.mu.Lock()
	defer e.mu.Unlock()
	if s, ok := e.shops[shop]; ok {
		return s
	}
	s := &shelf{dir: filepath.Join(e.dir, shop)}
	e.shops[shop] = s
	if err := s.open(); err != nil {
		e.log.Warn("the search index cannot be used and will be built anew", "shop", shop, "reason", err)
	}
	return s
}
