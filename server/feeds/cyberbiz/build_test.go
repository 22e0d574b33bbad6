package cyberbiz_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"shopclerk/catalog"
	"shopclerk/server/feeds"
	"shopclerk/server/feeds/feedstest"
)

// told is one delivery of the story of product 700000.
type told struct{ event, body string }

var arrival = time.Date(2026, 1, 9, 5, 11, 0, 0, time.UTC)

// built is the product that deliveries come to, nil when there is none.
func built(t testing.TB, now time.Time, story ...told) (*catalog.Change, time.Time) {
	t.Helper()
	f := feed(choice{})
	var parts []feeds.Part
	for _, d := range story {
		news, _, err := f.Decode(feeds.Delivery{Event: d.event, Body: []byte(d.body), At: arrival})
		if err != nil {
			t.Fatal(d.event, err)
		}
		parts = append(parts, news.Parts...)
	}
	for group, list := range feedstest.Groups(parts) {
		b, err := f.Build(group, list, now)
		if err != nil || len(b.Products) > 1 {
			t.Fatalf("%+v, %v", b, err)
		}
		if len(b.Products) == 1 {
			return &b.Products[0], b.Due
		}
	}
	return nil, time.Time{}
}

// variantOf is variant n of product 700000, changed at a second of 10:00 in Taipei.
func variantOf(n, second int, price string) string {
	return fmt.Sprintf(`{"id":75000%d,"product_id":700000,"position":%[1]d,"price":%s,"sku":"SKU-%[1]d","qc":"471%[1]d","inventory_management":true,`+
		`"inventory_quantity":%[1]d,"inventory_policy":"deny","updated_at":"2026-01-09 10:00:%02[3]d"}`, n, price, second)
}

// productOf is product 700000, changed at a second of 10:00 in Taipei.
func productOf(second int, variants ...string) told {
	return told{"products/update", fmt.Sprintf(`{"id":700000,"title":"Tea %d","published":true,"searchable":true,"price":1,`+
		`"updated_at":"2026-01-09 10:00:%02[1]d","product_variants":[%s]}`, second, strings.Join(variants, ","))}
}

func TestWhichVariantsAProductHas(t *testing.T) {
	update := func(n, second int, price string) told { return told{"variants/update", variantOf(n, second, price)} }
	gone := func(n, second int) told { return told{"variants/delete", variantOf(n, second, "1")} }
	for _, c := range []struct {
		name  string
		story []told
		price string // of the product, which is the lowest
		codes string
		stock int64
	}{
		{"those of its document", []told{productOf(10, variantOf(2, 10, "20"), variantOf(1, 10, "30"))}, "20", "SKU-1 4711 SKU-2 4712", 3},
		{"one that has changed since", []told{productOf(10, variantOf(1, 10, "30")), update(1, 20, "25")}, "25", "SKU-1 4711", 1},
		{"one that is newer than the document in which it is", []told{productOf(10, variantOf(1, 20, "25")), update(1, 15, "30")}, "25", "SKU-1 4711", 1},
		{"one that was made since", []told{productOf(10, variantOf(1, 10, "30")), update(2, 20, "25")}, "25", "SKU-1 4711 SKU-2 4712", 3},
		{"none that a newer document does not list", []told{productOf(20, variantOf(1, 10, "30")), update(2, 15, "25")}, "30", "SKU-1 4711", 1},
		{"none that a document which saw a later variant does not list", []told{productOf(5, variantOf(1, 20, "30")), update(2, 15, "25")}, "30", "SKU-1 4711", 1},
		{"the document that saw more, of two of one time", []told{productOf(5, variantOf(1, 20, "30"), variantOf(2, 25, "25")), productOf(5, variantOf(1, 20, "30"))}, "25", "SKU-1 4711 SKU-2 4712", 3},
		{"one of the very second of a document that does not list it", []told{productOf(20, variantOf(1, 10, "30")), update(2, 20, "25")}, "25", "SKU-1 4711 SKU-2 4712", 3},
		{"those of its document in whatever order", []told{productOf(20, variantOf(3, 10, "30"), variantOf(2, 10, "25"), variantOf(1, 10, "20"))}, "20", "SKU-1 4711 SKU-2 4712 SKU-3 4713", 6},
		{"none that was deleted", []told{productOf(10, variantOf(1, 10, "30"), variantOf(2, 10, "20")), gone(2, 10)}, "30", "SKU-1 4711", 1},
		{"one that came back", []told{productOf(10, variantOf(1, 10, "30"), variantOf(2, 10, "20")), gone(2, 10), update(2, 11, "20")}, "20", "SKU-1 4711 SKU-2 4712", 3},
		{"none at all", []told{productOf(10, variantOf(1, 10, "30")), gone(1, 10)}, "1", "", 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			p, _ := built(t, arrival, c.story...)
			if p == nil {
				t.Fatal("there is no product")
			}
			codes := strings.TrimSpace(p.SKU + " " + strings.Join(*p.Codes, " "))
			if p.Price.Decimal.String() != c.price || codes != c.codes || *p.Stock == nil || **p.Stock != c.stock {
				t.Errorf("price %s, codes %q, stock %v", p.Price.Decimal, codes, *p.Stock)
			}
		})
	}
}

func TestAProductIsShownUntilItIsDeleted(t *testing.T) {
	one := variantOf(1, 10, "30")
	full := strings.Replace(productOf(10, one).body, `"published":true`, `"published":true,"x":1`, 1)
	for _, c := range []struct {
		name  string
		story []told
		want  string
	}{
		{"a variant alone is no product", []told{{"variants/update", one}}, "none"},
		{"what was never told is not deleted", []told{{"products/delete", `{"id":700000}`}}, "none"},
		{"a product is shown", []told{productOf(10, one)}, "shown"},
		{"a document of the same time deletes it", []told{productOf(10, one), {"products/delete", full}}, "hidden"},
		{"an id deletes it", []told{{"products/delete", `{"id":700000}`}, productOf(10, one)}, "hidden"},
		{"a later document brings it back", []told{{"products/delete", full}, productOf(11, one)}, "shown"},
		{"a variant does not bring it back", []told{productOf(10, one), {"products/delete", full}, {"variants/update", variantOf(1, 20, "30")}}, "hidden"},
	} {
		p, _ := built(t, arrival, c.story...)
		got := "none"
		if p != nil {
			got = map[bool]string{true: "shown", false: "hidden"}[*p.Published]
		}
		if got != c.want {
			t.Errorf("%s: it is %s, want %s", c.name, got, c.want)
		}
	}
}

func TestTimeAloneShowsAndHidesAProduct(t *testing.T) {
	d := productOf(10)
	d.body = strings.Replace(d.body, `"price"`, `"sell_from":"2026-01-10 00:00:00","sell_to":"2026-01-11 00:00:00","price"`, 1)
	from, to := time.Date(2026, 1, 9, 16, 0, 0, 0, time.UTC), time.Date(2026, 1, 10, 16, 0, 0, 0, time.UTC)
	changed := time.Date(2026, 1, 9, 2, 0, 10, 0, time.UTC)
	for _, c := range []struct {
		name         string
		now          time.Time
		published    bool
		updated, due time.Time
	}{
		{"before the first day", from.Add(-1), false, changed, from},
		{"from its first second", from, true, from, to},
		{"to the last moment", to.Add(-1), true, from, to},
		{"and no longer", to, false, to, time.Time{}},
	} {
		p, due := built(t, c.now, d)
		if *p.Published != c.published || !p.UpdatedAt.Equal(c.updated) || !due.Equal(c.due) {
			t.Errorf("%s: published %t, updated %s, due %s", c.name, *p.Published, p.UpdatedAt, due)
		}
	}
}

func TestCodesAreAsManyAsThereIsRoomFor(t *testing.T) {
	var variants []string
	for n := range 300 {
		v := strings.Replace(variantOf(1, 10, "1"), `"id":750001`, fmt.Sprintf(`"id":%d`, 760000+n), 1)
		variants = append(variants, strings.Replace(v, `"sku":"SKU-1"`, fmt.Sprintf(`"sku":"SKU-%d"`, 1000+n), 1))
	}
	p, _ := built(t, arrival, productOf(10, variants...))
	all := strings.Join(*p.Codes, "")
	if p.SKU != "SKU-1000" || len(all) > catalog.MaxCodes || len(all) < catalog.MaxCodes-8 {
		t.Errorf("SKU %s, %d characters of codes", p.SKU, len(all))
	}
}

// deliveries draws what is told of one product, few enough times for ties to come often.
var deliveries = rapid.Custom(func(t *rapid.T) told {
	second := rapid.IntRange(0, 3)
	variants := func() (list []string) {
		for n := range 3 {
			if rapid.Bool().Draw(t, "listed") {
				list = append(list, variantOf(n+1, second.Draw(t, "second"), rapid.SampledFrom([]string{"1", "2.0", "null"}).Draw(t, "price")))
			}
		}
		return list
	}
	switch rapid.IntRange(0, 5).Draw(t, "event") {
	case 0:
		return told{"products/delete", productOf(second.Draw(t, "second"), variants()...).body}
	case 1:
		return told{"variants/delete", variantOf(1, second.Draw(t, "second"), "1")}
	case 2, 3:
		return told{"variants/update", variantOf(rapid.IntRange(1, 3).Draw(t, "n"), second.Draw(t, "second"), "3")}
	}
	return productOf(second.Draw(t, "second"), variants()...)
})

func TestAnyOrderOfArrivalBuildsTheSame(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		story := rapid.SliceOfN(deliveries, 1, 8).Draw(r, "story")
		again := rapid.Permutation(append(story, story...)).Draw(r, "another order")
		a, _ := built(t, arrival, story...)
		b, _ := built(t, arrival, again...)
		if d := cmp.Diff(feedstest.JSON(t, a), feedstest.JSON(t, b)); d != "" {
			r.Fatalf("one ends otherwise than the other:\n%s", d)
		}
	})
}
