package feeds

import (
	"cmp"
	"context"
	"errors"

	"shopclerk/internal/store"
)

// refreshDue asks the platform about groups that went silent, one process at a time.
func (p *Puller) refreshDue(ctx context.Context, s Source) error {
	if s.Refresh == nil || s.Build == nil {
		return nil
	}
	groups, err := p.Store.DueGroups(ctx, s.Shop.ID, s.Config.ID, p.Now(), dueAtOnce)
	if err != nil || len(groups) == 0 {
		return err
	}
	lease := "refresh " + s.Shop.ID + " " + s.Config.ID
	if got, err := p.Store.AcquireLease(ctx, lease, p.holder, pullLease); err != nil || !got {
		return err
	}
	defer p.Store.ReleaseLease(context.WithoutCancel(ctx), lease, p.holder) //nolint:errcheck // it runs out by itself
	for _, group := range groups {
		if err := p.refresh(ctx, s, group); err != nil {
			return err
		}
	}
	return nil
}

// refresh asks about one group and makes its nouns again, with what was learned or without: that sets when it is due next.
func (p *Puller) refresh(ctx context.Context, s Source, group string) error {
	parts, err := p.Store.GroupParts(ctx, s.Shop.ID, s.Config.ID, group)
	if err != nil {
		return err
	}
	news, refused := s.Refresh(ctx, group, parts)
	var final *PullError
	if refused != nil && ctx.Err() != nil {
		return ctx.Err()
	}
	if refused == nil {
		results, err := p.Store.PutNews(ctx, s.write(), "", []store.NewsItem{{News: news}}, s.builder(p.Now))
		if err = cmp.Or(err, firstError(results)); err != nil {
			return err
		}
	} else if errors.As(refused, &final) && final.Final {
		p.Log.Warn("the platform knows nothing of a group", "feed", s.name(), "error", refused)
	}
	if _, err := p.Store.RebuildGroups(ctx, s.write(), []string{group}, s.builder(p.Now)); err != nil {
		return err
	}
	if p.Changed != nil {
		p.Changed()
	}
	return nil
}

func firstError(results []store.NewsResult) error {
	for _, r := range results {
		if r.Err != nil {
			return r.Err
		}
	}
	return nil
}
