package imports

import (
	"context"
	"fmt"
	"time"

	"shopclerk/internal/store"
)

// keepAsked is how long a file waits for somebody to say yes to what it would do: until the next working day.
const keepAsked = 24 * time.Hour

// unanswered reports whether an import has waited for too long for an answer that it asked for. One that a guard rail stopped
// without being asked waits on: nobody may have seen it yet.
func unanswered(i store.Import) bool {
	return i.State == store.ImportWaiting && i.Settings.Ask && time.Since(i.ProgressedAt) > keepAsked
}

// Revise has a file that waits looked at again, as another kind or with other settings; it waits again afterwards. The
// settings have passed CheckSettings.
func (q *Queue) Revise(ctx context.Context, id string, kind Kind, settings store.ImportSettings) (store.Import, error) {
	return q.change(ctx, id, func(i *store.Import) error {
		if i.State != store.ImportWaiting {
			return fmt.Errorf("%w: it is %s, not waiting to be confirmed", ErrState, i.State)
		}
		settings.Ask, settings.DryRun, settings.Confirmed, settings.Undo, settings.Table = true, false, false, false, ""
		i.Kind, i.Settings, i.State = string(kind), settings, store.ImportQueued
		i.Format, i.Columns, i.Story, i.Error, i.BytesRead = "", nil, nil, "", 0 // told of the file anew
		i.Rows, i.Problems, i.Warnings, i.StartedAt = store.ImportRows{}, nil, 0, time.Time{}
		return nil
	})
}

// forgetLook drops the rows that were only kept to be looked at.
func forgetLook(i *store.Import) error {
	story, err := ReadStory(*i)
	if err != nil || story.Look == nil {
		return err
	}
	story.Look = nil
	i.Story = story.raw()
	return nil
}
