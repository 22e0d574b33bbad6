package search

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"time"

	"github.com/failsafe-go/failsafe-go/circuitbreaker"

	"shopclerk/catalog"
	"shopclerk/internal/store"
)

const (
	budget        = 1500 * time.Millisecond // what an engine may take of a request's time
	failuresToCut = 5                       // in a row, after which the engine is left alone
	leftAlone     = 5 * time.Second         // for so long; then one search tries it
	sayEvery      = time.Minute             // how often the log says that the store answers
)

// Outcomes of a search, for those who count.
const (
	OK       = "ok"
	Empty    = "empty"
	Failed   = "error"
	TimedOut = "timeout"
	Cut      = "open"
	NotBuilt = "not_built"
)

// Guard is the engine as the server uses it: when the engine does not answer in time, or not at all, the store does, and
// an engine that is away does not cost each request its budget.
type Guard struct {
	Engine Engine
	Store  *store.Store
	Log    *slog.Logger
	// Observe is told how each search by the engine went. It may be nil.
	Observe func(engine, outcome string, took time.Duration)
	// Fallback is told why the store answered. It may be nil.
	Fallback func(reason string)

	breaker circuitbreaker.CircuitBreaker[any]
	say     chan struct{} // holds a token when the log may say that the store answers
}

// NewGuard guards an engine.
func NewGuard(engine Engine, s *store.Store, log *slog.Logger) *Guard {
	g := &Guard{Engine: engine, Store: s, Log: log, say: make(chan struct{}, 1)}
	g.breaker = circuitbreaker.NewBuilder[any]().WithFailureThreshold(failuresToCut).WithSuccessThreshold(1).WithDelay(leftAlone).Build()
	g.say <- struct{}{}
	return g
}

// Search answers from the engine, else from the store.
func (g *Guard) Search(ctx context.Context, shop string, q catalog.Query) (Hits, error) {
	began := time.Now()
	hits, outcome, err := g.ask(ctx, shop, q)
	away := err != nil && ctx.Err() == nil
	if away {
		g.report(shop, outcome, err)
		hits.IDs, hits.Total, err = g.Store.SearchProducts(ctx, shop, q)
	}
	if t := TraceOf(ctx); t != nil {
		*t = Trace{Engine: g.Engine.Name(), Outcome: outcome, Fallback: away, Took: time.Since(began), IDs: hits.IDs}
	}
	return hits, err
}

var errCut = errors.New("it failed too often and is left alone for a moment")

func (g *Guard) ask(ctx context.Context, shop string, q catalog.Query) (hits Hits, outcome string, err error) {
	began := time.Now()
	if !g.breaker.TryAcquirePermit() {
		hits, outcome, err = Hits{}, Cut, errCut
	} else {
		within, cancel := context.WithTimeout(ctx, budget)
		defer cancel()
		hits, err = g.within(within, shop, q)
		outcome = outcomeOf(hits, err, within)
		if outcome == Failed || outcome == TimedOut && ctx.Err() == nil {
			g.breaker.RecordFailure()
		} else {
			g.breaker.RecordSuccess()
		}
	}
	if g.Observe != nil {
		g.Observe(g.Engine.Name(), outcome, time.Since(began))
	}
	return hits, outcome, err
}

// within asks the engine and waits no longer than the context lives, whatever the engine makes of it. A panic is an error
// here, for it must not take the server with it.
func (g *Guard) within(ctx context.Context, shop string, q catalog.Query) (Hits, error) {
	type result struct {
		hits Hits
		err  error
	}
	answered := make(chan result, 1)
	go func() {
		var r result
		defer func() {
			if cause := recover(); cause != nil {
				r.err = fmt.Errorf("panic: %v\n%s", cause, debug.Stack())
			}
			answered <- r
		}()
		r.hits, r.err = g.Engine.Search(ctx, shop, q)
	}()
	select {
	case r := <-answered:
		return r.hits, r.err
	case <-ctx.Done():
		return Hits{}, ctx.Err()
	}
}

func outcomeOf(hits Hits, err error, within context.Context) string {
	switch {
	case errors.Is(err, ErrNotBuilt):
		return NotBuilt
	case err != nil && within.Err() != nil:
		return TimedOut
	case err != nil:
		return Failed
	case hits.Total == 0:
		return Empty
	}
	return OK
}

// report counts a fallback and says it once a minute.
func (g *Guard) report(shop, outcome string, err error) {
	if g.Fallback != nil {
		g.Fallback(outcome)
	}
	select {
	case <-g.say:
		g.Log.Warn("the store answers product questions, for the search engine does not", "engine", g.Engine.Name(), "shop", shop, "reason", err)
		time.AfterFunc(sayEvery, func() { g.say <- struct{}{} })
	default:
	}
}
