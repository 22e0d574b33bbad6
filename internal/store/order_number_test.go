package store_test

import (
	"errors"
	"testing"

	"shopclerk/internal/store"
	"shopclerk/internal/store/storetest"
	"shopclerk/orders"
)

func keys(list []orders.Order) (out []string) {
	for _, o := range list {
		out = append(out, o.Source+"/"+o.Key)
	}
	return out
}

func TestOrdersAreFoundByTheirNumber(t *testing.T) {
	placed := func(number string, hour int) orders.Change {
		return orderWith(number, func(c *orders.Change) { c.PlacedAt = ptr(one.AddDate(0, 0, hour)) })
	}
	cases := map[string]struct {
		number string
		want   []string
		err    error
	}{
		"as it is written":                         {"TW-1001", []string{"file/tw-1001"}, nil},
		"in another case":                          {"tw-1001", []string{"file/tw-1001"}, nil},
		"with a # and spaces":                      {" ##  Tw-1001\n", []string{"file/tw-1001"}, nil},
		"full-width":                               {"＃ＴＷ－１００１", []string{"file/tw-1001"}, nil},
		"written full-width":                       {"gb 7", []string{"file/gb 7"}, nil},
		"with its leading zeros":                   {"007", []string{"file/007"}, nil},
		"without them is another":                  {"07", []string{"file/07"}, nil},
		"with too many of them is none":            {"0007", nil, orders.ErrNotFound},
		"of two sources, newest first":             {"#42", []string{"feed/id-9", "file/42"}, nil},
		"that differs in an accent":                {"café", []string{"file/café"}, nil},
		"without the accent is none":               {"cafe", nil, orders.ErrNotFound},
		"not by a source's own key":                {"id-9", nil, orders.ErrNotFound},
		"not by a wildcard":                        {"%", nil, orders.ErrNotFound},
		"not by one character's wildcard":          {"tw-100_", nil, orders.ErrNotFound},
		"with a wildcard in it":                    {"10%_off", []string{"file/10%_off"}, nil},
		"with a quote and a backslash in it":       {`o'\"1`, []string{`file/o'\"1`}, nil},
		"not by a piece of a query":                {"' OR '1'='1", nil, orders.ErrNotFound},
		"not by a backslash before the quote":      {`\' OR 1=1 -- `, nil, orders.ErrNotFound},
		"not by a part":                            {"tw-100", nil, orders.ErrNotFound},
		"not by a number that a database compares": {"42.0", nil, orders.ErrNotFound},
		"not by nothing":                           {" # ", nil, orders.ErrNotFound},
		"not by something endless":                 {string(make([]byte, 100_000)) + "1", nil, orders.ErrNotFound},
	}
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		putOrders(t, s, main,
			order("TW-1001"), order("TW-1002"), order("ＧＢ　7"), order("007"), order("07"), placed("42", 1), order("CAFÉ"), order("10%_OFF"), order(`O'\"1`))
		putOrders(t, s, in("main", "feed"), orderWith("#42", func(c *orders.Change) { c.Key, c.PlacedAt = "id-9", ptr(one.AddDate(0, 0, 2)) }))
		for name, c := range cases {
			list, err := s.OrdersByNumber(ctx, "main", c.number, all)
			if !errors.Is(err, c.err) {
				t.Errorf("%s: %v", name, err)
			}
			if len(list) != len(c.want) {
				t.Errorf("%s: %v", name, keys(list))
				continue
			}
			equal(t, c.want, keys(list))
		}
	})
}

func TestOnlyOrdersOfTheStatusesAskedForAreShownByNumber(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		putOrders(t, s, main, orderWith("1", func(c *orders.Change) { c.Status = ptr(orders.Cancelled) }))
		putOrders(t, s, in("main", "feed"), order("1"))
		equal(t, []string{"feed/1"}, keys(must[[]orders.Order](t)(s.OrdersByNumber(ctx, "main", "1", orders.Open.Statuses()))))
		equal(t, []string{"file/1"}, keys(must[[]orders.Order](t)(s.OrdersByNumber(ctx, "main", "1", orders.Closed.Statuses()))))
		for _, none := range [][]orders.Status{orders.OnlyUnpaid.Statuses(), nil} {
			if list, err := s.OrdersByNumber(ctx, "main", "1", none); !errors.Is(err, orders.ErrNotFound) {
				t.Error(keys(list), err)
			}
		}
	})
}

func TestAnOrderIsFoundByItsNewNumberOnly(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		rename := func(number string, when *orders.Status) {
			putOrders(t, s, main, orderWith(number, func(c *orders.Change) { c.Key, c.Status = "id", when }))
		}
		rename("old", ptr(orders.Unpaid))
		rename("new", ptr(orders.Paid))
		equal(t, "new", orderOf(t, s, "main", "new").Number)
		if list, err := s.OrdersByNumber(ctx, "main", "old", all); !errors.Is(err, orders.ErrNotFound) {
			t.Error(keys(list), err)
		}
	})
}
