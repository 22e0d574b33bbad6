package store

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"gorm.io/gorm"

	"shopclerk/catalog"
	"shopclerk/orders"
	"shopclerk/packages"
)

// NewsItem is the news of one delivery, or a part of a pull that goes in or is refused as a whole.
type NewsItem struct {
	News
	Delivery int64    // the number of the delivery; 0 of a pull
	Warnings []string // kept with the delivery
}

// NewsResult is what came of one item, or of one group that was built again.
type NewsResult struct {
	Err          error // why something in it was refused, so that nothing of it went in; it holds no personal datum
	New, Changed int   // nouns
}

// errRefused rolls a transaction back in which items were refused.
var errRefused = errors.New("items were refused")

// PutNews writes the news of several items, and what build makes of the groups that they touch, and marks their deliveries as
// done, or dead where something in them is refused, all in one transaction. It returns what came of each item, in order. Of
// an item that is refused nothing stands, and the others go in. claim is under whom the deliveries are; ErrLeaseLost, and
// nothing is written, when another has one of them by now.
//
// What build makes replaces what stands, whatever its version: its parts are the truth. What was made of a group and is no
// longer goes. build may be nil where no item has parts.
func (s *Store) PutNews(ctx context.Context, w Write, claim string, items []NewsItem, build Builder) ([]NewsResult, error) {
	n := &telling{store: s, items: items, build: build, results: make([]NewsResult, len(items))}
	arrival := exact(s.now())
	for {
		err := s.write(ctx, w.Shop, func(tx *gorm.DB, numbers *counterRow) error {
			return n.run(turn{Write: w, tx: tx, numbers: numbers, arrival: arrival}, claim)
		})
		if err == nil {
			return n.results, nil
		}
		if !errors.Is(err, errRefused) {
			return nil, err
		}
		for i, problems := range n.refused { // at least one, so that this ends
			n.results[i].Err = errors.Join(problems...)
		}
	}
}

// telling is the news of several items while they are written. What an attempt refuses is left out of the next one.
type telling struct {
	turn
	store   *Store
	items   []NewsItem
	build   Builder
	results []NewsResult    // whose errors are of the attempts before
	refused map[int][]error // by item, in this attempt
}

// run is one attempt.
func (n *telling) run(t turn, claim string) error {
	n.turn, n.refused = t, map[int][]error{}
	for i := range n.results {
		n.results[i].New, n.results[i].Changed = 0, 0
	}
	if err := n.nouns(); err != nil {
		return err
	}
	if err := n.parts(); err != nil {
		return err
	}
	if len(n.refused) > 0 {
		return errRefused
	}
	return n.settle(claim)
}

// nouns writes what is told whole.
func (n *telling) nouns() error {
	s := n.store
	err := tell(n, "product", func(news News) []catalog.Change { return news.Products }, s.putProducts)
	if err == nil {
		err = tell(n, "order", func(news News) []orders.Change { return news.Orders }, s.putOrders)
	}
	if err == nil {
		err = tell(n, "parcel", func(news News) []packages.Change { return news.Packages }, s.putPackages)
	}
	if err == nil {
		err = tell(n, "customer", func(news News) []orders.Customer { return identifiable(news.Customers) }, s.putCustomers)
	}
	return err
}

// identifiable leaves out customers without an id, as PutCustomer does.
func identifiable(list []orders.Customer) []orders.Customer {
	return slices.DeleteFunc(slices.Clone(list), func(c orders.Customer) bool { return c.ID == "" })
}

// tell writes the changes of one kind of all items that are not refused.
func tell[C any](n *telling, kind string, of func(News) []C, put func(turn, []C) ([]Outcome, error)) error {
	var changes []C
	var names []string
	var items []int
	for i := range n.items {
		if n.results[i].Err != nil {
			continue
		}
		list := of(n.items[i].News)
		for k, c := range list {
			changes, items, names = append(changes, c), append(items, i), append(names, placed(kind, k, len(list)))
		}
	}
	if len(changes) == 0 {
		return nil
	}
	outcomes, err := put(n.turn, changes)
	if err != nil {
		return err
	}
	for k, o := range outcomes {
		if o.Result == Refused {
			n.refuse(items[k], fmt.Errorf("%s: %w", names[k], o.Err))
		}
		n.results[items[k]].count(o)
	}
	return nil
}

// placed names a noun by its place in the item: its number or id could be somebody's.
func placed(kind string, at, of int) string {
	if of == 1 {
		return kind
	}
	return fmt.Sprintf("%s %d of %d", kind, at+1, of)
}

func (n *telling) refuse(item int, err error) { n.refused[item] = append(n.refused[item], err) }

func (r *NewsResult) count(o Outcome) {
	switch o.Result {
	case New:
		r.New++
	case Changed:
		r.Changed++
	}
}

// settle marks the deliveries, in the transaction of their news.
func (n *telling) settle(claim string) error {
	var done, dead []settled
	for i, item := range n.items {
		switch err := n.results[i].Err; {
		case item.Delivery == 0:
		case err != nil:
			dead = append(dead, settled{id: item.Delivery, err: err.Error(), warnings: item.Warnings})
		default:
			done = append(done, settled{id: item.Delivery, warnings: item.Warnings})
		}
	}
	if len(done)+len(dead) == 0 {
		return nil
	}
	return n.store.settleDeliveries(n.tx, n.Shop, claim, done, dead)
}
