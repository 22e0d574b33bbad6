package imports

import (
	"context"
	"sync/atomic"
	"time"

	"shopclerk/internal/store"
)

// stepBytes bounds a step of large rows, so that one statement stays under every server's max_allowed_packet.
const stepBytes = 2 << 20

// readAhead is how many batches may wait to be written: about a step of the most rows.
const readAhead = maxStep / store.BatchSize

// The fewest and the most rows of a step.
const (
	leastStep = store.BatchSize / 5
	maxStep   = 4 * store.BatchSize
)

// longStep is how long a step may take: long enough for its own cost not to count, and short enough for others to get their
// turn, who on SQLite wait for every transaction, on MySQL only for those that write to the same shop.
func longStep(dialect string) time.Duration {
	if dialect == store.SQLite {
		return 80 * time.Millisecond
	}
	return 250 * time.Millisecond
}

// yieldingStep is how long a step may take on SQLite when others write too.
const yieldingStep = 30 * time.Millisecond

// pace says how many rows a step takes: as many as the database writes in time.
type pace struct{ more atomic.Int64 } // than store.BatchSize, or fewer

func (p *pace) rows() int { return store.BatchSize + int(p.more.Load()) }

// took tells how long a step of so many rows took, and how long it may.
func (p *pace) took(long time.Duration, rows int, d time.Duration) {
	now := p.rows()
	switch {
	case d > long:
		now = max(now/2, leastStep)
	case d < long*2/5 && rows >= now:
		now = min(now*2, maxStep)
	}
	p.more.Store(int64(now - store.BatchSize))
}

// batch is what is read together: less than a step takes, so that its reader has time while the step before is written.
type batch[C any] struct {
	items []item[C]
	size  int   // of the items, in bytes, about
	bytes int64 // of the file that were read with it
	last  error // why there is no further one: io.EOF at the end of the file
}

// batches reads a file in the background, so that reading and writing go on side by side, and so do the reading of the file and
// that of what is stored. Whoever takes them cancels the context when done, and then waits until the channel is closed: until
// then the file is in use.
func (r *runner[C]) batches(ctx context.Context, known *recogniser) <-chan batch[C] {
	raw, out := make(chan batch[C]), make(chan batch[C], readAhead)
	go func() {
		defer close(raw)
		for more := true; more; {
			b := r.source.batch(known)
			more = hand(ctx, raw, b) && b.last == nil
		}
	}()
	go func() {
		defer close(out)
		for b := range raw {
			if err := r.understand(ctx, known, b.items); err != nil {
				b = batch[C]{last: err}
			}
			hand(ctx, out, b)
		}
	}()
	return out
}

// hand gives a batch to the next one who works on it, and reports whether anybody did take it.
func hand[C any](ctx context.Context, to chan<- batch[C], b batch[C]) bool {
	select {
	case to <- b:
		return true
	case <-ctx.Done():
		return false
	}
}

// understand makes changes of the rows of a batch, but of those that are known again.
func (r *runner[C]) understand(ctx context.Context, known *recogniser, items []item[C]) error {
	if known != nil {
		if err := recognise(ctx, known, items); err != nil {
			return err
		}
	}
	for i, it := range items {
		if !it.as.known && len(it.problems) == 0 {
			items[i] = r.source.read(it.rows)
			items[i].as = it.as
		}
	}
	r.prepare(items)
	return nil
}

// prepare works out what can be known of new things before they are put.
func (r *runner[C]) prepare(items []item[C]) {
	if r.kind.prepare == nil || r.plan != nil {
		return
	}
	for i, it := range items {
		items[i].texts = make([]string, len(it.changes))
		if it.as.stored.ID != 0 {
			continue
		}
		for n := range it.changes {
			items[i].texts[n] = r.kind.prepare(&it.changes[n])
		}
	}
}

// step takes as many batches as one step writes.
func (r *runner[C]) step(batches <-chan batch[C]) (all batch[C]) {
	for b := range batches {
		if all.items == nil {
			all.items = make([]item[C], 0, maxStep)
		}
		all.items, all.size, all.bytes, all.last = append(all.items, b.items...), all.size+b.size, max(all.bytes, b.bytes), b.last
		if all.last != nil || len(all.items) >= r.source.pace.rows() || all.size >= stepBytes {
			break
		}
	}
	return all
}

// batch reads the rows of the next items.
func (s *source[C]) batch(known *recogniser) (b batch[C]) {
	most := min(store.BatchSize, s.pace.rows())
	b.items = make([]item[C], 0, most)
	for len(b.items) < most && b.size < stepBytes/readAhead {
		rows, bad, err := s.together()
		if err != nil {
			b.last = err
			break
		}
		it := item[C]{rows: rows}
		switch {
		case bad != nil:
			it = broken[C](bad)
		case known != nil:
			it.as = known.candidate(rows, s.reading, s.options)
		}
		b.items = append(b.items, it)
		b.size += it.size()
	}
	b.bytes = s.table.BytesRead()
	return b
}

func recognise[C any](ctx context.Context, known *recogniser, items []item[C]) error {
	list := make([]*candidate, len(items))
	for i := range items {
		list[i] = &items[i].as
	}
	return notStored(known.look(ctx, list))
}
