package feeds_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"shopclerk/catalog"
	"shopclerk/internal/store"
	"shopclerk/internal/store/storetest"
	"shopclerk/server/feeds"
)

func TestAPageThatFailsInTheMiddleIsTriedAgain(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		l := &list{kind: "orders", pages: 3, fail: map[int][]error{2: {errCut, errors.New("panic")}}}
		h := pulling(d, l)
		began := time.Now()
		if err := h.sync(); err != nil {
			t.Fatal(err)
		}
		if took := time.Since(began); took < 3*time.Second {
			t.Errorf("it was tried again within %s", took)
		}
		equal(t, []string{"all–12:00 1", "all–12:00 2", "all–12:00 2", "all–12:00 2", "all–12:00 3"}, l.questions())
		equal(t, 6, len(d.titles(t)))
		equal(t, 6, d.state(t, "orders").Objects)
		h.log.has(t, 2, "a page of a pull failed and is tried again")
		h.log.has(t, 0, "words of the page")
	})
}

func TestAPullThatIsLeftInTheMiddleIsResumedByAnotherProcess(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		l := &list{kind: "orders", pages: 4, fail: map[int][]error{3: {&feeds.PullError{Err: errCut, After: 2 * time.Minute}}}}
		h := pulling(d, l)
		if err := h.sync(); !errors.Is(err, errCut) {
			t.Fatal(err)
		}
		s := d.state(t, "orders")
		equal(t, []any{"3", 2, 4, noon, noon, "the answer is cut short", noon, noon.Add(2 * time.Minute)},
			[]any{s.Cursor, s.Pages, s.Objects, s.StartedAt, s.Until, s.Error, s.ErrorAt, s.RetryAt})
		l.questions()
		next := pulling(d, l)
		next.turn(noon.Add(time.Hour))
		counts, err := next.Sync(ctx, next.source, nil)
		if err != nil {
			t.Fatal(err)
		}
		equal(t, []string{"all–12:00 3", "all–12:00 4"}, l.questions()) // of the window that was begun
		equal(t, map[string]int{"orders": 8}, counts)
		s = d.state(t, "orders")
		equal(t, []any{"", noon.Add(time.Hour), "", true, true}, []any{s.Cursor, s.FinishedAt, s.Error, s.ErrorAt.IsZero(), s.RetryAt.IsZero()})
	})
}

// A process that is ended in the middle of a page says nothing of an error, and keeps nobody waiting.
func TestAPullThatIsEndedIsGoneOnWithAtOnce(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		l := &list{kind: "orders", pages: 2}
		h := pulling(d, l)
		ending, end := context.WithCancel(ctx)
		h.Progress = func(_ feeds.Source, _ string, _ store.SyncState, _ int) { end() }
		if _, err := h.Sync(ending, h.source, nil); !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
		s := d.state(t, "orders")
		equal(t, []string{"2", ""}, []string{s.Cursor, s.Error})
		if err := pulling(d, l).sync(); err != nil {
			t.Error(err)
		}
		equal(t, 4, len(d.titles(t)))
	})
}

// rounds has a puller at work with its clock at one time after the other, and returns how often the list was asked for a page.
func (h *hands) rounds(t *testing.T, l *list, times ...time.Duration) (asked []int) {
	t.Helper()
	for _, at := range times {
		h.turn(noon.Add(at))
		stop := run(t, h.Run)
		time.Sleep(250 * time.Millisecond)
		stop()
		asked = append(asked, len(l.questions()))
	}
	return asked
}

func TestAPullRestsAsLongAsItHasTo(t *testing.T) {
	wrong := errors.New("the platform does not take the credentials")
	each(t, func(t *testing.T, d *desk) {
		for name, c := range map[string]struct {
			fail  error
			times []time.Duration
		}{
			"nothing is wrong":               {nil, []time.Duration{0, 4 * time.Minute, 5 * time.Minute}},
			"until somebody changes it":      {&feeds.PullError{Err: wrong, Final: true}, []time.Duration{0, 59 * time.Minute, time.Hour}},
			"as long as the platform says":   {fmt.Errorf("page 1: %w", &feeds.PullError{Err: wrong, After: 20 * time.Minute}), []time.Duration{0, 19 * time.Minute, 20 * time.Minute}},
			"no longer than it says, though": {&feeds.PullError{Err: wrong, After: 2 * time.Minute}, []time.Duration{0, time.Minute, 2 * time.Minute}},
		} {
			l := &list{kind: name, pages: 1}
			h := pulling(d, l)
			failed := 0
			if c.fail != nil {
				l.fail, failed = map[int][]error{1: {c.fail}}, 1
			}
			if diff := cmp.Diff([]int{1, 0, 1}, h.rounds(t, l, c.times...)); diff != "" {
				t.Errorf("%s: %s", name, diff)
			}
			h.log.has(t, failed, wrong.Error())
			if s := d.state(t, name); s.Error != "" || s.FinishedAt.IsZero() {
				t.Errorf("%s: %+v", name, s)
			}
		}
	})
}

func TestAFailedListDoesNotHoldUpTheOthersForLong(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		bad := &list{kind: "orders", pages: 1, fail: map[int][]error{1: {&feeds.PullError{Err: errCut, Final: true}}}}
		good := &list{kind: "products", pages: 1}
		h := pulling(d, bad, good)
		h.rounds(t, bad, 0, time.Second)
		equal(t, 1, len(good.questions()))
		s := d.state(t, "orders")
		equal(t, []any{"the answer is cut short", noon.Add(time.Hour)}, []any{s.Error, s.RetryAt})
	})
}

func TestOfTwoProcessesOnePullsAFeed(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		l := &list{kind: "orders", pages: 2, hold: make(chan struct{})}
		first, second := pulling(d, l), pulling(d, l)
		done := make(chan error)
		go func() { done <- first.sync() }()
		until(t, "the first is at it", func() bool { l.mu.Lock(); defer l.mu.Unlock(); return len(l.asked) == 1 })
		if err := second.sync(); !errors.Is(err, feeds.ErrBusy) {
			t.Error(err)
		}
		if s := d.state(t, "orders"); s.Error != "" {
			t.Errorf("%+v", s)
		}
		close(l.hold)
		if err := <-done; err != nil {
			t.Error(err)
		}
		if err := second.sync(); err != nil {
			t.Errorf("afterwards: %v", err)
		}
	})
}

func TestABadObjectDoesNotStopAPull(t *testing.T) {
	for _, database := range storetest.All(t) {
		for name, strange := range map[string]func(page int, n *feeds.News){
			"that is refused": func(page int, n *feeds.News) {
				n.Products = append(n.Products, catalog.Change{Key: "without a title"})
			},
			"whose parts cannot be built": func(page int, n *feeds.News) {
				body := saying{Do: "panic build"}.body()
				n.Parts = append(n.Parts, feeds.Part{Group: "bad", Name: "a", Version: noon, Body: body}, feeds.Part{Group: "good", Name: "a", Version: noon, Body: saying{Title: "Cup"}.body()})
			},
		} {
			t.Run(name+" on "+database.Name, func(t *testing.T) {
				d := at(t, database.New(t))
				l := &list{kind: "products", pages: 2, strange: strange}
				h := pulling(d, l)
				if err := h.sync(); err != nil {
					t.Fatal(err)
				}
				titles := d.titles(t)
				delete(titles, "good")
				equal(t, 4, len(titles))
				h.log.has(t, 2, "a pull brought what cannot be")
				if s := d.state(t, "products"); s.FinishedAt.IsZero() || s.Error != "" || strings.Contains(h.log.String(), "Cup") {
					t.Errorf("%+v", s)
				}
			})
		}
	}
}

// A cursor that cannot be kept is an error of the pull, which rests, and not one of every few seconds.
func TestACursorThatCannotBeKeptIsAnError(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		l := &list{kind: "orders", pages: 1}
		h := pulling(d, l)
		page := h.source.Pulls[0].Page
		h.source.Pulls[0].Page = func(ctx context.Context, w feeds.Window, cursor string) (feeds.Page, error) {
			got, err := page(ctx, w, cursor)
			got.Next = strings.Repeat("9", 2000)
			return got, err
		}
		// Whether the page behind it was asked for by then is a matter of chance.
		if asked := h.rounds(t, l, 0, 10*time.Second); asked[0] == 0 || asked[0] > 2 || asked[1] != 0 {
			t.Errorf("it was asked %v times", asked)
		}
		s := d.state(t, "orders")
		if s.Cursor != "" || s.Pages != 0 || !strings.Contains(s.Error, "the cursor of a pull") || !s.RetryAt.Equal(noon.Add(5*time.Minute)) {
			t.Errorf("%+v", s)
		}
	})
}
