package headers

import (
	"cmp"
	"errors"
	"strings"
	"unicode"

	"github.com/shopspring/decimal"

	"shopclerk/internal/money"
	"shopclerk/server/imports/fields"
)

// readPrice reads what a customer pays: the price, or the sale price where that is lower. A sale price of nought is how
// many systems write that there is no sale. currency is what the row says, shop what it is in otherwise.
func readPrice(f fields.Fields, currency *string, shop string) *decimal.NullDecimal {
	code := ""
	if currency != nil && money.IsCurrency(*currency) { // another is refused already
		code = *currency
	}
	price, sale := f.AmountIn("price", code), f.AmountIn("sale_price", code)
	if price != nil && price.Valid {
		checkSign(f, "price", cmp.Or(code, shop))
	}
	if sale != nil && sale.Valid {
		checkSign(f, "sale_price", cmp.Or(code, shop))
	}
	if sale == nil || !sale.Decimal.IsPositive() {
		return price
	}
	if price == nil || !price.Valid || sale.Decimal.LessThan(price.Decimal) {
		return sale
	}
	return price
}

// checkSign refuses an amount under a name such as "Price ($)" where that sign is another currency's, as if it stood beside it.
func checkSign(f fields.Fields, name, currency string) {
	for _, mark := range marks(f.Column(name)) {
		if _, err := (money.Style{}).Parse(f.Raw(name)+" "+mark, currency); errors.Is(err, money.ErrWhichCurrency) {
			f.Refuse(name, "%s", err)
			return
		}
	}
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

// unit is the currency in a column's name, "" when there is none: "Giá (VND)", "售價NT$", "Price USD".
func unit(column string) string {
	for _, mark := range marks(column) {
		if code := currencyOf(mark); code != "" {
			return code
		}
	}
	return ""
}

// marks are what can name a currency in a column's name: what stands in brackets, and the last word of the rest. In small
// letters that is just a word.
func marks(column string) (list []string) {
	outside, inside := brackets(column)
	if inside != "" {
		list = append(list, inside)
	}
	words := strings.FieldsFunc(outside, func(r rune) bool { return kindOf(r) == ideograph || unicode.IsSpace(r) || r == '_' })
	if n := len(words); n > 0 && words[n-1] == strings.ToUpper(words[n-1]) {
		list = append(list, words[n-1])
	}
	return list
}

// currencyOf is the currency that a mark or a code means, "" when it is none or that of several.
func currencyOf(mark string) string {
	written, err := money.Style{}.Parse("1 "+mark, "")
	if err != nil {
		return ""
	}
	return written.Currency
}
