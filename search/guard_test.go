package search_test

import (
	"context"
	"log/slog"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"shopclerk/catalog"
	"shopclerk/search"
)

type ctxType = context.Context

// away is an engine that fails, or hangs until it is told to stop.
type away struct {
	search.Engine
	hangs, deaf, panics bool
	asked               atomic.Int32
}

func (a *away) Search(ctx ctxType, _ string, _ catalog.Query) (search.Hits, error) {
	a.asked.Add(1)
	if a.panics {
		panic("out of range")
	}
	if a.deaf {
		select {}
	}
	if a.hangs {
		<-ctx.Done()
		return search.Hits{}, ctx.Err()
	}
	return search.Hits{}, errBroken
}

func TestTheStoreAnswersForAnEngineThatDoesNot(t *testing.T) {
	s := sqlite(t)
	put(t, s, "main", lamp("a"), lamp("b"))
	working := newEngine(t)
	catchUp(t, follow(working, s, slog.DiscardHandler, "main"))
	for _, c := range []struct {
		name    string
		engine  search.Engine
		outcome string
		falls   bool
	}{
		{"an engine that works", working, search.OK, false},
		{"an engine that fails", &away{Engine: working}, search.Failed, true},
		{"an engine that hangs", &away{Engine: working, hangs: true}, search.TimedOut, true},
		{"an engine that hangs and does not listen", &away{Engine: working, deaf: true}, search.TimedOut, true},
		{"an engine that panics", &away{Engine: working, panics: true}, search.Failed, true},
		{"an index that is not built", newEngine(t), search.NotBuilt, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			var log strings.Builder
			g := search.NewGuard(c.engine, s, slog.New(slog.NewTextHandler(&log, nil)))
			var outcomes, reasons []string
			g.Observe = func(_, outcome string, _ time.Duration) { outcomes = append(outcomes, outcome) }
			g.Fallback = func(reason string) { reasons = append(reasons, reason) }
			for range 2 {
				hits, err := g.Search(ctx, "main", catalog.Query{Title: "lamp", Page: 1, Limit: 1})
				if err != nil || hits.Total != 2 || len(hits.IDs) != 1 {
					t.Errorf("found %+v, %v", hits, err)
				}
			}
			if len(outcomes) != 2 || outcomes[0] != c.outcome || (len(reasons) == 2) != c.falls {
				t.Errorf("outcomes %v, fallbacks %v", outcomes, reasons)
			}
			if said := strings.Count(log.String(), "the store answers"); (said == 1) != c.falls {
				t.Errorf("it is said %d times: %s", said, &log)
			}
		})
	}
}

func TestAnEngineThatFailsTooOftenIsLeftAlone(t *testing.T) {
	s, e := sqlite(t), &away{Engine: newEngine(t)}
	put(t, s, "main", lamp("a"))
	g := search.NewGuard(e, s, slog.New(slog.DiscardHandler))
	for range 50 {
		if hits, err := g.Search(ctx, "main", catalog.Query{Page: 1, Limit: 1}); err != nil || hits.Total != 1 {
			t.Fatalf("found %+v, %v", hits, err)
		}
	}
	if n := e.asked.Load(); n > 10 {
		t.Errorf("it was asked %d times", n)
	}
}

func TestWhoIsGoneGetsNoAnswerAndTheEngineIsNotBlamed(t *testing.T) {
	s, e := sqlite(t), &away{Engine: newEngine(t), hangs: true}
	g := search.NewGuard(e, s, slog.New(slog.DiscardHandler))
	var last string
	g.Observe = func(_, outcome string, _ time.Duration) { last = outcome }
	for range 20 {
		gone, cancel := context.WithCancel(ctx)
		cancel()
		if _, err := g.Search(gone, "main", catalog.Query{Page: 1, Limit: 1}); err == nil {
			t.Error("who is gone is answered")
		}
	}
	if _, err := g.Search(ctx, "main", catalog.Query{Page: 1, Limit: 1}); err != nil || last != search.TimedOut {
		t.Errorf("the next one has the outcome %q, %v", last, err)
	}
}
