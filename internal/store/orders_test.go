package store_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"shopclerk/internal/store"
	"shopclerk/internal/store/storetest"
	"shopclerk/orders"
)

// order is an order that has no more than it must.
func order(number string) orders.Change {
	return orders.Change{Number: number, Total: ptr(decimal.NewFromInt(100))}
}

func orderWith(number string, edit func(c *orders.Change)) orders.Change {
	c := order(number)
	edit(&c)
	return c
}

// everyOrderField is a change that leaves nothing to a default.
func everyOrderField() orders.Change {
	return orders.Change{
		Key: "id-1", Number: "#A-001", CustomerID: ptr("c1"), RecipientName: ptr("王小明"), Currency: ptr("USD"), PaymentMethod: ptr("VISA 4242"),
		URL: ptr("https://s.example/o/1"), LinkPrivate: true, Status: ptr(orders.Shipped), PlacedAt: ptr(at("2026-01-01T08:00:00.123456+08:00")),
		Emails: &[]string{"A@b.example", "c@d.example"}, Phones: &[]string{"0912-345-678"},
		Address: ptr(&orders.Address{
			Street1: "信義路5段7號", Street2: "89F", City: "台北市", PostalCode: "110", State: "台北", Country: "TW",
		}),
		Subtotal: ptr(amount("75.5")), Shipping: ptr(amount("4.95")), Tax: ptr(amount("6.19")), Total: ptr(decimal.RequireFromString("56.64")),
		Adjustments: &[]orders.Adjustment{{Name: "New Customer", Amount: decimal.RequireFromString("20")}, {Name: "Fee", Amount: decimal.RequireFromString("-0.0001")}},
		Elements: &[]orders.Element{
			{Title: "T恤", Subtitle: "白 / M", Quantity: 2, Price: decimal.RequireFromString("50.0001"), PerUnit: true, Currency: "USD", ImageURL: "/i.png"},
			{Title: "Sock", Price: decimal.RequireFromString("999999999999999.9999")},
		},
		UpdatedAt: ptr(at("2026-01-02T00:00:00.000001Z")),
	}
}

func TestAnOrderIsReadAsItWasWritten(t *testing.T) {
	cases := map[string]func(c *orders.Change){
		"every field":       func(*orders.Change) {},
		"no optional field": func(c *orders.Change) { *c = orders.Change{Total: c.Total, UpdatedAt: c.UpdatedAt} },
		"the extremes of money": func(c *orders.Change) {
			c.Subtotal, c.Shipping, c.Tax = ptr(amount("0.0001")), ptr(amount("0")), ptr(amount("999999999999999.9999"))
			c.Total = ptr(decimal.RequireFromString("123456789012345.6789"))
		},
		"a thousand lines": func(c *orders.Change) {
			lines := make([]orders.Element, orders.MaxElements)
			for i := range lines {
				lines[i] = orders.Element{Title: strings.Repeat("線", 500), Quantity: int64(i + 1), Price: decimal.New(int64(i), -4)}
			}
			c.Elements = &lines
		},
	}
	for name, text := range oddTexts {
		cases["texts with "+name] = func(c *orders.Change) {
			c.RecipientName, c.PaymentMethod, c.CustomerID, c.Emails = &text, &text, &text, &[]string{text}
			c.Elements = &[]orders.Element{{Title: text, Subtitle: text}}
			c.Address = ptr(&orders.Address{Street1: text})
		}
	}
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		var changes []orders.Change
		var want []orders.Order
		for name, edit := range cases {
			c := everyOrderField()
			edit(&c)
			c.Key, c.Number = "key "+name, name
			changes = append(changes, c)
			o := must[orders.Order](t)(c.Apply(nil, "TWD", noon))
			o.ID, o.Source = int64(len(changes)), "file"
			want = append(want, o)
		}
		for i, r := range putOrders(t, s, main, changes...) {
			if r != store.New {
				t.Errorf("%s: %v", changes[i].Number, r)
			}
		}
		for _, o := range want {
			got := orderOf(t, s, "main", o.Number)
			equal(t, o, got)
			if got.Digest() != o.Digest() {
				t.Errorf("%s: what was read has another digest than what was written", o.Number)
			}
		}
		for i, r := range putOrders(t, s, main, changes...) {
			if r != store.Unchanged {
				t.Errorf("%s: the same again is %v", changes[i].Number, r)
			}
		}
	})
}

func TestWhatAnOrderChangeDoesNotMentionStaysAndWhatItEmptiesGoes(t *testing.T) {
	eachAt(t, func(t *testing.T, s *store.Store, clock *storetest.Clock) {
		full := everyOrderField()
		putOrders(t, s, main, full)
		before := orderOf(t, s, "main", "a-001")

		equal(t, []store.Result{store.Unchanged}, putOrders(t, s, main, orders.Change{Key: "id-1"}))
		equal(t, before, orderOf(t, s, "main", "a-001"))

		clock.At = noon.Add(time.Hour)
		equal(t, []store.Result{store.Changed}, putOrders(t, s, main, orders.Change{
			Key: "id-1", CustomerID: ptr(""), RecipientName: ptr(""), PaymentMethod: ptr(""), URL: ptr(""), Currency: ptr(""),
			PlacedAt: new(time.Time), Emails: new([]string), Phones: new([]string), Address: new(*orders.Address),
			Subtotal: ptr(orders.Summary{}.Subtotal), Shipping: ptr(orders.Summary{}.Subtotal), Tax: ptr(orders.Summary{}.Subtotal),
			Adjustments: new([]orders.Adjustment), Elements: new([]orders.Element),
		}))
		want := orders.Order{
			ID: 1, Source: "file", Key: "id-1", Number: "#A-001", Status: orders.Shipped, Version: clock.At,
			Receipt: orders.Receipt{Currency: "TWD", Summary: orders.Summary{TotalCost: before.Summary.TotalCost}},
		}
		equal(t, want, orderOf(t, s, "main", "a-001"))
	})
}

func TestAnOrderWithoutATotalIsRefusedAndDoesNotStopTheOthers(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		outcomes, err := s.PutOrders(ctx, main, []orders.Change{
			{Number: "1"}, order("2"), order(" #1 "), {Number: "1", Status: ptr(orders.Shipped)},
		})
		equal(t, []store.Result{store.Refused, store.New, store.New, store.Changed}, results(t, outcomes, err))
		if !errors.Is(outcomes[0].Err, orders.ErrIncomplete) {
			t.Error("a refusal does not say why:", outcomes[0])
		}
		equal(t, orders.Shipped, orderOf(t, s, "main", "1").Status)
	})
}
