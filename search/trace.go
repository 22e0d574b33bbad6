package search

import (
	"context"
	"time"
)

// Trace is told how a search went, for somebody who wants to know. A search that is traced is a trial: nobody's question.
type Trace struct {
	Engine   string        // that was asked
	Outcome  string        // OK, Empty, or why it gave no answer
	Fallback bool          // the store answered in its place
	Took     time.Duration // the whole search; zero when there was none
	IDs      []int64       // of the products that were found, in their order
}

type traceKey struct{}

// Traced returns a context in which searches write what they did into t; of several the last one stays.
func Traced(ctx context.Context, t *Trace) context.Context {
	return context.WithValue(ctx, traceKey{}, t)
}

// TraceOf returns the trace of a context, nil when there is none.
func TraceOf(ctx context.Context) *Trace {
	t, _ := ctx.Value(traceKey{}).(*Trace)
	return t
}
