package feeds

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"shopclerk/internal/store"
)

const (
	pullLook  = 5 * time.Second // how often it is looked what is due
	pullLease = 2 * time.Minute // prolonged with every page
	// overlap is how far a window reaches into the one before: the platform's clock and ours differ, and what was changed
	// while a window was read may have been missed.
	overlap = 10 * time.Minute
	// A page is tried so often, with a pause that doubles, before the pull waits for its next turn.
	pageTries  = 4
	firstPause = time.Second
	// finalPause is how long a pull rests that the platform refuses until somebody changes something.
	finalPause = time.Hour
)

// ErrBusy is a pull that another process is at.
var ErrBusy = errors.New("another process pulls this feed at the moment")

// Puller pulls the lists of feeds on time, and asks about what went silent. Of several processes one at a time pulls a feed.
type Puller struct {
	Store   *store.Store
	Sources func() []Source
	Changed func()
	Log     *slog.Logger
	Now     func() time.Time // time.Now when nil
	// Progress is told of every page; nil is told nothing.
	Progress func(s Source, kind string, state store.SyncState, total int)

	holder string
	once   sync.Once
	busy   sync.Map // the sources that are pulled by this process
	warned warned
	asked  sync.Map // the sources that somebody wants to be pulled now
	kicked chan struct{}
}

func (p *Puller) init() {
	p.once.Do(func() {
		p.holder, p.kicked = rand.Text(), make(chan struct{}, 1)
		if p.Now == nil {
			p.Now = time.Now
		}
	})
}

// Run pulls what is due until the context ends.
func (p *Puller) Run(ctx context.Context) {
	p.init()
	var all sync.WaitGroup
	defer all.Wait()
	for ctx.Err() == nil {
		for _, s := range p.Sources() {
			if _, running := p.busy.LoadOrStore(s.name(), true); running {
				continue
			}
			all.Go(func() {
				defer p.busy.Delete(s.name())
				if err := guarded(func() error { p.turn(ctx, s); return nil }); err != nil {
					p.Log.Error("a feed cannot be pulled", "feed", s.name(), "error", err)
				}
			})
		}
		select {
		case <-ctx.Done():
		case <-p.kicked:
		case <-time.After(pullLook):
		}
	}
}

// turn does for one source what is due.
func (p *Puller) turn(ctx context.Context, s Source) {
	asked := p.wasAsked(s)
	err := p.refreshDue(ctx, s)
	for _, pull := range s.Pulls {
		if err != nil {
			break
		}
		if asked {
			err = p.pull(ctx, s, pull, nil)
		} else if s.Config.Poll > 0 {
			err = p.due(ctx, s, pull)
		}
	}
	if asked && (errors.Is(err, ErrBusy) || errors.Is(err, store.ErrUnavailable)) {
		p.asked.Store(s.name(), true) // it is still wanted
	}
	if err != nil && ctx.Err() == nil && !errors.Is(err, store.ErrUnavailable) && !errors.Is(err, ErrBusy) {
		p.Log.Warn("a feed cannot be pulled", "feed", s.name(), "error", err)
	}
}

// due pulls one list when it is time, or when a pull of it was left in the middle.
func (p *Puller) due(ctx context.Context, s Source, pull Pull) error {
	state, err := p.Store.SyncState(ctx, s.Shop.ID, s.Config.ID, pull.Kind)
	if err != nil {
		return err
	}
	now := p.Now()
	if now.Before(state.RetryAt) || state.Cursor == "" && now.Sub(state.FinishedAt) < s.Config.Poll {
		return nil
	}
	return p.pull(ctx, s, pull, nil)
}

// Sync pulls the lists of a source now: what was changed since a moment, or since the last pull when since is nil. It returns
// how many objects there were of each kind.
func (p *Puller) Sync(ctx context.Context, s Source, since *time.Time) (map[string]int, error) {
	p.init()
	if len(s.Pulls) == 0 {
		return nil, fmt.Errorf("feed %s of shop %s cannot be pulled: its platform offers nothing to pull, or it has no credentials", s.Config.ID, s.Shop.ID)
	}
	counts := map[string]int{}
	for _, pull := range s.Pulls {
		err := p.pull(ctx, s, pull, since)
		state, stateErr := p.Store.SyncState(ctx, s.Shop.ID, s.Config.ID, pull.Kind)
		counts[pull.Kind] = state.Objects
		if err = cmp.Or(err, stateErr); err != nil {
			return counts, fmt.Errorf("%s: %w", pull.Kind, err)
		}
	}
	return counts, nil
}

// pull reads the pages of one list, and keeps after each where it stands, so that the next process goes on there.
func (p *Puller) pull(ctx context.Context, s Source, pull Pull, since *time.Time) error {
	lease := "pull " + s.Shop.ID + " " + s.Config.ID
	if got, err := p.Store.AcquireLease(ctx, lease, p.holder, pullLease); err != nil || !got {
		return cmp.Or(err, ErrBusy)
	}
	defer p.Store.ReleaseLease(context.WithoutCancel(ctx), lease, p.holder) //nolint:errcheck // it runs out by itself
	state, err := p.Store.SyncState(ctx, s.Shop.ID, s.Config.ID, pull.Kind)
	if err != nil {
		return err
	}
	if state.Cursor == "" || since != nil {
		state = p.window(state, since)
	}
	prolong := func() error {
		got, err := p.Store.AcquireLease(ctx, lease, p.holder, pullLease)
		if err == nil && !got {
			err = ErrBusy
		}
		return err
	}
	ahead := p.readAhead(ctx, s, pull, prolong)
	defer ahead.stop()
	ahead.read(state)
	for {
		page, err := ahead.page()
		if err == nil {
			err = prolong()
		}
		if err == nil {
			if page.Next != "" {
				ahead.read(after(state, page))
			}
			err = p.keep(ctx, s, &state, page)
		}
		switch {
		case errors.Is(err, ErrBusy), errors.Is(err, store.ErrUnavailable):
			return err
		case err != nil:
			return errors.Join(err, p.failed(ctx, s, state, err))
		}
		if p.Progress != nil {
			p.Progress(s, pull.Kind, state, page.Total)
		}
		if state.Cursor == "" {
			return nil
		}
	}
}

// window begins a new pull: of all that was changed since the last one began, or since an earlier moment. Since a later one only
// where nothing was ever pulled: what was changed before it would be left out for good.
func (p *Puller) window(state store.SyncState, since *time.Time) store.SyncState {
	now := p.Now().UTC()
	next := store.SyncState{Shop: state.Shop, Feed: state.Feed, Kind: state.Kind, StartedAt: now, Until: now, FinishedAt: state.FinishedAt}
	switch finished := state.Cursor == "" && state.Error == ""; {
	case state.StartedAt.IsZero():
	case finished:
		next.Since = state.Until.Add(-overlap)
	default: // the one before came to no end, so that its beginning still holds
		next.Since = state.Since
	}
	if since != nil && (state.StartedAt.IsZero() || since.Before(next.Since)) {
		next.Since = since.UTC()
	}
	return next
}

// failed notes why a pull stopped, and when it is to go on.
func (p *Puller) failed(ctx context.Context, s Source, state store.SyncState, err error) error {
	if ctx.Err() != nil {
		return nil
	}
	now := p.Now().UTC()
	state.Error, state.ErrorAt, state.RetryAt = err.Error(), now, now.Add(max(s.Config.Poll, time.Minute))
	var refused *PullError
	switch {
	case !errors.As(err, &refused):
	case refused.Final:
		state.RetryAt = now.Add(finalPause)
	case refused.After > 0:
		state.RetryAt = now.Add(refused.After)
	}
	return p.Store.SetSyncState(ctx, state)
}
