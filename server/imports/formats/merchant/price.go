package merchant

import (
	"cmp"
	"errors"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"shopclerk/internal/money"
	"shopclerk/server/imports/fields"
)

// price is the sale price while there is a sale, else the price, and the currency that stands with it.
func (r reader) price(f fields.Fields) (*decimal.NullDecimal, *string) {
	price, currency := r.amount(f, "price", r.currency)
	of := r.currency
	if currency != nil {
		of = *currency
	}
	sale, saleCurrency := r.amount(f, "sale_price", of)
	switch {
	case saleCurrency == nil:
		saleCurrency = currency
	case currency != nil && *saleCurrency != *currency:
		f.Refuse(column(f, "sale_price"), "is in %s, but the price is in %s", fields.Clip(*saleCurrency), fields.Clip(*currency))
	}
	if sale == nil || !sale.Valid || !r.onSale(f) {
		return price, currency
	}
	if price != nil && price.Valid && price.Decimal.LessThan(sale.Decimal) {
		return price, currency
	}
	return sale, saleCurrency
}

// amount reads "9.99 USD". The point is the decimal one, as both specifications have it, so "1.280 USD" is a little more than
// a dollar; what is not written like that is read as people write amounts. fallback is what it is in when it names no currency.
func (r reader) amount(f fields.Fields, name, fallback string) (*decimal.NullDecimal, *string) {
	name = column(f, name)
	text, ok := f.Scalar(name)
	switch {
	case !ok:
		return nil, nil
	case text == "":
		return &decimal.NullDecimal{}, nil
	}
	number, code := split(text)
	amount, err := money.ParsePositive(number)
	if errors.Is(err, money.ErrNotANumber) {
		var written money.Written
		if written, err = (money.Style{}).Parse(text, cmp.Or(code, fallback)); err == nil {
			amount, code = written.Amount, written.Currency
		}
	}
	switch {
	case err != nil:
		f.Refuse(name, "%s", err)
	case amount.IsNegative():
		f.Refuse(name, "%q %s", fields.Clip(text), money.ErrNegative)
	case code != "" && !money.IsCurrency(code):
		f.Refuse(name, "%q is not a currency code such as TWD", code)
	}
	out := &decimal.NullDecimal{Decimal: amount, Valid: err == nil}
	if code == "" {
		return out, nil
	}
	return out, &code
}

// split takes the three letters of a currency off an amount, on whichever side of it they stand.
func split(text string) (number, code string) {
	isCode := func(s string) bool { return strings.Trim(strings.ToUpper(s), "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == "" }
	if n := len(text) - 3; n > 0 {
		switch {
		case isCode(text[n:]):
			return strings.TrimSpace(text[:n]), strings.ToUpper(text[n:])
		case isCode(text[:3]):
			return strings.TrimSpace(text[3:]), strings.ToUpper(text[:3])
		}
	}
	return text, ""
}

// onSale reports whether the sale goes on; one whose dates cannot be read does not.
func (r reader) onSale(f fields.Fields) bool {
	name := column(f, "sale_price_effective_date")
	text := f.Raw(name)
	if text == "" {
		return true
	}
	from, to, ok := strings.Cut(text, "/")
	starts, err := moment(from, 0)
	ends, endErr := moment(to, 1)
	if !ok || err != nil || endErr != nil {
		f.Warn(name, "%q is not a start and an end such as 2026-02-24T13:00+0800/2026-02-29T15:30+0800; the sale price was left out", fields.Clip(text))
		return false
	}
	return !r.now.Before(starts) && (ends.IsZero() || r.now.Before(ends))
}

// moments are the forms of ISO 8601 that feeds have. Without a zone it is UTC.
var moments = []string{
	"2006-01-02T15:04Z0700", "2006-01-02T15:04Z07:00", "2006-01-02T15:04:05Z0700", time.RFC3339, "2006-01-02T15:04", "2006-01-02T15:04:05",
}

// moment reads one side of a range, the zero time when it is open there. A day begins with itself and ends so many days later.
func moment(text string, days int) (time.Time, error) {
	text = strings.TrimSpace(text)
	if text == "" {
		return time.Time{}, nil
	}
	if day, err := time.Parse(time.DateOnly, text); err == nil {
		return day.AddDate(0, 0, days), nil
	}
	var err error
	for _, layout := range moments {
		var t time.Time
		if t, err = time.Parse(layout, strings.Replace(text, " ", "T", 1)); err == nil {
			return t, nil
		}
	}
	return time.Time{}, err
}
