package headers

import (
	"strings"
	"unicode"

	"github.com/shopspring/decimal"

	"shopclerk/internal/money"
	"shopclerk/server/imports/fields"
)

// readPrice reads what a customer pays: the price, or the sale price where that is lower. A sale price of nought is how
// many systems write that there is no sale.
func readPrice(f fields.Fields) *decimal.NullDecimal {
	price, sale := f.Amount("price", false), f.Amount("sale_price", false)
	if sale == nil || !sale.Decimal.IsPositive() {
		return price
	}
	if price == nil || !price.Valid || sale.Decimal.LessThan(price.Decimal) {
		return sale
	}
	return price
}

// readCurrency reads the currency of the row: from its own column, from beside the amounts, or from the names of their
// columns. Where two of these differ, nothing tells which one is meant.
func readCurrency(f fields.Fields) *string {
	code := currencyOf(f.Raw("currency")) // "NT$" as well
	var column *string
	if code == "" {
		column = f.Currency("currency")
	}
	if column != nil {
		code = *column
	}
	for _, name := range []string{"price", "sale_price"} {
		text := f.Raw(name)
		written, _ := money.Style{}.Parse(text, "") // an amount that cannot be read is refused elsewhere
		for _, said := range []string{unit(f.Column(name)), written.Currency} {
			switch {
			case said == "" || said == code:
			case code == "":
				code = said
			default:
				f.Refuse(name, "%q is in %s, but the row is in %s", fields.Clip(text), said, code)
			}
		}
	}
	if code == "" {
		return column
	}
	return &code
}

// unit is the currency in a column's name, "" when there is none: "Giá (VND)", "售價NT$", "Price USD". In small letters
// and without brackets it may be a word.
func unit(column string) string {
	outside, inside := brackets(column)
	if code := currencyOf(inside); code != "" {
		return code
	}
	words := strings.FieldsFunc(outside, func(r rune) bool { return kindOf(r) == ideograph || unicode.IsSpace(r) || r == '_' })
	if len(words) == 0 || words[len(words)-1] != strings.ToUpper(words[len(words)-1]) {
		return ""
	}
	return currencyOf(words[len(words)-1])
}

// currencyOf is the currency that a mark or a code means, "" when it is none or that of several.
func currencyOf(mark string) string {
	written, err := money.Style{}.Parse("1 "+mark, "")
	if err != nil {
		return ""
	}
	return written.Currency
}
