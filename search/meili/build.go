package meili

import (
	"context"
	"crypto/rand"
	"strings"
	"time"

	"github.com/meilisearch/meilisearch-go"

	"shopclerk/search"
)

// beside is in the name of an index that does not answer yet.
const beside = "_build_"

// abortTime bounds Abort, which has no context of its own: the one of the build may have ended.
const abortTime = 10 * time.Second

// build is an index that does not answer yet.
type build struct {
	engine    *Engine
	shop, uid string
}

// Build makes an empty index with its settings, after deleting what interrupted builds left.
func (e *Engine) Build(ctx context.Context, shop string) (search.Build, error) {
	if err := e.tidy(ctx, shop); err != nil {
		return nil, err
	}
	uid := e.uid(shop) + beside + strings.ToLower(rand.Text()[:8])
	if err := e.create(ctx, uid); err != nil {
		return nil, err
	}
	return &build{engine: e, shop: shop, uid: uid}, nil
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
	err := e.wait(ctx)(e.server.CreateIndex(ctx, &meilisearch.IndexConfig{Uid: live, PrimaryKey: primaryKey}))
	if err != nil && !hasCode(err, codeExists) {
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

// Abort deletes the new index.
func (b *build) Abort() error {
	ctx, cancel := context.WithTimeout(context.Background(), abortTime)
	defer cancel()
	return b.engine.drop(ctx, b.uid)
}
