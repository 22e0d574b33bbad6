package main

import (
	"context"
	"fmt"
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
		if err := (crowd{floor, b.clients}).compare(ctx, asked[i]); err != nil {
			return fmt.Errorf("the floor: %w", err)
		}
		b.progress("load on %s: %s", s.database, topic.name)
		a := &contest{crowd: crowd{s.listen, b.clients}, questions: asked[i]}
		f := &contest{crowd: crowd{floor, b.clients}, questions: asked[i]}
		if err := b.alternate(ctx, b.duration, a, f); err != nil {
			return err
		}
		t.add(loadRow(topic.name, s.database, a.rounds, f.rounds)...)
	}
	return nil
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
