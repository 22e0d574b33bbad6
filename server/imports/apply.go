package imports

import (
	"context"
	"errors"
	"io"
	"strings"
	"time"

	"shopclerk/internal/store"
)

// runner takes the items of a file to a store, in batches.
type runner[C any] struct {
	job    *job
	kind   kind[C]
	store  *store.Store
	source *source[C]
	yields bool  // to others who write
	plan   *plan // of a run that only says what it would do; nil when it writes

	items    int64 // of the file that were taken
	seen     idSet
	present  present[C]
	problems []string // about rows, to be noted with the next step
	warnings int64
}

// all takes every item of the file. With an error, all that came before it is done.
func (r *runner[C]) all(ctx context.Context, known *recogniser) error {
	reading, stop := context.WithCancel(ctx)
	batches := r.batches(reading, known)
	defer func() {
		stop()
		for range batches { // the file is in use until its reader has ended
		}
	}()
	for ctx.Err() == nil {
		b := r.step(batches)
		atEnd := errors.Is(b.last, io.EOF)
		if len(b.items) > 0 || atEnd {
			r.items += int64(len(b.items))
			if err := r.flush(ctx, b); err != nil {
				return err
			}
		}
		switch {
		case atEnd:
			return nil
		case b.last != nil:
			return b.last
		}
	}
	return ctx.Err()
}

// flush writes the items of a step.
func (r *runner[C]) flush(ctx context.Context, b batch[C]) error {
	changes := make([]C, 0, len(b.items))
	of := make([]*item[C], 0, len(b.items)) // by change
	digests := make([]uint64, 0, len(b.items))
	texts := make([]string, 0, len(b.items))
	step := &store.Step{Import: r.job.ID, Items: r.items, BytesRead: b.bytes}
	for i := range b.items {
		it := &b.items[i]
		step.Read += int64(len(it.rows))
		r.warn(it.unknown...)
		switch {
		case it.as.known:
			step.Unchanged++
			r.known(it.as.stored)
			continue
		case len(it.problems) > 0:
			step.Refused = append(step.Refused, r.source.refused(*it, strings.Join(it.problems, "; "))...)
			r.present.add(*it)
			continue
		}
		r.warn(it.warnings...)
		for _, c := range it.changes {
			changes, of, digests = append(changes, c), append(of, it), append(digests, it.digest())
		}
		texts = append(texts, it.texts...)
	}
	step.Refuse = func(n int, err error) []store.RefusedRow { return r.source.refused(*of[n], err.Error()) }
	step.Problems, step.Warnings = r.problems, r.warnings
	r.problems, r.warnings = nil, 0
	step.Warn = func(outcomes []store.Outcome) []string { return r.again(of, outcomes) }
	w, began := r.job.write(step), time.Now()
	w.Digests, w.SearchTexts = digests, texts
	outcomes, err := r.put(ctx, w, changes)
	if err != nil {
		return notStored(err)
	}
	took := time.Since(began)
	if r.yields && r.store.Dialect() == store.SQLite {
		r.source.pace.took(yieldingStep, len(b.items), took)
		pause(ctx, min(took/2, yieldingStep))
	} else {
		r.source.pace.took(longStep(r.store.Dialect()), len(b.items), took)
	}
	for _, o := range outcomes {
		r.seen.add(o)
	}
	return nil
}

// digest is kept with what an item becomes, so that it is known again; 0 when it has to be told of again each time.
func (i item[C]) digest() uint64 {
	if len(i.warnings) > 0 || len(i.changes) != 1 {
		return 0
	}
	return i.as.digest
}

// known takes a product that is stored as the file has it.
func (r *runner[C]) known(stored store.RowDigest) {
	r.seen.there.add(stored.ID)
	if r.plan != nil && stored.Priced {
		r.plan.story.Priced++
	}
}

func (r *runner[C]) put(ctx context.Context, w store.Write, changes []C) ([]store.Outcome, error) {
	if r.plan != nil {
		step := w.Step
		w.Step = nil
		return r.plan.put(step, func() ([]store.Outcome, error) { return r.kind.put(ctx, r.store, w, changes) })
	}
	return r.kind.put(ctx, r.store, w, changes)
}

// again warns of what the file had before.
func (r *runner[C]) again(of []*item[C], outcomes []store.Outcome) (warnings []string) {
	here := make(map[[2]int64]bool, len(outcomes))
	for n, o := range outcomes {
		row := [2]int64{o.ID, o.Scratch}
		if r.seen.has(o) || here[row] {
			warnings = append(warnings, At(of[n].rows[0].Line, "is of something that the file had before; the last one counts"))
		}
		here[row] = row != [2]int64{}
	}
	return warnings
}

func (r *runner[C]) warn(texts ...string) {
	r.warnings += int64(len(texts))
	r.problems = append(r.problems, texts[:min(len(texts), max(0, maxProblems-len(r.problems)))]...)
}

// idSet is a set of the ids of rows; of a dry run, those of the store and those of its scratch store.
type idSet struct{ there, scratch bitSet }

func (s *idSet) add(o store.Outcome) {
	s.there.add(o.ID)
	s.scratch.add(o.Scratch)
}

func (s *idSet) has(o store.Outcome) bool {
	return o.ID != 0 && s.there.has(o.ID) || o.Scratch != 0 && s.scratch.has(o.Scratch)
}

// bitSet is a set of small numbers.
type bitSet []uint64

func (b *bitSet) add(n int64) {
	at, bit := int(n/64), uint64(1)<<(n%64)
	if at >= len(*b) {
		*b = append(*b, make([]uint64, at+1-len(*b)+at/4)...)
	}
	(*b)[at] |= bit
}

func (b bitSet) has(n int64) bool {
	at := int(n / 64)
	return at < len(b) && b[at]&(1<<(n%64)) != 0
}
