package imports

import (
	"context"

	"shopclerk/internal/store"
)

const (
	// batchBytes bounds a batch of large rows, so that one statement stays under every server's max_allowed_packet.
	batchBytes = 2 << 20
	// batchesAhead is how many batches are read while one is written.
	batchesAhead = 2
)

// batch is what one step takes.
type batch[C any] struct {
	items []item[C]
	bytes int64 // of the file that were read with it
	last  error // why there is no further one: io.EOF at the end of the file
}

// batches reads a file in the background, so that reading and writing go on side by side. Whoever takes them cancels the context when
// done, and then waits until the channel is closed: until then the file is in use.
func (s *source[C]) batches(ctx context.Context, known *recogniser) <-chan batch[C] {
	out := make(chan batch[C], batchesAhead)
	go func() {
		defer close(out)
		for ctx.Err() == nil {
			b := s.batch(ctx, known)
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

// batch reads the next items. Those that are known again are not read any further.
func (s *source[C]) batch(ctx context.Context, known *recogniser) (b batch[C]) {
	size := 0
	for len(b.items) < store.BatchSize && size < batchBytes {
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
