package feeds

import (
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"shopclerk/internal/store"
)

// As much of the spool goes into the database together.
const (
	unspooledAtOnce = 100     // deliveries
	unspooledBytes  = 8 << 20 // of their files, unless one alone has more
)

// spooled is a delivery in a file.
type spooled struct {
	store.Delivery
	file string
	size int
}

// unspool takes what is on the disk into the database, and stops when that is still away. A file goes once its delivery is in.
func (b *Inbox) unspool(ctx context.Context) {
	names, err := b.spool.waiting()
	if err != nil {
		b.Log.Error("the spool cannot be read", "error", err)
		return
	}
	for len(names) > 0 && ctx.Err() == nil {
		var list []spooled
		list, names = b.readSpooled(names)
		if len(list) > 0 && !b.takeIn(ctx, list) {
			return
		}
	}
}

// readSpooled reads as many files as go in together, and returns what is left. One that cannot be read does not keep the others
// on the disk.
func (b *Inbox) readSpooled(names []string) (list []spooled, left []string) {
	bytes := 0
	for i, name := range names {
		raw, err := os.ReadFile(name)
		if err != nil {
			if !errors.Is(err, fs.ErrNotExist) && b.warned.first(name) {
				b.Log.Error("a file of the spool cannot be read", "file", filepath.Base(name), "error", err)
			}
			continue
		}
		if bytes += len(raw); len(list) == unspooledAtOnce || len(list) > 0 && bytes > unspooledBytes {
			return list, names[i:]
		}
		var d store.Delivery
		if err := json.Unmarshal(raw, &d); err != nil || d.Shop == "" || d.Feed == "" { // it was written whole: somebody else has
			b.Log.Error("a file of the spool is no delivery and is left aside", "file", filepath.Base(name))
			if err := os.Rename(name, strings.TrimSuffix(name, spooledSuffix)+asideSuffix); err != nil {
				b.Log.Error("a file of the spool cannot be left aside", "error", err)
			}
			continue
		}
		list = append(list, spooled{d, name, len(raw)})
	}
	return list, nil
}

// takeIn takes deliveries of the spool into the database, and reports whether that works at all. When it is a matter of one of
// them, such as one that is larger than what the server takes, the others go in, and it stays on the disk.
func (b *Inbox) takeIn(ctx context.Context, list []spooled) bool {
	err := b.addSpooled(ctx, list)
	if err == nil {
		return true
	}
	if ctx.Err() != nil || errors.Is(err, store.ErrUnavailable) && b.Store.Ping(ctx) != nil {
		return false
	}
	in := 0
	for _, one := range list {
		if err = b.addSpooled(ctx, []spooled{one}); err == nil {
			in++
		} else if b.warned.first(one.file) {
			b.Log.Error("a delivery of the spool cannot be kept in the database", "file", filepath.Base(one.file), "error", err)
		}
	}
	return in > 0 || !errors.Is(err, store.ErrUnavailable) // such as one that is full takes none of them
}

// addSpooled adds deliveries to the database and removes their files.
func (b *Inbox) addSpooled(ctx context.Context, list []spooled) error {
	deliveries := make([]store.Delivery, len(list))
	for i, one := range list {
		deliveries[i] = one.Delivery
	}
	if _, err := b.Store.AddDeliveries(ctx, deliveries); err != nil {
		return err
	}
	for _, one := range list {
		if err := os.Remove(one.file); err != nil { // it is a repetition the next time
			b.Log.Error("a file of the spool cannot be removed", "error", err)
			continue
		}
		b.spool.gone(one.size)
	}
	b.Log.Info("deliveries of the spool are in the database", "deliveries", len(list))
	return nil
}
