package store

import (
	"context"
	"encoding/json"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"shopclerk/orders"
)

// customerRow is a row of customers.
type customerRow struct {
	Shop       string `gorm:"primaryKey"`
	Source     string `gorm:"primaryKey"`
	CustomerID string `gorm:"primaryKey"`
	Document   []byte
}

// TableName names the table.
func (customerRow) TableName() string { return "customers" }

// customerAccountRow is a row of customer_accounts.
type customerAccountRow struct {
	Shop       string         `gorm:"primaryKey"`
	Account    orders.Account `gorm:"primaryKey"`
	Source     string         `gorm:"primaryKey"`
	CustomerID string         `gorm:"primaryKey"`
}

// TableName names the table.
func (customerAccountRow) TableName() string { return "customer_accounts" }

// PutCustomer stores who a source says a customer is, replacing what it said before. The customer's orders are found by
// the accounts of this version from then on. A customer without an id is left out: it would be the customer of every
// order that names none.
func (s *Store) PutCustomer(ctx context.Context, w Write, c orders.Customer) error {
	if c.ID == "" {
		return nil
	}
	document, err := json.Marshal(c)
	if err != nil {
		return err
	}
	return s.write(ctx, w.Shop, func(tx *gorm.DB, _ *counterRow) error {
		row := customerRow{Shop: w.Shop, Source: w.Source, CustomerID: c.ID, Document: document}
		keys := []clause.Column{{Name: "shop"}, {Name: "source"}, {Name: "customer_id"}}
		if err := tx.Clauses(clause.OnConflict{Columns: keys, UpdateAll: true}).Create(&row).Error; err != nil {
			return err
		}
		stale := tx.Where("shop = ? AND source = ? AND customer_id = ?", w.Shop, w.Source, c.ID)
		if err := stale.Delete(&customerAccountRow{}).Error; err != nil {
			return err
		}
		var rows []customerAccountRow
		for _, a := range orders.Accounts(c.Emails, c.Phones, w.Region) {
			rows = append(rows, customerAccountRow{Shop: w.Shop, Account: a, Source: w.Source, CustomerID: c.ID})
		}
		if len(rows) == 0 {
			return nil
		}
		return tx.Create(&rows).Error
	})
}
