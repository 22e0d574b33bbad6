package embedded

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"shopclerk/search"
)

// current is the file that names the folder of the index that answers; it is replaced in one step.
const current = "current"

// prefix begins the names of the folders with indexes.
const prefix = "index-"

var errSettings = errors.New("its settings are not those of this program")

// open opens the index that answers, if there is one; an error says why it cannot be used.
func (s *shelf) open() error {
	raw, err := os.ReadFile(filepath.Join(s.dir, current))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	name := strings.TrimSpace(string(raw))
	if !filepath.IsLocal(name) || !strings.HasPrefix(name, prefix) {
		return errors.New("the file " + current + " names no index")
	}
	index, err := openSame(filepath.Join(s.dir, name))
	if err != nil {
		return err
	}
	raw, err = index.GetInternal(markKey)
	if err == nil && !readMark(raw).Built { // bleve went back to an older snapshot than the first whole one
		err = errors.New("it is not complete")
	}
	if err != nil {
		return errors.Join(err, index.Close())
	}
	s.index, s.name = index, name
	return nil
}

// openSame opens an index of today's settings.
func openSame(path string) (*volume, error) {
	index, err := openVolume(path)
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

// build is an index that does not answer yet.
type build struct {
	shelf *shelf
	index *volume
	name  string
}

// Build makes an empty index beside the one that answers, and removes what an interrupted one left.
func (e *Engine) Build(ctx context.Context, shop string) (search.Build, error) {
	s := e.shelf(shop)
	s.Lock()
	defer s.Unlock()
	if err := s.tidy(); err != nil {
		return nil, err
	}
	path, err := os.MkdirTemp(s.dir, prefix)
	if err != nil {
		return nil, err
	}
	index, err := createVolume(filepath.Join(path, "bleve"), newMapping())
	if err == nil {
		if err = index.setInternal(ctx, settingsKey, []byte(settings)); err != nil {
			err = errors.Join(err, index.Close())
		}
	}
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(path))
	}
	return &build{shelf: s, index: index, name: filepath.Join(filepath.Base(path), "bleve")}, nil
}

// tidy removes everything but the index that answers.
func (s *shelf) tidy() error {
	if err := os.MkdirAll(s.dir, 0o700); err != nil {
		return err
	}
	entries, err := os.ReadDir(s.dir)
	for _, entry := range entries {
		if name := entry.Name(); name != current && (s.index == nil || name != filepath.Dir(s.name)) {
			err = errors.Join(err, os.RemoveAll(filepath.Join(s.dir, name)))
		}
	}
	return err
}

// Apply writes a step in one batch.
func (b *build) Apply(ctx context.Context, step search.Step) error {
	return write(ctx, b.index, step, search.Mark{Position: step.Position})
}

// Swap lets the new index answer. Searches that are under way in the old one finish first.
func (b *build) Swap(ctx context.Context, mark search.Mark) error {
	if err := b.index.setInternal(ctx, markKey, appendMark(mark)); err != nil {
		return err
	}
	s := b.shelf
	s.Lock()
	defer s.Unlock()
	if err := replaceFile(filepath.Join(s.dir, current), b.name); err != nil {
		return err
	}
	old := s.index
	s.index, s.name = b.index, b.name
	b.index = nil
	if old == nil {
		return nil
	}
	return errors.Join(old.Close(), s.tidy())
}

// Abort removes the new index.
func (b *build) Abort() error {
	if b.index == nil {
		return nil
	}
	return errors.Join(b.index.Close(), os.RemoveAll(filepath.Join(b.shelf.dir, filepath.Dir(b.name))))
}

// replaceFile writes a file that is there whole or not at all, whatever happens meanwhile.
func replaceFile(path, text string) error {
	file, err := os.CreateTemp(filepath.Dir(path), "."+current)
	if err != nil {
		return err
	}
	_, err = file.WriteString(text + "\n")
	err = errors.Join(err, file.Sync(), file.Close())
	if err == nil {
		err = os.Rename(file.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(file.Name()))
	}
	dir, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}
