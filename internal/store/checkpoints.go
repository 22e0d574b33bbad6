package store

import (
	"context"
	"strconv"
	"sync"
	"sync/atomic"

	"gorm.io/gorm"
)

// A checkpoint copies what SQLite's WAL has into the database file, and by itself SQLite has every commit do so that finds 1,000
// pages there, while nobody can write.

const (
	asideEvery = 3 // transactions
	// asidePages is from how many pages on a commit does it after all: that lets the WAL begin anew, for most of it has been
	// copied by then. It is 32 MiB.
	asidePages = 8000
)

// checkpoints are those that are made beside the transactions of this process.
type checkpoints struct {
	commits atomic.Int64
	running atomic.Bool
	all     sync.WaitGroup
}

// CheckpointAside has SQLite's WAL copied into the database file beside the transactions that write, and not in between (measured:
// a twelfth of an import's time). It is for a process that writes much, beside which nobody waits for answers, and is called
// before the first write.
func (s *Store) CheckpointAside() {
	if s.dialect == SQLite {
		s.aside = new(checkpoints)
	}
}

// putOff keeps the commit of a transaction from making a checkpoint.
func (c *checkpoints) putOff(s *Store, tx *gorm.DB) error {
	if c == nil {
		return nil
	}
	return s.exec(tx, "PRAGMA wal_autocheckpoint = "+strconv.Itoa(asidePages))
}

// committed makes a checkpoint where enough was committed since the last one. One that fails is made up for by the next.
func (c *checkpoints) committed(ctx context.Context, s *Store) {
	if c == nil || c.commits.Add(1)%asideEvery != 0 || !c.running.CompareAndSwap(false, true) {
		return
	}
	c.all.Go(func() {
		defer c.running.Store(false)
		s.pool().ExecContext(context.WithoutCancel(ctx), "PRAGMA wal_checkpoint(PASSIVE)") //nolint:errcheck // see above
	})
}

// end waits for the one that is made.
func (c *checkpoints) end() {
	if c != nil {
		c.all.Wait()
	}
}
