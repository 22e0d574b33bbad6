package feeds

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"shopclerk/internal/store"
)

// The most that is kept while the database is away.
const (
	maxSpooled      = 100_000   // deliveries
	maxSpooledBytes = 512 << 20 // of them all
)

// errSpoolFull is a spool that takes no more.
var errSpoolFull = errors.New("the spool is full")

// spool keeps deliveries on the disk, a file each: written, synced and only then given its name, so that what was
// acknowledged survives the loss of power, and what was half written is never read.
type spool struct {
	dir string

	mu    sync.Mutex
	count int // -1 until it is looked
	bytes int64
}

func openSpool(dir string) *spool { return &spool{dir: dir, count: -1} }

const spooledSuffix = ".delivery"

// look counts what an earlier process left, once.
func (s *spool) look() error {
	if s.count >= 0 {
		return nil
	}
	if err := os.MkdirAll(s.dir, 0o700); err != nil {
		return err
	}
	entries, err := os.ReadDir(s.dir)
	if err != nil {
		return err
	}
	s.count, s.bytes = 0, 0
	for _, e := range entries {
		if info, err := e.Info(); err == nil {
			s.count, s.bytes = s.count+1, s.bytes+info.Size()
		}
	}
	return nil
}

// add keeps a delivery.
func (s *spool) add(d store.Delivery) error {
	raw, err := json.Marshal(d)
	if err != nil {
		return err
	}
	s.mu.Lock()
	err = s.look()
	full := err == nil && (s.count >= maxSpooled || s.bytes+int64(len(raw)) > maxSpooledBytes)
	if err == nil && !full {
		s.count, s.bytes = s.count+1, s.bytes+int64(len(raw))
	}
	s.mu.Unlock()
	switch {
	case err != nil:
		return err
	case full:
		return errSpoolFull
	}
	// Named by the time of arrival, so that they are read in its order, and by what they are, so that a repetition is one file.
	name := fmt.Sprintf("%020d-%x%s", d.ReceivedAt.UnixMicro(), d.RepeatKey, spooledSuffix)
	if err := writeSynced(s.dir, name, raw); err != nil {
		s.gone(len(raw))
		return err
	}
	return nil
}

func (s *spool) gone(size int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.count, s.bytes = s.count-1, s.bytes-int64(size)
}

// writeSynced writes a file that is either there whole or not at all.
func writeSynced(dir, name string, raw []byte) (err error) {
	file, err := os.CreateTemp(dir, ".*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			os.Remove(file.Name())
		}
	}()
	_, err = file.Write(raw)
	if err = errors.Join(err, file.Sync(), file.Close()); err != nil {
		return err
	}
	if err = os.Rename(file.Name(), filepath.Join(dir, name)); err != nil {
		return err
	}
	folder, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}

// waiting lists the files of deliveries, the oldest first.
func (s *spool) waiting() ([]string, error) {
	entries, err := os.ReadDir(s.dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	var names []string
	for _, e := range entries {
		if strings.HasSuffix(e.Name(), spooledSuffix) {
			names = append(names, filepath.Join(s.dir, e.Name()))
		}
	}
	slices.Sort(names)
	return names, err
}

// Spooled counts the deliveries that wait in a folder for the serve that runs on it.
func Spooled(dir string) (int, error) {
	names, err := openSpool(dir).waiting()
	return len(names), err
}

// unspooledAtOnce is how many deliveries of the spool go into the database together.
const unspooledAtOnce = 100

// unspool takes what is on the disk into the database, and stops when that is still away. A file goes once its delivery is in.
func (b *Inbox) unspool(ctx context.Context) {
	names, err := b.spool.waiting()
	if err != nil {
		b.Log.Error("the spool cannot be read", "error", err)
		return
	}
	for len(names) > 0 && ctx.Err() == nil {
		n := min(len(names), unspooledAtOnce)
		if err := b.unspoolSome(ctx, names[:n]); err != nil {
			if !errors.Is(err, store.ErrUnavailable) {
				b.Log.Error("deliveries of the spool cannot be kept in the database", "error", err)
			}
			return
		}
		names = names[n:]
	}
}

func (b *Inbox) unspoolSome(ctx context.Context, names []string) error {
	var list []store.Delivery
	var sizes []int
	var read []string
	for _, name := range names {
		raw, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		var d store.Delivery
		if err := json.Unmarshal(raw, &d); err != nil { // it was written whole: somebody else has
			b.Log.Error("a file of the spool is no delivery and is left aside", "file", filepath.Base(name))
			if err := os.Rename(name, strings.TrimSuffix(name, spooledSuffix)+".unreadable"); err != nil {
				return err
			}
			continue
		}
		list, sizes, read = append(list, d), append(sizes, len(raw)), append(read, name)
	}
	if len(list) == 0 {
		return nil
	}
	if _, err := b.Store.AddDeliveries(ctx, list); err != nil {
		return err
	}
	for i, name := range read {
		if err := os.Remove(name); err != nil {
			return err
		}
		b.spool.gone(sizes[i])
	}
	b.Log.Info("deliveries of the spool are in the database", "deliveries", len(list))
	return nil
}
