package money

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/shopspring/decimal"
)

// Errors of Style.Parse beside those of Parse; each is wrapped with the text that was given.
var (
	// ErrTwoWays is an amount of which nothing tells whether its separator is one of thousands or of decimals. The text
	// names both readings.
	ErrTwoWays = errors.New("can be read")
	// ErrWhichCurrency is an amount beside a sign of several currencies that the one it would be taken for does not fit.
	ErrWhichCurrency = errors.New("has the sign of several currencies")
	// ErrShortened is an ErrNotANumber that a spreadsheet made of a long number.
	ErrShortened error = unreadable("was shortened by a spreadsheet; format the column as text")

	errTwoCurrencies error = unreadable("names two currencies")
)

// unreadable is an ErrNotANumber that can say more.
type unreadable string

func (e unreadable) Error() string { return string(e) }
func (unreadable) Unwrap() error   { return ErrNotANumber }

// Style is what the amounts of a column have told so far of how they are written. The zero Style knows nothing.
type Style struct {
	point bool // of decimals was seen, or a comma of thousands
	comma bool // the other way round; when both were seen, nothing is settled
}

// Written is an amount and the currency that stood beside it, "" when none or when the sign is of several ("$", "￥").
type Written struct {
	Amount   decimal.Decimal
	Currency string // ISO 4217
}

// Learn looks at one cell of the column; what is no amount, or can be read two ways, tells nothing.
func (s *Style) Learn(text string) {
	n, err := takeApart(text)
	if err != nil {
		return
	}
	grouped, decimals := n.grouped() != "", n.decimals() != ""
	if grouped && decimals && wholeOnly(n.currency) {
		decimals = false
	}
	if grouped == decimals || len(n.marks) == 0 {
		return
	}
	mark := n.marks[len(n.marks)-1]
	s.point = s.point || mark == '.' && decimals || mark == ',' && grouped
	s.comma = s.comma || mark == ',' && decimals || mark == '.' && grouped
}

// Parse reads an amount as people write it: "NT$1,280", "1.280,50", "1 280 ₫", "１２８０元", "USD 9.99". currency is what the
// amounts are in where the text does not say it, "" when that is not known. "1,280" and "1.280" are read with what the
// column has told, or as 1280 when the currency has no decimals in use; where neither tells, or one against the other, they
// are refused. So is a sign of several currencies, "$", that currency does not share, or that has decimals beside it which
// currency does not have: it is another one's. The error is ErrNotANumber, ErrShortened, ErrTooManyDecimals, ErrTooLarge,
// ErrWhichCurrency or ErrTwoWays; with the last one the currency of the text is returned all the same.
func (s Style) Parse(text, currency string) (Written, error) {
	n, err := takeApart(text)
	if err != nil {
		return Written{}, fmt.Errorf("%q %w", clip(text), err)
	}
	w := Written{Currency: n.currency}
	if n.currency != "" {
		currency = n.currency
	}
	plain, err := s.choose(n, currency)
	if doubt := n.doubt(plain, currency); doubt != nil {
		err = doubt
	}
	if err != nil {
		return w, fmt.Errorf("%q %w", clip(text), err)
	}
	if w.Amount, err = Parse(plain); err != nil {
		return w, fmt.Errorf("%q %w", clip(text), errors.Unwrap(err)) // the text of the file, not the one made of it
	}
	if n.minus {
		w.Amount = w.Amount.Neg()
	}
	return w, nil
}

// doubt says why a sign in common beside an amount cannot mean a currency; nil when it can.
func (n parts) doubt(plain, currency string) error {
	const say = "write which one it is, as in USD 5"
	_, fraction, _ := strings.Cut(plain, ".")
	switch {
	case n.common == "" || n.currency != "" || currency == "":
	case !slices.Contains(shared[n.common], currency):
		return fmt.Errorf("%w, of which %s is none; %s", ErrWhichCurrency, currency, say)
	case wholeOnly(currency) && strings.Trim(fraction, "0") != "":
		return fmt.Errorf("%w, and decimals, which %s does not have; %s", ErrWhichCurrency, currency, say)
	}
	return nil
}

// choose returns the one reading of a number that is left, as Parse takes it.
func (s Style) choose(n parts, currency string) (string, error) {
	grouped, decimals := n.grouped(), n.decimals()
	switch {
	case grouped == "" && decimals == "":
		return "", ErrNotANumber
	case decimals == "":
		return grouped, nil
	case grouped == "":
		return decimals, nil
	}
	settled := s.point != s.comma
	switch likely := settled && s.point == (n.marks[0] == '.'); {
	case likely && !wholeOnly(currency):
		return decimals, nil
	case !likely && (settled || wholeOnly(currency)):
		return grouped, nil
	}
	return "", fmt.Errorf("%w as %s or as %s", ErrTwoWays, grouped, strings.TrimRight(strings.TrimRight(decimals, "0"), "."))
}

func wholeOnly(currency string) bool { return MinorUnits(currency) == 0 }
