package search_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"testing"
	"time"

	"shopclerk/internal/store"
	"shopclerk/internal/store/storetest"
	"shopclerk/search"
)

const patience = 60 * time.Second

// flaky is an engine that can be told to fail.
type flaky struct {
	search.Engine
	mu     sync.Mutex
	broken map[string]bool // by shop
}

var errBroken = errors.New("the disk is full")

func (f *flaky) set(shop string, broken bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.broken = map[string]bool{shop: broken}
}

func (f *flaky) is(shop string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.broken[shop] {
		return errBroken
	}
	return nil
}

// Apply fails for a broken shop.
func (f *flaky) Apply(ctx context.Context, shop string, step search.Step) error {
	if err := f.is(shop); err != nil {
		return err
	}
	return f.Engine.Apply(ctx, shop, step)
}

// Build likewise.
func (f *flaky) Build(ctx context.Context, shop string) (search.Build, error) {
	if err := f.is(shop); err != nil {
		return nil, err
	}
	return f.Engine.Build(ctx, shop)
}

func TestAShopWhoseIndexFailsDoesNotKeepTheOthersFromTheirs(t *testing.T) {
	s, e := sqlite(t), &flaky{Engine: newEngine(t)}
	f := follow(e, s, slog.DiscardHandler, "one", "two")
	put(t, s, "one", lamp("a"))
	put(t, s, "two", lamp("b"))
	e.set("one", true)
	if err := f.CatchUp(ctx); !errors.Is(err, errBroken) {
		t.Errorf("got %v", err)
	}
	checkFound(t, f, "two", "Lamp b")
	if lag, err := f.Lag(ctx, "one"); err != nil || lag != 1 {
		t.Errorf("the lag of the broken one is %d, %v", lag, err)
	}
	e.set("one", false)
	catchUp(t, f)
	checkFound(t, f, "one", "Lamp a")
}

// journal counts messages.
type journal struct {
	slog.Handler
	said chan string
}

func newJournal() journal { return journal{slog.DiscardHandler, make(chan string, 1000)} }

func (j journal) Enabled(context.Context, slog.Level) bool { return true }

func (j journal) Handle(_ context.Context, r slog.Record) error { j.said <- r.Message; return nil }

func (j journal) next(t *testing.T) string {
	t.Helper()
	select {
	case message := <-j.said:
		return message
	case <-time.After(patience):
		t.Fatal("nothing is said")
		return ""
	}
}

// start runs a follower until the test ends or stop is called.
func start(t *testing.T, f *search.Follower) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(ctx)
	ended := make(chan struct{})
	go func() { f.Run(ctx); close(ended) }()
	stop = func() { cancel(); <-ended }
	t.Cleanup(stop)
	return stop
}

func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for deadline := time.Now().Add(patience); !holds(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal(what)
		}
	}
}

func TestARunningFollowerFindsAChangeByItselfAndAtOnceWhenItIsKicked(t *testing.T) {
	s := sqlite(t)
	j := newJournal()
	f := follow(newEngine(t), s, j, "main")
	catchUp(t, f)
	start(t, f)
	put(t, s, "main", lamp("a"))
	eventually(t, "the change is not found", func() bool { return len(found(t, f.Engine, s, "main")) == 1 })
	for i := range 20 {
		put(t, s, "main", lamp(fmt.Sprint(i)))
		f.Kick()
		f.Kick() // it has been asked already
	}
	eventually(t, "the changes are not found", func() bool { return len(found(t, f.Engine, s, "main")) == 21 })
	if len(j.said) > 0 {
		t.Errorf("it says %q", <-j.said)
	}
}

func TestAFailureIsSaidOnceAndSoIsItsEnd(t *testing.T) {
	s, e, j := sqlite(t), &flaky{Engine: newEngine(t)}, newJournal()
	f := follow(e, s, j, "main")
	e.set("main", true)
	put(t, s, "main", lamp("a"))
	stop := start(t, f)
	if got := j.next(t); got != "the search index does not follow" {
		t.Errorf("it says %q", got)
	}
	for range 50 { // each of these fails again
		f.Kick()
		time.Sleep(2 * time.Millisecond)
	}
	e.set("main", false)
	f.Kick()
	if got := j.next(t); got != "the search index follows again" {
		t.Errorf("it says %q", got)
	}
	checkFound(t, f, "main", "Lamp a")
	e.set("main", true)
	put(t, s, "main", lamp("b"))
	f.Kick()
	if got := j.next(t); got != "the search index does not follow" {
		t.Errorf("the second failure: it says %q", got)
	}
	stop()
	if len(j.said) > 0 {
		t.Errorf("at the end it says %q", <-j.said)
	}
}

func TestTheEndOfTheProcessIsNoFailure(t *testing.T) {
	s, j := sqlite(t), newJournal()
	for range 20 {
		put(t, s, "main", lamp(fmt.Sprint(time.Now().UnixNano())))
		stop := start(t, follow(newEngine(t), s, j, "main"))
		stop()
	}
	if len(j.said) > 0 {
		t.Errorf("it says %q", <-j.said)
	}
}

func TestADatabaseThatIsAwayIsAnErrorAndThenTheIndexCatchesUp(t *testing.T) {
	server, o := storetest.OwnServer(t)
	s := storetest.Open(t, o)
	f := follow(newEngine(t), s, slog.DiscardHandler, "main")
	put(t, s, "main", lamp("a"))
	server.Stop()
	if err := f.CatchUp(ctx); !errors.Is(err, store.ErrUnavailable) {
		t.Errorf("got %v", err)
	}
	if _, err := f.Lag(ctx, "main"); !errors.Is(err, store.ErrUnavailable) {
		t.Errorf("the lag: %v", err)
	}
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	catchUp(t, f)
	checkFound(t, f, "main", "Lamp a")
}
