package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"slices"
	"sync"
	"time"
)

// crowd is a number of clients that ask one server at once.
type crowd struct {
	address string
	clients int
}

// learnTime bounds how long one server may be asked what the right replies are.
const learnTime = time.Minute

// learn asks each question once and returns those that came to be answered in time, with the replies as the right ones.
// They must be successes with something in them.
func (c crowd) learn(ctx context.Context, questions []question) ([]question, error) {
	limited, cancel := context.WithTimeout(ctx, learnTime)
	defer cancel()
	err := c.once(limited, questions, func(q *question, body []byte) error {
		var reply struct {
			Success        bool
			Data, Packages []json.RawMessage
		}
		if err := json.Unmarshal(body, &reply); err != nil || !reply.Success || len(reply.Data)+len(reply.Packages) == 0 {
			return q.wrong(200, body, err)
		}
		q.want = slices.Clone(body)
		return nil
	})
	return slices.DeleteFunc(questions, func(q question) bool { return q.want == nil }), errors.Join(err, ctx.Err())
}

// compare asks each question once and makes sure that every byte of the reply is the right one.
func (c crowd) compare(ctx context.Context, questions []question) error {
	err := c.once(ctx, questions, func(q *question, body []byte) error { return q.check(200, body, nil) })
	return errors.Join(err, ctx.Err())
}

// once shares the questions among the clients and hands each reply to use, which may write to its own question only. It
// stops, without an error, when the context ends.
func (c crowd) once(ctx context.Context, questions []question, use func(*question, []byte) error) error {
	errs := make([]error, c.clients)
	c.each(func(i int, one *client) {
		for at := i; at < len(questions) && errs[i] == nil && ctx.Err() == nil; at += c.clients {
			q := &questions[at]
			status, body, err := one.ask(q.request)
			if err != nil || status != 200 {
				errs[i] = q.wrong(status, body, err)
			} else {
				errs[i] = use(q, body)
			}
		}
	})
	return errors.Join(errs...)
}

// each runs every client side by side and waits for all.
func (c crowd) each(run func(i int, one *client)) {
	var group sync.WaitGroup
	for i := range c.clients {
		group.Go(func() {
			one := newClient(c.address)
			defer one.close()
			run(i, one)
		})
	}
	group.Wait()
}

// tally is what one client saw.
type tally struct {
	took  []time.Duration // of right replies
	wrong int
	first error // of the wrong ones
}

// round asks for a while, each client going round the questions from a place of its own.
func (c crowd) round(ctx context.Context, questions []question, d time.Duration) round {
	clients := make([]*client, c.clients)
	for i := range clients {
		clients[i] = newClient(c.address)
		defer clients[i].close()
	}
	return together(ctx, c.clients, d, questions, func(i int, q *question) error {
		status, body, err := clients[i].ask(q.request)
		return q.check(status, body, err)
	})
}

// together lets a number of clients ask for a while, each going round the questions from a place of its own. ask is told
// which client asks.
func together(ctx context.Context, clients int, d time.Duration, questions []question, ask func(i int, q *question) error) round {
	seen := make([]tally, clients)
	begin := time.Now()
	var group sync.WaitGroup
	for i := range seen {
		group.Go(func() {
			t := tally{took: make([]time.Duration, 0, 1<<15)}
			for at := i * len(questions) / clients; ; at = (at + 1) % len(questions) {
				sent := time.Now()
				if sent.Sub(begin) > d || ctx.Err() != nil {
					break
				}
				if err := ask(i, &questions[at]); err != nil {
					t.wrong, t.first = t.wrong+1, cmp.Or(t.first, err)
					continue
				}
				t.took = append(t.took, time.Since(sent))
			}
			seen[i] = t
		})
	}
	group.Wait()
	return newRound(seen, time.Since(begin))
}
