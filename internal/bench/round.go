package main

import (
	"cmp"
	"context"
	"math"
	"slices"
	"time"
)

// round is what one round of questions showed.
type round struct {
	perSecond float64
	p50, p99  time.Duration
	wrong     int   // replies with another status or other bytes than the right ones, and connections that broke
	first     error // of the wrong ones
}

// newRound sums up what the clients saw.
func newRound(seen []tally, elapsed time.Duration) (r round) {
	var all []time.Duration
	for _, t := range seen {
		all = append(all, t.took...)
		r.wrong, r.first = r.wrong+t.wrong, cmp.Or(r.first, t.first)
	}
	slices.Sort(all)
	r.perSecond, r.p50, r.p99 = float64(len(all))/elapsed.Seconds(), percentile(all, 50), percentile(all, 99)
	return r
}

// percentile is the nearest rank in a sorted list, 0 of none.
func percentile(sorted []time.Duration, p float64) time.Duration {
	if len(sorted) == 0 {
		return 0
	}
	return sorted[int(math.Ceil(p/100*float64(len(sorted))))-1]
}

// median is the middle of what value tells of a list that is not empty.
func median[T any, N ~int64 | ~float64](list []T, value func(T) N) N {
	values := make([]N, len(list))
	for i, one := range list {
		values[i] = value(one)
	}
	slices.Sort(values)
	middle := len(values) / 2
	if len(values)%2 == 0 {
		return (values[middle-1] + values[middle]) / 2
	}
	return values[middle]
}

// rounds are the rounds of one server. Their figures are medians.
type rounds []round

func (r rounds) perSecond() float64 {
	return median(r, func(one round) float64 { return one.perSecond })
}

func (r rounds) p50() time.Duration {
	return median(r, func(one round) time.Duration { return one.p50 })
}

func (r rounds) p99() time.Duration {
	return median(r, func(one round) time.Duration { return one.p99 })
}

func (r rounds) wrong() (n int) {
	for _, one := range r {
		n += one.wrong
	}
	return n
}

// asker asks for a while.
type asker interface {
	round(ctx context.Context, questions []question, d time.Duration) round
}

// contest is a server, or one kind of questions to it, that is measured in turn with others.
type contest struct {
	asker
	questions []question
	rounds    rounds
}

// alternate gives each a round, then each the next one, so that whatever else the machine does meets all alike.
func (b *bench) alternate(ctx context.Context, d time.Duration, all ...*contest) error {
	for range b.rounds {
		for _, one := range all {
			r := one.round(ctx, one.questions, d)
			if ctx.Err() != nil {
				return ctx.Err()
			}
			if r.wrong > 0 {
				b.wrong += r.wrong
				b.progress("%d wrong replies, such as: %v", r.wrong, r.first)
			}
			one.rounds = append(one.rounds, r)
		}
	}
	return nil
}
