package feeds

import (
	"context"

	"shopclerk/internal/store"
)

const (
	dueAtOnce = 50 // groups
	dueRounds = 20 // at a time, so that other work gets its turn
)

// rebuildDue makes the nouns of groups again whose time has come, such as of a product that begins to be sold. What the
// platform must be asked about is the puller's matter.
func (b *Inbox) rebuildDue(ctx context.Context, s Source) {
	if s.Build == nil || s.Refresh != nil {
		return
	}
	for range dueRounds {
		groups, err := b.Store.DueGroups(ctx, s.Shop.ID, s.Config.ID, b.Now(), dueAtOnce)
		var results []store.NewsResult
		if err == nil && len(groups) > 0 {
			results, err = b.Store.RebuildGroups(ctx, s.write(), groups, s.builder(b.Now))
		}
		if err != nil {
			b.complain(ctx, s, "what is due cannot be made again", err)
			return
		}
		changed := 0
		for i, r := range results {
			changed += r.New + r.Changed
			if r.Err != nil { // it is due later
				b.Log.Warn("what is due cannot be made again", "feed", s.name(), "group", groups[i], "error", r.Err)
			}
		}
		if changed > 0 && b.Changed != nil {
			b.Changed()
		}
		if len(groups) < dueAtOnce {
			return
		}
	}
}
