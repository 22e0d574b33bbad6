package catalog_test

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"shopclerk/catalog"
)

func ptr[T any](v T) *T { return &v }

func nullable(text string) decimal.NullDecimal {
	return decimal.NewNullDecimal(decimal.RequireFromString(text))
}

var (
	early    = time.Date(2026, 1, 9, 0, 0, 0, 0, time.UTC)
	late     = early.Add(time.Hour)
	arrival  = early.Add(24 * time.Hour)
	decimals = cmp.Comparer(func(a, b decimal.Decimal) bool { return a.Equal(b) })
)

// stored is a product in which every field says something.
func stored() catalog.Product {
	return catalog.Product{
		ID: 7, Source: "file", Key: "ts-1", SKU: "TS-1", Title: "T-Shirt", ProductType: "Shirts", Vendor: "Loom", Desc: "d",
		ImageURL: "/i.png", DetailURL: "https://s.example/1", BuyURL: "https://s.example/b", Price: nullable("25.00"),
		Currency: "USD", Stock: ptr(int64(3)), Published: false, CreatedAt: early, UpdatedAt: early, Version: early,
	}
}

func TestANewProductHasItsDefaults(t *testing.T) {
	got, err := catalog.Change{SKU: "#TS-1", Title: ptr("T-Shirt")}.Apply(nil, "TWD", arrival)
	want := catalog.Product{
		Key: "ts-1", SKU: "#TS-1", Title: "T-Shirt", Currency: "TWD", Published: true,
		CreatedAt: arrival, UpdatedAt: arrival, Version: arrival,
	}
	if d := cmp.Diff(want, got, decimals); err != nil || d != "" {
		t.Error(err, d)
	}
}

func TestAProductWithoutATitleIsIncomplete(t *testing.T) {
	old := stored()
	for _, c := range []struct {
		name   string
		change catalog.Change
		old    *catalog.Product
		want   error
	}{
		{"a new one that names none", catalog.Change{SKU: "1"}, nil, catalog.ErrIncomplete},
		{"a new one whose title is empty", catalog.Change{SKU: "1", Title: ptr("")}, nil, catalog.ErrIncomplete},
		{"one whose title is taken away", catalog.Change{SKU: "1", Title: ptr("")}, &old, catalog.ErrIncomplete},
		{"one that keeps its title", catalog.Change{SKU: "1"}, &old, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			if _, err := c.change.Apply(c.old, "TWD", arrival); !errors.Is(err, c.want) {
				t.Errorf("got %v, want %v", err, c.want)
			}
		})
	}
}

func TestWhatAChangeDoesNotMentionStays(t *testing.T) {
	old := stored()
	got, err := catalog.Change{SKU: "TS-1"}.Apply(&old, "JPY", arrival)
	want := stored()
	want.Version = arrival
	if d := cmp.Diff(want, got, decimals); err != nil || d != "" {
		t.Error(err, d)
	}
	if !got.Same(old) {
		t.Error("nothing was said and it is not the same")
	}
}

func TestAFeedsProductKeepsItsSKUWhenAChangeNamesOnlyTheKey(t *testing.T) {
	old := stored()
	got, err := catalog.Change{Key: "873167", Title: ptr("x")}.Apply(&old, "TWD", arrival)
	if err != nil || got.Key != "873167" || got.SKU != "TS-1" {
		t.Errorf("key %q, SKU %q, %v", got.Key, got.SKU, err)
	}
}

func TestWhatAChangeClearsIsEmpty(t *testing.T) {
	old := stored()
	got, err := catalog.Change{
		SKU: "TS-1", ProductType: ptr(""), Vendor: ptr(""), Desc: ptr(""), ImageURL: ptr(""), DetailURL: ptr(""), BuyURL: ptr(""),
		Price: ptr(decimal.NullDecimal{}), Currency: ptr(""), Stock: ptr((*int64)(nil)),
	}.Apply(&old, "TWD", arrival)
	want := catalog.Product{
		ID: 7, Source: "file", Key: "ts-1", SKU: "TS-1", Title: "T-Shirt", Currency: "TWD",
		CreatedAt: early, UpdatedAt: arrival, Version: arrival,
	}
	if d := cmp.Diff(want, got, decimals); err != nil || d != "" {
		t.Error(err, d)
	}
}

func TestWhatAChangeSaysReplacesWhatWas(t *testing.T) {
	old := stored()
	got, err := catalog.Change{
		SKU: "ts-1", Title: ptr("t"), ProductType: ptr("p"), Vendor: ptr("v"), Desc: ptr("e"), ImageURL: ptr("/j"), DetailURL: ptr("/k"),
		BuyURL: ptr("/l"), Price: ptr(nullable("1")), Currency: ptr("EUR"), Stock: ptr(ptr(int64(0))), Published: ptr(true),
		CreatedAt: &late, UpdatedAt: &late,
	}.Apply(&old, "TWD", arrival)
	want := catalog.Product{
		ID: 7, Source: "file", Key: "ts-1", SKU: "ts-1", Title: "t", ProductType: "p", Vendor: "v", Desc: "e", ImageURL: "/j",
		DetailURL: "/k", BuyURL: "/l", Price: nullable("1"), Currency: "EUR", Stock: ptr(int64(0)), Published: true,
		CreatedAt: late, UpdatedAt: late, Version: late,
	}
	if d := cmp.Diff(want, got, decimals); err != nil || d != "" {
		t.Error(err, d)
	}
	if d := cmp.Diff(stored(), old, decimals); d != "" {
		t.Error("the old version was changed:", d)
	}
}

func TestTimesOfAProduct(t *testing.T) {
	old := stored()
	between := early.Add(time.Minute)
	for _, c := range []struct {
		name                      string
		change                    catalog.Change
		old                       *catalog.Product
		created, updated, version time.Time
	}{
		{"a new one without times has those of its arrival", catalog.Change{}, nil, arrival, arrival, arrival},
		{"a new one with an update time was made then", catalog.Change{UpdatedAt: &late}, nil, late, late, late},
		{"a new one with both has both", catalog.Change{CreatedAt: &early, UpdatedAt: &late}, nil, early, late, late},
		{"a new one with a time of making is updated at its arrival", catalog.Change{CreatedAt: &early}, nil, early, arrival, arrival},
		{"a change without a time happened at its arrival", catalog.Change{Vendor: ptr("x")}, &old, early, arrival, arrival},
		{"nothing new is no update", catalog.Change{Vendor: ptr("Loom")}, &old, early, early, arrival},
		{"a price in another form is no update", catalog.Change{Price: ptr(nullable("25"))}, &old, early, early, arrival},
		{"the source's time counts where it has one", catalog.Change{Vendor: ptr("x"), UpdatedAt: &late}, &old, early, late, late},
		{"also when nothing else is new", catalog.Change{UpdatedAt: &late}, &old, early, late, late},
		{"an empty time is none", catalog.Change{UpdatedAt: &time.Time{}}, &old, early, early, arrival},
		{"a zero time says nothing", catalog.Change{CreatedAt: new(time.Time), UpdatedAt: new(time.Time)}, nil, arrival, arrival, arrival},
		{"a time of making is corrected", catalog.Change{CreatedAt: &between}, &old, between, early, arrival},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.change.SKU, c.change.Title = "TS-1", ptr("T-Shirt")
			got, err := c.change.Apply(c.old, "TWD", arrival)
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff([]time.Time{c.created, c.updated, c.version}, []time.Time{got.CreatedAt, got.UpdatedAt, got.Version}); d != "" {
				t.Error("created, updated, version:", d)
			}
		})
	}
}

func TestWhichOfTwoProductsWins(t *testing.T) {
	base := stored()
	with := func(change func(*catalog.Product)) catalog.Product { p := base; change(&p); return p }
	for _, c := range []struct {
		name             string
		next             catalog.Product
		supersedes, same bool
	}{
		{"the same", base, false, true},
		{"a later one", with(func(p *catalog.Product) { p.Version = late }), true, true},
		{"an earlier one", with(func(p *catalog.Product) { p.Version, p.Title = early.Add(-1), "x" }), false, false},
		{"the same in another zone", with(func(p *catalog.Product) { p.Version = early.In(time.FixedZone("", 3600)) }), false, true},
		{"a later time of update", with(func(p *catalog.Product) { p.UpdatedAt = late }), true, false},
		{"an earlier time of update", with(func(p *catalog.Product) { p.UpdatedAt = early.Add(-1) }), false, false},
		{"a later time of making", with(func(p *catalog.Product) { p.CreatedAt = late }), true, false},
		{"the store's own number", with(func(p *catalog.Product) { p.ID = 8 }), false, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := c.next.Supersedes(base); got != c.supersedes {
				t.Errorf("Supersedes is %v", got)
			}
			if got := c.next.Same(base); got != c.same {
				t.Errorf("Same is %v", got)
			}
		})
	}
}

// versions draws few different values, so that ties come often.
var versions = rapid.Custom(func(t *rapid.T) catalog.Product {
	moment := rapid.Map(rapid.IntRange(0, 2), func(n int) time.Time { return early.Add(time.Duration(n) * time.Second) })
	return catalog.Product{
		Version: moment.Draw(t, "version"), UpdatedAt: moment.Draw(t, "updated"), CreatedAt: moment.Draw(t, "created"),
		Title: rapid.SampledFrom([]string{"a", "b"}).Draw(t, "title"),
		Price: nullable(rapid.SampledFrom([]string{"75", "75.00", "76"}).Draw(t, "price")),
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

func last(arrived []catalog.Product) catalog.Product {
	kept := arrived[0]
	for _, p := range arrived[1:] {
		if p.Supersedes(kept) {
			kept = p
		}
	}
	return kept
}
