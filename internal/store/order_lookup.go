package store

import (
	"cmp"
	"context"
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

const byNumber = `
SELECT id, status, placed_at, source, source_key, version, document FROM orders
WHERE shop = ? AND number_key = ? LIMIT ?`

// OrdersByNumber returns the orders that carry a number, of whatever source, newest first; orders.ErrNotFound when none
// does. statuses are those that may be shown.
func (s *Store) OrdersByNumber(ctx context.Context, shop, number string, statuses []orders.Status) ([]orders.Order, error) {
	rows, err := s.readOrders(ctx, byNumber, shop, fold.Number(number), maxSameNumber)
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
	rows, err := s.readOrders(ctx, byAccount(true), accountArgs(shop, account, few+1)...)
	if err != nil {
		return nil, 0, err
	}
	many := len(rows) > few
	if many {
		if rows, err = s.readOrders(ctx, byAccount(false), accountArgs(shop, account, maxOfAccount)...); err != nil {
			return nil, 0, err
		}
	}
	if len(rows) == 0 {
		return nil, 0, s.checkAccount(ctx, shop, account)
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

// byAccount finds the orders that carry an account, or whose customer does. More customers than MaxShared sharing one,
// such as a shop's own telephone, tell of none. The CROSS JOINs begin with the few rows of the account on purpose: left
// alone, SQLite begins with all orders of the shop.
func byAccount(whole bool) string {
	columns := "o.id, o.status, o.placed_at, '', '', NULL, ''"
	if whole {
		columns = "o.id, o.status, o.placed_at, o.source, o.source_key, o.version, o.document"
	}
	return `
SELECT ` + columns + ` FROM order_accounts a CROSS JOIN orders o
WHERE a.shop = ? AND a.account = ? AND o.shop = a.shop AND o.id = a.order_id
UNION ALL
SELECT ` + columns + ` FROM customer_accounts a CROSS JOIN orders o
WHERE a.shop = ? AND a.account = ? AND o.shop = a.shop AND o.source = a.source AND o.customer_id = a.customer_id
AND (` + sharing + `) <= ?
LIMIT ?`
}

// sharing counts the customers that carry an account, as far as it matters.
const sharing = `SELECT COUNT(*) FROM (SELECT 1 FROM customer_accounts WHERE shop = ? AND account = ? LIMIT ?) s`

func accountArgs(shop string, account orders.Account, limit int) []any {
	return []any{shop, account, shop, account, shop, account, orders.MaxShared + 1, orders.MaxShared, limit}
}

// checkAccount tells an account without orders from one that nobody has.
func (s *Store) checkAccount(ctx context.Context, shop string, account orders.Account) error {
	var customers int
	err := s.db.WithContext(ctx).Raw(sharing, shop, account, orders.MaxShared+1).Row().Scan(&customers)
	if err == nil && (customers == 0 || customers > orders.MaxShared) {
		return orders.ErrUnknownAccount
	}
	return unavailable(err)
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
	const byID = "SELECT id, status, placed_at, source, source_key, version, document FROM orders WHERE shop = ? AND id IN ?"
	rows, err := s.readOrders(ctx, byID, shop, ids)
	return newestFirst(rows), err
}

// readOrders runs a query for those seven columns. They are read one by one, for this is the busiest road of all and
// GORM's reading of rows costs as much as the database's answer.
func (s *Store) readOrders(ctx context.Context, query string, args ...any) (list []orderRow, err error) {
	rows, err := s.db.WithContext(ctx).Raw(query, args...).Rows()
	if err != nil {
		return nil, unavailable(err)
	}
	defer rows.Close()
	for rows.Next() {
		var r orderRow
		if err := rows.Scan(&r.ID, &r.Status, &r.PlacedAt, &r.Source, &r.SourceKey, &r.Version, &r.Document); err != nil {
			return nil, unavailable(err)
		}
		list = append(list, r)
	}
	return list, unavailable(rows.Err())
}

// shown keeps each order once, of those that may be shown, newest first.
func shown(rows []orderRow, statuses []orders.Status) []orderRow {
	newestFirst(rows)
	rows = slices.CompactFunc(rows, func(a, b orderRow) bool { return a.ID == b.ID })
	return slices.DeleteFunc(rows, func(r orderRow) bool { return !slices.Contains(statuses, orders.Status(r.Status)) })
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
