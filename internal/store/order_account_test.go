package store_test

import (
	"errors"
	"fmt"
	"testing"

	"shopclerk/internal/store"
	"shopclerk/internal/store/storetest"
	"shopclerk/orders"
)

// with is an order that carries contacts.
func with(number string, contacts ...string) orders.Change {
	return orderWith(number, func(c *orders.Change) { c.Emails, c.Phones = &contacts, &contacts })
}

// of is an order of a customer that carries no contact itself.
func of(number, customer string) orders.Change {
	return orderWith(number, func(c *orders.Change) { c.CustomerID = &customer })
}

// found are the orders of an account as a customer writes it.
func found(t *testing.T, s *store.Store, shop, account string) ([]string, error) {
	t.Helper()
	list, total, err := s.OrdersByAccount(ctx, shop, orders.ParseAccount(account, "TW"), all, 0, 100)
	if total != len(list) {
		t.Errorf("%s: %d orders and a total of %d", account, len(list), total)
	}
	return keys(list), err
}

func putCustomer(t *testing.T, s *store.Store, w store.Write, id string, contacts ...string) {
	t.Helper()
	if err := s.PutCustomer(ctx, w, orders.Customer{ID: id, Name: "n", Emails: contacts, Phones: contacts}); err != nil {
		t.Fatal(err)
	}
}

func TestOrdersAreFoundByAContactInAnyWriting(t *testing.T) {
	cases := map[string]struct {
		region, written, asked string
		want                   bool
	}{
		"an e-mail":                             {"TW", "a@b.example", "a@b.example", true},
		"an e-mail in another case":             {"TW", "Ann.Lee@B.example", "aNN.lEE@b.EXAMPLE", true},
		"an e-mail with spaces around it":       {"TW", " a@b.example\n", "\ta@b.example ", true},
		"an e-mail in brackets":                 {"TW", "Ann <a@b.example>", "<a@b.example>", true},
		"an e-mail in full width":               {"TW", "a@b.example", "ａ＠ｂ．ｅｘａｍｐｌｅ", true},
		"an e-mail with a plus is another":      {"TW", "a+x@b.example", "a@b.example", false},
		"an e-mail with wildcards is nobody's":  {"TW", "a@b.example", "%@b.example", false},
		"an e-mail with an underscore":          {"TW", "axb@b.example", "a_b@b.example", false},
		"part of an e-mail":                     {"TW", "aa@b.example", "a@b.example", false},
		"an e-mail with a quote":                {"TW", "o'neil@b.example", "O'NEIL@b.example", true},
		"a mobile number with hyphens":          {"TW", "0912345678", "0912-345-678", true},
		"with spaces":                           {"TW", "0912-345-678", "0912 345 678", true},
		"with the country's code":               {"TW", "0912345678", "+886912345678", true},
		"with the code and a zero too many":     {"TW", "0912345678", "+886 (0)912-345-678", true},
		"with the code and no plus":             {"TW", "+886912345678", "886912345678", true},
		"dialled from abroad":                   {"TW", "0912345678", "00886912345678", true},
		"dialled the region's own way":          {"TW", "0912345678", "002886912345678", true},
		"in full width":                         {"TW", "0912345678", "０９１２－３４５－６７８", true},
		"in brackets":                           {"TW", "(02)2771-2171", "+886 2 27712171", true},
		"another number":                        {"TW", "0912345678", "0912345679", false},
		"a number without its area":             {"TW", "02-2771-2171", "2771-2171", false},
		"in Vietnam":                            {"VN", "0912 345 678", "+84912345678", true},
		"in Vietnam with the code and no plus":  {"VN", "+84 912.345.678", "84912345678", true},
		"in Vietnam as in Taiwan":               {"VN", "0912345678", "+886912345678", false},
		"a number of abroad in a shop's region": {"VN", "+886 912 345 678", "+886-912-345-678", true},
	}
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		for name, c := range cases {
			shop := store.Write{Shop: name, Source: "file", Currency: "TWD", Region: c.region}
			putOrders(t, s, shop, with("1", c.written))
			asked := orders.ParseAccount(c.asked, c.region)
			list, total, err := s.OrdersByAccount(ctx, name, asked, all, 0, 9)
			if c.want && (err != nil || total != 1 || len(list) != 1) || !c.want && !errors.Is(err, orders.ErrUnknownAccount) {
				t.Errorf("%s: %q finds %d orders of %q: %v", name, c.asked, total, c.written, err)
			}
		}
	})
}

func TestOrdersAreFoundByTheAccountOfTheirCustomer(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		feed := in("main", "feed")
		putOrders(t, s, feed, of("before", "7"), of("other's", "8"), with("guest's"))
		putOrders(t, s, main, of("same id, other source", "7"))
		putCustomer(t, s, feed, "7", "Ann@b.example", "0912-345-678", "")
		putOrders(t, s, feed, of("after", "7"), orderWith("both", func(c *orders.Change) { c.CustomerID, c.Emails = ptr("7"), &[]string{"ann@b.example"} }))
		for _, account := range []string{"ann@B.example", "+886912345678"} {
			got, err := found(t, s, "main", account)
			if err != nil {
				t.Error(account, err)
			}
			equal(t, []string{"feed/both", "feed/after", "feed/before"}, got)
		}
		// 12 hours later the customer has another e-mail and no telephone
		putCustomer(t, s, feed, "7", "new@b.example")
		got, err := found(t, s, "main", "ann@b.example")
		if err != nil {
			t.Error(err)
		}
		equal(t, []string{"feed/both"}, got) // which carries it itself
		if got, err := found(t, s, "main", "0912345678"); !errors.Is(err, orders.ErrUnknownAccount) {
			t.Error("a telephone that was taken away still finds", got, err)
		}
		if got, _ := found(t, s, "main", "new@b.example"); len(got) != 3 {
			t.Error("the new e-mail finds", got)
		}
	})
}

func TestACustomerWithoutAnIdIsNobody(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		putOrders(t, s, main, order("a guest's"))
		putCustomer(t, s, main, "", "a@b.example")
		if got, err := found(t, s, "main", "a@b.example"); !errors.Is(err, orders.ErrUnknownAccount) {
			t.Error("a customer without an id finds", got, err)
		}
	})
}

func TestAContactThatTooManyCustomersShareIdentifiesNoneOfThem(t *testing.T) {
	const shared, each = "0800-000-123", 3 // orders of each customer: more in all than a lookup reads in one go
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		feed := in("main", "feed")
		for i := range orders.MaxShared {
			id := fmt.Sprint(i)
			putCustomer(t, s, feed, id, shared)
			putCustomer(t, s, in("other", "feed"), id, shared) // another shop's customers do not count
			for n := range each {
				putOrders(t, s, feed, of(fmt.Sprint(n, "-", i), id))
			}
		}
		if got, err := found(t, s, "main", shared); len(got) != each*orders.MaxShared || err != nil {
			t.Fatalf("shared by %d it finds %v: %v", orders.MaxShared, got, err)
		}

		putCustomer(t, s, main, "one too many", shared) // of whatever source
		if got, err := found(t, s, "main", shared); !errors.Is(err, orders.ErrUnknownAccount) {
			t.Fatalf("shared by %d it finds %v: %v", orders.MaxShared+1, got, err)
		}
		putOrders(t, s, main, with("carries it", shared))
		got, err := found(t, s, "main", shared)
		if err != nil {
			t.Error(err)
		}
		equal(t, []string{"file/carries it"}, got)

		putCustomer(t, s, feed, "3")
		if got, err := found(t, s, "main", shared); len(got) != each*(orders.MaxShared-1)+1 || err != nil {
			t.Fatalf("shared by %d again it finds %v: %v", orders.MaxShared, got, err)
		}
	})
}

func TestAContactThatAnOrderLostFindsItNoMore(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		change := with("1", "old@b.example", "0912345678", "OLD@b.example", "not a contact")
		change.UpdatedAt = &one
		putOrders(t, s, main, change, with("2", "old@b.example"))
		change = with("1", "new@b.example")
		change.UpdatedAt = &two
		putOrders(t, s, main, change)
		for account, want := range map[string][]string{"old@b.example": {"file/2"}, "new@b.example": {"file/1"}, "0912345678": {}} {
			got, err := found(t, s, "main", account)
			if len(want) == 0 != errors.Is(err, orders.ErrUnknownAccount) || len(got) != len(want) {
				t.Error(account, "finds", got, err)
			}
		}
	})
}

func TestAKnownAccountWithoutOrdersIsNotUnknown(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		putOrders(t, s, main, with("1", "has@b.example"))
		putCustomer(t, s, main, "7", "new@b.example")
		cases := map[string]struct {
			account  string
			statuses []orders.Status
			offset   int
			total    int
			err      error
		}{
			"an order of another status":       {"has@b.example", orders.OnlyUnpaid.Statuses(), 0, 0, nil},
			"no status at all":                 {"has@b.example", nil, 0, 0, nil},
			"a page past the end":              {"has@b.example", all, 7, 1, nil},
			"a customer who ordered nothing":   {"new@b.example", all, 0, 0, nil},
			"the same, past the end":           {"new@b.example", all, 7, 0, nil},
			"somebody nobody knows":            {"who@b.example", all, 0, 0, orders.ErrUnknownAccount},
			"the same, past the end of nobody": {"who@b.example", all, 7, 0, orders.ErrUnknownAccount},
			"neither e-mail nor telephone":     {"1", all, 0, 0, orders.ErrUnknownAccount},
			"nothing":                          {"", all, 0, 0, orders.ErrUnknownAccount},
		}
		for name, c := range cases {
			list, total, err := s.OrdersByAccount(ctx, "main", orders.ParseAccount(c.account, "TW"), c.statuses, c.offset, 5)
			if len(list) != 0 || total != c.total || !errors.Is(err, c.err) {
				t.Errorf("%s: %d orders of %d, %v", name, len(list), total, err)
			}
		}
	})
}
