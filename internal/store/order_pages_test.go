package store_test

import (
	"cmp"
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"shopclerk/internal/store"
	"shopclerk/internal/store/storetest"
	"shopclerk/orders"
)

// fewOrMany draws a number of rows on both sides of the 50 up to which a lookup reads all in one go.
func fewOrMany(r *rapid.T) int {
	return rapid.OneOf(rapid.IntRange(1, 10), rapid.IntRange(49, 52)).Draw(r, "rows")
}

// shoppingOf draws a customer's orders: some carry the contact, some are the customer's, some both, and not all the same customer's.
func shoppingOf(r *rapid.T) []orders.Change {
	var out []orders.Change
	theirs := pick(r, "7", "8") // of most
	for i := range fewOrMany(r) {
		out = append(out, orderWith(fmt.Sprint(i), func(c *orders.Change) {
			c.PlacedAt = ptr(pick(r, time.Time{}, one, two, three)) // many at the same moment, and some without
			c.Status = ptr(pick(r, orders.Unpaid, orders.Paid, orders.Delivered, orders.Refunded))
			if pick(r, true, false) {
				c.Emails = &[]string{"a@b.example", "A@b.example"}
			}
			c.CustomerID = ptr(pick(r, "", theirs, theirs, theirs))
		}))
	}
	return out
}

func TestPagesShowEveryOrderOnceAndTheNewestFirst(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		shops := 0
		rapid.Check(t, func(r *rapid.T) {
			shops++
			w := in(fmt.Sprint("shop", shops), "file")
			if err := s.PutCustomer(ctx, w, orders.Customer{ID: "7", Emails: []string{"a@b.example"}}); err != nil {
				r.Fatal(err)
			}
			shopping := shoppingOf(r)
			putOrders(r, s, w, shopping...)
			filter := pick(r, orders.All, orders.Open, orders.OnlyUnpaid, orders.Closed)
			var want []string
			for _, i := range newestFirst(shopping) {
				if c := shopping[i]; (c.Emails != nil || *c.CustomerID == "7") && slices.Contains(filter.Statuses(), *c.Status) {
					want = append(want, "file/"+c.Number)
				}
			}
			equal(r, want, allPages(r, s, w.Shop, filter, len(want)))
		})
	})
}

// newestFirst sorts what was stored in one go: the latest moment first, then the last that was stored; without a moment last of all.
func newestFirst(list []orders.Change) []int {
	order := make([]int, len(list))
	for i := range order {
		order[i] = len(list) - 1 - i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Or(list[b].PlacedAt.Compare(*list[a].PlacedAt)) })
	return order
}

func allPages(r *rapid.T, s *store.Store, shop string, filter orders.Filter, want int) (got []string) {
	limit := pick(r, 2, 7, 50, 51, 200)
	for offset := 0; ; offset += limit {
		list, total, err := s.OrdersByAccount(ctx, shop, "mail:a@b.example", filter.Statuses(), offset, limit)
		if err != nil || total != want || len(list) > limit {
			r.Fatalf("%d orders of %d from %d on, %v", len(list), total, offset, err)
		}
		if got = append(got, keys(list)...); len(list) == 0 {
			return got
		}
	}
}
