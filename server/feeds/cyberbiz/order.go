package cyberbiz

import (
	"cmp"

	"github.com/shopspring/decimal"

	"shopclerk/orders"
	"shopclerk/server/feeds"
)

// order reads an order and its parcels. Its key is the number, for the older API documents no id with it, and both have to
// name the same order; the platform finds an id by a number, so that no two orders of a shop have one.
func (r reader) order(gone bool, news *feeds.News) error {
	s := r.status()
	switch {
	case s == noOrder:
		return nil
	case gone:
		s = orders.Cancelled
	}
	number, err := r.number("order_number", orders.MaxNumber)
	if err != nil {
		return err
	}
	c := orders.Change{Number: number, Currency: new(r.of.Currency), Status: &s, Tax: new(decimal.NullDecimal)} // prices hold the tax
	if err := r.sums(&c); err != nil {
		return err
	}
	r.people(&c)
	c.Elements = new(r.elements())
	c.PaymentMethod = new(cmp.Or(r.text("payment_method", orders.MaxText), r.text("payment_name", orders.MaxText), "-"))
	c.URL, c.LinkPrivate = new(r.page("payment_url", orders.MaxURL)), true
	c.PlacedAt, c.UpdatedAt = new(r.moment("created_at")), feeds.Told(r.moment("updated_at"))
	news.Orders = append(news.Orders, c)
	news.Packages = append(news.Packages, r.parcels(c)...)
	return nil
}

// elements reads the lines. Each has the price of all its pieces before discounts, which are told below the lines.
func (r reader) elements() []orders.Element {
	lines := r.list("line_items", orders.MaxElements)
	elements := make([]orders.Element, 0, len(lines))
	for _, line := range lines {
		elements = append(elements, line.element())
	}
	return elements
}

func (r reader) element() orders.Element {
	e := orders.Element{
		Title:    cmp.Or(r.text("title", orders.MaxText), r.text("sku", orders.MaxText)),
		Subtitle: r.text("variant_title", orders.MaxText),
		ImageURL: r.picture("photo", orders.MaxURL),
	}
	if e.Title == "" {
		e.Title = "-"
		r.warn("title", "is missing")
	}
	if e.Quantity, _ = r.count("quantity"); e.Quantity < 0 || e.Quantity > maxPieces {
		r.warn("quantity", "is no number of pieces and was left out")
		e.Quantity = 0
	}
	whole, each := r.amount("total_price_before_discounts"), r.amount("price")
	e.Price = each.Decimal.Mul(decimal.NewFromInt(max(e.Quantity, 1)))
	if whole.Valid {
		e.Price = whole.Decimal
	}
	if e.Price.GreaterThanOrEqual(tooLarge) {
		r.warn("price", "is too large and was taken for 0")
		e.Price = decimal.Zero
	} else if !whole.Valid && !each.Valid {
		r.warn("price", "is missing and was taken for 0")
	}
	return e
}

// maxPieces keeps the price of a line within what can be kept.
const maxPieces = 1_000_000
