package search

import (
	"context"
	"errors"
	"math"
	"time"
)

// rebuild fills a new index from the store and swaps. The old one goes on answering and following meanwhile; an
// interrupted build is thrown away.
func (f *Follower) rebuild(ctx context.Context, shop string, generation int64) error {
	began := time.Now()
	build, err := f.Engine.Build(ctx, shop)
	if err != nil {
		return err
	}
	mark, err := f.fill(ctx, shop, build)
	if err == nil {
		mark.Generation, mark.Built = generation, true
		err = build.Swap(ctx, mark)
	}
	if err != nil {
		return errors.Join(err, build.Abort())
	}
	if took := time.Since(began); took > time.Second {
		f.Log.Info("the search index is built", "shop", shop, "took", took)
	}
	return nil
}

func (f *Follower) fill(ctx context.Context, shop string, build Build) (mark Mark, err error) {
	if mark.Position, err = f.Store.LastChange(ctx, shop); err != nil {
		return mark, err
	}
	apply := func(step Step) error { return build.Apply(ctx, step) }
	for from := int64(0); ; {
		products, err := f.Store.PublishedProducts(ctx, shop, from, math.MaxInt64, stepSize)
		if err != nil {
			return mark, err
		}
		if len(products) == 0 {
			break
		}
		if err := f.accept(shop, apply(Step{Put: products, Position: mark.Position})); err != nil {
			return mark, err
		}
		from = products[len(products)-1].ID + 1
		if err := f.followOld(ctx, shop); err != nil {
			return mark, err
		}
	}
	mark.Position, err = f.follow(ctx, shop, mark.Position, apply)
	return mark, err
}

// followOld keeps the index that still answers up to date while another is built.
func (f *Follower) followOld(ctx context.Context, shop string) error {
	mark, err := f.Engine.Mark(ctx, shop)
	if err != nil || !mark.Built {
		return err
	}
	_, err = f.follow(ctx, shop, mark.Position, func(step Step) error { return f.Engine.Apply(ctx, shop, step) })
	return err
}
