package main

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"

	"shopclerk/server/bots"
)

// measureProperty asks for all values of a property, with one client.
func (b *bench) measureProperty(ctx context.Context, sites []*site) error {
	t := table{
		title:   fmt.Sprintf("Property: one client, %d products", b.products),
		columns: []string{"search_type", "database", "values", "p50", "p99", "wrong"},
	}
	for _, s := range sites {
		b.progress("property on %s", s.database)
		if err := b.propertyOf(ctx, &t, s); err != nil {
			return err
		}
	}
	t.print(b.out)
	return nil
}

func (b *bench) propertyOf(ctx context.Context, t *table, s *site) error {
	ours, err := s.serve(ctx)
	if err != nil {
		return err
	}
	defer ours.stop()
	var all []*contest
	names := []string{"vendor", "product_type"}
	for _, name := range names {
		q, err := sign(bots.Question{Method: "property", SearchType: name})
		if err != nil {
			return err
		}
		one := crowd{s.listen, 1}
		questions, err := one.learn(ctx, []question{q})
		if err != nil {
			return err
		}
		all = append(all, &contest{asker: one, questions: questions})
	}
	if err := b.alternate(ctx, b.duration/shortPart, all...); err != nil {
		return err
	}
	for i, one := range all {
		values, err := countValues(one.questions[0].want)
		if err != nil {
			return err
		}
		t.add(names[i], s.database, strconv.Itoa(values),
			milliseconds(one.rounds.p50()), milliseconds(one.rounds.p99()), strconv.Itoa(one.rounds.wrong()))
	}
	return nil
}

func countValues(body []byte) (int, error) {
	var reply struct{ Data []string }
	err := json.Unmarshal(body, &reply)
	return len(reply.Data), err
}
