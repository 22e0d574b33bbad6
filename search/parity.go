package search

import (
	"cmp"
	"context"
	"errors"
	"math"

	"shopclerk/catalog"
)

// bucket is how many ids are compared at a time, so that neither the store nor the index is ever loaded whole.
const bucket = 1000

// difference lists the products of a bucket in which an index and the store differ.
type difference struct {
	products              int // published ones in the store
	missing, stale, extra []int64
}

func (d difference) ids() []int64 {
	return append(append(append([]int64{}, d.missing...), d.stale...), d.extra...)
}

// Comparison is what Compare found, and mended.
type Comparison struct {
	Products              int // published ones in the store
	Missing, Stale, Extra int // in the index: not there, not as in the store, there without being in the store
}

// ErrNotLeading is that another process works on an index that several share, so that only that one compares it.
var ErrNotLeading = errors.New("another process works on this search index")

// Compare compares a shop's index with the store, bucket by bucket, mends what differs and reports it. Changes that come
// while it works are no difference: a bucket is looked at again before it is mended.
func (f *Follower) Compare(ctx context.Context, shop string) (all Comparison, err error) {
	if leads, err := f.leads(ctx); err != nil || !leads {
		return all, cmp.Or(err, ErrNotLeading)
	}
	last, err := f.Store.LastProduct(ctx, shop)
	if err != nil {
		return all, err
	}
	end := max(last, 0)/bucket*bucket + bucket
	for from := int64(0); from < end && err == nil; from += bucket {
		err = f.compareBucket(ctx, shop, span{from, from + bucket}, &all)
	}
	if err == nil {
		err = f.compareBucket(ctx, shop, span{end, math.MaxInt64}, &all)
	}
	return all, err
}

// span are the ids with from ≤ id < to.
type span struct{ from, to int64 }

func (f *Follower) compareBucket(ctx context.Context, shop string, ids span, all *Comparison) error {
	if err := f.begin(ctx); err != nil {
		return err
	}
	defer f.end()
	d, err := f.differ(ctx, shop, ids)
	if err == nil && len(d.ids()) > 0 {
		if err = f.catchUp(ctx, shop); err == nil { // what differs may only be new
			d, err = f.differ(ctx, shop, ids)
		}
	}
	if err != nil {
		return err
	}
	all.Products += d.products
	if len(d.ids()) == 0 {
		return nil
	}
	all.Missing, all.Stale, all.Extra = all.Missing+len(d.missing), all.Stale+len(d.stale), all.Extra+len(d.extra)
	return f.mend(ctx, shop, d)
}

func (f *Follower) mend(ctx context.Context, shop string, d difference) error {
	mark, err := f.Engine.Mark(ctx, shop)
	if err != nil {
		return err
	}
	step, err := f.asTheyAre(ctx, shop, d.ids())
	if err != nil {
		return err
	}
	step.Position = mark.Position
	f.Log.Warn("the search index differed from the store and is mended", "shop", shop,
		"missing", len(d.missing), "stale", len(d.stale), "extra", len(d.extra))
	for kind, list := range map[string][]int64{"missing": d.missing, "stale": d.stale, "extra": d.extra} {
		if f.Repaired != nil && len(list) > 0 {
			f.Repaired(kind, len(list))
		}
	}
	return f.accept(shop, f.Engine.Apply(ctx, shop, step))
}

func (f *Follower) differ(ctx context.Context, shop string, ids span) (d difference, err error) {
	there, err := f.Engine.Digests(ctx, shop, ids.from, ids.to)
	if err != nil {
		return d, err
	}
	var products []catalog.Product
	if ids.to-ids.from <= bucket {
		if products, err = f.Store.PublishedProducts(ctx, shop, ids.from, ids.to, bucket); err != nil {
			return d, err
		}
	}
	d.products = len(products)
	for _, p := range products {
		digest, ok := there[p.ID]
		switch {
		case !ok:
			d.missing = append(d.missing, p.ID)
		case digest != f.Engine.Digest(p):
			d.stale = append(d.stale, p.ID)
		}
		delete(there, p.ID)
	}
	for id := range there {
		d.extra = append(d.extra, id)
	}
	return d, nil
}
