package shopify

import (
	"cmp"
	"time"

	"github.com/shopspring/decimal"

	"shopclerk/orders"
	"shopclerk/server/imports/fields"
)

// readSums reads what an order costs and settles what its subtotal and its taxes mean.
func readSums(f fields.Fields, c *orders.Change) {
	c.Subtotal, c.Shipping, c.Tax = f.Amount("Subtotal", false), f.Amount("Shipping", false), f.Amount("Taxes", false)
	if total := f.Amount("Total", false); total != nil {
		if !total.Valid {
			f.Refuse("Total", "is required")
		}
		c.Total = &total.Decimal
	}
	if discount := f.Amount("Discount Amount", false); discount != nil {
		c.Adjustments = readDiscount(f, discount.Decimal)
	}
	if !settle(c) {
		sum := c.Subtotal.Decimal.Add(amount(c.Shipping)).Add(amount(c.Tax)).Sub(discounts(*c))
		f.Warn("Total", "is %s, but Subtotal + Shipping + Taxes - Discount Amount is %s", c.Total, sum)
	}
}

func amount(a *decimal.NullDecimal) (d decimal.Decimal) {
	if a != nil {
		d = a.Decimal
	}
	return d
}

func readDiscount(f fields.Fields, amount decimal.Decimal) *[]orders.Adjustment {
	if amount.IsZero() {
		return new([]orders.Adjustment)
	}
	name := "Discount" // one that was given by hand has no code
	if code := f.Text("Discount Code", orders.MaxText); code != nil {
		name = cmp.Or(*code, name)
	}
	return &[]orders.Adjustment{{Name: name, Amount: amount}}
}

// settle finds the meaning of the sums in which they add up, and reports whether there is one. A subtotal has usually
// lost the discount already, while a receipt shows it before; and where prices hold the taxes, these are told besides
// and are no part of the sum.
func settle(c *orders.Change) bool {
	if c.Subtotal == nil || !c.Subtotal.Valid || c.Total == nil {
		return true
	}
	subtotals := []decimal.Decimal{c.Subtotal.Decimal, c.Subtotal.Decimal.Add(discounts(*c))}
	if subtotals[1].Equal(lines(*c)) {
		subtotals[0], subtotals[1] = subtotals[1], subtotals[0]
	}
	for _, subtotal := range subtotals {
		for _, tax := range []*decimal.NullDecimal{c.Tax, {}} {
			read := *c
			read.Subtotal, read.Tax = new(decimal.NewNullDecimal(subtotal)), tax
			if addsUp(read) {
				*c = read
				return true
			}
		}
	}
	return false
}

// addsUp asks the rule that every receipt is checked by.
func addsUp(c orders.Change) bool {
	o, err := c.Apply(nil, "", time.Time{})
	return err == nil && o.CheckTotals() == nil
}

func discounts(c orders.Change) (sum decimal.Decimal) {
	if c.Adjustments != nil {
		for _, a := range *c.Adjustments {
			sum = sum.Add(a.Amount)
		}
	}
	return sum
}

func lines(c orders.Change) (sum decimal.Decimal) {
	for _, e := range *c.Elements {
		sum = sum.Add(e.LinePrice())
	}
	return sum
}
