package cyberbiz

import (
	"cmp"
	"slices"

	"shopclerk/orders"
)

// sums reads what an order costs. subtotal_price beside prices is after discounts and is not read.
func (r reader) sums(c *orders.Change) error {
	prices := r.inner("prices")
	total, problem := prices.readAmount("total_price")
	switch {
	case problem != "":
		return unreadable("prices.total_price", problem)
	case !total.Valid:
		return unreadable("prices.total_price", "is missing")
	case total.Decimal.IsNegative():
		return unreadable("prices.total_price", "is less than 0")
	}
	c.Total, c.Subtotal, c.Shipping = &total.Decimal, new(prices.amount("total_line_items_price")), new(prices.amount("shipping_rate_price"))
	reductions := prices.inner("discounts")
	c.Adjustments = new(reductions.adjustments())
	if agree(*c, nil) {
		return nil
	}
	if more := reductions.unknown(); len(more) > 0 && agree(*c, more) {
		*c.Adjustments = append(*c.Adjustments, more...)
	} else {
		r.warn("prices.total_price", "is not total_line_items_price + shipping_rate_price - discounts")
	}
	return nil
}

// agree asks the rule that every receipt is checked by whether the sums agree, with more adjustments than the order has.
func agree(c orders.Change, more []orders.Adjustment) bool {
	return orders.Receipt{
		Summary:     orders.Summary{Subtotal: *c.Subtotal, ShippingCost: *c.Shipping, TotalCost: *c.Total},
		Adjustments: slices.Concat(*c.Adjustments, more),
	}.CheckTotals() == nil
}

// discounts are the kinds of discounts of an order, with what they are called where they carry no name of their own.
var discounts = []struct{ key, name string }{
	{"special_collection_discount", "組合優惠"},
	{"vip_discount", "會員折扣"},
	{"shop_discount", "全館優惠"},
	{"coupon_discounts", "優惠券"},
	{"bonus_consumed", "紅利折抵"},
	{"vip_shipping_discount", "會員運費優惠"},
	{"coupon_shipping_discount", "優惠券運費優惠"},
	{"price_discount", "折扣"},
	{"third_party_discount", "合作夥伴折扣"},
}

// oldCoupon repeats the first of coupon_discounts, which took its place.
const oldCoupon = "coupon_discount"

// adjustments are the discounts that are not zero, each once.
func (r reader) adjustments() []orders.Adjustment {
	all := []orders.Adjustment{}
	for _, d := range discounts {
		some := r.discount(d.key, d.name)
		if d.key == "coupon_discounts" && len(some) == 0 {
			some = r.discount(oldCoupon, d.name)
		}
		all = append(all, some...)
	}
	if len(all) > orders.MaxElements {
		r.warn("coupon_discounts", "are more than %d, and the others were left out", orders.MaxElements)
		all = all[:orders.MaxElements]
	}
	return all
}

// unknown are the discounts that are not zero and of no kind in the table.
func (r reader) unknown() []orders.Adjustment {
	var keys []string
	for key := range r.Object {
		if key != oldCoupon && !slices.ContainsFunc(discounts, func(d struct{ key, name string }) bool { return d.key == key }) {
			keys = append(keys, key)
		}
	}
	slices.Sort(keys)
	var all []orders.Adjustment
	quiet := reader{Object: r.Object, at: r.at, said: &notes{}, of: r.of}
	for _, key := range keys {
		all = append(all, quiet.discount(key, "折扣")...)
	}
	return all[:min(len(all), orders.MaxElements)]
}

// discount reads one kind: a number, an object with a name and an amount, or a list of those.
func (r reader) discount(key, name string) (some []orders.Adjustment) {
	switch {
	case !r.Has(key):
		return nil
	case r.Object[key][0] == '[':
		for _, one := range r.list(key, orders.MaxElements) {
			some = append(some, one.reduction("amount", cmp.Or(one.text("name", orders.MaxText), name))...)
		}
		return some
	case r.Object[key][0] == '{':
		one := r.inner(key)
		return one.reduction("amount", cmp.Or(one.text("name", orders.MaxText), name))
	}
	return r.reduction(key, name)
}

// reduction is nothing when there is nothing taken off. What is put on, by hand, is a reduction of less than 0.
func (r reader) reduction(key, name string) []orders.Adjustment {
	d, problem := r.readAmount(key)
	if problem != "" {
		r.warn(key, "%s and was left out", problem)
	}
	if d.Decimal.IsZero() {
		return nil
	}
	return []orders.Adjustment{{Name: name, Amount: d.Decimal}}
}
