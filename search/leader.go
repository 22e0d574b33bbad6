package search

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync/atomic"
	"time"

	"shopclerk/internal/store"
)

const (
	leaseName  = "search"
	leaseTime  = 10 * time.Second // after which another process takes over
	leaseEvery = 3 * time.Second
)

// Leader says which of several processes works on an index that they share: who holds a lease in the database. It keeps
// the marks of such an index there too, and writes them only while it holds the lease.
type Leader struct {
	Store  *store.Store
	Holder string // another for each process
	Log    *slog.Logger

	until atomic.Int64 // unix nanoseconds on this machine's clock, a little before the lease runs out
}

// Run takes the lease when it is free and keeps it until the context ends, then gives it back.
func (l *Leader) Run(ctx context.Context) {
	for ctx.Err() == nil {
		l.try(ctx)
		select {
		case <-ctx.Done():
		case <-time.After(leaseEvery):
		}
	}
	if l.leads() {
		l.until.Store(0)
		ending, cancel := context.WithTimeout(context.WithoutCancel(ctx), leaseEvery)
		defer cancel()
		if err := l.Store.ReleaseLease(ending, leaseName, l.Holder); err != nil {
			l.Log.Warn("the lease of the search index was not given back and runs out by itself", "error", err)
		}
	}
}

func (l *Leader) try(ctx context.Context) {
	asked, led := time.Now(), l.leads()
	got, err := l.Store.AcquireLease(ctx, leaseName, l.Holder, leaseTime)
	if err != nil || !got {
		if err == nil {
			l.until.Store(0)
		}
		return // what it holds runs out by itself
	}
	l.until.Store(asked.Add(leaseTime - time.Second).UnixNano())
	if !led {
		l.Log.Info("this process works on the search index now", "holder", l.Holder)
	}
}

func (l *Leader) leads() bool { return time.Now().UnixNano() < l.until.Load() }

// Lead reports whether this process holds the lease; it is a Follower's Lead.
func (l *Leader) Lead(context.Context) (bool, error) { return l.leads(), nil }

// Mark returns where an index stands.
func (l *Leader) Mark(ctx context.Context, shop, index string) (Mark, error) {
	m, err := l.Store.IndexMark(ctx, shop, index)
	return Mark{m.Position, m.Generation, m.Built}, err
}

// SetMark says where an index stands. The error wraps store.ErrLeaseLost when another process works on it by now.
func (l *Leader) SetMark(ctx context.Context, shop, index string, m Mark) error {
	err := l.Store.SetIndexMark(ctx, leaseName, l.Holder, shop, index, store.IndexMark{Position: m.Position, Generation: m.Generation, Built: m.Built})
	if errors.Is(err, store.ErrLeaseLost) {
		return fmt.Errorf("another process works on the search index: %w", err)
	}
	return err
}
