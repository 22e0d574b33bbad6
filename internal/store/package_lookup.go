package store

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"

	"shopclerk/internal/fold"
	"shopclerk/orders"
	"shopclerk/packages"
)

// PackagesOfOrder returns one page of an order's parcels, in the order in which they came to the store, and how many
// there are in all; orders.ErrNotFound when neither an order nor a parcel carries the number.
func (s *Store) PackagesOfOrder(ctx context.Context, shop, number string, offset, limit int) ([]packages.Package, int, error) {
	key := fold.Number(number)
	list, total, err := s.packagePage(ctx, s.using("packages_by_order")+" WHERE shop = ? AND order_key = ?", shop, key, offset, limit)
	if err != nil || total > 0 {
		return list, total, err
	}
	var known []int64
	err = s.db.WithContext(ctx).Model(&orderRow{}).Where("shop = ? AND number_key = ?", shop, key).Limit(1).Pluck("id", &known).Error
	if err == nil && len(known) == 0 {
		return nil, 0, orders.ErrNotFound
	}
	return nil, 0, unavailable(err)
}

// PackagesByNumber returns one page of the parcels that carry a number and how many there are in all;
// packages.ErrNotFound when none does.
func (s *Store) PackagesByNumber(ctx context.Context, shop, number string, offset, limit int) ([]packages.Package, int, error) {
	list, total, err := s.packagePage(ctx, s.using("packages_by_number")+" WHERE shop = ? AND package_key = ?", shop, fold.Number(number), offset, limit)
	if err == nil && total == 0 {
		err = packages.ErrNotFound
	}
	return list, total, err
}

// packagePage reads a page and counts all. A few parcels, as nearly every order has, are read in one round trip and
// sorted here; see few.
func (s *Store) packagePage(ctx context.Context, from, shop, key string, offset, limit int) ([]packages.Package, int, error) {
	rows, err := s.readPackages(ctx, packageColumns+from+fmt.Sprintf(" LIMIT %d", few+1), shop, key)
	if err != nil {
		return nil, 0, err
	}
	total := len(rows)
	if total <= few {
		slices.SortFunc(rows, func(a, b packageRow) int { return cmp.Compare(a.ID, b.ID) })
		rows = rows[min(offset, total):min(offset+limit, total)]
	} else { // +id, for the sake of SQLite: to sort by id it would walk all parcels of the shop
		if total, err = s.countPackages(ctx, from, shop, key); err != nil {
			return nil, 0, err
		}
		if rows, err = s.readPackages(ctx, packageColumns+from+" ORDER BY +id LIMIT ? OFFSET ?", shop, key, limit, offset); err != nil {
			return nil, 0, err
		}
	}
	list := make([]packages.Package, len(rows))
	for i, r := range rows {
		list[i] = toPackage(r)
	}
	return list, total, nil
}

func (s *Store) countPackages(ctx context.Context, from, shop, key string) (total int, err error) {
	err = s.read(ctx, "SELECT COUNT(*) FROM packages"+from, func(rows *sql.Rows) error { return rows.Scan(&total) }, shop, key)
	return total, err
}

const packageColumns = `
SELECT id, source, order_number, package_number, product_name, carrier, tracking_number, tracking_url, status, expected_on,
delivered_at, image_url, version FROM packages`

func (s *Store) readPackages(ctx context.Context, query string, args ...any) (list []packageRow, err error) {
	err = s.read(ctx, query, func(rows *sql.Rows) error {
		var r packageRow
		err := rows.Scan(&r.ID, &r.Source, &r.OrderNumber, &r.PackageNumber, &r.ProductName, &r.Carrier, &r.TrackingNumber,
			&r.TrackingURL, &r.Status, &r.ExpectedOn, &r.DeliveredAt, &r.ImageURL, &r.Version)
		list = append(list, r)
		return err
	}, args...)
	return list, err
}
