package store

import (
	"context"
	"strconv"
	"time"

	"shopclerk/orders"
)

// OrderList says which orders a list has; what is empty or zero is any.
type OrderList struct {
	Shop, Source string
	Status       orders.Status
	From, Until  time.Time // it was placed at From or later, and before Until
	After        string    // Next of the page before
	Limit        int
}

const listOrderColumns = "SELECT id, status, placed_at, source, source_key, version, document FROM orders"

// ListOrders returns one page of a shop's orders: the newest first, and at the end those of which nobody knows when they were
// placed; or those of a source from its last key down.
func (s *Store) ListOrders(ctx context.Context, q OrderList) (Listed[orders.Order], error) {
	w := way[orders.Order]{
		table: "orders", columns: listOrderColumns, index: "orders_by_placed", fixed: "shop = ?", args: []any{q.Shop},
		keys: []listKey{byPlaced, byID}, down: true, scan: scanOrders, spot: orderSpot,
	}
	switch {
	case q.Status != "":
		w.index, w.fixed, w.args = "orders_by_status", "shop = ? AND status = ?", []any{q.Shop, q.Status}
		w.is("source", q.Source)
	case q.Source != "" && q.From.IsZero() && q.Until.IsZero():
		w.index, w.fixed, w.args = "orders_by_key", "shop = ? AND source = ?", []any{q.Shop, q.Source}
		w.keys, w.spot = []listKey{byText("source_key")}, func(o orders.Order) []string { return []string{o.Key} }
		return listAlong(ctx, s, w, q.After, q.Limit)
	default:
		w.is("source", q.Source)
	}
	return s.listPlaced(ctx, w, q)
}

func orderSpot(o orders.Order) []string {
	return []string{o.PlacedAt.UTC().Format(stampLayout), strconv.FormatInt(o.ID, 10)}
}

// listPlaced reads a list by the time when orders were placed. Those without one are read apart, for no comparison finds them.
func (s *Store) listPlaced(ctx context.Context, w way[orders.Order], q OrderList) (Listed[orders.Order], error) {
	untimed := w
	untimed.fixed += " AND placed_at IS NULL"
	untimed.keys, untimed.spot = []listKey{byID}, func(o orders.Order) []string { return []string{strconv.FormatInt(o.ID, 10)} }
	if untimed.spotOf(q.After) != nil {
		return listAlong(ctx, s, untimed, q.After, q.Limit)
	}
	spanned := !q.From.IsZero() || !q.Until.IsZero()
	w.fixed += " AND placed_at IS NOT NULL"
	if !q.From.IsZero() {
		w.fixed, w.args = w.fixed+" AND placed_at >= ?", append(w.args, stamp(q.From))
	}
	if !q.Until.IsZero() {
		w.fixed, w.args = w.fixed+" AND placed_at < ?", append(w.args, stamp(q.Until))
	}
	page, err := listAlong(ctx, s, w, q.After, q.Limit)
	if err != nil || page.Next != "" || spanned {
		return page, err
	}
	if left := q.Limit - len(page.Items); left > 0 {
		rest, err := listAlong(ctx, s, untimed, "", left)
		rest.Items = append(page.Items, rest.Items...)
		return rest, err
	}
	page.Next = spotText([]string{strconv.FormatInt(1<<62, 10)}) // the page is full: those without a time begin the next one
	return page, nil
}

// OrderByID returns one order; ErrNotFound when the shop has none of that id.
func (s *Store) OrderByID(ctx context.Context, shop string, id int64) (orders.Order, error) {
	var list []orders.Order
	err := s.readOnce(ctx, listOrderColumns+" WHERE shop = ? AND id = ?", scanOrders(&list), shop, id)
	if err == nil && len(list) == 0 {
		err = ErrNotFound
	}
	return first(list), err
}
