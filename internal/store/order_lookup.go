package store

import (
	"context"

	"shopclerk/internal/fold"
	"shopclerk/orders"
)

// OrdersByNumber returns the orders that carry a number, of whatever source, newest first; orders.ErrNotFound when none
// does. statuses are those that may be shown.
func (s *Store) OrdersByNumber(ctx context.Context, shop, number string, statuses []orders.Status) ([]orders.Order, error) {
	var rows []orderRow
	err := s.db.WithContext(ctx).Select("id", "source", "source_key", "version", "document").
		Where("shop = ? AND number_key = ? AND status IN ?", shop, fold.Number(number), statuses).
		Order("placed_at DESC, id DESC").Limit(maxSameNumber).Find(&rows).Error
	if err == nil && len(rows) == 0 {
		return nil, orders.ErrNotFound
	}
	list, err := toOrders(rows, err)
	return list, err
}

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

// byAccount reads a page and the count of all in one round trip.
const byAccount = `
SELECT o.id, o.source, o.source_key, o.version, o.document, COUNT(*) OVER () AS total
FROM (` + hits + `) hit
JOIN orders o ON o.shop = @shop AND o.id = hit.id
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
	var rows []orderRow
	err := s.db.WithContext(ctx).Raw(byAccount, args).Scan(&rows).Error
	if err == nil && len(rows) == 0 {
		total, err := s.countByAccount(ctx, args)
		return nil, total, err
	}
	list, err := toOrders(rows, err)
	if err != nil {
		return nil, 0, err
	}
	return list, rows[0].Total, nil
}

func (s *Store) countByAccount(ctx context.Context, args map[string]any) (total int, err error) {
	var counted struct{ Total, Known int }
	if err := s.db.WithContext(ctx).Raw(countByAccount, args).Scan(&counted).Error; err != nil {
		return 0, unavailable(err)
	}
	if counted.Known == 0 {
		return 0, orders.ErrUnknownAccount
	}
	return counted.Total, nil
}

func toOrders(rows []orderRow, err error) ([]orders.Order, error) {
	list := make([]orders.Order, len(rows))
	for i, r := range rows {
		if err == nil {
			list[i], err = toOrder(r)
		}
	}
	return list, unavailable(err)
}
