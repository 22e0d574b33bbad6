package store

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"
	"time"

	"shopclerk/internal/fold"
	"shopclerk/orders"
)

const (
	// maxSameNumber bounds how many orders one number shows: a shop has a handful of sources.
	maxSameNumber = 10
	// few is up to how many rows are read whole, and sorted and counted here. Both databases would put a sorted or
	// counted result with texts in it into a temporary table, which costs more than all else that they do.
	few = 50
)

// OrdersByNumber returns the orders that carry a number, of whatever source, newest first; orders.ErrNotFound when none
// does. statuses are those that may be shown.
func (s *Store) OrdersByNumber(ctx context.Context, shop, number string, statuses []orders.Status) ([]orders.Order, error) {
	query := fmt.Sprintf(`
SELECT id, status, placed_at, source, source_key, version, document, '' FROM orders%s
WHERE shop = ? AND number_key = ? LIMIT %d`, s.using("orders_by_number"), maxSameNumber)
	rows, err := s.readOrders(ctx, query, shop, fold.Number(number))
	if err != nil {
		return nil, err
	}
	rows = shown(rows, statuses)
	if len(rows) == 0 {
		return nil, orders.ErrNotFound
	}
	return toOrders(rows)
}

// OrdersByAccount returns one page of a customer's orders, newest first, and how many there are in all;
// orders.ErrUnknownAccount when neither an order nor a customer carries the account.
func (s *Store) OrdersByAccount(ctx context.Context, shop string, account orders.Account, statuses []orders.Status, offset, limit int) ([]orders.Order, int, error) {
	if account == "" {
		return nil, 0, orders.ErrUnknownAccount
	}
	rows, err := s.readOrders(ctx, s.byAccount(wholeOrder, few+1), shop, account, shop, account)
	if err != nil {
		return nil, 0, err
	}
	many := len(rows) > few
	if many {
		if rows, err = s.readOrders(ctx, s.byAccount(noText, maxOfAccount), shop, account, shop, account); err != nil {
			return nil, 0, err
		}
	}
	if rows = identified(rows); len(rows) == 0 {
		return nil, 0, orders.ErrUnknownAccount
	}
	rows = shown(rows, statuses)
	page := rows[min(offset, len(rows)):min(offset+limit, len(rows))]
	if many {
		if page, err = s.readPage(ctx, shop, page); err != nil {
			return nil, 0, err
		}
	}
	list, err := toOrders(page)
	return list, len(rows), err
}

// maxOfAccount is where the orders of one account stop counting, in rows of a few bytes.
const maxOfAccount = 100_000

// What byAccount reads of an order beside the columns that it is sorted and sifted by.
const (
	wholeOrder = "COALESCE(o.source_key, ''), o.version, COALESCE(o.document, '')"
	noText     = "'', NULL, ''"
)

// byAccount finds the orders that carry an account, and the customers that do with their orders; a customer without
// orders is a row with the id 0. Both joins begin with the few rows of the account on purpose: left alone, SQLite begins
// with all orders of the shop.
func (s *Store) byAccount(texts string, limit int) string {
	return fmt.Sprintf(`
SELECT o.id, o.status, o.placed_at, o.source, %[1]s, '' FROM order_accounts a%[2]s CROSS JOIN orders o%[2]s
WHERE a.shop = ? AND a.account = ? AND o.shop = a.shop AND o.id = a.order_id
UNION ALL
SELECT COALESCE(o.id, 0), COALESCE(o.status, ''), o.placed_at, a.source, %[1]s, a.customer_id FROM customer_accounts a%[2]s
LEFT JOIN orders o%[3]s ON o.shop = a.shop AND o.source = a.source AND o.customer_id = a.customer_id
WHERE a.shop = ? AND a.account = ?
LIMIT %[4]d`, texts, s.using("PRIMARY"), s.using("orders_by_customer"), limit)
}

// identified leaves out what was found through customers when more of them than MaxShared carry the account, as they do
// a shop's own telephone.
func identified(rows []orderRow) []orderRow {
	customers := map[[2]string]bool{}
	for _, r := range rows {
		if r.CustomerID != "" {
			customers[[2]string{r.Source, r.CustomerID}] = true
		}
	}
	if len(customers) <= orders.MaxShared {
		return rows
	}
	return slices.DeleteFunc(rows, func(r orderRow) bool { return r.CustomerID != "" })
}

// readPage reads what byAccount left out, in the order of the page.
func (s *Store) readPage(ctx context.Context, shop string, page []orderRow) ([]orderRow, error) {
	if len(page) == 0 {
		return nil, nil
	}
	ids := make([]int64, len(page))
	for i, r := range page {
		ids[i] = r.ID
	}
	var rows []orderRow
	err := s.db.WithContext(ctx).Where("shop = ? AND id IN ?", shop, ids).Find(&rows).Error
	return newestFirst(rows), unavailable(err)
}

// readOrders runs a query for those columns and the customer through whom an order was found.
func (s *Store) readOrders(ctx context.Context, query string, args ...any) (list []orderRow, err error) {
	err = s.read(ctx, query, func(rows *sql.Rows) error {
		var r orderRow
		err := rows.Scan(&r.ID, &r.Status, &r.PlacedAt, &r.Source, &r.SourceKey, &r.Version, &r.Document, &r.CustomerID)
		list = append(list, r)
		return err
	}, args...)
	return list, err
}

// shown keeps each order once, of those that may be shown, newest first.
func shown(rows []orderRow, statuses []orders.Status) []orderRow {
	newestFirst(rows)
	rows = slices.CompactFunc(rows, func(a, b orderRow) bool { return a.ID == b.ID })
	return slices.DeleteFunc(rows, func(r orderRow) bool {
		return r.ID == 0 || !slices.Contains(statuses, orders.Status(r.Status))
	})
}

func newestFirst(rows []orderRow) []orderRow {
	slices.SortFunc(rows, func(a, b orderRow) int {
		return cmp.Or(time.Time(b.PlacedAt).Compare(time.Time(a.PlacedAt)), cmp.Compare(b.ID, a.ID))
	})
	return rows
}

func toOrders(rows []orderRow) ([]orders.Order, error) {
	list := make([]orders.Order, len(rows))
	for i, r := range rows {
		var err error
		if list[i], err = toOrder(r); err != nil {
			return nil, err
		}
	}
	return list, nil
}
