package store_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"shopclerk/internal/store"
	"shopclerk/internal/store/storetest"
	"shopclerk/orders"
	"shopclerk/packages"
)

// everyPackageField is a change that leaves nothing to a default.
func everyPackageField() packages.Change {
	return packages.Change{
		OrderNumber: "#A-001", Number: "P-1", ProductName: ptr("T恤"), Carrier: ptr("黑貓"), TrackingNumber: ptr("9 00 11"),
		TrackingURL: ptr("https://t.example/9"), ExpectedOn: ptr("2026-02-28"), ImageURL: ptr("/i.png"), Status: ptr(packages.InTransit),
		DeliveredAt: ptr(ptr(at("2026-02-27T23:30:00.000007+08:00"))), UpdatedAt: ptr(at("2026-01-02T00:00:00.000001Z")),
	}
}

func TestAParcelIsReadAsItWasWritten(t *testing.T) {
	cases := map[string]func(c *packages.Change){
		"every field":       func(*packages.Change) {},
		"no optional field": func(c *packages.Change) { *c = packages.Change{UpdatedAt: c.UpdatedAt} },
		"not delivered":     func(c *packages.Change) { c.DeliveredAt = new(*time.Time) },
		"the longest texts": func(c *packages.Change) {
			long := strings.Repeat("𠮷", packages.MaxText)
			c.ProductName, c.Carrier, c.TrackingNumber, c.Status = &long, &long, &long, ptr(packages.Status(long))
			c.TrackingURL = ptr(strings.Repeat("線", packages.MaxURL))
		},
	}
	for name, text := range oddTexts {
		cases["texts with "+name] = func(c *packages.Change) {
			c.ProductName, c.Carrier, c.TrackingNumber, c.TrackingURL, c.Status = &text, &text, &text, &text, ptr(packages.Status(text))
		}
	}
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		for name, edit := range cases {
			c := everyPackageField()
			edit(&c)
			c.OrderNumber, c.Number = "O "+name, name
			equal(t, []store.Result{store.New}, putPackages(t, s, main, c))
			want, got := c.Apply(nil, noon), packageOf(t, s, "main", name)
			want.ID, want.Source = got.ID, "file"
			equal(t, want, got)
			equal(t, []store.Result{store.Unchanged}, putPackages(t, s, main, c))
		}
	})
}

func TestWhatAParcelChangeDoesNotMentionStaysAndWhatItEmptiesGoes(t *testing.T) {
	eachAt(t, func(t *testing.T, s *store.Store, clock *storetest.Clock) {
		putPackages(t, s, main, everyPackageField())
		before := packageOf(t, s, "main", "p-1")
		equal(t, []store.Result{store.Unchanged}, putPackages(t, s, main, packages.Change{OrderNumber: "#A-001", Number: "P-1"}))
		equal(t, before, packageOf(t, s, "main", "p-1"))

		clock.At = noon.Add(time.Second)
		equal(t, []store.Result{store.Changed}, putPackages(t, s, main, packages.Change{
			OrderNumber: "a-001", Number: "ｐ-1", ProductName: ptr(""), Carrier: ptr(""), TrackingNumber: ptr(""), TrackingURL: ptr(""),
			ExpectedOn: ptr(""), ImageURL: ptr(""), Status: ptr(packages.Status("")), DeliveredAt: new(*time.Time),
		}))
		want := packages.Package{ID: before.ID, Source: "file", OrderNumber: "a-001", Number: "ｐ-1", Version: clock.At}
		equal(t, want, packageOf(t, s, "main", "p-1"))
	})
}

func TestParcelsAreFoundByTheirOrder(t *testing.T) {
	parcel := func(order, number string) packages.Change { return packages.Change{OrderNumber: order, Number: number} }
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		putPackages(t, s, main, parcel("A-1", "P1"), parcel("A-2", "P9"), parcel("#a-1 ", "P2"), parcel("a-1%", "P3"), parcel("0A-1", "P4"))
		putPackages(t, s, in("main", "feed"), parcel("Ａ-1", "P1"))
		putOrders(t, s, main, order("A-2"), order("bare"))
		cases := map[string]struct {
			number string
			want   []string // the parcels' numbers
			err    error
		}{
			"of every source, the first that came first": {"a-1", []string{"P1", "P2", "P1"}, nil},
			"with a # and spaces":                        {" # A-1 ", []string{"P1", "P2", "P1"}, nil},
			"whose order is known too":                   {"A-2", []string{"P9"}, nil},
			"before their order":                         {"0a-1", []string{"P4"}, nil},
			"none of a known order":                      {"BARE", nil, nil},
			"none of an unknown order":                   {"A-3", nil, orders.ErrNotFound},
			"never by a wildcard":                        {"a-_", nil, orders.ErrNotFound},
			"never by a part":                            {"a-", nil, orders.ErrNotFound},
			"never by nothing":                           {" # ", nil, orders.ErrNotFound},
		}
		for name, c := range cases {
			list, total, err := s.PackagesOfOrder(ctx, "main", c.number, 0, 10)
			if !errors.Is(err, c.err) || total != len(c.want) {
				t.Errorf("%s: %d parcels, %v", name, total, err)
			}
			equal(t, c.want, numbers(list))
		}
	})
}

func numbers(list []packages.Package) (out []string) {
	for _, p := range list {
		out = append(out, p.Number)
	}
	return out
}

func TestParcelsAreFoundByTheirNumber(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		putPackages(t, s, main,
			packages.Change{OrderNumber: "1", Number: "BOX"}, packages.Change{OrderNumber: "2", Number: "box"}, packages.Change{OrderNumber: "1", Number: "0box"})
		cases := map[string]struct {
			number string
			want   []string // the parcels' orders
		}{
			"one number in two orders": {" #ＢＯＸ\t", []string{"1", "2"}},
			"leading zeros count":      {"0BOX", []string{"1"}},
			"no wildcard":              {"%box", nil},
			"not by its order":         {"1", nil},
			"not by nothing":           {"", nil},
		}
		for name, c := range cases {
			list, total, err := s.PackagesByNumber(ctx, "main", c.number, 0, 10)
			var found []string
			for _, p := range list {
				found = append(found, p.OrderNumber)
			}
			if total != len(c.want) || errors.Is(err, packages.ErrNotFound) != (c.want == nil) {
				t.Errorf("%s: %d parcels, %v", name, total, err)
			}
			equal(t, c.want, found)
		}
		if _, total, err := s.PackagesByNumber(ctx, "main", "box", 5, 10); total != 2 || err != nil {
			t.Error("past the last page:", total, err)
		}
		if _, total, err := s.PackagesByNumber(ctx, "main", "none", 5, 10); total != 0 || !errors.Is(err, packages.ErrNotFound) {
			t.Error("past the last page of nothing:", total, err)
		}
	})
}

func TestPagesShowEveryParcelOnce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		shops := 0
		rapid.Check(t, func(r *rapid.T) {
			shops++
			w := in(fmt.Sprint("shop", shops), "file")
			var want []string
			var changes []packages.Change
			for i := range fewOrMany(r) {
				want = append(want, fmt.Sprintf("P%03d", 999-i))
				changes = append(changes, packages.Change{OrderNumber: "1", Number: want[i]})
			}
			putPackages(r, s, w, append(changes, packages.Change{OrderNumber: "2", Number: want[0]})...)
			limit := pick(r, 3, 10, 50, 51, 200)
			var got []string
			for offset := 0; ; offset += limit {
				list, total, err := s.PackagesOfOrder(ctx, w.Shop, "1", offset, limit)
				if err != nil || total != len(want) || len(list) > limit {
					r.Fatal(len(list), total, err)
				}
				if got = append(got, numbers(list)...); len(list) == 0 {
					break
				}
			}
			equal(r, want, got)
		})
	})
}
