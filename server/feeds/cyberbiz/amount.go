package cyberbiz

import "github.com/shopspring/decimal"

// tooLarge is the first amount that the store has no room for.
var tooLarge = decimal.New(1, 15)

// amount reads an amount that is not negative; not valid when there is none, and with a warning when it is none.
func (r reader) amount(key string) decimal.NullDecimal {
	d, problem := r.readAmount(key)
	if problem == "" && d.Decimal.IsNegative() {
		problem = "is less than 0"
	}
	if problem != "" {
		r.warn(key, "%s and was left out", problem)
		return decimal.NullDecimal{}
	}
	return d
}

// readAmount reads an amount and says what is wrong with it, "" for nothing.
func (r reader) readAmount(key string) (d decimal.NullDecimal, problem string) {
	if r.nested(key) {
		return decimal.NullDecimal{}, "is not an amount"
	}
	d, err := r.Decimal(key)
	if err != nil {
		return decimal.NullDecimal{}, "is not an amount"
	}
	d.Decimal = exact(d.Decimal)
	switch {
	case d.Decimal.Abs().GreaterThanOrEqual(tooLarge):
		return decimal.NullDecimal{}, "is too large"
	case !d.Decimal.Equal(d.Decimal.Truncate(4)):
		return decimal.NullDecimal{}, "has more than 4 decimals"
	}
	return d, ""
}

// noise is more than a float is off by when it stands for an amount, and less than any amount.
var noise = decimal.New(1, -6)

// exact takes off what a sum in floats leaves behind, such as 559.9999999999999 for 560. The platform calculates in them.
func exact(d decimal.Decimal) decimal.Decimal {
	if near := d.Round(4); near.Sub(d).Abs().LessThan(noise) {
		return near
	}
	return d
}

// count reads a whole number; false when there is none.
func (r reader) count(key string) (int64, bool) {
	n, ok, err := r.Int(key)
	if err != nil || r.nested(key) {
		r.warn(key, "is not a whole number and was left out")
	}
	return n, ok && err == nil
}
