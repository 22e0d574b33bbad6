package meili

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/meilisearch/meilisearch-go"

	"shopclerk/search"
)

// beside is in the name of an index that does not answer yet.
const beside = "_build_"

// abortTime bounds Abort, which has no context of its own: the one of the build may have ended.
const abortTime = 10 * time.Second

// ErrLost is a build whose index another process has deleted.
var ErrLost = errors.New("another process has begun to build the same index anew")

// build is an index that does not answer yet.
type build struct {
	engine    *Engine
	shop, uid string
	made      time.Time // by the server's clock
}

// Build makes an empty index with its settings, after deleting what interrupted builds left.
func (e *Engine) Build(ctx context.Context, shop string) (search.Build, error) {
	if !e.fits.Load() {
		if err := e.checkVersion(ctx); err != nil {
			return nil, err
		}
	}
	if _, err := e.look(ctx, e.uid(shop)); err != nil && !hasCode(err, codeNoIndex) {
		return nil, err
	}
	if err := e.tidy(ctx, shop); err != nil {
		return nil, err
	}
	uid := e.uid(shop) + beside + strings.ToLower(rand.Text()[:8])
	if err := e.create(ctx, uid); err != nil {
		return nil, err
	}
	index, err := e.look(ctx, uid)
	if err != nil {
		return nil, err
	}
	return &build{engine: e, shop: shop, uid: uid, made: index.CreatedAt}, nil
}

// look reads what the server says of an index, which has to be ours.
func (e *Engine) look(ctx context.Context, uid string) (*meilisearch.IndexResult, error) {
	index, err := e.server.GetIndex(ctx, uid)
	if err != nil {
		return nil, failure(err)
	}
	return index, ours(index)
}

func (e *Engine) create(ctx context.Context, uid string) error {
	err := e.wait(ctx)(e.server.CreateIndex(ctx, &meilisearch.IndexConfig{Uid: uid, PrimaryKey: primaryKey}))
	if err != nil {
		return err
	}
	return e.wait(ctx)(e.server.Index(uid).UpdateSettings(ctx, indexSettings()))
}

// tidy deletes the shop's indexes that never came to answer.
func (e *Engine) tidy(ctx context.Context, shop string) error {
	var left []string
	const page = 100
	for query := (meilisearch.IndexesQuery{Limit: page}); ; query.Offset += page {
		list, err := e.server.ListIndexes(ctx, &query)
		if err != nil {
			return failure(err)
		}
		for _, index := range list.Results {
			if strings.HasPrefix(index.UID, e.uid(shop)+beside) {
				left = append(left, index.UID)
			}
		}
		if query.Offset+page >= list.Total {
			break
		}
	}
	for _, uid := range left {
		if err := e.drop(ctx, uid); err != nil {
			return err
		}
	}
	return nil
}

// drop deletes an index; that there is none is as good.
func (e *Engine) drop(ctx context.Context, uid string) error {
	err := e.wait(ctx)(e.server.DeleteIndex(ctx, uid))
	if hasCode(err, codeNoIndex) {
		return nil
	}
	return err
}

// Apply makes one step of changes.
func (b *build) Apply(ctx context.Context, step search.Step) error {
	return b.engine.write(ctx, b.uid, step)
}

// Swap exchanges the two indexes in one task of Meilisearch and then moves the mark. Killed between the two, the mark is
// older than the index, and steps are made again.
func (b *build) Swap(ctx context.Context, mark search.Mark) error {
	e, live := b.engine, b.engine.uid(b.shop)
	if err := b.whole(ctx); err != nil {
		return err
	}
	if err := b.makeRoom(ctx, live); err != nil {
		return err
	}
	if err := e.wait(ctx)(e.server.SwapIndexes(ctx, []*meilisearch.SwapIndexesParams{{Indexes: []string{live, b.uid}}})); err != nil {
		return err
	}
	if err := e.marks.SetMark(ctx, b.shop, live, mark); err != nil {
		return err
	}
	if err := e.drop(ctx, b.uid); err != nil { // the new one answers; the next build tries again
		e.log.Warn("the old search index could not be deleted", "index", b.uid, "error", err)
	}
	return nil
}

// whole is ErrLost when another process has deleted the new index meanwhile: the next step of this one would have made
// it again, with a part of the products and without settings.
func (b *build) whole(ctx context.Context) error {
	index, err := b.engine.look(ctx, b.uid)
	if hasCode(err, codeNoIndex) || err == nil && !index.CreatedAt.Equal(b.made) {
		return fmt.Errorf("%w: %s", ErrLost, b.uid)
	}
	return err
}

// makeRoom makes an empty index to swap with where none answers yet. Until the swap it must not pass for a complete one,
// as it would when somebody has deleted the index that the mark speaks of.
func (b *build) makeRoom(ctx context.Context, live string) error {
	e := b.engine
	if _, err := e.look(ctx, live); !hasCode(err, codeNoIndex) {
		return err
	}
	mark, err := e.Mark(ctx, b.shop)
	if err == nil && mark.Built {
		err = e.marks.SetMark(ctx, b.shop, live, search.Mark{})
	}
	if err != nil {
		return err
	}
	e.believe(b.shop, time.Time{})
	return e.wait(ctx)(e.server.CreateIndex(ctx, &meilisearch.IndexConfig{Uid: live, PrimaryKey: primaryKey}))
}

// Abort deletes the new index.
func (b *build) Abort() error {
	ctx, cancel := context.WithTimeout(context.Background(), abortTime)
	defer cancel()
	return b.engine.drop(ctx, b.uid)
}
