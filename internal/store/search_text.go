package store

import (
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/cespare/xxhash/v2"

	"shopclerk/catalog"
	"shopclerk/internal/words"
)

// Signs around whole values in a search text; no folded text holds them.
const (
	vendorSign = "\x02"
	typeSign   = "\x03"
	codeSign   = "\x04"
)

// SearchText returns the search text of a product that a change makes where there is none yet. It is costly, so who reads a
// file can do it while the rows before are written; see Write.
func SearchText(c catalog.Change) string {
	p, err := c.Apply(nil, "", time.Time{})
	if err != nil {
		return "" // it makes none
	}
	return searchText(p)
}

// searchText is what the store finds a product by when no index answers: its terms with spaces around each, the title's
// first, then whole values between signs.
func searchText(p catalog.Product) string {
	brand, kind := facetTextOf(p.Vendor), facetTextOf(p.ProductType)
	var b strings.Builder
	b.Grow(6*(len(p.Title)+len(p.SKU)) + 2*(len(brand.terms)+len(kind.terms)))
	write := func(parts ...string) {
		for _, part := range parts {
			b.WriteString(part)
		}
	}
	sku := words.SKU(p.SKU)
	for _, terms := range [][]string{words.Terms(p.Title), sku} {
		for _, term := range terms {
			write(" ", term)
		}
	}
	write(" ", brand.terms, " ", kind.terms, " ")
	own := sku[:min(1, len(sku))] // its code, folded already
	others := slices.DeleteFunc(words.Codes(p.Codes...), func(code string) bool { return slices.Contains(own, code) })
	for _, code := range slices.Concat(own, others) {
		write(codeSign, code, codeSign)
	}
	write(vendorSign, brand.whole, vendorSign, typeSign, kind.whole, typeSign)
	return b.String()
}

// facetText is what a brand or a product type means for the search text of its products.
type facetText struct {
	value string // as it is written
	terms string // with spaces between
	whole string
}

// facetTexts are those that were asked for last, by a hash of the value: many products have one.
var facetTexts [4096]atomic.Pointer[facetText]

func facetTextOf(value string) *facetText {
	at := &facetTexts[xxhash.Sum64String(value)%uint64(len(facetTexts))]
	if known := at.Load(); known != nil && known.value == value {
		return known
	}
	f := &facetText{strings.Clone(value), strings.Join(words.Terms(value), " "), wholeValue(value)}
	at.Store(f)
	return f
}

func wholeValue(text string) string { return words.Fold(signs.Replace(text)) }

var signs = strings.NewReplacer(vendorSign, "", typeSign, "", codeSign, "")
