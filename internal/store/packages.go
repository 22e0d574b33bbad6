package store

import (
	"context"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

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
func (s *Store) PutPackages(ctx context.Context, w Write, changes []packages.Change) (outcomes []Outcome, err error) {
	arrival := exact(s.now())
	err = s.write(ctx, w.Shop, func(tx *gorm.DB, numbers *counterRow) (err error) {
		outcomes, err = s.putPackages(turn{Write: w, tx: tx, numbers: numbers, arrival: arrival}, changes)
		return err
	})
	return outcomes, err
}

func (s *Store) putPackages(t turn, changes []packages.Change) ([]Outcome, error) {
	keys := make([]packages.Key, len(changes))
	for i, c := range changes {
		keys[i] = c.Key()
	}
	slots, err := s.packageSlots(t.tx.Statement.Context, t.tx, t.Write, keys)
	if err != nil {
		return nil, err
	}
	game := play[packages.Key, packages.Package]{
		slots: slots, keys: keys, arrival: t.arrival, scratch: s.base != nil, replaces: t.replaces,
		version: func(p *packages.Package) time.Time { return p.Version },
		id:      func(p *packages.Package) int64 { return p.ID },
		apply: func(i int, old *packages.Package) (packages.Package, error) {
			return t.parcel(changes[i], old, arrivalOf(t.arrival, i))
		},
	}
	outcomes := game.run()
	changed := written(slots, keys)
	if err := storePackages(t.tx, t.Shop, t.numbers, changed); err != nil {
		return nil, err
	}
	game.number(outcomes)
	return outcomes, noteStep(s, t.tx, t.Step, outcomes, changed, packageImage)
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
			at.origin, at.now.ID = at.now.ID, 0 // the scratch numbers its rows itself
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
