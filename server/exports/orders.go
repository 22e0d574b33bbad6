package exports

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/shopspring/decimal"

	"shopclerk/internal/fold"
	"shopclerk/internal/money"
	"shopclerk/orders"
)

// receipts are orders as the contract writes a receipt.
func receipts(unitPrices bool) kind[orders.Order] {
	k := kind[orders.Order]{
		columns: receiptColumns(unitPrices),
		id:      func(o orders.Order) int64 { return o.ID },
		key:     func(o orders.Order) string { return fold.Number(o.Number) },
		shared:  "orders with the number of another one, as several sources can have; an import of this file makes one of them",
		remarks: []remark[orders.Order]{
			{
				func(o orders.Order) bool { return o.Key != fold.Number(o.Number) },
				"orders that their source knows by another id than the number; an import of this file makes new ones of them",
			},
			{
				func(o orders.Order) bool { return len(o.Emails) > 1 || len(o.Phones) > 1 },
				"orders with several e-mail addresses or phone numbers, of which only the first is in the file",
			},
			{
				func(o orders.Order) bool { return o.URL != "" && o.LinkPrivate },
				"orders with a link that opens them for whoever has it, which is not in the file",
			},
		},
	}
	other, noted := true, "orders with prices for one piece, which the file has for the line"
	if unitPrices {
		k.check = haveUnitPrices
		other, noted = false, "orders with prices of the line, which the file has for one piece"
	}
	k.remarks = append(k.remarks, remark[orders.Order]{func(o orders.Order) bool {
		return slices.ContainsFunc(o.Elements, func(e orders.Element) bool { return e.PerUnit == other })
	}, noted})
	return k
}

func receiptColumns(unitPrices bool) []column[orders.Order] {
	text := func(name string, f func(orders.Order) string) column[orders.Order] {
		return column[orders.Order]{name, f, nil}
	}
	value := func(name string, f func(orders.Order) any) column[orders.Order] {
		return column[orders.Order]{name, nil, f}
	}
	return []column[orders.Order]{
		text("order_number", func(o orders.Order) string { return o.Number }),
		text("recipient_name", func(o orders.Order) string { return o.RecipientName }),
		text("currency", func(o orders.Order) string { return o.Currency }),
		text("payment_method", func(o orders.Order) string { return o.PaymentMethod }),
		value("order_url", openLink),
		text("timestamp", func(o orders.Order) string { return moment(o.PlacedAt) }),
		text("status", func(o orders.Order) string { return string(o.Status) }),
		value("address", func(o orders.Order) any { return o.Address }),
		value("summary", sums),
		value("adjustments", discounts),
		value("elements", func(o orders.Order) any { return lines(o, unitPrices) }),
		text("email", func(o orders.Order) string { return first(o.Emails) }),
		text("phone", func(o orders.Order) string { return first(o.Phones) }),
		text("updated_at", func(o orders.Order) string { return moment(o.Version) }),
	}
}

// first is the first of several contacts: a row has room for one.
func first(contacts []string) string {
	if len(contacts) == 0 {
		return ""
	}
	return contacts[0]
}

// openLink leaves a private link out: an import would take it for one that everybody may see.
func openLink(o orders.Order) any {
	if o.LinkPrivate {
		return leftOut
	}
	return o.URL
}

func amount(a decimal.Decimal, currency string) json.Number {
	return json.Number(money.Format(a, currency))
}

func sums(o orders.Order) any {
	optional := func(a decimal.NullDecimal) *json.Number {
		if !a.Valid {
			return nil
		}
		return new(amount(a.Decimal, o.Currency))
	}
	return struct {
		Subtotal     *json.Number `json:"subtotal"`
		ShippingCost *json.Number `json:"shipping_cost"`
		TotalTax     *json.Number `json:"total_tax"`
		TotalCost    json.Number  `json:"total_cost"`
	}{optional(o.Summary.Subtotal), optional(o.Summary.ShippingCost), optional(o.Summary.TotalTax), amount(o.Summary.TotalCost, o.Currency)}
}

type discount struct {
	Name   string      `json:"name"`
	Amount json.Number `json:"amount"`
}

func discounts(o orders.Order) any {
	out := make([]discount, len(o.Adjustments))
	for i, a := range o.Adjustments {
		out[i] = discount{a.Name, amount(a.Amount, o.Currency)}
	}
	return out
}

type line struct {
	Title    string      `json:"title"`
	Subtitle string      `json:"subtitle,omitempty"`
	Quantity int64       `json:"quantity,omitempty"`
	Price    json.Number `json:"price"`
	Currency string      `json:"currency,omitempty"`
	ImageURL string      `json:"image_url,omitempty"`
}

func lines(o orders.Order, unitPrices bool) []line {
	out := make([]line, len(o.Elements))
	for i, e := range o.Elements {
		price := e.LinePrice()
		if unitPrices {
			price, _ = e.UnitPrice() // which was checked to be exact
		}
		out[i] = line{e.Title, e.Subtitle, e.Quantity, amount(price, cmp.Or(e.Currency, o.Currency)), e.Currency, e.ImageURL}
	}
	return out
}

// haveUnitPrices refuses an order that cannot be written with prices for one piece. Nothing is ever rounded.
func haveUnitPrices(o orders.Order) error {
	for _, e := range o.Elements {
		if _, exact := e.UnitPrice(); !exact {
			return fmt.Errorf("order %q: %d pieces of %q cost %s, which no price of one piece makes exactly; export the prices of the lines",
				o.Number, e.Quantity, e.Title, e.Price)
		}
	}
	return nil
}
