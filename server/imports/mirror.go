package imports

import (
	"context"
	"fmt"

	"shopclerk/catalog"
	"shopclerk/internal/store"
)

// present are the products of refused rows: a file has them, be it with a mistake, so a mirror leaves them as they are.
type present[C any] struct {
	keys    []string
	unknown int64 // rows of which it cannot be told what they are of
}

func (p *present[C]) add(it item[C]) {
	known := false
	for _, c := range it.changes {
		if change, ok := any(c).(catalog.Change); ok && change.ProductKey() != "" {
			p.keys, known = append(p.keys, change.ProductKey()), true
		}
	}
	if !known {
		p.unknown += int64(len(it.rows))
	}
}

// missing calls f with the published products of a mirror's source that its file does not have, and returns how many rows
// were there of which that cannot be told; then f is not called at all.
func (r *runner[C]) missing(ctx context.Context, q *Queue, f func(ids []int64) error) (unknown int64, err error) {
	if r.present.unknown > 0 {
		return r.present.unknown, nil
	}
	for start := 0; start < len(r.present.keys); start += store.BatchSize {
		keys := r.present.keys[start:min(start+store.BatchSize, len(r.present.keys))]
		ids, err := q.Store.ProductIDs(ctx, r.job.Shop, r.job.Source, keys)
		if err != nil {
			return 0, notStored(err)
		}
		for _, id := range ids {
			r.seen.there.add(id)
		}
	}
	return 0, notStored(q.Store.EachPublished(ctx, r.job.Shop, r.job.Source, func(ids []int64) error {
		var missing []int64
		for _, id := range ids {
			if !r.seen.there.has(id) {
				missing = append(missing, id)
			}
		}
		if len(missing) == 0 {
			return nil
		}
		return f(missing)
	}))
}

// unpublish hides what the file of a mirror does not have.
func (r *runner[C]) unpublish(ctx context.Context, q *Queue) error {
	unknown, err := r.missing(ctx, q, func(ids []int64) error {
		products, err := q.Store.ProductsByID(ctx, r.job.Shop, ids)
		if err != nil {
			return err
		}
		changes := make([]catalog.Change, 0, len(ids))
		for _, id := range ids {
			if p, ok := products[id]; ok {
				changes = append(changes, catalog.Change{Key: p.Key, Published: new(false)})
			}
		}
		step := &store.Step{Import: r.job.ID, Items: r.items, BytesRead: r.job.BytesTotal, Unpublish: true}
		_, err = q.Store.PutProducts(ctx, r.job.write(step), changes)
		return err
	})
	if err != nil || unknown == 0 {
		return err
	}
	_, err = q.Store.ChangeImport(ctx, r.job.ID, func(i *store.Import) error {
		i.Warnings++
		i.Problems = append(i.Problems, unsure(unknown))
		return nil
	})
	return notStored(err)
}

func unsure(rows int64) string {
	return fmt.Sprintf("nothing was unpublished, for of %d refused rows it cannot be told which products they are of", rows)
}
