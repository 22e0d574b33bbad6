package feeds_test

import (
	"context"
	"slices"
	"testing"
	"time"
)

// running is a puller at work until the test ends.
func running(t *testing.T, h *hands) {
	t.Helper()
	working, stop := context.WithCancel(ctx)
	ended := make(chan struct{})
	go func() { h.Run(working); close(ended) }()
	t.Cleanup(func() { stop(); <-ended })
}

// within waits until something is so.
func within(t *testing.T, what string, is func() bool) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(2 * time.Millisecond) {
		if is() {
			return
		}
	}
	t.Fatal("not so after 20 s: " + what)
}

func TestAListIsPulledAtOnceWhenSomebodyAsks(t *testing.T) {
	for name, poll := range map[string]time.Duration{"a feed that is pulled on demand only": 0, "a feed whose time has not come": time.Hour} {
		t.Run(name, func(t *testing.T) {
			each(t, func(t *testing.T, d *desk) {
				l := &list{kind: "orders", pages: 2}
				h := pulling(d, l)
				if err := h.sync(); err != nil { // so that it is not time
					t.Fatal(err)
				}
				l.questions()
				h.source.Config.Poll = poll
				h.turn(noon.Add(time.Minute))
				running(t, h)
				time.Sleep(50 * time.Millisecond)
				equal(t, 0, len(l.questions()))
				h.Ask("main", "none")
				h.Ask("main", "shop")
				within(t, "it is pulled", func() bool { return d.state(t, "orders").FinishedAt.Equal(noon.Add(time.Minute)) })
				equal(t, []string{"11:50–12:01 1", "11:50–12:01 2"}, l.questions())
			})
		})
	}
}

// Two pulls of one list at once would each leave the other's place behind.
func TestWhatIsBeingPulledIsPulledOnceMoreAfterwards(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		l := &list{kind: "orders", pages: 1, hold: make(chan struct{})}
		h := pulling(d, l)
		h.source.Config.Poll = 0
		running(t, h)
		h.Ask("main", "shop")
		asked := []string{}
		within(t, "the first page is asked for", func() bool { asked = append(asked, l.questions()...); return len(asked) == 1 })
		for range 5 {
			h.Ask("main", "shop")
		}
		time.Sleep(50 * time.Millisecond)
		if more := l.questions(); len(more) != 0 {
			t.Fatalf("two pulls at once: %q", slices.Concat(asked, more))
		}
		close(l.hold)
		within(t, "it is pulled once more", func() bool { asked = append(asked, l.questions()...); return len(asked) == 2 })
	})
}

func TestWhatAnotherProcessPullsIsPulledOnceMoreAfterwards(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		l := &list{kind: "orders", pages: 1}
		h := pulling(d, l)
		h.source.Config.Poll = 0
		const lease = "pull main shop"
		if got, err := d.store.AcquireLease(ctx, lease, "another", time.Minute); err != nil || !got {
			t.Fatalf("the lease is not to be had: %v, %v", got, err)
		}
		running(t, h)
		h.Ask("main", "shop")
		time.Sleep(50 * time.Millisecond)
		equal(t, 0, len(l.questions()))
		if err := d.store.ReleaseLease(ctx, lease, "another"); err != nil {
			t.Fatal(err)
		}
		h.Ask("main", "none") // so that it looks now and not in five seconds
		within(t, "it is pulled", func() bool { return len(l.questions()) == 1 })
	})
}
