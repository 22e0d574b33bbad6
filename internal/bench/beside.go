package main

import (
	"context"
	"os"
	"strconv"
	"time"
)

// measureBeside asks a bot's questions while a file is imported by a process of its own, and while nothing is.
func (b *bench) measureBeside(ctx context.Context) error {
	t := table{
		title:   "Questions about orders, one client, while a file of products is imported",
		columns: []string{"database", "idle p50", "idle p99", "meanwhile p50", "meanwhile p99", "p99 ratio", "afterwards p50", "afterwards p99", "wrong"},
		note: "the import, the database and the client share the machine's processors; afterwards is when the search index, which\n" +
			"waits for an import of many products, follows",
	}
	for _, database := range b.databases {
		if err := b.besideOf(ctx, database, &t); err != nil {
			return err
		}
	}
	t.print(b.out)
	return nil
}

func (b *bench) besideOf(ctx context.Context, database string, t *table) error {
	s, err := b.newSite(ctx, "beside", database)
	if err != nil {
		return err
	}
	orders, err := writeData(ctx, b.dir, kindOrders, b.orders)
	if err != nil {
		return err
	}
	defer os.Remove(orders)
	if _, err := (importing{s, kindOrders, orders, b.orders}).usage(ctx, "new"); err != nil {
		return err
	}
	products, err := writeData(ctx, b.dir, kindProducts, b.large)
	if err != nil {
		return err
	}
	defer os.Remove(products)
	serving, err := s.serve(ctx)
	if err != nil {
		return err
	}
	defer serving.stop()
	questions, err := topics[0].questions(b.orders, b.loadSample)
	if err != nil {
		return err
	}
	one := crowd{s.listen, 1}
	if questions, err = one.learn(ctx, questions); err != nil {
		return err
	}
	b.progress("questions on %s, idle and while a file is imported", database)
	idle := one.round(ctx, questions, b.duration)
	running, stop := context.WithCancel(ctx)
	ended := make(chan error, 1)
	cmd := s.command(running, "import", kindProducts, products)
	go func() { ended <- cmd.Run() }()
	meanwhile := one.round(ctx, questions, b.duration)
	stop()
	<-ended
	select { // until the index sees that the import has stopped
	case <-time.After(idleTime):
	case <-ctx.Done():
	}
	afterwards := one.round(ctx, questions, b.duration)
	wrong := idle.wrong + meanwhile.wrong + afterwards.wrong
	b.wrong += wrong
	t.add(database, milliseconds(idle.p50), milliseconds(idle.p99), milliseconds(meanwhile.p50), milliseconds(meanwhile.p99),
		ratio(meanwhile.p99, idle.p99), milliseconds(afterwards.p50), milliseconds(afterwards.p99), strconv.Itoa(wrong))
	return ctx.Err()
}
