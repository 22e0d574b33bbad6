package abaha

import (
	"cmp"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"shopclerk/orders"
	"shopclerk/server/feeds"
)

// Abaha sells in Vietnam and in its currency only.
const (
	currency = "VND"
	country  = "VN"
)

// orders reads an order. One that is still a cart is nothing to tell of, and neither is a cart that was deleted. Abaha sends
// no lines, so the elements stay unmentioned.
func (r reader) orders() ([]orders.Change, error) {
	s := r.step()
	if s == cart {
		return nil, nil
	}
	if r.flag("delete_flag") {
		s = cancelled
	}
	id, err := r.id("id", maxID)
	if err != nil {
		return nil, err
	}
	number, err := r.id("cart_code", orders.MaxNumber)
	if err != nil {
		return nil, err
	}
	c := orders.Change{Key: id, Number: number, Currency: new(currency)}
	if err := r.sums(&c, s == cancelled); err != nil {
		return nil, err
	}
	p := r.payment()
	c.Status, c.PaymentMethod = new(s.status(p)), new(r.paymentMethod(p))
	r.recipient(&c)
	c.PlacedAt = new(r.moment("orders_time"))
	if c.PlacedAt.IsZero() {
		*c.PlacedAt = r.moment("created")
	}
	c.UpdatedAt = feeds.Told(r.moment("modified"))
	return []orders.Change{c}, nil
}

// paymentMethod is the way of paying in the shop's own words, where the order has them.
func (r reader) paymentMethod(p payment) string {
	return cmp.Or(r.text("name_payment_method", orders.MaxText), r.text("payment", orders.MaxText), paymentNames[p.kind])
}

// sums reads what an order costs. fee_ship is null while it is not known, and item_fee is text for people, such as
// {"Phí Ship":"Chưa tính"}. total_before is what the app shows above fees and discounts; total_value is the fallback.
func (r reader) sums(c *orders.Change, gone bool) error {
	total, problem := r.readAmount("total_after")
	switch {
	case problem != "":
		return unreadable("total_after", problem)
	case !total.Valid && !gone:
		return unreadable("total_after", "is missing")
	case !total.Valid: // what is deleted may come without all that it was
		r.warn("total_after", "is missing and was taken for 0")
	}
	c.Total, c.Tax, c.Shipping, c.Adjustments = &total.Decimal, new(decimal.NullDecimal), new(r.amount("fee_ship")), new([]orders.Adjustment)
	if discount := r.amount("total_discount_value"); discount.Decimal.IsPositive() {
		c.Adjustments = &[]orders.Adjustment{{Name: "Giảm giá", Amount: discount.Decimal}}
	}
	before, value := r.amount("total_before"), r.amount("total_value")
	if !before.Valid || value.Valid && checkSums(*c, before) != nil && checkSums(*c, value) == nil {
		before = value
	}
	c.Subtotal = &before
	if total.Valid && checkSums(*c, before) != nil {
		r.warn("total_after", "is not total_before + fee_ship - total_discount_value")
	}
	return nil
}

// checkSums asks the rule that every receipt is checked by.
func checkSums(c orders.Change, subtotal decimal.NullDecimal) error {
	return orders.Receipt{
		Summary:     orders.Summary{Subtotal: subtotal, ShippingCost: *c.Shipping, TotalCost: *c.Total},
		Adjustments: *c.Adjustments,
	}.CheckTotals()
}

// recipient reads whose order it is and where it goes. Both the customer and whoever receives it may ask for it.
func (r reader) recipient(c *orders.Change) {
	address, user := r.inner("address"), r.inner("user")
	c.RecipientName = new(cmp.Or(address.text("name", orders.MaxText), user.text("name", orders.MaxText)))
	c.CustomerID = new(cmp.Or(r.customerID(), user.customerID()))
	c.Phones = new(distinct(address.text("tel", orders.MaxText), user.text("tel", orders.MaxText)))
	c.Emails = new(distinct(user.text("email", orders.MaxText)))
	c.Address = new(address.address())
}

// customerID is "" for nobody, which is also written as 0.
func (r reader) customerID() string {
	if !r.Has("user_id") || r.Text("user_id") == "0" {
		return ""
	}
	id, err := r.id("user_id", maxID)
	if err != nil {
		r.warn("user_id", "is not an id and was left out")
	}
	return id
}

// address reads where an order goes, nil when it says nothing. There is no postal code in it, without which Messenger shows
// no address; exports have it all the same. The street often repeats ward and district in brackets.
func (r reader) address() *orders.Address {
	text := func(key string) string { return r.text(key, orders.MaxText) }
	a := orders.Address{Street1: text("address"), City: text("city")}
	quarter := slices.DeleteFunc(distinct(text("ward"), text("district")), func(name string) bool {
		return strings.Contains(a.Street1, name)
	})
	a.Street2 = r.cut("ward", strings.Join(quarter, ", "), orders.MaxText)
	if a == (orders.Address{}) {
		return nil
	}
	a.Country = country
	return &a
}

// distinct are the texts that are not empty, each once.
func distinct(texts ...string) []string {
	out := []string{}
	for _, text := range texts {
		if text != "" && !slices.Contains(out, text) {
			out = append(out, text)
		}
	}
	return out
}
