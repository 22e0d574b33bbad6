package shopify

import (
	"slices"
	"time"

	"shopclerk/internal/fold"
	"shopclerk/orders"
	"shopclerk/server/imports/fields"
	"shopclerk/server/imports/formats"
)

// Group is the order's name as it is compared, so that #1001 and 1001 are one order.
func (Orders) Group(row fields.Fields, _ formats.Options) string { return fold.Number(row.Raw("Name")) }

// Read reads the rows of one order.
func (Orders) Read(rows []fields.Fields, _ formats.Options) []orders.Change {
	f := rows[0] // unless somebody has sorted the file
	if i := slices.IndexFunc(rows, func(f fields.Fields) bool { return f.Raw("Total") != "" }); i > 0 {
		f = rows[i]
	}
	c := orders.Change{
		Number:        f.Key("Name", orders.MaxNumber),
		RecipientName: first(f, "Shipping Name", "Billing Name"),
		Currency:      f.Currency("Currency"),
		PaymentMethod: f.Text("Payment Method", orders.MaxText),
		PlacedAt:      readTime(f, "Created at"),
		Status:        readStatus(f),
		Emails:        contacts(f, "Email"),
		Phones:        contacts(f, "Phone", "Billing Phone", "Shipping Phone"),
		Address:       readAddress(f),
		Elements:      readLines(rows),
	}
	readSums(f, &c)
	return []orders.Change{c}
}

// first is the first of some texts that is not empty, nil when the file has none of them.
func first(f fields.Fields, names ...string) (text *string) {
	for _, name := range names {
		if t := f.Text(name, orders.MaxText); t != nil && (text == nil || *text == "") {
			text = t
		}
	}
	return text
}

// contacts are the distinct e-mails or phones that an order carries: its customer may ask with any of them.
func contacts(f fields.Fields, names ...string) *[]string {
	var out *[]string
	for _, name := range names {
		text := f.Text(name, orders.MaxText)
		if text == nil {
			continue
		}
		if out == nil {
			out = new([]string)
		}
		if contact := unquoted(*text); contact != "" && !slices.Contains(*out, contact) {
			*out = append(*out, contact)
		}
	}
	return out
}

// readTime reads what Shopify writes, such as "2026-05-01 09:58:12 +0800", and what fields.Time reads.
func readTime(f fields.Fields, name string) *time.Time {
	if t, err := time.Parse("2006-01-02 15:04:05 -0700", f.Raw(name)); err == nil && t.Year() >= 1970 && t.UTC().Year() <= 9999 {
		return new(t.UTC())
	}
	return f.Time(name)
}

// readAddress reads where the order goes: nowhere when it is fetched or downloaded, whoever pays for it.
func readAddress(f fields.Fields) **orders.Address {
	mentioned := false
	text := func(names ...string) string {
		for _, name := range names {
			t := f.Text("Shipping "+name, orders.MaxText)
			mentioned = mentioned || t != nil
			if t != nil && *t != "" {
				return unquoted(*t)
			}
		}
		return ""
	}
	a := orders.Address{
		Street1: text("Address1", "Street"), Street2: text("Address2"), City: text("City"),
		PostalCode: text("Zip"), State: text("Province", "Province Name"), Country: text("Country"),
	}
	switch {
	case !mentioned:
		return nil
	case a == orders.Address{}:
		return new(*orders.Address)
	case !a.Complete():
		f.Warn("Shipping Address1", "the address is not complete and will not be shown; it needs Address1, City, Zip, Province and a Country of two letters")
	}
	return new(&a)
}

// readLines reads what was ordered.
func readLines(rows []fields.Fields) *[]orders.Element {
	out := []orders.Element{}
	for _, f := range rows {
		if f.Raw("Lineitem name") == "" && f.Raw("Lineitem price") == "" {
			continue
		}
		e, ok := readLine(f)
		switch {
		case !ok:
		case len(out) == orders.MaxElements:
			f.Refuse("Lineitem name", "is a line too many; an order has at most %d", orders.MaxElements)
			return &out
		default:
			out = append(out, e)
		}
	}
	return &out
}

// readLine reads one line; false when there is none left of it, for it was taken out of the order after it was placed.
func readLine(f fields.Fields) (orders.Element, bool) {
	e := orders.Element{Title: f.Required("Lineitem name", orders.MaxText), PerUnit: true}
	if price := f.Amount("Lineitem price", false); price != nil && price.Valid {
		e.Price = price.Decimal
	} else if price != nil || !f.Mentions("Lineitem price") {
		f.Refuse("Lineitem price", "is required")
	}
	if n := f.Whole("Lineitem quantity"); n != nil && *n != nil {
		if e.Quantity = **n; e.Quantity < 0 {
			f.Refuse("Lineitem quantity", "must be 1 or more")
		}
		return e, e.Quantity != 0
	}
	return e, true
}
