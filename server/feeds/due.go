package feeds

import "context"

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
		if err == nil && len(groups) > 0 {
			_, err = b.Store.RebuildGroups(ctx, s.write(), groups, s.builder(b.Now))
		}
		if err != nil {
			b.complain(ctx, s, "what is due cannot be made again", err)
			return
		}
		if len(groups) == 0 {
			return
		}
		if b.Changed != nil {
			b.Changed()
		}
		if len(groups) < dueAtOnce {
			return
		}
	}
}
