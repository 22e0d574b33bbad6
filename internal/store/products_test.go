package store_test

import (
	"errors"
	"math"
	"strconv"
	"strings"
	"testing"
	"time"

	"shopclerk/catalog"
	"shopclerk/internal/store"
	"shopclerk/internal/store/storetest"
)

// everyProductField is a change that leaves nothing to a default.
func everyProductField() catalog.Change {
	return catalog.Change{
		Key: "handle-1", SKU: "TS-1", Codes: ptr([]string{"4710000000017", "x y"}), Title: ptr("白色T恤"), ProductType: ptr("衣服"), Vendor: ptr("O'Neil"), Desc: ptr("d"),
		ImageURL: ptr("/i.png"), DetailURL: ptr("https://s.example/1"), BuyURL: ptr("https://s.example/b"), Price: ptr(amount("75.5")),
		Currency: ptr("USD"), Stock: ptr(ptr(int64(3))), Published: ptr(true),
		CreatedAt: ptr(at("2026-01-01T08:00:00.123456+08:00")), UpdatedAt: ptr(at("2026-01-02T00:00:00.000001Z")),
	}
}

func product(edit func(c *catalog.Change)) catalog.Change {
	c := everyProductField()
	edit(&c)
	return c
}

// oddTexts are what databases, drivers and query builders stumble over.
var oddTexts = map[string]string{
	"quotes":                  `it's "quoted" and ` + "`ticked`",
	"backslashes":             `C:\new\table\' \\ \0 \%`,
	"a NUL":                   "before\x00after",
	"line ends and tabs":      "a\r\nb\nc\td",
	"placeholders":            "? ?? $1 :name @shop @@version {0} %s %!d(MISSING)",
	"a query":                 "'; DROP TABLE products; --",
	"four-byte characters":    "😀👩‍👩‍👧‍👦𠮷野家",
	"both directions":         "שלום عربي \u202etxt",
	"composed and decomposed": "Café Cafe\u0301 ﾄﾞ ﬀ",
	"space at both ends":      "  between  ",
	"a replacement character": "\ufffd",
	"JSON":                    `{"a":["\u0000",null]}`,
	"HTML":                    "<b>&amp;</b><script>",
}

func TestAProductIsReadAsItWasWritten(t *testing.T) {
	cases := map[string]func(c *catalog.Change){
		"every field":             func(*catalog.Change) {},
		"no optional field":       func(c *catalog.Change) { *c = catalog.Change{Title: ptr("t")} },
		"an unpublished one":      func(c *catalog.Change) { c.Published = ptr(false) },
		"no price and no stock":   func(c *catalog.Change) { c.Price, c.Stock = nil, nil },
		"no stock left":           func(c *catalog.Change) { c.Stock = ptr(ptr(int64(0))) },
		"oversold":                func(c *catalog.Change) { c.Stock = ptr(ptr(int64(-5))) },
		"the largest stock":       func(c *catalog.Change) { c.Stock = ptr(ptr(int64(math.MaxInt64))) },
		"the smallest stock":      func(c *catalog.Change) { c.Stock = ptr(ptr(int64(math.MinInt64))) },
		"the longest title":       func(c *catalog.Change) { c.Title = ptr(strings.Repeat("𠮷", catalog.MaxTitle)) },
		"the longest description": func(c *catalog.Change) { c.Desc = ptr(strings.Repeat("😀", catalog.MaxDesc)) },
		"the longest address":     func(c *catalog.Change) { c.ImageURL = ptr("/" + strings.Repeat("圖", catalog.MaxURL-1)) },
		"the longest property":    func(c *catalog.Change) { c.Vendor = ptr(strings.Repeat("牌", catalog.MaxFacet)) },
		"the first and last moment": func(c *catalog.Change) {
			c.CreatedAt, c.UpdatedAt = ptr(at("1970-01-01T00:00:00Z")), ptr(at("9999-12-31T23:59:59.999999Z"))
		},
		"a time of another zone": func(c *catalog.Change) { c.UpdatedAt = ptr(at("2026-07-01T00:30:00.000009-07:00")) },
	}
	for name, text := range oddTexts {
		cases["texts with "+name] = func(c *catalog.Change) {
			c.Title, c.Desc, c.ProductType, c.Vendor, c.BuyURL = &text, &text, &text, &text, &text
		}
	}
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		want := map[string]catalog.Product{}
		var changes []catalog.Change
		for name, edit := range cases {
			c := product(edit)
			c.Key, c.SKU = name, "SKU "+strconv.Itoa(len(want))
			changes = append(changes, c)
			p := must[catalog.Product](t)(c.Apply(nil, "TWD", noon))
			p.ID, p.Source = int64(len(changes)), "file"
			want["file/"+name] = p
		}
		outcomes, err := s.PutProducts(ctx, main, changes)
		for i, r := range results(t, outcomes, err) {
			if r != store.New {
				t.Errorf("%s: %v", changes[i].Key, outcomes[i])
			}
		}
		got := productsOf(t, s, "main")
		plain := got["file/no optional field"] // has the times of its arrival
		if plain.CreatedAt.IsZero() || !plain.CreatedAt.Equal(plain.UpdatedAt) || !plain.CreatedAt.Equal(plain.Version) {
			t.Error("a product without times does not take the time of its arrival for all three", plain)
		}
		p := want["file/no optional field"]
		p.CreatedAt, p.UpdatedAt, p.Version = plain.CreatedAt, plain.UpdatedAt, plain.Version
		want["file/no optional field"] = p
		equal(t, want, got)
		for key, p := range want {
			if got[key].Digest() != p.Digest() {
				t.Errorf("%s: what was read has another digest than what was written", key)
			}
		}
	})
}

func TestAPriceKeepsEveryDigit(t *testing.T) {
	prices := []string{"0", "0.0001", "0.1", "0.3", "75.5", "1280", "99999999.99", "123456789012345.6789", "999999999999999.9999"}
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		var changes []catalog.Change
		for _, price := range prices {
			changes = append(changes, catalog.Change{SKU: price, Title: ptr("t"), Price: ptr(amount(price))})
		}
		putProducts(t, s, main, changes...)
		got := productsOf(t, s, "main")
		for _, price := range prices {
			equal(t, price, got["file/"+price].Price.Decimal.String())
		}
		for i, r := range putProducts(t, s, main, changes...) {
			if r != store.Unchanged {
				t.Errorf("%s is another price when it comes again", prices[i])
			}
		}
	})
}

func TestWhatAProductChangeDoesNotMentionStaysAndWhatItEmptiesGoes(t *testing.T) {
	eachAt(t, func(t *testing.T, s *store.Store, clock *storetest.Clock) {
		full := everyProductField()
		putProducts(t, s, main, full)
		before := productsOf(t, s, "main")["file/handle-1"]

		clock.At = noon.Add(time.Second)
		equal(t, []store.Result{store.Unchanged}, putProducts(t, s, main, catalog.Change{Key: "handle-1"}))
		equal(t, before, productsOf(t, s, "main")["file/handle-1"])

		clock.At = noon.Add(time.Hour)
		cleared := catalog.Change{
			Key: "handle-1", Codes: ptr([]string{}), ProductType: ptr(""), Vendor: ptr(""), Desc: ptr(""), ImageURL: ptr(""), DetailURL: ptr(""), BuyURL: ptr(""),
			Price: ptr(amount("0")), Currency: ptr(""), Stock: new(*int64), Published: ptr(false),
		}
		cleared.Price.Valid = false
		equal(t, []store.Result{store.Changed}, putProducts(t, s, main, cleared))
		equal(t, catalog.Product{
			ID: 1, Source: "file", Key: "handle-1", SKU: "TS-1", Title: "白色T恤", Currency: "TWD",
			CreatedAt: *full.CreatedAt, UpdatedAt: clock.At, Version: clock.At,
		}, productsOf(t, s, "main")["file/handle-1"])
	})
}

func TestARefusedProductDoesNotStopTheOthers(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		outcomes, err := s.PutProducts(ctx, main, []catalog.Change{
			{SKU: "A", Title: ptr("first"), UpdatedAt: &noon},
			{SKU: "B"}, // new and without a title
			{SKU: "A", Title: ptr(""), UpdatedAt: ptr(noon.Add(time.Second))}, // loses its title
			{SKU: "B", Title: ptr("b")},                                       // now it has one
			{SKU: "A", Vendor: ptr("v"), UpdatedAt: ptr(noon.Add(time.Second))},
		})
		equal(t, []store.Result{store.New, store.Refused, store.Refused, store.New, store.Changed}, results(t, outcomes, err))
		if !errors.Is(outcomes[1].Err, catalog.ErrIncomplete) || !errors.Is(outcomes[2].Err, catalog.ErrIncomplete) {
			t.Error("a refusal does not say why:", outcomes)
		}
		got := productsOf(t, s, "main")
		equal(t, []string{"first", "v", "b"}, []string{got["file/a"].Title, got["file/a"].Vendor, got["file/b"].Title})
	})
}

func TestAProductKeepsItsNumberWhateverBecomesOfIt(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		putProducts(t, s, main, catalog.Change{SKU: "A", Title: ptr("a")}, catalog.Change{SKU: "B", Title: ptr("b")})
		putOrders(t, s, main, order("1"))
		putProducts(t, s, main,
			catalog.Change{SKU: " b ", Title: ptr("b2")},
			catalog.Change{SKU: "C", Title: ptr("c"), UpdatedAt: &noon},
			catalog.Change{SKU: "ｃ", Title: ptr("c2"), UpdatedAt: ptr(noon.Add(time.Microsecond))})
		got := productsOf(t, s, "main")
		// ids are taken from one counter with orders and parcels, none twice
		equal(t, []int64{1, 2, 4}, []int64{got["file/a"].ID, got["file/b"].ID, got["file/c"].ID})
		equal(t, []string{"b2", "c2", "ｃ"}, []string{got["file/b"].Title, got["file/c"].Title, got["file/c"].SKU})
		equal(t, 3, len(got))
	})
}

func TestHasProductsSeesAProductOfAnySource(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		has := func(shop string) bool { return must[bool](t)(s.HasProducts(ctx, shop)) }
		putOrders(t, s, main, order("1"))
		putProducts(t, s, in("other", "file"), catalog.Change{SKU: "A", Title: ptr("a")})
		equal(t, false, has("main"))
		putProducts(t, s, in("main", "feed"), catalog.Change{SKU: "A", Title: ptr("a"), Published: ptr(false)})
		equal(t, true, has("main"))
		must[int](t)(s.DeleteProducts(ctx, "main", "feed"))
		equal(t, false, has("main"))
	})
}
