package main

import (
	"context"
	"fmt"
	"slices"
	"strconv"
)

// measureGrowth compares a small shop with a large one, on one machine and in turn.
func (b *bench) measureGrowth(ctx context.Context) error {
	l := loading{bench: b, table: table{title: "Growth: how the shops were filled", columns: importColumns}}
	small, err := l.fillShops(ctx, smallShop)
	if err != nil {
		return err
	}
	large, err := l.fillShops(ctx, b.growth)
	if err != nil {
		return err
	}
	t := table{
		title: "Growth: one client, p50 by the number of orders",
		columns: []string{
			"question", "database", fmt.Sprintf("at %d", smallShop), fmt.Sprintf("at %d", b.growth), "ratio", "wrong",
		},
		note: fmt.Sprintf("of the large shop up to %d orders are asked for, evenly apart", min(b.growSample, b.growth)),
	}
	for i := range b.databases {
		if err := b.growthOf(ctx, &t, grown{small[i], smallShop}, grown{large[i], b.growth}); err != nil {
			return err
		}
	}
	l.print(b.out)
	t.print(b.out)
	return nil
}

// fillShops makes a site a database with so many orders, and as many packages.
func (l *loading) fillShops(ctx context.Context, orders int) ([]*site, error) {
	sites, err := l.newSites(ctx, fmt.Sprintf("growth_%d", orders))
	for _, kind := range []string{kindOrders, kindPackages} {
		if err == nil {
			err = l.load(ctx, sites, kind, orders)
		}
	}
	return sites, err
}

// grown is a site with so many orders.
type grown struct {
	*site
	orders int
}

// growthOf asks the shops of one database in turn.
func (b *bench) growthOf(ctx context.Context, t *table, shops ...grown) error {
	for _, s := range shops {
		p, err := s.serve(ctx)
		if err != nil {
			return err
		}
		defer p.stop()
	}
	for _, topic := range topics {
		b.progress("growth on %s: %s", shops[0].database, topic.name)
		var all []*contest
		for _, s := range shops {
			questions, err := topic.questions(s.orders, b.growSample)
			if err != nil {
				return err
			}
			if questions, err = (crowd{s.listen, b.clients}).learn(ctx, questions); err != nil {
				return err
			}
			all = append(all, &contest{asker: crowd{s.listen, 1}, questions: questions})
		}
		if err := b.alternate(ctx, b.duration/shortPart, all...); err != nil {
			return err
		}
		small, large := all[0].rounds, all[1].rounds
		t.add(topic.name, shops[0].database, milliseconds(small.p50()), milliseconds(large.p50()),
			ratio(large.p50(), small.p50()), strconv.Itoa(slices.Concat(small, large).wrong()))
	}
	return nil
}
