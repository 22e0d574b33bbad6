package imports

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/gofrs/flock"

	"shopclerk/internal/store"
)

const (
	leaseTime  = 10 * time.Second // after which a process on another folder takes over
	leaseEvery = 3 * time.Second
)

// errTaken is that another process works on a shop's imports.
var errTaken = errors.New("another process works on the shop's imports")

// turn is the right to work on a shop's imports. Among processes on one folder a lock on a file gives it, which ends with
// the process, however that ends; among folders a lease in the database, which the folder holds and not the process. So
// after a crash the next process on the folder goes on at once.
type turn struct {
	store  *store.Store
	name   string // of the lease
	holder string
	lock   *flock.Flock
}

func (q *Queue) takeTurn(ctx context.Context, shop string) (*turn, error) {
	holder, err := q.folderID()
	if err != nil {
		return nil, err
	}
	t := &turn{store: q.Store, name: "import " + shop, holder: holder, lock: flock.New(filepath.Join(q.Dir, "."+shop+".lock"))}
	if locked, err := t.lock.TryLock(); err != nil || !locked {
		return nil, cmp.Or(err, errTaken)
	}
	got, err := q.Store.AcquireLease(ctx, t.name, holder, leaseTime)
	if err != nil || !got {
		return nil, errors.Join(cmp.Or(err, errTaken), t.lock.Unlock())
	}
	return t, nil
}

// IsOwn reports whether a file in a folder of uploads is none, but the folder's own.
func IsOwn(name string) bool { return strings.HasPrefix(name, ".") }

// folderID is what the folder of uploads calls itself, made when it is used first. The file appears with its text or not at
// all; of two processes that make it at once the later one's stays, and until both have read that they are as two folders.
func (q *Queue) folderID() (string, error) {
	path := filepath.Join(q.Dir, ".id")
	raw, err := os.ReadFile(path)
	if !errors.Is(err, fs.ErrNotExist) {
		return strings.TrimSpace(string(raw)), err
	}
	made := filepath.Join(q.Dir, ".id-"+rand.Text())
	if _, err := keep(made, strings.NewReader(rand.Text()+"\n"), 0); err != nil {
		return "", err
	}
	if err := os.Rename(made, path); err != nil {
		return "", err
	}
	raw, err = os.ReadFile(path)
	return strings.TrimSpace(string(raw)), err
}

// renew keeps the lease until the context ends. When it is lost, or cannot be renewed in time, it says so.
func (t *turn) renew(ctx context.Context, lost context.CancelCauseFunc) {
	until := time.Now().Add(leaseTime)
	for {
		if pause(ctx, leaseEvery); ctx.Err() != nil {
			return
		}
		asked := time.Now()
		got, err := t.store.AcquireLease(ctx, t.name, t.holder, leaseTime)
		switch {
		case err == nil && got:
			until = asked.Add(leaseTime)
		case err == nil || time.Now().After(until.Add(-time.Second)):
			lost(errTaken)
			return
		}
	}
}

func (t *turn) end(ctx context.Context) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), leaseEvery)
	defer cancel()
	t.store.ReleaseLease(ctx, t.name, t.holder) //nolint:errcheck // it runs out by itself
	t.lock.Unlock()                             //nolint:errcheck // it ends with the process
}
