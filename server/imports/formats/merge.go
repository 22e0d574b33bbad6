package formats

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"unicode/utf8"

	"github.com/shopspring/decimal"

	"shopclerk/catalog"
)

// whole is one product that is found by every code of its variants.
func (p Product) whole() catalog.Change {
	c, sold := p.Change, p.sold()
	c.SKU = cmp.Or(c.SKU, sold[0].SKU)
	c.Codes = p.codes(sold)
	c.Price, c.Currency = lowest(sold)
	c.Stock = sum(sold)
	for _, v := range sold {
		if (c.ImageURL == nil || *c.ImageURL == "") && v.ImageURL != nil {
			c.ImageURL = v.ImageURL
		}
	}
	return c
}

// sold are the variants that can be bought: one that is hidden has no say in the price, unless all are.
func (p Product) sold() []Variant {
	sold := slices.DeleteFunc(slices.Clone(p.Variants), func(v Variant) bool { return v.Published != nil && !*v.Published })
	if len(sold) == 0 {
		return p.Variants
	}
	return sold
}

// codes are the product's own, and the SKU and the barcodes of each variant, as many as fit.
func (p Product) codes(variants []Variant) *[]string {
	var all []string
	mentioned := false
	add := func(codes *[]string) {
		if codes != nil {
			all, mentioned = append(all, *codes...), true
		}
	}
	add(p.Codes)
	for _, v := range variants {
		all = append(all, v.SKU)
		add(v.Codes)
	}
	all = distinct(all)
	if len(all) == 0 && !mentioned {
		return nil
	}
	size := 0
	for i, code := range all {
		if size += utf8.RuneCountInString(code); size > catalog.MaxCodes {
			p.Row.WarnRow(fmt.Sprintf("the SKUs and barcodes of the variants are longer than %d characters together; %d of %d were left out",
				catalog.MaxCodes, len(all)-i, len(all)))
			all = all[:i]
			break
		}
	}
	return &all
}

// distinct leaves out what is empty or was there before.
func distinct(list []string) []string {
	seen := map[string]bool{"": true}
	return slices.DeleteFunc(list, func(text string) bool {
		known := seen[text]
		seen[text] = true
		return known
	})
}

// lowest is the price that the product is to be had from, and its currency.
func lowest(variants []Variant) (*decimal.NullDecimal, *string) {
	var best *Variant
	for i, v := range variants {
		switch {
		case v.Price == nil:
		case best == nil || !best.Price.Valid:
			best = &variants[i]
		case v.Currency != nil && best.Currency != nil && *v.Currency != *best.Currency:
			v.Row.RefuseRow(fmt.Sprintf("the price is in %s, but that of another variant is in %s", *v.Currency, *best.Currency))
		case v.Price.Valid && v.Price.Decimal.LessThan(best.Price.Decimal):
			best = &variants[i]
		}
	}
	if best == nil {
		return nil, nil
	}
	return best.Price, best.Currency
}

// sum is the stock of all variants that are counted. One that is oversold takes nothing from the others, and one that is
// always to be had keeps the product from being sold out.
func sum(variants []Variant) **int64 {
	var total int64
	mentioned, counted, always := false, false, false
	for _, v := range variants {
		switch {
		case v.Stock == nil:
		case *v.Stock == nil:
			mentioned, always = true, true
		default:
			mentioned, counted = true, true
			total += min(max(**v.Stock, 0), math.MaxInt64-total)
		}
	}
	switch {
	case !mentioned:
		return nil
	case !counted, always && total == 0:
		return new(*int64)
	}
	return new(&total)
}
