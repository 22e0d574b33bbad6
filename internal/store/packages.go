package store

import (
	"context"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"shopclerk/internal/fold"
	"shopclerk/orders"
	"shopclerk/packages"
)

// packageRow is a row of packages.
type packageRow struct {
	Shop           string `gorm:"primaryKey"`
	ID             int64  `gorm:"primaryKey;autoIncrement:false"`
	Source         string
	OrderKey       string
	PackageKey     string
	OrderNumber    string
	PackageNumber  string
	ProductName    string
	Carrier        string
	TrackingNumber string
	TrackingURL    string
	Status         string
	ExpectedOn     string
	DeliveredAt    stamp
	ImageURL       string
	Version        stamp
	Total          int `gorm:"->"` // of all pages, where a query counts them
}

// TableName names the table.
func (packageRow) TableName() string { return "packages" }

func toPackage(r packageRow) packages.Package {
	p := packages.Package{
		ID: r.ID, Source: r.Source, OrderNumber: r.OrderNumber, Number: r.PackageNumber, ProductName: r.ProductName,
		Carrier: r.Carrier, TrackingNumber: r.TrackingNumber, TrackingURL: r.TrackingURL, Status: packages.Status(r.Status),
		ExpectedOn: r.ExpectedOn, ImageURL: r.ImageURL, Version: time.Time(r.Version),
	}
	if at := time.Time(r.DeliveredAt); !at.IsZero() {
		p.DeliveredAt = &at
	}
	return p
}

func toPackageRow(shop string, p packages.Package) packageRow {
	r := packageRow{
		Shop: shop, ID: p.ID, Source: p.Source, OrderKey: p.Key().Order, PackageKey: p.Key().Number,
		OrderNumber: p.OrderNumber, PackageNumber: p.Number, ProductName: p.ProductName, Carrier: p.Carrier,
		TrackingNumber: p.TrackingNumber, TrackingURL: p.TrackingURL, Status: string(p.Status),
		ExpectedOn: p.ExpectedOn, ImageURL: p.ImageURL, Version: stamp(p.Version),
	}
	if p.DeliveredAt != nil {
		r.DeliveredAt = stamp(*p.DeliveredAt)
	}
	return r
}

// PutPackages makes changes to a source's parcels, all in one transaction, and returns what came of each, in order.
func (s *Store) PutPackages(ctx context.Context, w Write, changes []packages.Change) ([]Outcome, error) {
	arrival := exact(s.now())
	keys := make([]packages.Key, len(changes))
	for i, c := range changes {
		keys[i] = c.Key()
	}
	var outcomes []Outcome
	err := s.write(ctx, w.Shop, func(tx *gorm.DB, numbers *counterRow) error {
		slots, err := s.packageSlots(ctx, tx, w, keys)
		if err != nil {
			return err
		}
		outcomes = play[packages.Key, packages.Package]{
			slots: slots, keys: keys, arrival: arrival,
			version: func(p *packages.Package) time.Time { return p.Version },
			apply: func(i int, old *packages.Package) (packages.Package, error) {
				p := changes[i].Apply(old, arrival)
				p.Source = w.Source
				if p.DeliveredAt != nil {
					p.DeliveredAt = new(*p.DeliveredAt)
					if err := keepable(p.DeliveredAt); err != nil {
						return p, err
					}
				}
				return p, keepable(&p.Version)
			},
		}.run()
		return storePackages(tx, w.Shop, numbers, written(slots, keys))
	})
	return outcomes, err
}

func (s *Store) packageSlots(ctx context.Context, tx *gorm.DB, w Write, keys []packages.Key) (map[packages.Key]*slot[packages.Package], error) {
	orderKeys := make([]string, len(keys))
	for i, k := range keys {
		orderKeys[i] = k.Order
	}
	slots := make(map[packages.Key]*slot[packages.Package], len(keys))
	var rows []packageRow
	if err := tx.Where("shop = ? AND source = ? AND order_key IN ?", w.Shop, w.Source, orderKeys).Find(&rows).Error; err != nil {
		return nil, err
	}
	for _, r := range rows {
		p := toPackage(r)
		slots[p.Key()] = &slot[packages.Package]{before: &p, now: &p}
	}
	return slots, borrow(s, slots, keys, func(base *Store, missing []packages.Key) (map[packages.Key]*slot[packages.Package], error) {
		found, err := base.packageSlots(ctx, base.db.WithContext(ctx), w, missing)
		for _, at := range found {
			at.now.ID = 0 // the scratch numbers its rows itself
		}
		return found, err
	})
}

func storePackages(tx *gorm.DB, shop string, numbers *counterRow, slots []*slot[packages.Package]) error {
	if len(slots) == 0 {
		return nil
	}
	rows := make([]packageRow, 0, len(slots))
	for _, at := range slots {
		if at.now.ID == 0 {
			numbers.IDs++
			at.now.ID = numbers.IDs
		}
		rows = append(rows, toPackageRow(shop, *at.now))
	}
	return tx.Clauses(clause.OnConflict{Columns: idColumns, UpdateAll: true}).Create(&rows).Error
}

// PackagesOfOrder returns one page of an order's parcels, in the order in which they came to the store, and how many
// there are in all; orders.ErrNotFound when neither an order nor a parcel carries the number.
func (s *Store) PackagesOfOrder(ctx context.Context, shop, number string, offset, limit int) ([]packages.Package, int, error) {
	key := fold.Number(number)
	list, total, err := s.packagePage(ctx, "order_key", shop, key, offset, limit)
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
	list, total, err := s.packagePage(ctx, "package_key", shop, fold.Number(number), offset, limit)
	if err == nil && total == 0 {
		err = packages.ErrNotFound
	}
	return list, total, err
}

// packagePage reads a page and the count of all in one round trip; only a page past the end needs a second one.
func (s *Store) packagePage(ctx context.Context, column, shop, key string, offset, limit int) ([]packages.Package, int, error) {
	matching := s.db.WithContext(ctx).Model(&packageRow{}).Where("shop = ? AND "+column+" = ?", shop, key)
	var rows []packageRow
	err := matching.Select("packages.*, COUNT(*) OVER () AS total").Order("id").Offset(offset).Limit(limit).Find(&rows).Error
	if err != nil {
		return nil, 0, unavailable(err)
	}
	if len(rows) == 0 && offset > 0 {
		var total int64
		err := s.db.WithContext(ctx).Model(&packageRow{}).Where("shop = ? AND "+column+" = ?", shop, key).Count(&total).Error
		return nil, int(total), unavailable(err)
	}
	list := make([]packages.Package, len(rows))
	for i, r := range rows {
		list[i] = toPackage(r)
	}
	return list, first(rows).Total, nil
}
