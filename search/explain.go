package search

import (
	"slices"
	"strings"

	"shopclerk/catalog"
	"shopclerk/internal/words"
)

// Field is where in a product something of a query is.
type Field string

// The fields, the ones that count most first. Elsewhere is none of them as it is written: a word is spelt otherwise there, or the
// index knows the product as it was a moment ago.
const (
	InCode        Field = "code"
	InTitle       Field = "title"
	InSKU         Field = "sku"
	InVendor      Field = "vendor"
	InType        Field = "product_type"
	InDescription Field = "desc"
	Elsewhere     Field = "elsewhere"
)

// Reason is why a product may have matched: a word of the query, or its whole product type or vendor, and where it is.
type Reason struct {
	Word  string // as it is compared; the whole value where Whole
	Field Field
	Whole bool // of a product_type or vendor that was asked for
}

// Reasons tells why a product matches a query, as far as its texts show it: engines return no reasons. The words are those of the query
// in its order; none where everything was asked for.
func Reasons(q catalog.Query, p catalog.Product) (list []Reason) {
	if code := words.Code(q.Title); code != "" && slices.Contains(words.Codes(append([]string{p.SKU}, p.Codes...)...), code) {
		return []Reason{{Word: code, Field: InCode}}
	}
	parsed := words.Parse(q.Title)
	for i, word := range parsed.Words {
		field, found := Elsewhere, false
		for _, f := range fieldsOf(p) {
			if found = f.has(word) || slices.ContainsFunc(joins(parsed, i), f.has); found {
				field = f.name
				break
			}
		}
		list = append(list, Reason{Word: word.Text, Field: field})
	}
	for _, whole := range []struct {
		field     Field
		asked, is string
	}{{InType, q.ProductType, p.ProductType}, {InVendor, q.Vendor, p.Vendor}} {
		if asked := words.Fold(whole.asked); asked != "" && asked == words.Fold(whole.is) {
			list = append(list, Reason{Word: whole.is, Field: whole.field, Whole: true})
		}
	}
	return list
}

// joins are what a word makes with its neighbours.
func joins(q words.Query, i int) (list []words.Word) {
	for _, j := range q.Joins {
		if j.First <= i && i <= j.Last {
			list = append(list, words.Word{Text: j.Text, Prefix: q.Words[j.Last].Prefix})
		}
	}
	return list
}

// searched is a field with the terms under which it is found.
type searched struct {
	name  Field
	terms []string
}

func fieldsOf(p catalog.Product) []searched {
	return []searched{
		{InTitle, words.Terms(p.Title)}, {InSKU, words.SKU(p.SKU)}, {InVendor, words.Terms(p.Vendor)},
		{InType, words.Terms(p.ProductType)}, {InDescription, words.Terms(p.Desc)},
	}
}

func (f searched) has(w words.Word) bool {
	return slices.ContainsFunc(f.terms, func(term string) bool {
		return term == w.Text || w.Prefix && strings.HasPrefix(term, w.Text)
	})
}
