package cyberbiz

import (
	"cmp"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/shopspring/decimal"

	"shopclerk/catalog"
	"shopclerk/internal/fold"
	"shopclerk/server/feeds"
)

// build makes a product of its parts. A variant whose product was never told is nothing that could be shown.
func (f *feed) build(group string, parts []feeds.Part, now time.Time) (feeds.Built, error) {
	id, ok := strings.CutPrefix(group, productGroup)
	if !ok {
		return feeds.Built{}, fmt.Errorf("%w: no product is called %q", feeds.ErrUnreadable, group)
	}
	a, err := assemble(parts)
	if err != nil || a.product == nil {
		return feeds.Built{}, err
	}
	published, passed, due := a.sale(now)
	updated := latestOf(a.version, passed)
	p := a.product
	sku, codes := a.codes()
	return feeds.Built{Due: due, Products: []catalog.Change{{
		Key: id, SKU: sku, Codes: &codes, Title: &p.Title, ProductType: &p.Type, Vendor: &p.Vendor, Desc: &p.Desc,
		ImageURL: new(a.picture()), DetailURL: &p.Page, Price: new(a.price()), Currency: &f.Currency, Stock: new(a.stock()),
		Published: &published, CreatedAt: feeds.Told(p.CreatedAt), UpdatedAt: &updated,
	}}}, nil
}

// sale says whether a product is sold at a moment, when the last of its days that have passed was, and when the next one is.
// No event comes with them.
func (a assembly) sale(now time.Time) (sold bool, passed, due time.Time) {
	from, to := a.product.SellFrom, a.product.SellTo
	sold = a.product.Shown && !a.deleted && !now.Before(from) && (to.IsZero() || now.Before(to))
	for _, day := range []time.Time{from, to} {
		switch {
		case day.IsZero():
		case !day.After(now):
			passed = latestOf(passed, day)
		case due.IsZero() || day.Before(due):
			due = day
		}
	}
	return sold, passed, due
}

// codes are the first SKU by position and what else finds the product: the others and all barcodes, as many as there is
// room for.
func (a assembly) codes() (sku string, others []string) {
	all := []string{}
	for _, v := range a.variants {
		sku = cmp.Or(sku, v.SKU)
		all = append(all, v.SKU, v.Barcode)
	}
	others = []string{}
	seen, room := map[string]bool{"": true, fold.Number(sku): true}, catalog.MaxCodes
	for _, code := range all {
		folded := fold.Number(code)
		length := utf8.RuneCountInString(code)
		if seen[folded] || length > room {
			continue
		}
		seen[folded], room = true, room-length
		others = append(others, code)
	}
	return sku, others
}

// price is the lowest: from it on the product can be had.
func (a assembly) price() (lowest decimal.NullDecimal) {
	for _, v := range a.variants {
		if v.Price.Valid && (!lowest.Valid || v.Price.Decimal.LessThan(lowest.Decimal)) {
			lowest = v.Price
		}
	}
	if !lowest.Valid {
		return a.product.Price
	}
	return lowest
}

// stock is of all variants together, nil when one of them is sold without counting. When all of them are gone, there is none.
func (a assembly) stock() *int64 {
	if len(a.variants) == 0 && !a.known {
		return nil
	}
	sum := int64(0)
	for _, v := range a.variants {
		if v.Stock == nil {
			return nil
		}
		sum += *v.Stock
	}
	return &sum
}

func (a assembly) picture() string {
	picture := a.product.Picture
	for _, v := range a.variants {
		picture = cmp.Or(picture, v.Picture)
	}
	return picture
}
