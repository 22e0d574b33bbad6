package store

import (
	"context"

	"shopclerk/internal/fold"
	"shopclerk/orders"
)

// OrdersByNumber returns the orders that carry a number, of whatever source, newest first; orders.ErrNotFound when none
// does. statuses are those that may be shown.
func (s *Store) OrdersByNumber(ctx context.Context, shop, number string, statuses []orders.Status) ([]orders.Order, error) {
	list, _, err := s.readOrders(ctx, byNumber, shop, fold.Number(number), statuses, maxSameNumber)
	if err == nil && len(list) == 0 {
		err = orders.ErrNotFound
	}
	return list, err
}

const byNumber = `
SELECT id, source, source_key, version, document, 0 FROM orders
WHERE shop = ? AND number_key = ? AND status IN ?
ORDER BY placed_at DESC, id DESC LIMIT ?`

// maxSameNumber bounds how many orders one number shows: a shop has a handful of sources.
const maxSameNumber = 10

// hits are the orders that carry an account, or whose customer does. More customers than MaxShared sharing one, such as a
// shop's own telephone, tell of none. The join begins with the few rows of the account on purpose: left alone, SQLite
// begins with all orders of the shop.
const hits = `
	SELECT order_id AS id, 1 AS known FROM order_accounts WHERE shop = @shop AND account = @account
	UNION
	SELECT c.id, 1 FROM customer_accounts a
	LEFT JOIN orders c ON c.shop = a.shop AND c.source = a.source AND c.customer_id = a.customer_id
	WHERE a.shop = @shop AND a.account = @account
	AND (SELECT COUNT(*) FROM (SELECT 1 FROM customer_accounts WHERE shop = @shop AND account = @account LIMIT @tooMany) s) < @tooMany`

// byAccount reads a page and the count of all in one round trip. A CROSS JOIN is one whose order SQLite keeps, for the same
// reason as above.
const byAccount = `
SELECT o.id, o.source, o.source_key, o.version, o.document, COUNT(*) OVER () AS total
FROM (` + hits + `) hit
CROSS JOIN orders o ON o.shop = @shop AND o.id = hit.id
WHERE o.status IN @statuses
ORDER BY o.placed_at DESC, o.id DESC
LIMIT @limit OFFSET @offset`

// countByAccount counts what byAccount would page through, for a page past the end, and tells whether the account is known.
const countByAccount = `
SELECT COUNT(o.id) AS total, COUNT(hit.known) AS known
FROM (` + hits + `) hit
LEFT JOIN orders o ON o.shop = @shop AND o.id = hit.id AND o.status IN @statuses`

// OrdersByAccount returns one page of a customer's orders, newest first, and how many there are in all;
// orders.ErrUnknownAccount when neither an order nor a customer carries the account.
func (s *Store) OrdersByAccount(ctx context.Context, shop string, account orders.Account, statuses []orders.Status, offset, limit int) ([]orders.Order, int, error) {
	if account == "" {
		return nil, 0, orders.ErrUnknownAccount
	}
	args := map[string]any{
		"shop": shop, "account": account, "statuses": statuses, "limit": limit, "offset": offset, "tooMany": orders.MaxShared + 1,
	}
	list, total, err := s.readOrders(ctx, byAccount, args)
	if err == nil && len(list) == 0 {
		total, err = s.countByAccount(ctx, args)
	}
	return list, total, err
}

// readOrders runs a query for id, source, key, version, document and the count of all pages. The columns are read one by
// one, for this is the busiest road of all and GORM's reading of rows costs as much as the database's answer.
func (s *Store) readOrders(ctx context.Context, query string, args ...any) (list []orders.Order, total int, err error) {
	rows, err := s.db.WithContext(ctx).Raw(query, args...).Rows()
	if err != nil {
		return nil, 0, unavailable(err)
	}
	defer rows.Close()
	for rows.Next() {
		var r orderRow
		if err := rows.Scan(&r.ID, &r.Source, &r.SourceKey, &r.Version, &r.Document, &total); err != nil {
			return nil, 0, unavailable(err)
		}
		o, err := toOrder(r)
		if err != nil {
			return nil, 0, err
		}
		list = append(list, o)
	}
	return list, total, unavailable(rows.Err())
}

func (s *Store) countByAccount(ctx context.Context, args map[string]any) (total int, err error) {
	var counted struct{ Total, Known int }
	if err := s.db.WithContext(ctx).Raw(countByAccount, args).Find(&counted).Error; err != nil {
		return 0, unavailable(err)
	}
	if counted.Known == 0 {
		return 0, orders.ErrUnknownAccount
	}
	return counted.Total, nil
}
