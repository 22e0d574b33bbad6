package server

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"time"
	"unicode"

	"shopclerk/internal/fold"
	"shopclerk/internal/metrics"
	"shopclerk/internal/store"
)

const (
	emptiesFlush = 5 * time.Second
	maxEmpties   = 1000 // distinct searches between two flushes; more than that are not kept
	maxEmptyText = 200  // characters of a search
)

// empties collects what customers searched for in vain, so that no answer waits for a write to the database.
type empties struct {
	store   *store.Store
	metrics *metrics.Metrics
	log     *slog.Logger
	now     func() time.Time

	mu      sync.Mutex
	waiting map[emptyKey]store.EmptySearch
}

// emptyKey is a folded query of a shop.
type emptyKey struct{ shop, query string }

func newEmpties(o Options) *empties {
	return &empties{store: o.Store, metrics: o.Metrics, log: o.Log, now: time.Now, waiting: map[emptyKey]store.EmptySearch{}}
}

// note keeps a search that found nothing, unless it may be somebody's address or phone number. All of it is looked at
// before it is cut: half an address is one too.
func (e *empties) note(shop, query string) {
	query = strings.Join(strings.FieldsFunc(query, isGap), " ")
	if folded := fold.Text(query); folded == "" || looksLikeContact(folded) {
		return
	}
	query = firstRunes(query, maxEmptyText)
	e.mu.Lock()
	defer e.mu.Unlock()
	e.add(emptyKey{shop, fold.Text(query)}, store.EmptySearch{Query: query, Times: 1, LastAt: e.now()})
}

// add merges a search with what waits. The one who calls holds the lock.
func (e *empties) add(key emptyKey, search store.EmptySearch) {
	before, ok := e.waiting[key]
	if !ok && len(e.waiting) >= maxEmpties {
		e.metrics.EmptyDropped()
		return
	}
	if before.LastAt.After(search.LastAt) {
		search.Query, search.LastAt = before.Query, before.LastAt
	}
	search.Times += before.Times
	e.waiting[key] = search
}

// take hands over what waits.
func (e *empties) take() map[emptyKey]store.EmptySearch {
	e.mu.Lock()
	defer e.mu.Unlock()
	out := e.waiting
	e.waiting = map[emptyKey]store.EmptySearch{}
	return out
}

// run writes what was searched for in vain to the database every few seconds, and a last time when ctx ends.
func (e *empties) run(ctx context.Context) {
	ticks := time.NewTicker(emptiesFlush)
	defer ticks.Stop()
	for {
		select {
		case <-ctx.Done():
			e.flush(context.WithoutCancel(ctx))
			return
		case <-ticks.C:
			e.flush(ctx)
		}
	}
}

// flush writes what waits, a shop in one transaction. What the database cannot take now goes on waiting.
func (e *empties) flush(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, emptiesFlush)
	defer cancel()
	taken, lists := e.take(), map[string][]store.EmptySearch{}
	for key, search := range taken {
		lists[key.shop] = append(lists[key.shop], search)
	}
	for shop, list := range lists {
		err := e.store.NoteEmptySearches(ctx, shop, list)
		switch {
		case err == nil:
		case errors.Is(err, store.ErrUnavailable), errors.Is(err, context.Canceled):
			e.putBack(shop, taken)
			e.log.Debug("searches without a result wait", "shop", shop, "searches", len(list), "error", err)
		default:
			e.log.Error("searches without a result are not kept", "shop", shop, "searches", len(list), "error", err)
		}
	}
}

func (e *empties) putBack(shop string, taken map[emptyKey]store.EmptySearch) {
	e.mu.Lock()
	defer e.mu.Unlock()
	for key, search := range taken {
		if key.shop == shop {
			e.add(key, search)
		}
	}
}

func isGap(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }

// firstRunes cuts a text to its first n characters.
func firstRunes(text string, n int) string {
	if runes := []rune(text); len(runes) > n {
		return strings.TrimSpace(string(runes[:n]))
	}
	return text
}
