package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"

	"shopclerk/orders"
)

// ErrShared is an account that more customers have than it can identify, such as a shop's own telephone.
var ErrShared = errors.New("more customers have the account than it can tell apart")

// Forgotten is what was erased of a person.
type Forgotten struct {
	Orders, Customers int
	// Subjects are the orders and customers, as their sources name them: what their deliveries told is still kept elsewhere.
	Subjects []Subject
}

// Subject is something that a source tells of.
type Subject struct {
	Source string
	Kind   string // "order" or "customer"
	Key    string // the source's own id of it; of an order without one its folded number
	Number string // of an order, as the source writes it
}

// Forget erases a person everywhere in a shop. The orders that carry the account, or whose customer does, lose name, e-mails,
// phones, address, link and customer id; their amounts, lines, number and status stay. The customers go. ErrShared, and
// nothing is erased, when the account is that of more than orders.MaxShared customers.
//
// Nothing is kept by which the person could be told again, so a later change of the source may bring the person back. The
// same version of an order does not: what is erased counts as a microsecond later. Not touched are deliveries, uploads, and
// what is kept for undoing imports.
func (s *Store) Forget(ctx context.Context, shop string, account orders.Account) (Forgotten, error) {
	var gone Forgotten
	customers, err := s.customersOf(ctx, shop, account)
	if err != nil || account == "" {
		return gone, err
	}
	if len(customers) > orders.MaxShared {
		return gone, ErrShared
	}
	from := "order_accounts a" + s.using("PRIMARY") + " CROSS JOIN orders o" + s.using("PRIMARY") + " WHERE a.shop = ? AND a.account = ? AND o.shop = a.shop AND o.id = a.order_id"
	if err := s.eraseOrders(ctx, shop, &gone, sqlPart{from, []any{shop, string(account)}}); err != nil {
		return gone, err
	}
	for _, c := range customers {
		from := "orders o" + s.using("orders_by_customer") + " WHERE o.shop = ? AND o.source = ? AND o.customer_id = ?"
		if err := s.eraseOrders(ctx, shop, &gone, sqlPart{from, []any{shop, c.Source, c.Key}}); err != nil {
			return gone, err
		}
	}
	return gone, s.dropCustomers(ctx, shop, &gone, customers) // last, so that after a crash all of it is found again
}

// customersOf returns the customers that have an account.
func (s *Store) customersOf(ctx context.Context, shop string, account orders.Account) (list []Subject, err error) {
	query := "SELECT source, customer_id FROM customer_accounts" + s.using("PRIMARY") + " WHERE shop = ? AND account = ?"
	err = s.read(ctx, query, func(rows *sql.Rows) error {
		c := Subject{Kind: "customer"}
		err := rows.Scan(&c.Source, &c.Key)
		list = append(list, c)
		return err
	}, shop, string(account))
	return list, err
}

// sqlPart is the end of a query with its values.
type sqlPart struct {
	text string
	args []any
}

// eraseOrders takes the person out of the orders o of a query, a batch at a time. An order that is erased is not found again.
func (s *Store) eraseOrders(ctx context.Context, shop string, gone *Forgotten, from sqlPart) error {
	query := fmt.Sprintf("SELECT o.id, o.source, o.source_key, o.version, o.document FROM %s LIMIT %d", from.text, BatchSize)
	var erased []Subject
	for {
		err := s.write(ctx, shop, func(tx *gorm.DB, numbers *counterRow) error {
			erased = nil
			var slots []*slot[orders.Order]
			err := s.query(ctx, tx, query, func(rows *sql.Rows) error {
				r := orderRow{Shop: shop}
				if err := rows.Scan(&r.ID, &r.Source, &r.SourceKey, &r.Version, &r.Document); err != nil {
					return err
				}
				o, err := toOrder(r)
				slots = append(slots, &slot[orders.Order]{before: &o, now: new(nobodys(o))})
				erased = append(erased, Subject{Source: o.Source, Kind: "order", Key: o.Key, Number: o.Number})
				return err
			}, from.args...)
			if err != nil {
				return err
			}
			return storeOrders(tx, Write{Shop: shop}, numbers, slots)
		})
		if err != nil || len(erased) == 0 {
			return err
		}
		gone.Orders, gone.Subjects = gone.Orders+len(erased), append(gone.Subjects, erased...)
	}
}

// nobodys is an order without whatever tells whose it is.
func nobodys(o orders.Order) orders.Order {
	o.RecipientName, o.Emails, o.Phones, o.Address, o.URL, o.LinkPrivate, o.CustomerID = "", nil, nil, nil, "", false, ""
	o.Version = o.Version.Add(time.Microsecond)
	return o
}

func (s *Store) dropCustomers(ctx context.Context, shop string, gone *Forgotten, customers []Subject) error {
	if len(customers) == 0 {
		return nil
	}
	err := s.write(ctx, shop, func(tx *gorm.DB, _ *counterRow) error {
		for _, c := range customers {
			for _, row := range []any{&customerAccountRow{}, &customerRow{}} {
				err := tx.Where("shop = ? AND source = ? AND customer_id = ?", shop, c.Source, c.Key).Delete(row).Error
				if err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err == nil {
		gone.Customers, gone.Subjects = len(customers), append(gone.Subjects, customers...)
	}
	return err
}
