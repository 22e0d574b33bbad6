package feeds

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

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

const (
	spooledSuffix = ".delivery"
	asideSuffix   = ".unreadable" // what is no delivery
	halfPrefix    = "."           // what is being written
)

// look makes the folder and counts what an earlier process left, once.
func (s *spool) look() error {
	if s.count >= 0 {
		return nil
	}
	if err := os.MkdirAll(s.dir, 0o700); err != nil {
		return err
	}
	if err := syncDir(filepath.Dir(s.dir)); err != nil {
		return err
	}
	entries, err := os.ReadDir(s.dir)
	if err != nil {
		return err
	}
	s.count, s.bytes = 0, 0
	for _, e := range entries {
		if info, err := e.Info(); err == nil && !strings.HasPrefix(e.Name(), halfPrefix) {
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
	// Named by the time of arrival, so that they are read in its order. Two feeds may be sent the same at one moment.
	name := fmt.Sprintf("%020d-%s%s", d.ReceivedAt.UnixMicro(), rand.Text(), spooledSuffix)
	err = writeSynced(s.dir, name, raw)
	if errors.Is(err, fs.ErrNotExist) { // somebody took the folder away
		err = errors.Join(os.MkdirAll(s.dir, 0o700), writeSynced(s.dir, name, raw))
	}
	if err != nil {
		s.gone(len(raw))
	}
	return err
}

func (s *spool) gone(size int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.count, s.bytes = s.count-1, s.bytes-int64(size)
}

// writeSynced writes a file that is either there whole or not at all.
func writeSynced(dir, name string, raw []byte) (err error) {
	file, err := os.CreateTemp(dir, halfPrefix+"*")
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
	return syncDir(dir)
}

// syncDir makes sure that the names in a folder outlast a loss of power.
func syncDir(dir string) error {
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
	for _, e := range entries { // by their names already
		if strings.HasSuffix(e.Name(), spooledSuffix) && !strings.HasPrefix(e.Name(), halfPrefix) {
			names = append(names, filepath.Join(s.dir, e.Name()))
		}
	}
	return names, err
}

// halfAge is how old a file is, half written, that nobody is at any more.
const halfAge = time.Hour

// tidy removes what a process was writing when it ended: nobody was told that it is kept.
func (s *spool) tidy() {
	halves, _ := filepath.Glob(filepath.Join(s.dir, halfPrefix+"*")) //nolint:errcheck // the pattern is a good one
	for _, name := range halves {
		if info, err := os.Stat(name); err == nil && time.Since(info.ModTime()) > halfAge {
			os.Remove(name) //nolint:errcheck // the next time
		}
	}
}

// Spooled counts the deliveries that wait in a folder for the serve that runs on it.
func Spooled(dir string) (int, error) {
	names, err := openSpool(dir).waiting()
	return len(names), err
}
