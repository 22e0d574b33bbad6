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

	"shopclerk/catalog"
	"shopclerk/internal/store"
	"shopclerk/orders"
	"shopclerk/packages"
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
}

func (p *Puller) init() {
	p.once.Do(func() {
		p.holder = rand.Text()
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
				p.turn(ctx, s)
			})
		}
		select {
		case <-ctx.Done():
		case <-time.After(pullLook):
		}
	}
}

// turn does for one source what is due.
func (p *Puller) turn(ctx context.Context, s Source) {
	err := p.refreshDue(ctx, s)
	if err == nil && s.Config.Poll > 0 {
		for _, pull := range s.Pulls {
			if err = cmp.Or(err, p.due(ctx, s, pull)); err != nil {
				break
			}
		}
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
	for {
		if got, err := p.Store.AcquireLease(ctx, lease, p.holder, pullLease); err != nil || !got {
			return cmp.Or(err, ErrBusy)
		}
		page, err := p.page(ctx, s, pull, state)
		if err != nil {
			return errors.Join(err, p.failed(ctx, s, state, err))
		}
		if err := p.keep(ctx, s, &state, page); err != nil {
			return err
		}
		if p.Progress != nil {
			p.Progress(s, pull.Kind, state, page.Total)
		}
		if state.Cursor == "" {
			return nil
		}
	}
}

// window begins a new pull: of all that was changed since the last one began.
func (p *Puller) window(state store.SyncState, since *time.Time) store.SyncState {
	now := p.Now().UTC()
	next := store.SyncState{Shop: state.Shop, Feed: state.Feed, Kind: state.Kind, StartedAt: now, Until: now, FinishedAt: state.FinishedAt}
	switch {
	case since != nil:
		next.Since = since.UTC()
	case !state.FinishedAt.IsZero():
		next.Since = state.Until.Add(-overlap)
	}
	return next
}

// page reads the next page. What can pass by itself is tried again.
func (p *Puller) page(ctx context.Context, s Source, pull Pull, state store.SyncState) (page Page, err error) {
	for try := range pageTries {
		page, err = pull.Page(ctx, Window{state.Since, state.Until}, state.Cursor)
		var refused *PullError
		if err == nil || errors.As(err, &refused) && refused.Final || try == pageTries-1 {
			break
		}
		wait := firstPause << try
		if refused != nil && refused.After > 0 {
			wait = refused.After
		}
		if wait > pullLease/2 { // the platform wants to be left alone for longer than it is waited for here
			break
		}
		p.Log.Info("a page of a pull failed and is tried again", "feed", s.name(), "kind", pull.Kind, "page", state.Pages+1, "error", err)
		select {
		case <-ctx.Done():
			return page, ctx.Err()
		case <-time.After(wait):
		}
	}
	return page, err
}

// keep writes the news of a page and then where the pull stands: a page that is pulled twice changes nothing.
func (p *Puller) keep(ctx context.Context, s Source, state *store.SyncState, page Page) error {
	results, err := p.Store.PutNews(ctx, s.write(), "", apart(page.News), s.builder(p.Now))
	if err != nil {
		return err
	}
	changed := 0
	for _, r := range results {
		if r.Err != nil { // the others are in, and the pull goes on
			p.Log.Warn("a pull brought what cannot be", "feed", s.name(), "kind", state.Kind, "page", state.Pages+1, "error", r.Err)
		}
		changed += r.New + r.Changed
	}
	for _, text := range page.Warnings {
		p.Log.Warn("a pull brought what is not known", "feed", s.name(), "kind", state.Kind, "page", state.Pages+1, "warning", text)
	}
	if changed > 0 && p.Changed != nil {
		p.Changed()
	}
	state.Cursor, state.Pages, state.Objects = page.Next, state.Pages+1, state.Objects+page.Objects
	state.Error, state.ErrorAt, state.RetryAt = "", time.Time{}, time.Time{}
	if state.Cursor == "" {
		state.FinishedAt = p.Now().UTC()
	}
	return p.Store.SetSyncState(ctx, *state)
}

// apart makes an item of each thing that news tell of, so that one that cannot be does not keep the others out.
func apart(n News) (items []store.NewsItem) {
	for _, one := range n.Products {
		items = append(items, store.NewsItem{News: News{Products: []catalog.Change{one}}})
	}
	for _, one := range n.Orders {
		items = append(items, store.NewsItem{News: News{Orders: []orders.Change{one}}})
	}
	for _, one := range n.Packages {
		items = append(items, store.NewsItem{News: News{Packages: []packages.Change{one}}})
	}
	for _, one := range n.Customers {
		items = append(items, store.NewsItem{News: News{Customers: []orders.Customer{one}}})
	}
	groups := map[string]int{}
	for _, part := range n.Parts {
		at, known := groups[part.Group]
		if !known {
			at = len(items)
			groups[part.Group], items = at, append(items, store.NewsItem{})
		}
		items[at].Parts = append(items[at].Parts, part)
	}
	return items
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
