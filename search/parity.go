package search

import (
	"context"
	"math"

	"shopclerk/catalog"
)

// bucket is how many ids are compared at a time, so that neither the store nor the index is ever loaded whole.
const bucket = 1000

// difference lists the products of a bucket in which an index and the store differ.
type difference struct {
	missing, stale, extra []int64
}

func (d difference) ids() []int64 {
	return append(append(append([]int64{}, d.missing...), d.stale...), d.extra...)
}

// Compare compares a shop's index with the store, bucket by bucket, mends what differs and reports it. Changes that come
// while it works are no difference: a bucket is looked at again before it is mended.
func (f *Follower) Compare(ctx context.Context, shop string) error {
	last, err := f.Store.LastProduct(ctx, shop)
	if err != nil {
		return err
	}
	for from := int64(0); from <= last; from += bucket {
		if err := f.compareBucket(ctx, shop, from, from+bucket); err != nil {
			return err
		}
	}
	return f.compareBucket(ctx, shop, max(last, 0)/bucket*bucket+bucket, math.MaxInt64)
}

func (f *Follower) compareBucket(ctx context.Context, shop string, from, to int64) error {
	d, err := f.differ(ctx, shop, from, to)
	if err != nil || len(d.ids()) == 0 {
		return err
	}
	if err := f.catchUp(ctx, shop); err != nil { // what differs may only be new
		return err
	}
	if d, err = f.differ(ctx, shop, from, to); err != nil || len(d.ids()) == 0 {
		return err
	}
	mark, err := f.Engine.Mark(ctx, shop)
	if err != nil {
		return err
	}
	step, err := f.asTheyAre(ctx, shop, d.ids())
	if err != nil {
		return err
	}
	step.Position = mark.Position
	f.Log.Warn("the search index differed from the store and is mended", "shop", shop, "from", from,
		"missing", len(d.missing), "stale", len(d.stale), "extra", len(d.extra))
	for kind, list := range map[string][]int64{"missing": d.missing, "stale": d.stale, "extra": d.extra} {
		if f.Repaired != nil && len(list) > 0 {
			f.Repaired(kind, len(list))
		}
	}
	return f.accept(shop, f.Engine.Apply(ctx, shop, step))
}

func (f *Follower) differ(ctx context.Context, shop string, from, to int64) (d difference, err error) {
	there, err := f.Engine.Digests(ctx, shop, from, to)
	if err != nil {
		return d, err
	}
	var products []catalog.Product
	if to-from <= bucket {
		if products, err = f.Store.PublishedProducts(ctx, shop, from, to, bucket); err != nil {
			return d, err
		}
	}
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
