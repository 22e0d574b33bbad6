package store_test

import (
	"strings"
	"testing"
	"time"

	"shopclerk/internal/store"
	"shopclerk/internal/store/storetest"
	"shopclerk/orders"
)

// said is what a source says of the customer 7 at a moment.
func said(name string, version time.Time, contacts ...string) orders.Customer {
	return orders.Customer{ID: "7", Name: name, Emails: contacts, Version: version}
}

func TestWhoACustomerIsIsWhatWasSaidLast(t *testing.T) {
	cases := map[string]struct {
		said []orders.Customer
		want string // the e-mail by which the order is found
	}{
		"a later version replaces":                  {[]orders.Customer{said("n", one, "old@b.example"), said("n", two, "new@b.example")}, "new@b.example"},
		"an older one changes nothing":              {[]orders.Customer{said("n", two, "new@b.example"), said("n", one, "old@b.example")}, "new@b.example"},
		"a microsecond decides":                     {[]orders.Customer{said("n", three, "new@b.example"), said("n", two, "old@b.example")}, "new@b.example"},
		"at one time the larger document wins":      {[]orders.Customer{said("a", two, "old@b.example"), said("b", two, "new@b.example")}, "new@b.example"},
		"and wins when it was there first":          {[]orders.Customer{said("b", two, "new@b.example"), said("a", two, "old@b.example")}, "new@b.example"},
		"one without a time is as late as it comes": {[]orders.Customer{said("n", two, "old@b.example"), said("n", time.Time{}, "new@b.example"), said("n", three, "old@b.example")}, "new@b.example"},
		"the same said later holds off what was said between": {
			[]orders.Customer{said("n", one, "new@b.example"), said("n", three, "new@b.example"), said("n", two, "old@b.example")}, "new@b.example"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			eachAt(t, func(t *testing.T, s *store.Store, _ *storetest.Clock) {
				putOrders(t, s, main, of("1", "7"))
				for _, customer := range c.said {
					if err := s.PutCustomer(ctx, main, customer); err != nil {
						t.Fatal(err)
					}
				}
				for _, account := range []string{"old@b.example", "new@b.example"} {
					got, _ := found(t, s, "main", account)
					equal(t, account == c.want, len(got) == 1)
				}
			})
		})
	}
}

func TestACustomerOfWhomNothingNewIsSaidIsNotWritten(t *testing.T) {
	eachAt(t, func(t *testing.T, s *store.Store, clock *storetest.Clock) {
		write := func() map[string][]string {
			for _, c := range []orders.Customer{said("n", one, "a@b.example"), {ID: "8", Name: "no time"}} {
				if err := s.PutCustomer(ctx, main, c); err != nil {
					t.Fatal(err)
				}
			}
			return dump(t, s)
		}
		before := write()
		clock.At = clock.At.Add(time.Hour)
		equal(t, before, write())
	})
}

func TestACustomerOfAnOlderProgramGivesWayToWhateverIsSaid(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		putCustomer(t, s, main, "7", "old@b.example")
		must[any](t)(store.Pool(s).Exec("UPDATE customers SET version = NULL"))
		if err := s.PutCustomer(ctx, main, said("n", one, "new@b.example")); err != nil {
			t.Fatal(err)
		}
		if got, err := found(t, s, "main", "old@b.example"); err == nil {
			t.Error("the customer is still found, with", got)
		}
	})
}

func TestACustomerThatCannotBeKeptIsRefused(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		for name, c := range map[string]orders.Customer{
			"an id with a space":        {ID: "7 "},
			"a long id":                 {ID: strings.Repeat("王", 192)},
			"milliseconds for seconds":  {ID: "7", Version: time.UnixMilli(1767225600000 * 1000)},
			"a year before all records": {ID: "7", Version: at("0500-01-01T00:00:00Z")},
		} {
			if err := s.PutCustomer(ctx, main, c); err == nil {
				t.Errorf("%s is taken", name)
			}
		}
		if err := s.PutCustomer(ctx, main, orders.Customer{ID: strings.Repeat("王", 191)}); err != nil {
			t.Error("the longest id:", err)
		}
		equal(t, 1, len(dump(t, s)["customers"]))
	})
}
