package store_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"shopclerk/internal/store"
	"shopclerk/internal/store/storetest"
	"shopclerk/orders"
)

// ofAnn is an order from which everything that tells of her can be told.
func ofAnn(number, customer string, contacts ...string) orders.Change {
	c := everyOrderField()
	c.Key, c.Number, c.CustomerID = "id-"+number, number, &customer
	c.RecipientName, c.URL, c.Emails, c.Phones = ptr("Ann"), ptr("https://s.example/ann"), &contacts, &contacts
	c.Address = ptr(&orders.Address{Street1: "Ann's house", City: "Ann's town"})
	return c
}

// fillForAnn writes orders that are hers by an account, by the customer, and others' next to them.
func fillForAnn(t *testing.T, s *store.Store, w store.Write) {
	t.Helper()
	putOrders(t, s, w, ofAnn("1", "", "ann@b.example", "0912-345-678"), ofAnn("2", "ann-7"), ofAnn("3", "ann-8", "bob@b.example"))
	putCustomer(t, s, w, "ann-7", "ANN@b.example", "ann2@b.example")
	putCustomer(t, s, w, "ann-8", "bob@b.example")
}

func TestAForgottenPersonIsNowhere(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		file, feed, other := in("main", "file"), in("main", "feed"), in("other", "file")
		for _, w := range []store.Write{file, feed, other} {
			fillForAnn(t, s, w)
		}
		neighbours, bobs := must[[]orders.Order](t)(s.OrdersAfter(ctx, "other", "file", 0)), orderOfSource(t, s, "file", "3")

		gone, err := s.Forget(ctx, "main", "mail:ann@b.example")
		if err != nil {
			t.Fatal(err)
		}
		equal(t, [2]int{4, 2}, [2]int{gone.Orders, gone.Customers})
		equal(t, 6, len(gone.Subjects))
		equal(t, true, contains(gone.Subjects, store.Subject{Source: "feed", Kind: "order", Key: "id-2", Number: "2"}))
		equal(t, true, contains(gone.Subjects, store.Subject{Source: "file", Kind: "customer", Key: "ann-7"}))
		for _, account := range []string{"ann@b.example", "ann2@b.example", "0912345678"} {
			if got, err := found(t, s, "main", account); !errors.Is(err, orders.ErrUnknownAccount) {
				t.Errorf("%s finds %v, %v", account, got, err)
			}
		}
		for _, number := range []string{"1", "2"} {
			for _, source := range []string{"file", "feed"} {
				o := orderOfSource(t, s, source, number)
				want := must[orders.Order](t)(ofAnn(number, "").Apply(nil, "TWD", noon))
				want.ID, want.Source, want.Version = o.ID, source, o.Version
				want.RecipientName, want.URL, want.LinkPrivate, want.Address, want.Emails, want.Phones = "", "", false, nil, nil, nil
				equal(t, want, o)
			}
		}
		for table, list := range dump(t, s) {
			for _, row := range list {
				if strings.Contains(row, "main") && strings.Contains(strings.ToLower(row), "ann") && !strings.Contains(row, "id-3") && !strings.Contains(row, "ann-8") {
					t.Errorf("%s still has %s", table, row)
				}
			}
		}
		equal(t, bobs, orderOfSource(t, s, "file", "3"))
		equal(t, neighbours, must[[]orders.Order](t)(s.OrdersAfter(ctx, "other", "file", 0)))
		again, err := s.Forget(ctx, "main", "mail:ann@b.example")
		equal(t, store.Forgotten{}, again)
		equal(t, nil, err)
	})
}

func contains(list []store.Subject, one store.Subject) bool {
	for _, s := range list {
		if s == one {
			return true
		}
	}
	return false
}

// orderOfSource reads the one order of a source that carries a number.
func orderOfSource(t *testing.T, s *store.Store, source, number string) orders.Order {
	t.Helper()
	for _, o := range must[[]orders.Order](t)(s.OrdersByNumber(ctx, "main", number, all)) {
		if o.Source == source {
			return o
		}
	}
	t.Fatalf("%s has no order %s", source, number)
	return orders.Order{}
}

func TestOnlyALaterChangeBringsAForgottenPersonBack(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		fillForAnn(t, s, main)
		must[store.Forgotten](t)(s.Forget(ctx, "main", "mail:ann@b.example"))
		equal(t, []store.Result{store.Unchanged}, putOrders(t, s, main, ofAnn("1", "", "ann@b.example")))
		equal(t, "", orderOf(t, s, "main", "1").RecipientName)

		later := ofAnn("1", "", "ann@b.example")
		later.UpdatedAt = ptr(later.UpdatedAt.Add(1e9))
		equal(t, []store.Result{store.Changed}, putOrders(t, s, main, later))
		equal(t, "Ann", orderOf(t, s, "main", "1").RecipientName)
	})
}

func TestAPersonOfManyOrdersIsForgottenInAll(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		var direct, through []orders.Change
		for i := range several {
			direct = append(direct, with(fmt.Sprint("d", i), "ann@b.example"))
			through = append(through, of(fmt.Sprint("t", i), "7"))
		}
		putOrders(t, s, main, direct...)
		putOrders(t, s, main, through...)
		putCustomer(t, s, main, "7", "ann@b.example")
		gone := must[store.Forgotten](t)(s.Forget(ctx, "main", "mail:ann@b.example"))
		equal(t, [2]int{2 * several, 1}, [2]int{gone.Orders, gone.Customers})
		equal(t, "0", rows(t, s, "SELECT COUNT(*) AS n FROM orders WHERE customer_id <> ''")[0]["n"])
		equal(t, 0, len(dump(t, s)["order_accounts"]))
	})
}

func TestAnAccountThatManyShareForgetsNobody(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		putOrders(t, s, main, with("1", "shop@b.example"))
		for i := range orders.MaxShared + 1 {
			putCustomer(t, s, main, fmt.Sprint(i), "shop@b.example")
		}
		before := dump(t, s)
		if _, err := s.Forget(ctx, "main", "mail:shop@b.example"); !errors.Is(err, store.ErrShared) {
			t.Error(err)
		}
		equal(t, before, dump(t, s))
		equal(t, store.Forgotten{}, must[store.Forgotten](t)(s.Forget(ctx, "main", "")))
		equal(t, store.Forgotten{}, must[store.Forgotten](t)(s.Forget(ctx, "main", "mail:nobody@b.example")))
	})
}
