package searchtest

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"shopclerk/catalog"
	"shopclerk/search"
)

func testCodes(t *testing.T, e search.Engine) {
	put(t, e,
		catalog.Product{ID: 1, SKU: "AX-200", Codes: []string{"4710000000017"}, Title: "Lamp", Vendor: "Oak", UpdatedAt: noon, CreatedAt: noon},
		catalog.Product{ID: 2, SKU: "AX-2000", Title: "AX-200 lamp shade", Vendor: "Elm", UpdatedAt: noon, CreatedAt: noon},
		catalog.Product{ID: 3, SKU: "B", Codes: []string{"ax-200"}, Title: "Bulb", UpdatedAt: noon, CreatedAt: noon},
		catalog.Product{ID: 4, Title: "Candle 4710000000017", UpdatedAt: noon, CreatedAt: noon},
	)
	for _, c := range []struct {
		name string
		q    catalog.Query
		want []int64
	}{
		{"a number finds those that carry it alone", catalog.Query{Title: "AX-200"}, []int64{1, 3}},
		{"without its hyphen", catalog.Query{Title: "ax200"}, []int64{1, 3}},
		{"in full width", catalog.Query{Title: "ＡＸ－２００"}, []int64{1, 3}},
		{"a barcode", catalog.Query{Title: " 4710000000017 "}, []int64{1}},
		{"a number and a brand are either", catalog.Query{Title: "4710000000017", Vendor: "Elm"}, []int64{1, 2}},
		{"a number with another word is words", catalog.Query{Title: "AX-200 shade"}, []int64{1, 2}},
	} {
		t.Run(c.name, func(t *testing.T) { finds(t, e, c.q, c.want...) })
	}
}

// testWords has products with all, some and one of the words of a question, which come in this order.
func testWords(t *testing.T, e search.Engine) {
	put(t, e,
		catalog.Product{ID: 1, Title: "Socks", ProductType: "x", UpdatedAt: noon, CreatedAt: noon},
		catalog.Product{ID: 2, Title: "Warm hats", UpdatedAt: noon, CreatedAt: noon},
		catalog.Product{ID: 3, Title: "Warm red scarf", UpdatedAt: noon, CreatedAt: noon},
		catalog.Product{ID: 4, Title: "Red woolen scarf, warm", UpdatedAt: noon, CreatedAt: noon},
		catalog.Product{ID: 5, Title: "Woolen scarf", UpdatedAt: noon, CreatedAt: noon},
		catalog.Product{ID: 6, Title: "Scarf", Desc: "quixotic", UpdatedAt: noon, CreatedAt: noon},
		catalog.Product{ID: 7, Title: "棉質白色襯衫", UpdatedAt: noon, CreatedAt: noon},
		catalog.Product{ID: 8, Title: "白色长裤", UpdatedAt: noon, CreatedAt: noon},
	)
	for _, c := range []struct {
		name, title string
		want        [][]int64 // groups whose order among themselves is free
	}{
		{"all words, then fewer, whichever is missing", "warm red woolen scarf", [][]int64{{4}, {3}, {5}, {2, 6}}},
		{"the first word is missing everywhere", "sturdy woolen scarf", [][]int64{{4, 5}, {3, 6}}},
		{"filler words do not count", "do you have a red scarf for me?", [][]int64{{3, 4}, {5, 6}}},
		{"a word of a description when there is nothing else", "quixotic", [][]int64{{6}}},
		{"not when there is", "quixotic socks", [][]int64{{1}}},
		{"Traditional finds Simplified", "長褲", [][]int64{{8}}},
		{"Simplified finds Traditional", "衬衫", [][]int64{{7}}},
		{"pairs inside a title", "質白", [][]int64{{7}}},
		{"a Chinese question", "請問有沒有白色的襯衫嗎", [][]int64{{7}, {8}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := ask(t, e, catalog.Query{Title: c.title}).IDs
			at := 0
			for _, group := range c.want {
				end := min(at+len(group), len(got))
				if !sameSet(got[at:end], group) {
					t.Fatalf("%q finds %v, want the groups %v", c.title, got, c.want)
				}
				at = end
			}
			if at != len(got) {
				t.Errorf("%q finds %v, want the groups %v", c.title, got, c.want)
			}
		})
	}
}

// testCloseness has products that one rule of the order tells apart; whatever else they are ordered by, the wrong one has
// the smaller id.
func testCloseness(t *testing.T, e search.Engine) {
	put(t, e,
		catalog.Product{ID: 1, Title: "Porcelain butterfly", UpdatedAt: noon, CreatedAt: noon},
		catalog.Product{ID: 2, Title: "Porxelxin butxerxly chanxelxer", UpdatedAt: noon, CreatedAt: noon},
		catalog.Product{ID: 3, Title: "Green cup of tea set", UpdatedAt: noon, CreatedAt: noon},
		catalog.Product{ID: 4, Title: "Set of cup green tea", UpdatedAt: noon, CreatedAt: noon},
	)
	for _, c := range []struct {
		name, title string
		want        []int64
	}{
		{"more words with typos come before fewer without", "porcelain butterfly chandelier", []int64{2, 1}},
		{"words that stand together come before words apart", "green tea", []int64{4, 3}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := ask(t, e, catalog.Query{Title: c.title}).IDs; !slices.Equal(got, c.want) {
				t.Errorf("%q finds %v, want %v", c.title, got, c.want)
			}
		})
	}
}

func sameSet(a, b []int64) bool {
	seen := map[int64]int{}
	for _, id := range a {
		seen[id]++
	}
	for _, id := range b {
		seen[id]--
	}
	for _, n := range seen {
		if n != 0 {
			return false
		}
	}
	return true
}

func testSigns(t *testing.T, e search.Engine) {
	values := []string{`O'Neil "The" Brand`, `back\slash`, `A = B AND C`, `x" OR "1"="1`, `[a, b]`, `100% wool`, `a_b`, `emoji 🧦`, "two\nlines", `NOT (x EXISTS)`}
	var list []catalog.Product
	for i, value := range values {
		list = append(list, catalog.Product{ID: int64(i + 1), Title: fmt.Sprint("Sock ", i), Vendor: value, ProductType: value + " type", UpdatedAt: noon, CreatedAt: noon})
	}
	put(t, e, list...)
	for i, value := range values {
		finds(t, e, catalog.Query{Vendor: value}, int64(i+1))
		finds(t, e, catalog.Query{ProductType: value + " type"}, int64(i+1))
		finds(t, e, catalog.Query{Vendor: value + "x", ProductType: value})
	}
}

func testStrange(t *testing.T, e search.Engine) {
	put(t, e, catalog.Product{ID: 1, Title: "Lamp 🌿 green", UpdatedAt: noon, CreatedAt: noon})
	for _, title := range []string{
		"🌿", "!?", "。、", "a", "ㄅ", "l", strings.Repeat("x", 10_000), strings.Repeat("lamp ", 2000), strings.Repeat("燈", 10_000), "\x00", "\u0301\u0301", "*", `"lamp`, "lamp:lamp",
	} {
		began := time.Now()
		hits := ask(t, e, catalog.Query{Title: title})
		if hits.Total > 1 {
			t.Errorf("%.20q finds %d", title, hits.Total)
		}
		if took := time.Since(began); took > 5*time.Second { // not a measure of speed: what grows with the square takes minutes
			t.Errorf("%.20q took %s", title, took)
		}
	}
	finds(t, e, catalog.Query{Title: strings.Repeat("lamp ", 2000)}, 1)
}
