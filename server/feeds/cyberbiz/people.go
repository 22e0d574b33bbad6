package cyberbiz

import (
	"cmp"
	"slices"
	"strings"

	"shopclerk/internal/fold"
	"shopclerk/orders"
)

// people reads who bought and who receives, and where it goes.
//
// An order is found by the accounts of its customer and its buyer. The receiver's telephone counts only where the receiver
// bears the customer's name, or where there is no other account: who is given something is not to look up what
// it has cost, and a number at a door, such as an office's, belongs to many.
func (r reader) people(c *orders.Change) {
	customer, buyer, receiver := r.inner("customer"), r.inner("buyer"), r.inner("receiver")
	theirs, own := receiver.text("name", orders.MaxText), customer.text("name", orders.MaxText)
	c.RecipientName = new(cmp.Or(theirs, own))
	c.CustomerID = new(customer.customerID())
	code := customer.callingCode()
	c.Emails = new(distinct(customer.email("email"), buyer.email("email")))
	phones := distinct(customer.phone("mobile", code), buyer.phone("mobile", cmp.Or(buyer.callingCode(), code)))
	same := theirs != "" && fold.Case(theirs) == fold.Case(own)
	if same || len(phones)+len(*c.Emails) == 0 {
		phones = distinct(append(phones, receiver.phone("phone", receiver.callingCode()))...)
	}
	c.Phones = &phones
	c.Address = new(receiver.address())
}

// customerID is "" for nobody.
func (r reader) customerID() string {
	id, err := r.id("id")
	if err != nil && r.Has("id") && r.Text("id") != "0" {
		r.warn("id", "is not an id and was left out")
	}
	return id
}

func (r reader) email(key string) string {
	return r.whole(key, orders.MaxText, fold.Case)
}

// callingCode is the digits of a country's calling code, which is null for numbers of the shop's own country.
func (r reader) callingCode() string {
	code := strings.TrimPrefix(r.text("country_calling_code", orders.MaxText), "+")
	if len(code) > 4 || strings.Trim(code, "0123456789") != "" {
		r.warn("country_calling_code", "is not a calling code and was left out")
		return ""
	}
	return code
}

// longest is how many characters of a telephone number can be read by anybody, with room for remarks.
const longest = 64

// shortest is how many digits a number has at least behind a calling code that is a part of it already.
const shortest = 8

// phone reads a telephone number, and writes the calling code before it unless it is there.
func (r reader) phone(key, code string) string {
	text := r.whole(key, longest, fold.Case)
	if text == "" || code == "" || strings.HasPrefix(text, "+") || strings.HasPrefix(text, "00") {
		return text
	}
	digits := strings.Map(func(c rune) rune {
		if c < '0' || c > '9' {
			return -1
		}
		return c
	}, text)
	if rest, written := strings.CutPrefix(digits, code); written && len(rest) >= shortest {
		return "+" + digits
	}
	return "+" + code + " " + text
}

// address reads where an order goes, nil when it says nothing. In Taiwan a city is what elsewhere is a state, so that there
// is no province; Messenger wants both.
func (r reader) address() *orders.Address {
	d := r.inner("detail_address")
	text := func(key string) string { return d.text(key, orders.MaxText) }
	a := orders.Address{
		Street1: cmp.Or(text("address1"), r.text("address", orders.MaxText)), City: text("city"), PostalCode: text("zip"), State: text("province"),
	}
	district := text("district")
	if strings.Contains(a.Street1, district) {
		district = ""
	}
	a.Street2 = d.cut("address2", strings.Join(distinct(district, text("address2")), ", "), orders.MaxText)
	if a == (orders.Address{}) {
		return nil
	}
	a.State = cmp.Or(a.State, a.City)
	a.Country = d.country("country")
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
