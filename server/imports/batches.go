package imports

import (
	"context"
	"sync/atomic"
	"time"

	"shopclerk/internal/store"
)

// batchBytes bounds a batch of large rows, so that one statement stays under every server's max_allowed_packet.
const batchBytes = 2 << 20

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
	case d < long*2/5 && rows == now:
		now = min(now*2, maxStep)
	}
	p.more.Store(int64(now - store.BatchSize))
}

// batch is what one step takes.
type batch[C any] struct {
	items []item[C]
	bytes int64 // of the file that were read with it
	last  error // why there is no further one: io.EOF at the end of the file
}

// batches reads a file in the background, so that reading and writing go on side by side. Whoever takes them cancels the context when
// done, and then waits until the channel is closed: until then the file is in use.
func (r *runner[C]) batches(ctx context.Context, known *recogniser) <-chan batch[C] {
	out := make(chan batch[C])
	go func() {
		defer close(out)
		for ctx.Err() == nil {
			b := r.source.batch(ctx, known)
			r.prepare(b.items)
			select {
			case out <- b:
			case <-ctx.Done():
				return
			}
			if b.last != nil {
				return
			}
		}
	}()
	return out
}

// prepare works out what can be known of new things before they are put.
func (r *runner[C]) prepare(items []item[C]) {
	if r.kind.text == nil || r.plan != nil {
		return
	}
	for i, it := range items {
		items[i].texts = make([]string, len(it.changes))
		for n, c := range it.changes {
			if it.as.stored.ID == 0 {
				items[i].texts[n] = r.kind.text(c)
			}
		}
	}
}

// batch reads the next items. Those that are known again are not read any further.
func (s *source[C]) batch(ctx context.Context, known *recogniser) (b batch[C]) {
	size, most := 0, s.pace.rows()
	b.items = make([]item[C], 0, most)
	for len(b.items) < most && size < batchBytes {
		rows, bad, err := s.together()
		if err != nil {
			b.last = err
			break
		}
		it := item[C]{rows: rows}
		if bad != nil {
			it = broken[C](bad)
		}
		b.items = append(b.items, it)
		size += it.size()
	}
	b.bytes = s.table.BytesRead()
	if err := s.recognise(ctx, known, b.items); err != nil {
		return batch[C]{last: err}
	}
	for i, it := range b.items {
		if !it.as.known && len(it.problems) == 0 {
			b.items[i] = s.read(it.rows)
			b.items[i].as = it.as
		}
	}
	return b
}

func (s *source[C]) recognise(ctx context.Context, known *recogniser, items []item[C]) error {
	if known == nil {
		return nil
	}
	list := make([]candidate, len(items))
	for i, it := range items {
		if len(it.problems) == 0 {
			list[i] = candidate{key: known.key(it.rows, s.reading, s.options), digest: known.digest(it.rows)}
		}
	}
	err := notStored(known.look(ctx, list))
	for i := range items {
		items[i].as = list[i]
	}
	return err
}
