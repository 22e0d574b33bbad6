package formats

import (
	"cmp"
	"fmt"
	"strings"
	"unicode/utf8"

	"shopclerk/catalog"
	"shopclerk/server/imports/fields"
)

// Product is a product and its variants, as a format has read them.
type Product struct {
	catalog.Change               // what is said of the product as a whole; Key is its key when all variants are one product
	Row            fields.Fields // where it is said
	Variants       []Variant     // none when the product has none
}

// Variant is one variant of a product. What its Change does not mention is as the product has it; Key is its key when it
// is a product of its own, and Codes are those besides its SKU.
type Variant struct {
	catalog.Change
	Row     fields.Fields
	Options []string // what tells it from the others, such as "White", "M"
}

// Changes makes products of the variants in the way that the user wants.
func (p Product) Changes(as Variants) []catalog.Change {
	switch {
	case len(p.Variants) == 0:
		return []catalog.Change{p.Change}
	case as == OneAVariant:
		return p.each()
	}
	return []catalog.Change{p.whole()}
}

// each makes a product of every variant.
func (p Product) each() []catalog.Change {
	var out []catalog.Change
	taken := map[string]bool{}
	for _, v := range p.Variants {
		switch {
		case taken[v.Key]:
			v.Row.WarnRow("an earlier variant of the product has the same SKU and options; this one was left out")
			continue
		case utf8.RuneCountInString(v.Key) > catalog.MaxSKU:
			v.Row.RefuseRow(fmt.Sprintf("the product's id and what tells its variant from others are longer than %d characters together", catalog.MaxSKU))
		}
		taken[v.Key] = true
		out = append(out, p.with(v))
	}
	return out
}

// with is the product as one variant of it.
func (p Product) with(v Variant) catalog.Change {
	c := p.Change
	c.Key, c.SKU, c.Codes, c.Price, c.Currency, c.Stock = v.Key, v.SKU, v.Codes, v.Price, v.Currency, v.Stock
	if c.Title != nil {
		c.Title = v.titled(*c.Title)
	}
	c.Desc, c.ImageURL = cmp.Or(v.Desc, c.Desc), cmp.Or(v.ImageURL, c.ImageURL)
	c.DetailURL, c.BuyURL = cmp.Or(v.DetailURL, c.DetailURL), cmp.Or(v.BuyURL, c.BuyURL)
	if c.Published == nil || *c.Published {
		c.Published = cmp.Or(v.Published, c.Published)
	}
	return c
}

// titled is a product's title with what tells the variant from others: "White T-Shirt, M".
func (v Variant) titled(title string) *string {
	full := strings.Join(append([]string{title}, v.Options...), ", ")
	if utf8.RuneCountInString(full) > catalog.MaxTitle {
		v.Row.WarnRow(fmt.Sprintf("the title and the variant's options are longer than %d characters together; the options were left out", catalog.MaxTitle))
		return &title
	}
	return &full
}
