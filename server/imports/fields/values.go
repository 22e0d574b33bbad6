package fields

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"shopclerk/internal/money"
)

// Amount reads money of the shop's currency; allowNegative is for adjustments that raise a total.
func (f *Fields) Amount(name string, allowNegative bool) *decimal.NullDecimal {
	return f.amount(name, "", allowNegative)
}

// AmountIn reads money that is not negative, of a row in a currency, "" for the shop's.
func (f *Fields) AmountIn(name, currency string) *decimal.NullDecimal {
	return f.amount(name, currency, false)
}

func (f *Fields) amount(name, currency string, allowNegative bool) *decimal.NullDecimal {
	text, ok := f.Scalar(name)
	if !ok {
		return nil
	}
	if text == "" {
		return &decimal.NullDecimal{}
	}
	amount, err := f.parseAmount(name, text, currency)
	if err == nil && amount.IsNegative() && !allowNegative {
		err = fmt.Errorf("%q %w", Clip(text), money.ErrNegative)
	}
	if err != nil {
		f.Refuse(name, "%s", err)
		return nil
	}
	return &decimal.NullDecimal{Decimal: amount, Valid: true}
}

func (f *Fields) parseAmount(name, text, currency string) (decimal.Decimal, error) {
	if f.reading.Amounts == nil || f.path != "" {
		return money.Parse(text)
	}
	return f.reading.Amounts(f.Column(name), text, currency)
}

// Currency reads an ISO 4217 code in any case.
func (f *Fields) Currency(name string) *string {
	text := f.Text(name, 255)
	if text == nil || *text == "" {
		return text
	}
	code := strings.ToUpper(*text)
	if !money.IsCurrency(code) {
		f.Refuse(name, "%q is not a currency code such as TWD", Clip(*text))
	}
	return &code
}

// Whole reads a whole number; nil inside when it is empty.
func (f *Fields) Whole(name string) **int64 {
	text, ok := f.Scalar(name)
	if !ok {
		return nil
	}
	if text == "" {
		return new(*int64)
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		f.Refuse(name, "%q is not a whole number", Clip(text))
		return nil
	}
	return new(&n)
}

var flags = map[string]bool{
	"true": true, "1": true, "yes": true, "y": true, "on": true,
	"false": false, "0": false, "no": false, "n": false, "off": false,
}

// Flag reads a yes or no; empty is fallback.
func (f *Fields) Flag(name string, fallback bool) *bool {
	text, ok := f.Scalar(name)
	if !ok {
		return nil
	}
	value, known := flags[strings.ToLower(text)]
	if text == "" {
		value = fallback
	} else if !known {
		f.Refuse(name, "%q is neither true nor false", Clip(text))
	}
	return &value
}
