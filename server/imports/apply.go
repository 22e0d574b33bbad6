package imports

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"shopclerk/internal/store"
)

// batchBytes bounds a batch of large rows, so that one statement stays under every server's max_allowed_packet.
const batchBytes = 2 << 20

// runner takes the items of a file to a store, in batches.
type runner[C any] struct {
	job    *job
	kind   kind[C]
	store  *store.Store
	source *source[C]
	plan   *plan // of a run that only says what it would do; nil when it writes

	items    int64 // of the file that were taken
	batch    []item[C]
	size     int // of the batch, in bytes
	seen     idSet
	problems []string // about rows, to be noted with the next step
	warnings int64
}

// all takes every item of the file. With an error, all that came before it is done.
func (r *runner[C]) all(ctx context.Context) error {
	for {
		it, err := r.source.next()
		switch {
		case errors.Is(err, io.EOF):
			return r.flush(ctx)
		case err != nil:
			return errors.Join(err, r.flush(ctx))
		}
		r.items++
		r.batch = append(r.batch, it)
		r.size += it.size()
		if len(r.batch) >= store.BatchSize || r.size >= batchBytes {
			if err := r.flush(ctx); err != nil {
				return err
			}
		}
	}
}

// flush writes the batch as one step.
func (r *runner[C]) flush(ctx context.Context) error {
	var changes []C
	var of []item[C] // by change
	step := &store.Step{Import: r.job.ID, Items: r.items, BytesRead: r.source.table.BytesRead()}
	for _, it := range r.batch {
		step.Read += int64(len(it.rows))
		r.warn(it.unknown...)
		if len(it.problems) > 0 {
			step.Refused = append(step.Refused, it.refused(strings.Join(it.problems, "; "))...)
			continue
		}
		r.warn(it.warnings...)
		for _, c := range it.changes {
			changes, of = append(changes, c), append(of, it)
		}
	}
	step.Refuse = func(n int, err error) []store.RefusedRow { return of[n].refused(err.Error()) }
	step.Problems, step.Warnings = r.problems, r.warnings
	r.problems, r.warnings = nil, 0
	outcomes, err := r.put(ctx, step, changes)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrNotStored, err)
	}
	for n, o := range outcomes {
		if r.seen.add(o) {
			r.warn(At(of[n].rows[0].Line, "is of something that the file had before; the last one counts"))
		}
	}
	r.batch, r.size = r.batch[:0], 0
	return nil
}

func (r *runner[C]) put(ctx context.Context, step *store.Step, changes []C) ([]store.Outcome, error) {
	if r.plan != nil {
		return r.plan.put(step, func() ([]store.Outcome, error) { return r.kind.put(ctx, r.store, r.job.write(nil), changes) })
	}
	return r.kind.put(ctx, r.store, r.job.write(step), changes)
}

func (r *runner[C]) warn(texts ...string) {
	r.warnings += int64(len(texts))
	r.problems = append(r.problems, texts[:min(len(texts), max(0, maxProblems-len(r.problems)))]...)
}

// idSet is a set of the ids of rows; of a dry run, those of the store and those of its scratch store.
type idSet struct{ there, scratch bitSet }

// add adds an outcome's row and reports whether it was in already.
func (s *idSet) add(o store.Outcome) bool {
	again := o.ID != 0 && s.there.add(o.ID)
	return o.Scratch != 0 && s.scratch.add(o.Scratch) || again
}

// bitSet is a set of small numbers.
type bitSet []uint64

func (b *bitSet) add(n int64) (again bool) {
	at, bit := int(n/64), uint64(1)<<(n%64)
	if at >= len(*b) {
		*b = append(*b, make([]uint64, at+1-len(*b)+at/4)...)
	}
	again = (*b)[at]&bit != 0
	(*b)[at] |= bit
	return again
}

func (b bitSet) has(n int64) bool {
	at := int(n / 64)
	return at < len(b) && b[at]&(1<<(n%64)) != 0
}
