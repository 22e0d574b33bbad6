package feeds

import (
	"context"
	"errors"
	"time"

	"shopclerk/catalog"
	"shopclerk/internal/store"
	"shopclerk/orders"
	"shopclerk/packages"
)

// keep writes the news of a page and then where the pull stands: a page that is pulled twice changes nothing.
func (p *Puller) keep(ctx context.Context, s Source, state *store.SyncState, page Page) error {
	results, err := p.put(ctx, s, apart(page.News))
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
		if !p.warned.first(s.name() + text) { // the next windows bring it again
			continue
		}
		p.Log.Warn("a pull brought what is not known", "feed", s.name(), "kind", state.Kind, "page", state.Pages+1, "warning", text)
	}
	if changed > 0 && p.Changed != nil {
		p.Changed()
	}
	next := after(*state, page)
	if next.Cursor == "" {
		next.FinishedAt = p.Now().UTC()
	}
	if err := p.Store.SetSyncState(ctx, next); err != nil {
		return err
	}
	*state = next
	return nil
}

// after is where a pull stands once a page is kept.
func after(state store.SyncState, page Page) store.SyncState {
	state.Cursor, state.Pages, state.Objects = page.Next, state.Pages+1, state.Objects+page.Objects
	state.Error, state.ErrorAt, state.RetryAt = "", time.Time{}, time.Time{}
	return state
}

// put writes items together or, when the database does not take them for a reason of one of them, each for itself.
func (p *Puller) put(ctx context.Context, s Source, items []store.NewsItem) ([]store.NewsResult, error) {
	write := func(items []store.NewsItem) (results []store.NewsResult, err error) {
		err = guarded(func() (err error) {
			results, err = p.Store.PutNews(ctx, s.write(), "", items, s.builder(p.Now))
			return err
		})
		return results, err
	}
	ours := func(err error) bool { return err != nil && ctx.Err() == nil && !errors.Is(err, store.ErrUnavailable) }
	results, err := write(items)
	if !ours(err) {
		return results, err
	}
	results = make([]store.NewsResult, len(items))
	refused := 0
	for i := range items {
		one, err := write(items[i : i+1])
		switch {
		case ours(err):
			results[i].Err, refused = err, refused+1
		case err != nil:
			return nil, err
		default:
			results[i] = one[0]
		}
	}
	if refused == len(items) { // it is no matter of one of them
		return nil, err
	}
	return results, nil
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
