package orders_test

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"shopclerk/orders"
)

func ptr[T any](v T) *T { return &v }

var (
	early   = time.Date(2026, 1, 9, 0, 0, 0, 0, time.UTC)
	late    = early.Add(time.Hour)
	arrival = early.Add(24 * time.Hour)
)

// stored is an order in which every field says something.
func stored() orders.Order {
	return orders.Order{
		ID: 7, Source: "file", Key: "sc1", CustomerID: "c", Number: "SC1", Status: orders.Shipped, PlacedAt: early,
		Emails: []string{"a@shop.example"}, Phones: []string{"0912345678"}, Receipt: receipt(), Version: early,
	}
}

func TestANewOrderHasItsDefaults(t *testing.T) {
	got, err := orders.Change{Number: "#SC1", Total: ptr(amount("5"))}.Apply(nil, "TWD", arrival)
	want := orders.Order{
		Key: "sc1", Number: "#SC1", Status: orders.Paid, Version: arrival,
		Receipt: orders.Receipt{Currency: "TWD", Summary: orders.Summary{TotalCost: amount("5")}},
	}
	if d := cmp.Diff(want, got, decimals); err != nil || d != "" {
		t.Error(err, d)
	}
}

func TestANewOrderWithoutATotalIsIncomplete(t *testing.T) {
	if _, err := (orders.Change{Number: "1"}).Apply(nil, "TWD", arrival); !errors.Is(err, orders.ErrIncomplete) {
		t.Errorf("got %v", err)
	}
	old := stored()
	if _, err := (orders.Change{Number: "SC1"}).Apply(&old, "TWD", arrival); err != nil {
		t.Errorf("a change of an order that has its total needs none: %v", err)
	}
}

func TestWhatAChangeDoesNotMentionStays(t *testing.T) {
	old := stored()
	got, err := orders.Change{Number: "SC1"}.Apply(&old, "JPY", arrival)
	want := stored()
	want.Version = arrival
	if d := cmp.Diff(want, got, decimals); err != nil || d != "" {
		t.Error(err, d)
	}
	if d := cmp.Diff(stored(), old, decimals); d != "" {
		t.Error("the old version was changed:", d)
	}
	if !got.Same(old) {
		t.Error("nothing was said and the digest differs")
	}
}

func TestWhatAChangeClearsIsEmpty(t *testing.T) {
	old := stored()
	got, err := orders.Change{
		Number: "SC1", CustomerID: ptr(""), RecipientName: ptr(""), Currency: ptr(""), PaymentMethod: ptr(""), URL: ptr(""),
		PlacedAt: ptr(time.Time{}), Emails: ptr([]string(nil)), Phones: ptr([]string{}), Address: ptr((*orders.Address)(nil)),
		Subtotal: ptr(decimal.NullDecimal{}), Shipping: ptr(decimal.NullDecimal{}), Tax: ptr(decimal.NullDecimal{}),
		Adjustments: ptr([]orders.Adjustment(nil)), Elements: ptr([]orders.Element(nil)),
	}.Apply(&old, "TWD", arrival)
	want := orders.Order{
		ID: 7, Source: "file", Key: "sc1", Number: "SC1", Status: orders.Shipped, Phones: []string{}, Version: arrival,
		Receipt: orders.Receipt{Currency: "TWD", Summary: orders.Summary{TotalCost: amount("56.14")}},
	}
	if d := cmp.Diff(want, got, decimals); err != nil || d != "" {
		t.Error(err, d)
	}
}

func TestWhatAChangeSaysReplacesWhatWas(t *testing.T) {
	old := stored()
	got, err := orders.Change{
		Key: "id-9", Number: "SC9", CustomerID: ptr("d"), RecipientName: ptr("n"), Currency: ptr("USD"), PaymentMethod: ptr("cash"),
		URL: ptr("https://a.example"), LinkPrivate: true, Status: ptr(orders.Refunded), PlacedAt: &late, Emails: &[]string{"b@shop.example"},
		Phones: &[]string{"1"}, Address: ptr(&orders.Address{City: "x"}), Subtotal: ptr(nullable("1")), Shipping: ptr(nullable("2")),
		Tax: ptr(nullable("3")), Total: ptr(amount("4")), Adjustments: &[]orders.Adjustment{{Name: "a"}},
		Elements: &[]orders.Element{{Title: "e"}}, UpdatedAt: &late,
	}.Apply(&old, "TWD", arrival)
	want := orders.Order{
		ID: 7, Source: "file", Key: "id-9", CustomerID: "d", Number: "SC9", Status: orders.Refunded, PlacedAt: late,
		Emails: []string{"b@shop.example"}, Phones: []string{"1"}, Version: late,
		Receipt: orders.Receipt{
			RecipientName: "n", Currency: "USD", PaymentMethod: "cash", URL: "https://a.example", LinkPrivate: true,
			Address:     &orders.Address{City: "x"},
			Summary:     orders.Summary{Subtotal: nullable("1"), ShippingCost: nullable("2"), TotalTax: nullable("3"), TotalCost: amount("4")},
			Adjustments: []orders.Adjustment{{Name: "a"}}, Elements: []orders.Element{{Title: "e"}},
		},
	}
	if d := cmp.Diff(want, got, decimals); err != nil || d != "" {
		t.Error(err, d)
	}
}

func TestALinkIsPrivateOnlyAsLongAsItIsThatLink(t *testing.T) {
	old := stored()
	old.LinkPrivate = true
	for _, c := range []struct {
		name   string
		change orders.Change
		want   bool
	}{
		{"a change that does not name a link leaves it", orders.Change{}, true},
		{"a link that is open to all", orders.Change{URL: ptr("https://a.example")}, false},
		{"a flag without a link says nothing", orders.Change{LinkPrivate: false}, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := c.change.Apply(&old, "TWD", arrival)
			if err != nil || got.LinkPrivate != c.want {
				t.Errorf("private %v, %v", got.LinkPrivate, err)
			}
		})
	}
}

func TestAVersionIsTheSourcesTimeOrElseTheArrival(t *testing.T) {
	old := stored()
	for name, c := range map[string]struct {
		updated *time.Time
		want    time.Time
	}{
		"no time": {nil, arrival}, "an empty time": {&time.Time{}, arrival}, "the source's time": {&late, late},
	} {
		got, err := orders.Change{Number: "SC1", UpdatedAt: c.updated}.Apply(&old, "TWD", arrival)
		if err != nil || !got.Version.Equal(c.want) {
			t.Errorf("%s: version %s, %v; want %s", name, got.Version, err, c.want)
		}
	}
}

func TestWhichOfTwoOrdersWins(t *testing.T) {
	base := stored()
	with := func(change func(*orders.Order)) orders.Order { o := base; change(&o); return o }
	for _, c := range []struct {
		name       string
		next       orders.Order
		supersedes bool
	}{
		{"the same", base, false},
		{"a later one", with(func(o *orders.Order) { o.Version = late }), true},
		{"an earlier one", with(func(o *orders.Order) { o.Version = early.Add(-time.Second) }), false},
		{"a later one that goes back", with(func(o *orders.Order) { o.Version, o.Status = late, orders.Unpaid }), true},
		{"one of the same time that has come further", with(func(o *orders.Order) { o.Status = orders.Delivered }), true},
		{"one of the same time that has not come so far", with(func(o *orders.Order) { o.Status = orders.Paid }), false},
		{"an earlier one that has come further", with(func(o *orders.Order) { o.Version, o.Status = early.Add(-1), orders.Refunded }), false},
		{"the same time in another zone", with(func(o *orders.Order) { o.Version = early.In(time.FixedZone("", 3600)) }), false},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := c.next.Supersedes(base); got != c.supersedes {
				t.Errorf("Supersedes is %v", got)
			}
		})
	}
}

// versions draws few different values, so that ties come often.
var versions = rapid.Custom(func(t *rapid.T) orders.Order {
	return orders.Order{
		Version:  early.Add(time.Duration(rapid.IntRange(0, 2).Draw(t, "version")) * time.Second),
		Status:   rapid.SampledFrom([]orders.Status{orders.Unpaid, orders.Paid, orders.Refunded, "other"}).Draw(t, "status"),
		PlacedAt: early.In(rapid.SampledFrom([]*time.Location{time.UTC, time.FixedZone("", 3600)}).Draw(t, "zone")),
		Receipt: orders.Receipt{
			RecipientName: rapid.SampledFrom([]string{"", "a", "b"}).Draw(t, "name"),
			Summary:       orders.Summary{TotalCost: amount(rapid.SampledFrom([]string{"75", "75.00", "76"}).Draw(t, "total"))},
		},
	}
})

func TestSupersedesIsATotalOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b, c := versions.Draw(t, "a"), versions.Draw(t, "b"), versions.Draw(t, "c")
		if a.Supersedes(b) && b.Supersedes(a) {
			t.Fatal("each of two supersedes the other")
		}
		if a.Supersedes(b) && b.Supersedes(c) && !a.Supersedes(c) {
			t.Fatal("a supersedes b, b supersedes c, and a does not supersede c")
		}
		if !a.Supersedes(b) && !b.Supersedes(a) && !a.Same(b) {
			t.Fatal("neither of two that differ supersedes the other")
		}
	})
}

func TestAnyOrderOfArrivalEndsTheSame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		arrived := rapid.SliceOfN(versions, 1, 6).Draw(t, "versions")
		other := rapid.Permutation(arrived).Draw(t, "another order")
		if a, b := last(arrived), last(other); !a.Same(b) || !a.Version.Equal(b.Version) {
			t.Fatalf("one ends with %+v, the other with %+v", a, b)
		}
	})
}

func last(arrived []orders.Order) orders.Order {
	kept := arrived[0]
	for _, o := range arrived[1:] {
		if o.Supersedes(kept) {
			kept = o
		}
	}
	return kept
}
