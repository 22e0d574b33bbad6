// Package money reads and writes decimal amounts. It owns what a valid amount is and how many decimals a
// currency shows; it knows nothing of products, orders or replies.
package money

import (
	"errors"
	"fmt"
	"strings"

	"github.com/shopspring/decimal"
)

const (
	maxDecimals = 4  // what DECIMAL(19,4) keeps
	maxWhole    = 15 // digits before the point, likewise
)

// Errors of Parse; each is wrapped with the text that was given.
var (
	ErrNotANumber      = errors.New("is not a number")
	ErrTooManyDecimals = fmt.Errorf("has more than %d decimals", maxDecimals)
	ErrTooLarge        = errors.New("is too large")
	ErrNegative        = errors.New("must not be negative")
)

// Parse reads a plain decimal such as "1280" or "75.00": an optional minus, digits, at most one point and four
// significant decimals. Exponents and separators are refused, for they are never written by people about money
// and an exponent can name a number of any size.
func Parse(text string) (decimal.Decimal, error) {
	s := strings.TrimSpace(text)
	if !plain(s) {
		return decimal.Decimal{}, fmt.Errorf("%q %w", clip(text), ErrNotANumber)
	}
	whole, fraction, _ := strings.Cut(strings.TrimPrefix(s, "-"), ".")
	if len(strings.TrimLeft(whole, "0")) > maxWhole {
		return decimal.Decimal{}, fmt.Errorf("%q %w", clip(text), ErrTooLarge)
	}
	if len(strings.TrimRight(fraction, "0")) > maxDecimals {
		return decimal.Decimal{}, fmt.Errorf("%q %w", clip(text), ErrTooManyDecimals)
	}
	d, err := decimal.NewFromString(strings.TrimRight(whole+"."+strings.TrimRight(fraction, "0"), "."))
	if err != nil {
		return decimal.Decimal{}, fmt.Errorf("%q %w", clip(text), ErrNotANumber)
	}
	if strings.HasPrefix(s, "-") {
		d = d.Neg()
	}
	return d, nil
}

// ParsePositive is Parse that refuses amounts below zero with ErrNegative.
func ParsePositive(text string) (decimal.Decimal, error) {
	d, err := Parse(text)
	if err == nil && d.IsNegative() {
		return d, fmt.Errorf("%q %w", clip(text), ErrNegative)
	}
	return d, err
}

func plain(s string) bool {
	s = strings.TrimPrefix(s, "-")
	digits, points := 0, 0
	for _, r := range s {
		switch {
		case r >= '0' && r <= '9':
			digits++
		case r == '.':
			points++
		default:
			return false
		}
	}
	return digits > 0 && points <= 1 && s[0] != '.' && s[len(s)-1] != '.'
}

// clip keeps a message short when a whole paragraph stands where a number belongs.
func clip(s string) string {
	r := []rune(s)
	if len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}

// Format writes an amount with the decimals of its currency, or with all it has when it has more: "1280" TWD,
// "75.00" USD, "0.125" USD. The text is a valid JSON number.
func Format(amount decimal.Decimal, currency string) string {
	decimals := MinorUnits(currency)
	if -amount.Exponent() <= decimals {
		return amount.StringFixed(decimals)
	}
	_, fraction, _ := strings.Cut(amount.String(), ".") // String has no exponent and no trailing zeros
	return amount.StringFixed(max(decimals, int32(len(fraction))))
}
