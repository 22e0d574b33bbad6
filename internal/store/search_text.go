package store

import (
	"strings"
	"time"

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
	var b strings.Builder
	b.Grow(6 * (len(p.Title) + len(p.SKU) + len(p.Vendor) + len(p.ProductType)))
	for _, terms := range [][]string{words.Terms(p.Title), words.SKU(p.SKU), words.Terms(p.Vendor), words.Terms(p.ProductType)} {
		b.WriteString(" ")
		for i, term := range terms {
			if i > 0 {
				b.WriteString(" ")
			}
			b.WriteString(term)
		}
	}
	b.WriteString(" ")
	for _, code := range words.Codes(append([]string{p.SKU}, p.Codes...)...) {
		writeWhole(&b, codeSign, code)
	}
	writeWhole(&b, vendorSign, wholeValue(p.Vendor))
	writeWhole(&b, typeSign, wholeValue(p.ProductType))
	return b.String()
}

func writeWhole(b *strings.Builder, sign, value string) {
	b.WriteString(sign)
	b.WriteString(value)
	b.WriteString(sign)
}

func wholeValue(text string) string { return words.Fold(signs.Replace(text)) }

var signs = strings.NewReplacer(vendorSign, "", typeSign, "", codeSign, "")
