package search_test

import (
	"context"
	"errors"
	"log/slog"
	"testing"

	"shopclerk/internal/store"
	"shopclerk/internal/store/storetest"
	"shopclerk/search"
)

func TestOneProcessLeadsAndAnotherTakesOverWhenItEnds(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		start := func(holder string) (*search.Leader, func()) {
			l := &search.Leader{Store: s, Holder: holder, Log: slog.New(slog.DiscardHandler)}
			running, cancel := context.WithCancel(ctx)
			ended := make(chan struct{})
			go func() { l.Run(running); close(ended) }()
			stop := func() { cancel(); <-ended }
			t.Cleanup(stop)
			return l, stop
		}
		leads := func(l *search.Leader) bool {
			leads, err := l.Lead(ctx)
			if err != nil {
				t.Fatal(err)
			}
			return leads
		}
		first, stop := start("first")
		eventually(t, "nobody leads", func() bool { return leads(first) })
		second, _ := start("second")
		mark := search.Mark{Position: 4, Generation: 1, Built: true}
		if err := first.SetMark(ctx, "main", "index", mark); err != nil {
			t.Fatal(err)
		}
		if got, err := second.Mark(ctx, "main", "index"); err != nil || got != mark {
			t.Errorf("the other reads the mark %+v, %v", got, err)
		}
		if err := second.SetMark(ctx, "main", "index", search.Mark{}); !errors.Is(err, store.ErrLeaseLost) || leads(second) {
			t.Errorf("the other writes: %v", err)
		}
		stop()
		eventually(t, "nobody takes over", func() bool { return leads(second) })
		if leads(first) {
			t.Error("both lead")
		}
		if err := first.SetMark(ctx, "main", "index", search.Mark{}); !errors.Is(err, store.ErrLeaseLost) {
			t.Errorf("the first one still writes: %v", err)
		}
	})
}
