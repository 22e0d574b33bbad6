package feeds

import (
	"cmp"
	"context"
	"errors"

	"shopclerk/internal/store"
)

// refreshKind is the list under which it is kept how asking about what went silent goes.
const refreshKind = "refresh"

// refreshDue asks the platform about groups that went silent, one process at a time, and keeps how that went.
func (p *Puller) refreshDue(ctx context.Context, s Source) error {
	if s.Refresh == nil || s.Build == nil {
		return nil
	}
	due := func() ([]string, error) { return p.Store.DueGroups(ctx, s.Shop.ID, s.Config.ID, p.Now(), dueAtOnce) }
	if groups, err := due(); err != nil || len(groups) == 0 {
		return err
	}
	lease := "refresh " + s.Shop.ID + " " + s.Config.ID
	if got, err := p.Store.AcquireLease(ctx, lease, p.holder, pullLease); err != nil || !got {
		return err
	}
	defer p.Store.ReleaseLease(context.WithoutCancel(ctx), lease, p.holder) //nolint:errcheck // it runs out by itself
	groups, err := due()                                                    // another may have asked about them meanwhile
	if err != nil || len(groups) == 0 {
		return err
	}
	before, err := p.Store.SyncState(ctx, s.Shop.ID, s.Config.ID, refreshKind)
	if err != nil {
		return err
	}
	now := p.Now().UTC()
	state := store.SyncState{Shop: s.Shop.ID, Feed: s.Config.ID, Kind: refreshKind, StartedAt: now, FinishedAt: before.FinishedAt}
	for _, group := range groups {
		if got, err := p.Store.AcquireLease(ctx, lease, p.holder, pullLease); err != nil || !got {
			return err
		}
		refused, err := p.refresh(ctx, s, group)
		if err != nil {
			return err
		}
		state.Objects++
		if refused != nil {
			state.Error, state.ErrorAt = refused.Error(), now
		}
	}
	if state.Error == "" {
		state.FinishedAt = now
	} else if state.Error != before.Error {
		p.Log.Warn("the platform does not tell of what went silent", "feed", s.name(), "error", state.Error)
	}
	return p.Store.SetSyncState(ctx, state)
}

// refresh asks about one group and makes its nouns again, with what was learned or without: that sets when it is due next.
// refused is why the platform told nothing; err is of the database.
func (p *Puller) refresh(ctx context.Context, s Source, group string) (refused, err error) {
	parts, err := p.Store.GroupParts(ctx, s.Shop.ID, s.Config.ID, group)
	if err != nil {
		return nil, err
	}
	var news News
	refused = guarded(func() (err error) {
		news, err = s.Refresh(ctx, group, parts)
		return err
	})
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if refused == nil {
		results, err := p.Store.PutNews(ctx, s.write(), "", []store.NewsItem{{News: news}}, s.builder(p.Now))
		if err != nil {
			return nil, err
		}
		refused = errors.Join(errs(results)...)
	}
	built, err := p.Store.RebuildGroups(ctx, s.write(), []string{group}, s.builder(p.Now))
	if err == nil && p.Changed != nil {
		p.Changed()
	}
	return cmp.Or(refused, errors.Join(errs(built)...)), err
}

func errs(results []store.NewsResult) (all []error) {
	for _, r := range results {
		all = append(all, r.Err)
	}
	return all
}
