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
	for _, terms := range [][]string{words.Terms(p.Title), words.SKU(p.SKU), words.Terms(p.Vendor), words.Terms(p.ProductType)} {
		b.WriteString(" ")
		b.WriteString(strings.Join(terms, " "))
	}
	b.WriteString(" ")
	for _, code := range words.Codes(append([]string{p.SKU}, p.Codes...)...) {
		b.WriteString(codeSign + code + codeSign)
	}
	b.WriteString(vendorSign + wholeValue(p.Vendor) + vendorSign)
	b.WriteString(typeSign + wholeValue(p.ProductType) + typeSign)
	return b.String()
}

func wholeValue(text string) string { return words.Fold(signs.Replace(text)) }

var signs = strings.NewReplacer(vendorSign, "", typeSign, "", codeSign, "")
