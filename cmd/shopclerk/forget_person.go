package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"shopclerk/config"
	"shopclerk/internal/fold"
	"shopclerk/internal/store"
	"shopclerk/orders"
	"shopclerk/server/feeds"
)

// person is who has an account, as far as it is told here.
type person struct {
	shop    config.Shop
	account orders.Account
	known   bool // to the database

	orders     int
	numbers    map[string]bool // of the orders, by source and folded number
	customers  map[string]bool // by source and the source's own id
	objects    map[string]map[string]bool
	deliveries int     // that have a body
	nameless   []int64 // those of them that do not tell what they are about
}

const (
	ordersAtOnce     = 100
	deliveriesAtOnce = 200
)

// findPerson reads what the database knows of an account.
func findPerson(ctx context.Context, s *store.Store, shop config.Shop, account orders.Account) (*person, error) {
	p := &person{
		shop: shop, account: account, numbers: map[string]bool{}, customers: map[string]bool{}, objects: map[string]map[string]bool{},
	}
	for {
		list, total, err := s.OrdersByAccount(ctx, shop.ID, account, orders.All.Statuses(), p.orders, ordersAtOnce)
		if errors.Is(err, orders.ErrUnknownAccount) {
			return p, nil
		}
		if err != nil {
			return nil, err
		}
		p.known = true
		p.orders += len(list)
		for _, o := range list {
			p.numbers[o.Source+" "+fold.Number(o.Number)] = true
			if o.CustomerID != "" {
				p.customers[o.Source+" "+o.CustomerID] = true
			}
		}
		if len(list) == 0 || p.orders >= total {
			return p, nil
		}
	}
}

func (p *person) unknown() bool { return !p.known && p.deliveries == 0 }

// add notes an object whose deliveries tell of the person.
func (p *person) add(feed, object string) {
	if p.objects[feed] == nil {
		p.objects[feed] = map[string]bool{}
	}
	p.objects[feed][object] = true
}

// lookThrough looks into the bodies of all deliveries of the shop: a platform calls an order by an id in them that need not
// be the number by which it is known here.
func (p *person) lookThrough(ctx context.Context, s *store.Store, sources []feeds.Source) error {
	q := store.DeliveryQuery{Shop: p.shop.ID, Limit: deliveriesAtOnce}
	for {
		list, err := s.Deliveries(ctx, q)
		if err != nil || len(list) == 0 {
			return err
		}
		for _, d := range list {
			if q.Before = d.ID; d.Bare {
				continue
			}
			whole, err := s.Delivery(ctx, d.Shop, d.ID)
			if errors.Is(err, store.ErrNotFound) {
				continue // it is gone meanwhile
			}
			if err != nil {
				return err
			}
			p.look(sources, whole)
		}
	}
}

func (p *person) look(sources []feeds.Source, d store.Delivery) {
	source, _ := feeds.Find(sources, d.Shop, d.Feed)
	if !p.toldIn(source, d) && !p.writtenIn(d.Body) {
		return
	}
	p.deliveries++
	if d.Object == "" {
		p.nameless = append(p.nameless, d.ID)
		return
	}
	p.add(d.Feed, d.Object)
}

// toldIn reports whether the news of a delivery are of the person.
func (p *person) toldIn(source feeds.Source, d store.Delivery) bool {
	if source.Decode == nil {
		return false
	}
	news, _, err := source.Decode(feeds.Delivery{Event: d.Event, Body: d.Body, At: d.ReceivedAt})
	if err != nil {
		return false
	}
	for _, o := range news.Orders {
		if p.numbers[d.Feed+" "+fold.Number(o.Number)] || p.customers[d.Feed+" "+value(o.CustomerID)] || p.has(value(o.Emails), value(o.Phones)) {
			return true
		}
	}
	for _, c := range news.Customers {
		if p.customers[d.Feed+" "+c.ID] || p.has(c.Emails, c.Phones) {
			return true
		}
	}
	return false
}

func (p *person) has(emails, phones []string) bool {
	return slices.Contains(orders.Accounts(emails, phones, p.shop.Region), p.account)
}

// value is what a change says, the zero value when it does not mention it.
func value[T any](said *T) (v T) {
	if said != nil {
		v = *said
	}
	return v
}

// longestText is how many bytes a text has at most that can be an account.
const longestText = 1000

// writtenIn reports whether any text of a body is the account, however it is written. A body that is no JSON is taken for
// words.
func (p *person) writtenIn(body []byte) bool {
	in := json.NewDecoder(bytes.NewReader(body))
	in.UseNumber()
	for {
		token, err := in.Token()
		if err != nil {
			return !json.Valid(body) && slices.ContainsFunc(strings.FieldsFunc(string(body), separates), p.is)
		}
		if text, ok := token.(string); ok && p.is(text) {
			return true
		}
	}
}

func separates(r rune) bool { return strings.ContainsRune(" \t\r\n\",;:<>()[]{}=&'", r) }

func (p *person) is(text string) bool {
	return len(text) <= longestText && orders.ParseAccount(text, p.shop.Region) == p.account
}

// days writes how long something is kept as the configuration does.
func days(d time.Duration) string {
	if n := d / (24 * time.Hour); n*24*time.Hour == d {
		return fmt.Sprintf("%dd", n)
	}
	return d.String()
}
