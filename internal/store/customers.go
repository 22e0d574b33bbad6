package store

import (
	"bytes"
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"strings"
	"time"
	"unicode/utf8"

	"gorm.io/gorm"

	"shopclerk/orders"
)

// maxCustomerID is how many characters the column of a customer's id has.
const maxCustomerID = 191

// errCustomerID refuses what MySQL would cut or take for another: to it "7 " is "7".
var errCustomerID = errors.New("id: is empty, longer than 191 characters or has space around it")

// customerRow is a row of customers.
type customerRow struct {
	Shop       string `gorm:"primaryKey"`
	Source     string `gorm:"primaryKey"`
	CustomerID string `gorm:"primaryKey"`
	Version    stamp
	Document   []byte

	said orders.Customer // what the document was made from, empty of a row that was read
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

// Supersedes reports whether r is to replace old: the later one wins, at equal times the one with the larger document, so
// that any order of arrival ends the same.
func (r customerRow) Supersedes(old customerRow) bool {
	return cmp.Or(time.Time(r.Version).Compare(time.Time(old.Version)), bytes.Compare(r.Document, old.Document)) > 0
}

// Same reports whether nothing but the time of writing differs between two versions.
func (r customerRow) Same(old customerRow) bool { return bytes.Equal(r.Document, old.Document) }

// PutCustomer stores who a source says a customer is, unless it said something else later. The customer's orders are found
// by the accounts of this version from then on. A customer without an id is left out: it would be the customer of every
// order that names none.
func (s *Store) PutCustomer(ctx context.Context, w Write, c orders.Customer) error {
	if c.ID == "" {
		return nil
	}
	arrival := exact(s.now())
	return s.write(ctx, w.Shop, func(tx *gorm.DB, numbers *counterRow) error {
		outcomes, err := s.putCustomers(turn{Write: w, tx: tx, numbers: numbers, arrival: arrival}, []orders.Customer{c})
		return cmp.Or(err, first(outcomes).Err)
	})
}

func (s *Store) putCustomers(t turn, list []orders.Customer) ([]Outcome, error) {
	keys := make([]string, len(list))
	for i, c := range list {
		keys[i] = c.ID
	}
	slots, err := s.customerSlots(t, keys)
	if err != nil {
		return nil, err
	}
	game := play[string, customerRow]{
		slots: slots, keys: keys, arrival: t.arrival,
		version: func(r *customerRow) time.Time { return time.Time(r.Version) },
		apply:   func(i int, _ *customerRow) (customerRow, error) { return t.customer(list[i], arrivalOf(t.arrival, i)) },
	}
	outcomes := game.run()
	return outcomes, s.storeCustomers(t, written(slots, keys))
}

// customer is the row of a customer that arrived at a moment.
func (t turn) customer(c orders.Customer, at time.Time) (customerRow, error) {
	if c.ID == "" || utf8.RuneCountInString(c.ID) > maxCustomerID || strings.TrimSpace(c.ID) != c.ID {
		return customerRow{}, errCustomerID
	}
	if c.Version.IsZero() {
		c.Version = at
	}
	if err := keepable(&c.Version); err != nil {
		return customerRow{}, err
	}
	c.Source = t.Source
	document, err := json.Marshal(c)
	return customerRow{t.Shop, t.Source, c.ID, stamp(c.Version), document, c}, err
}

func (s *Store) customerSlots(t turn, keys []string) (map[string]*slot[customerRow], error) {
	slots := make(map[string]*slot[customerRow], len(keys))
	err := inKeys(keys, func(places string, args []any) error {
		query := "SELECT customer_id, version, document FROM customers WHERE shop = ? AND source = ? AND customer_id IN " + places
		return s.query(t.tx.Statement.Context, t.tx, query, func(rows *sql.Rows) error {
			r := customerRow{Shop: t.Shop, Source: t.Source}
			err := rows.Scan(&r.CustomerID, &r.Version, &r.Document)
			slots[r.CustomerID] = &slot[customerRow]{before: &r, now: &r}
			return err
		}, append([]any{t.Shop, t.Source}, args...)...)
	})
	return slots, err
}

// storeCustomers writes rows, and their accounts in the place of those that stand.
func (s *Store) storeCustomers(t turn, slots []*slot[customerRow]) error {
	var accounts [][]any
	var stale []string
	for _, at := range slots {
		if at.before != nil && at.now.Same(*at.before) {
			continue // only its version is another
		}
		if at.before != nil {
			stale = append(stale, at.now.CustomerID)
		}
		for _, a := range orders.Accounts(at.now.said.Emails, at.now.said.Phones, t.Region) {
			accounts = append(accounts, []any{t.Shop, string(a), t.Source, at.now.CustomerID})
		}
	}
	err := s.writeTuples(t.tx, len(slots), s.customerUpsert, func(values []any, i int) []any {
		r := slots[i].now
		return append(values, r.Shop, r.Source, r.CustomerID, r.Version, string(r.Document))
	})
	if err == nil {
		err = s.dropCustomerAccounts(t, stale)
	}
	if err != nil {
		return err
	}
	return s.insertTuples(t.tx, len(accounts), "customer_accounts (shop, account, source, customer_id)", func(values []any, i int) []any { return append(values, accounts[i]...) })
}

func (s *Store) customerUpsert(rows int) string {
	conflict := map[string]string{SQLite: " ON CONFLICT (shop, source, customer_id) DO UPDATE SET ", MySQL: " ON DUPLICATE KEY UPDATE "}[s.dialect]
	return "INSERT INTO customers (shop, source, customer_id, version, document) VALUES " + tuples(rows, 5) + conflict +
		"version = " + s.incoming("version") + ", document = " + s.incoming("document")
}

func (s *Store) dropCustomerAccounts(t turn, customers []string) error {
	return inKeys(customers, func(places string, args []any) error {
		query := "DELETE FROM customer_accounts WHERE shop = ? AND source = ? AND customer_id IN " + places
		return s.exec(t.tx, query, append([]any{t.Shop, t.Source}, args...)...)
	})
}
