package main

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strconv"
)

var loadColumns = []string{
	"question", "database", "ours/s", "floor/s", "ratio", "ours p50", "floor p50", "ours p99", "floor p99", "p99 ratio", "wrong",
}

// measureLoad compares shopclerk with the floor under many clients.
func (b *bench) measureLoad(ctx context.Context, sites []*site) error {
	t := table{
		title:   fmt.Sprintf("Load: %d clients, %d orders; ours and the floor in turn", b.clients, b.orders),
		columns: loadColumns,
		note: fmt.Sprintf("both replies to each of up to %d questions were compared before, byte for byte;\n", b.loadSample) +
			"\"built\" is against a floor that makes its reply of the stored order instead of reading a stored reply;\n" +
			"the floor writes no request log; the clients and the database share the machine",
	}
	for _, s := range sites {
		if err := b.loadSite(ctx, &t, s); err != nil {
			return err
		}
	}
	t.print(b.out)
	return nil
}

func (b *bench) loadSite(ctx context.Context, t *table, s *site) error {
	b.progress("load on %s: starting and comparing", s.database)
	ours, err := s.serve(ctx)
	if err != nil {
		return err
	}
	defer ours.stop()
	asked, err := b.sample(ctx, s)
	if err != nil {
		return err
	}
	process, floor, err := s.serveFloor(ctx)
	if err != nil {
		return err
	}
	defer process.stop()
	for i, topic := range topics {
		if err := b.duel(ctx, t, s, floor, topic.name, asked[i], asked[i]); err != nil {
			return err
		}
	}
	return b.duel(ctx, t, s, floor, topics[0].name+", built", asked[0], rebuilt(asked[0]))
}

// duel measures shopclerk and the floor in turn with the same questions, each at its own address.
func (b *bench) duel(ctx context.Context, t *table, s *site, floor, name string, ours, floors []question) error {
	b.progress("load on %s: %s", s.database, name)
	if err := (crowd{floor, b.clients}).compare(ctx, floors); err != nil {
		return fmt.Errorf("the floor: %w", err)
	}
	a := &contest{asker: crowd{s.listen, b.clients}, questions: ours}
	f := &contest{asker: crowd{floor, b.clients}, questions: floors}
	if err := b.alternate(ctx, b.duration, a, f); err != nil {
		return err
	}
	t.add(loadRow(name, s.database, a.rounds, f.rounds)...)
	return nil
}

// rebuilt are the same questions to the floor that builds its replies.
func rebuilt(questions []question) []question {
	out := slices.Clone(questions)
	for i, q := range out {
		out[i].request = bytes.Replace(q.request, []byte("/webhook"), []byte(builtPath), 1)
	}
	return out
}

// sample learns the replies to every topic's questions and stores them for the floor.
func (b *bench) sample(ctx context.Context, s *site) ([][]question, error) {
	var asked [][]question
	var all []question
	for _, topic := range topics {
		questions, err := topic.questions(b.orders, b.loadSample)
		if err != nil {
			return nil, err
		}
		if questions, err = (crowd{s.listen, b.clients}).learn(ctx, questions); err != nil {
			return nil, err
		}
		asked, all = append(asked, questions), append(all, questions...)
	}
	return asked, s.fill(ctx, all)
}

func loadRow(name, database string, ours, floor rounds) []string {
	return []string{
		name, database, fmt.Sprintf("%.0f", ours.perSecond()), fmt.Sprintf("%.0f", floor.perSecond()),
		ratio(ours.perSecond(), floor.perSecond()), milliseconds(ours.p50()), milliseconds(floor.p50()),
		milliseconds(ours.p99()), milliseconds(floor.p99()), ratio(ours.p99(), floor.p99()),
		strconv.Itoa(ours.wrong() + floor.wrong()),
	}
}
