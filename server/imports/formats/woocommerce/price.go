package woocommerce

import (
	"fmt"
	"strings"

	"github.com/shopspring/decimal"

	"shopclerk/internal/money"
	"shopclerk/server/imports/fields"
)

// price is the sale price while there is a sale, else the regular one.
func (r reader) price(f fields.Fields) *decimal.NullDecimal {
	regular, sale := r.amount(f, "Regular price"), r.amount(f, "Sale price")
	if sale == nil || !sale.Valid || !r.onSale(f) {
		return regular
	}
	if regular != nil && regular.Valid && regular.Decimal.LessThan(sale.Decimal) {
		return regular
	}
	return sale
}

// amount reads a price as the shop's settings write it; nil when it is not mentioned.
func (r reader) amount(f fields.Fields, name string) *decimal.NullDecimal {
	text, ok := f.Scalar(name)
	switch {
	case !ok:
		return nil
	case text == "":
		return &decimal.NullDecimal{}
	}
	written, err := r.style.Parse(text, r.currency)
	switch {
	case err != nil:
	case written.Amount.IsNegative():
		err = fmt.Errorf("%q %w", fields.Clip(text), money.ErrNegative)
	case written.Currency != "" && written.Currency != r.currency && r.currency != "":
		err = fmt.Errorf("%q is in %s, but the shop's currency is %s", fields.Clip(text), written.Currency, r.currency)
	}
	if err != nil {
		f.Refuse(name, "%s", err)
		return nil
	}
	return new(decimal.NewNullDecimal(written.Amount))
}

func (r reader) onSale(f fields.Fields) bool {
	starts, ends := f.Time("Date sale price starts"), f.Time("Date sale price ends")
	if starts != nil && r.now.Before(*starts) {
		return false
	}
	if ends == nil || ends.IsZero() {
		return true
	}
	if !strings.Contains(f.Raw("Date sale price ends"), ":") { // a day is meant to its end
		*ends = ends.AddDate(0, 0, 1)
	}
	return r.now.Before(*ends)
}
