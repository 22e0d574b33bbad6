package feeds_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"shopclerk/catalog"
	"shopclerk/config"
	"shopclerk/internal/store"
	"shopclerk/server/feeds"
)

// list is a list of products that can be pulled, page by page, and what is asked of it.
type list struct {
	mu      sync.Mutex
	kind    string
	pages   int
	fail    map[int][]error // by page, one for each time
	hold    chan struct{}   // a page waits for it, when it is there
	asked   []string        // windows and cursors
	strange func(page int, n *feeds.News)
}

func (l *list) page(ctx context.Context, w feeds.Window, cursor string) (feeds.Page, error) {
	n := 1
	if cursor != "" {
		fmt.Sscan(cursor, &n)
	}
	l.mu.Lock()
	l.asked = append(l.asked, fmt.Sprintf("%s–%s %d", clock(w.Since), clock(w.Until), n))
	var err error
	if errs := l.fail[n]; len(errs) > 0 {
		err, l.fail[n] = errs[0], errs[1:]
	}
	hold := l.hold
	l.mu.Unlock()
	if hold != nil {
		select {
		case <-hold:
		case <-ctx.Done():
			return feeds.Page{}, ctx.Err()
		}
	}
	if err != nil {
		if err.Error() == "panic" {
			panic("words of the page")
		}
		return feeds.Page{}, err
	}
	page := feeds.Page{Objects: 2, Total: 2 * l.pages, Warnings: []string{"colour: mauve is not known"}}
	for i := range 2 {
		key := fmt.Sprintf("%s %d", l.kind, 2*n+i)
		page.News.Products = append(page.News.Products, catalog.Change{Key: key, Title: new("Tea"), UpdatedAt: new(noon)})
	}
	if l.strange != nil {
		l.strange(n, &page.News)
	}
	if n < l.pages {
		page.Next = fmt.Sprint(n + 1)
	}
	return page, nil
}

// clock is the time of day, "all" for no time.
func clock(at time.Time) string {
	if at.IsZero() {
		return "all"
	}
	return at.UTC().Format("15:04")
}

func (l *list) questions() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	asked := l.asked
	l.asked = nil
	return asked
}

// hands is a puller of a process, with a clock that the test turns.
type hands struct {
	*feeds.Puller
	source feeds.Source
	now    time.Time
	log    *book
	mu     sync.Mutex
}

func (h *hands) turn(to time.Time) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.now = to
}

func pulling(d *desk, lists ...*list) *hands {
	h := &hands{now: noon, log: &book{}, source: sourceOf("shop", feeds.Feed{Build: build})}
	h.source.Config = config.Feed{ID: "shop", Poll: 5 * time.Minute}
	for _, l := range lists {
		h.source.Pulls = append(h.source.Pulls, feeds.Pull{Kind: l.kind, Page: l.page})
	}
	h.Puller = &feeds.Puller{Store: d.store, Sources: func() []feeds.Source { return []feeds.Source{h.source} }, Log: h.log.logger(), Now: func() time.Time {
		h.mu.Lock()
		defer h.mu.Unlock()
		return h.now
	}}
	return h
}

// sync pulls all, and returns the first error.
func (h *hands) sync() error { _, err := h.Sync(ctx, h.source, nil); return err }

func (d *desk) state(t *testing.T, kind string) store.SyncState {
	t.Helper()
	state, err := d.store.SyncState(ctx, "main", "shop", kind)
	if err != nil {
		t.Fatal(err)
	}
	return state
}

var errCut = errors.New("the answer is cut short")

// The first page is not written before the second is asked for, which would never be without reading ahead.
func TestAPullReadsAPageWhileTheOneBeforeIsWritten(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		l := &list{kind: "orders", pages: 3, strange: func(page int, n *feeds.News) {
			n.Parts = []feeds.Part{{Group: fmt.Sprintf("group %d", page), Name: "part", Body: []byte(`{"title":"Cup"}`)}}
		}}
		h := pulling(d, l)
		asked := make(chan int, l.pages)
		page := h.source.Pulls[0].Page
		h.source.Pulls[0].Page = func(ctx context.Context, w feeds.Window, cursor string) (feeds.Page, error) {
			got, err := page(ctx, w, cursor)
			asked <- 1
			return got, err
		}
		h.source.Build = func(group string, parts []feeds.Part, now time.Time) (feeds.Built, error) {
			if group == "group 1" {
				for range 2 {
					select {
					case <-asked:
					case <-time.After(10 * time.Second):
						return feeds.Built{}, errors.New("the second page was not asked for")
					}
				}
			}
			return build(group, parts, now)
		}
		if err := h.sync(); err != nil {
			t.Fatal(err)
		}
		equal(t, []string{"all–12:00 1", "all–12:00 2", "all–12:00 3"}, l.questions())
		equal(t, 9, len(d.titles(t))) // two of each page, and what is made of its part
	})
}

func TestAPullReadsAllPagesOfAllLists(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		orders, products := &list{kind: "orders", pages: 3}, &list{kind: "products", pages: 1}
		h := pulling(d, orders, products)
		changed := 0
		h.Changed = func() { changed++ }
		var told []string
		h.Progress = func(_ feeds.Source, kind string, s store.SyncState, total int) {
			told = append(told, fmt.Sprintf("%s %d/%d %d/%d", kind, s.Pages, s.Objects, total, len(s.Cursor)))
		}
		counts, err := h.Sync(ctx, h.source, nil)
		if err != nil {
			t.Fatal(err)
		}
		equal(t, map[string]int{"orders": 6, "products": 2}, counts)
		equal(t, []string{"all–12:00 1", "all–12:00 2", "all–12:00 3"}, orders.questions())
		equal(t, []string{"orders 1/2 6/1", "orders 2/4 6/1", "orders 3/6 6/0", "products 1/2 2/0"}, told)
		equal(t, []int{8, 4}, []int{len(d.titles(t)), changed})
		equal(t, store.SyncState{Shop: "main", Feed: "shop", Kind: "orders", Until: noon, Pages: 3, Objects: 6, StartedAt: noon, FinishedAt: noon}, d.state(t, "orders"))
		h.log.has(t, 1, "colour: mauve is not known") // once, not with every page that has it
	})
}

func TestTheNextWindowReachesIntoTheOneBefore(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		l := &list{kind: "orders", pages: 1}
		h := pulling(d, l)
		var got []string
		for _, at := range []time.Duration{0, 5 * time.Minute, time.Hour} {
			h.turn(noon.Add(at))
			if err := h.sync(); err != nil {
				t.Fatal(err)
			}
			got = append(got, l.questions()...)
		}
		equal(t, []string{"all–12:00 1", "11:50–12:05 1", "11:55–13:00 1"}, got)
	})
}

// What was changed in a window that could not be read must be in the next one, whichever page failed.
func TestAWindowThatFailsIsNotLeftOut(t *testing.T) {
	final := &feeds.PullError{Err: errors.New("the credentials are wrong"), Final: true}
	each(t, func(t *testing.T, d *desk) {
		for name, c := range map[string]struct {
			pages int
			fail  map[int][]error
			want  []string
		}{
			"on its first page":                  {2, map[int][]error{1: {final}}, []string{"11:50–12:05 1", "11:50–13:00 1", "11:50–13:00 2", "12:50–14:00 1", "12:50–14:00 2"}},
			"on its first page, again and again": {1, map[int][]error{1: {final, final}}, []string{"11:50–12:05 1", "11:50–13:00 1", "11:50–14:00 1"}},
			"on its second page":                 {2, map[int][]error{2: {final}}, []string{"11:50–12:05 1", "11:50–12:05 2", "11:50–12:05 2", "11:55–14:00 1", "11:55–14:00 2"}},
		} {
			l := &list{kind: name, pages: c.pages}
			h := pulling(d, l)
			if err := h.sync(); err != nil {
				t.Fatal(err)
			}
			l.questions()
			l.fail = c.fail
			for _, at := range []time.Duration{5 * time.Minute, time.Hour, 2 * time.Hour} {
				h.turn(noon.Add(at))
				h.sync() //nolint:errcheck // some of them fail on purpose
			}
			if diff := cmp.Diff(c.want, l.questions()); diff != "" {
				t.Errorf("%s (-want +got):\n%s", name, diff)
			}
		}
	})
}

func TestSyncSinceBeginsAtThatTimeUnlessMoreIsMissing(t *testing.T) {
	early, late := noon.Add(-24*time.Hour+time.Minute), noon.Add(55*time.Minute)
	each(t, func(t *testing.T, d *desk) {
		for name, c := range map[string]struct {
			before func(h *hands, l *list)
			since  time.Time
			want   string
		}{
			"nothing was ever pulled":                {func(*hands, *list) {}, early, "12:01–13:00 1"},
			"an earlier time":                        {func(h *hands, _ *list) { h.sync() }, early, "12:01–13:00 1"}, //nolint:errcheck // the state tells
			"a later one would leave a gap for good": {func(h *hands, _ *list) { h.sync() }, late, "11:50–13:00 1"},  //nolint:errcheck // likewise
			"a pull of all is in its middle": {func(h *hands, l *list) {
				l.fail = map[int][]error{2: {&feeds.PullError{Err: errCut, Final: true}}}
				h.sync() //nolint:errcheck // it fails on purpose
			}, late, "all–13:00 1"},
		} {
			l := &list{kind: name, pages: 2}
			h := pulling(d, l)
			c.before(h, l)
			l.questions()
			h.turn(noon.Add(time.Hour))
			if _, err := h.Sync(ctx, h.source, &c.since); err != nil {
				t.Fatal(err)
			}
			got := l.questions()[0]
			h.turn(noon.Add(2 * time.Hour))
			if err := h.sync(); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff([]string{c.want, "12:50–14:00 1"}, []string{got, l.questions()[0]}); diff != "" {
				t.Errorf("%s (-want +got):\n%s", name, diff)
			}
		}
	})
}

func TestWhatCannotBePulledSaysSo(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		if err := pulling(d).sync(); err == nil || !strings.Contains(err.Error(), "feed shop of shop main cannot be pulled") {
			t.Error(err)
		}
	})
}
