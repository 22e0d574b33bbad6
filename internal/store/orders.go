package store

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"shopclerk/internal/fold"
	"shopclerk/orders"
)

// orderRow is a row of orders. What is always read whole, the order, is one document.
type orderRow struct {
	Shop       string `gorm:"primaryKey"`
	ID         int64  `gorm:"primaryKey;autoIncrement:false"`
	Source     string
	SourceKey  string
	NumberKey  string
	CustomerID string
	Status     string
	PlacedAt   stamp
	Version    stamp
	Document   []byte
}

// TableName names the table.
func (orderRow) TableName() string { return "orders" }

// orderAccountRow is a row of order_accounts.
type orderAccountRow struct {
	Shop    string         `gorm:"primaryKey"`
	Account orders.Account `gorm:"primaryKey"`
	OrderID int64          `gorm:"primaryKey;autoIncrement:false"`
}

// TableName names the table.
func (orderAccountRow) TableName() string { return "order_accounts" }

func toOrder(r orderRow) (orders.Order, error) {
	o := orders.Order{ID: r.ID, Source: r.Source, Key: r.SourceKey, Version: time.Time(r.Version)}
	if err := json.Unmarshal(r.Document, &o); err != nil {
		return o, fmt.Errorf("order %d of shop %s: %w", r.ID, r.Shop, err)
	}
	return o, nil
}

func toOrderRow(shop string, o orders.Order) (orderRow, error) {
	document, err := json.Marshal(o)
	return orderRow{
		Shop: shop, ID: o.ID, Source: o.Source, SourceKey: o.Key, NumberKey: fold.Number(o.Number), CustomerID: o.CustomerID,
		Status: string(o.Status), PlacedAt: stamp(o.PlacedAt), Version: stamp(o.Version), Document: document,
	}, err
}

// PutOrders makes changes to a source's orders, all in one transaction, and returns what came of each, in order.
func (s *Store) PutOrders(ctx context.Context, w Write, changes []orders.Change) (outcomes []Outcome, err error) {
	arrival := exact(s.now())
	err = s.write(ctx, w.Shop, func(tx *gorm.DB, numbers *counterRow) (err error) {
		outcomes, err = s.putOrders(turn{Write: w, tx: tx, numbers: numbers, arrival: arrival}, changes)
		return err
	})
	return outcomes, err
}

func (s *Store) putOrders(t turn, changes []orders.Change) ([]Outcome, error) {
	keys := make([]string, len(changes))
	for i, c := range changes {
		keys[i] = c.OrderKey()
	}
	slots, err := s.orderSlots(t.tx.Statement.Context, t.tx, t.Write, keys)
	if err != nil {
		return nil, err
	}
	game := play[string, orders.Order]{
		slots: slots, keys: keys, arrival: t.arrival, scratch: s.base != nil,
		version: func(o *orders.Order) time.Time { return o.Version },
		id:      func(o *orders.Order) int64 { return o.ID },
		apply: func(i int, old *orders.Order) (orders.Order, error) {
			o, err := changes[i].Apply(old, t.Currency, arrivalOf(t.arrival, i))
			o.Source = t.Source
			return o, cmp.Or(err, keepable(&o.PlacedAt, &o.Version))
		},
	}
	outcomes := game.run()
	changed := written(slots, keys)
	if err := storeOrders(t.tx, t.Write, t.numbers, changed); err != nil {
		return nil, err
	}
	game.number(outcomes)
	return outcomes, noteStep(s, t.tx, t.Step, outcomes, changed, orderImage)
}

func (s *Store) orderSlots(ctx context.Context, tx *gorm.DB, w Write, keys []string) (map[string]*slot[orders.Order], error) {
	slots := make(map[string]*slot[orders.Order], len(keys))
	var rows []orderRow
	if err := tx.Where("shop = ? AND source = ? AND source_key IN ?", w.Shop, w.Source, keys).Find(&rows).Error; err != nil {
		return nil, err
	}
	for _, r := range rows {
		o, err := toOrder(r)
		if err != nil {
			return nil, err
		}
		slots[o.Key] = &slot[orders.Order]{before: &o, now: &o}
	}
	return slots, borrow(s, slots, keys, func(base *Store, missing []string) (map[string]*slot[orders.Order], error) {
		found, err := base.orderSlots(ctx, base.db.WithContext(ctx), w, missing)
		for _, at := range found {
			at.origin, at.now.ID = at.now.ID, 0 // the scratch numbers its rows itself
		}
		return found, err
	})
}

func storeOrders(tx *gorm.DB, w Write, numbers *counterRow, slots []*slot[orders.Order]) error {
	if len(slots) == 0 {
		return nil
	}
	rows := make([]orderRow, 0, len(slots))
	var accounts []orderAccountRow
	var stale []int64
	for _, at := range slots {
		if at.now.ID == 0 {
			numbers.IDs++
			at.now.ID = numbers.IDs
		} else {
			stale = append(stale, at.now.ID)
		}
		row, err := toOrderRow(w.Shop, *at.now)
		if err != nil {
			return err
		}
		rows = append(rows, row)
		for _, a := range orders.Accounts(at.now.Emails, at.now.Phones, w.Region) {
			accounts = append(accounts, orderAccountRow{Shop: w.Shop, Account: a, OrderID: at.now.ID})
		}
	}
	if err := tx.Clauses(clause.OnConflict{Columns: idColumns, UpdateAll: true}).Create(&rows).Error; err != nil {
		return err
	}
	if len(stale) > 0 {
		if err := tx.Where("shop = ? AND order_id IN ?", w.Shop, stale).Delete(&orderAccountRow{}).Error; err != nil {
			return err
		}
	}
	if len(accounts) == 0 {
		return nil
	}
	return tx.Create(&accounts).Error
}
