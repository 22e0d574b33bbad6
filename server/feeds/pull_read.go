package feeds

import (
	"context"
	"errors"
	"sync"
	"time"

	"shopclerk/internal/store"
)

// readAhead reads the page of a pull that comes next while the one before is written. It is used by one goroutine.
type readAhead struct {
	next func(store.SyncState) (Page, error)
	got  chan readPage
	stop func() // breaks off what is being read, and waits for its end
	all  sync.WaitGroup
}

type readPage struct {
	Page
	err error
}

func (p *Puller) readAhead(ctx context.Context, s Source, pull Pull, prolong func() error) *readAhead {
	ctx, cancel := context.WithCancel(ctx)
	r := &readAhead{got: make(chan readPage, 1)}
	r.next = func(state store.SyncState) (Page, error) { return p.page(ctx, s, pull, state, prolong) }
	r.stop = func() { cancel(); r.all.Wait() }
	return r
}

// read begins to read the page at which a pull stands; it is called once for each page.
func (r *readAhead) read(at store.SyncState) {
	r.all.Go(func() {
		page, err := r.next(at)
		r.got <- readPage{page, err}
	})
}

// page waits for the page that was begun.
func (r *readAhead) page() (Page, error) {
	got := <-r.got
	return got.Page, got.err
}

// page reads the next page. What can pass by itself is tried again, once the lease is prolonged.
func (p *Puller) page(ctx context.Context, s Source, pull Pull, state store.SyncState, prolong func() error) (page Page, err error) {
	for try := range pageTries {
		if try > 0 {
			if err := prolong(); err != nil {
				return page, err
			}
		}
		err = guarded(func() (err error) {
			page, err = pull.Page(ctx, Window{state.Since, state.Until}, state.Cursor)
			return err
		})
		var refused *PullError
		if err == nil || errors.As(err, &refused) && refused.Final || try == pageTries-1 || ctx.Err() != nil {
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
