package bots

import (
	"encoding/json"
	"fmt"
	"strconv"

	"github.com/shopspring/decimal"

	"shopclerk/catalog"
	"shopclerk/internal/money"
	"shopclerk/orders"
	"shopclerk/packages"
)

// Card is a product as both platforms show it. Desc and DetailURL are left out when empty.
type Card struct {
	Title       string `json:"title"`
	ImageURL    string `json:"image_url"`
	ProductType string `json:"product_type"`
	Vendor      string `json:"vendor"`
	Desc        string `json:"desc,omitempty"`
	DetailURL   string `json:"detail_url,omitempty"`
	BuyURL      string `json:"buy_url"`
	Price       string `json:"price"` // a text, "" when unknown
}

// Cards makes the cards of products.
func Cards(items []catalog.Product) []Card {
	cards := make([]Card, len(items))
	for i, p := range items {
		cards[i] = Card{
			Title: p.Title, ImageURL: p.ImageURL, ProductType: p.ProductType, Vendor: p.Vendor,
			Desc: p.Desc, DetailURL: p.DetailURL, BuyURL: p.BuyURL,
		}
		if p.Price.Valid {
			cards[i].Price = money.Format(p.Price.Decimal, p.Currency)
		}
	}
	return cards
}

// Receipt is an order as Messenger's receipt template takes it, in the documented order of keys. Messenger refuses a
// receipt with any other key, and with a blank where an optional one could be left out
// (https://developers.facebook.com/documentation/business-messaging/messenger-platform/send-messages/template/receipt).
type Receipt struct {
	TemplateType  string          `json:"template_type,omitempty"` // JoinChat's alone
	RecipientName string          `json:"recipient_name"`
	OrderNumber   string          `json:"order_number"`
	Currency      string          `json:"currency"`
	PaymentMethod string          `json:"payment_method"`
	OrderURL      string          `json:"order_url,omitempty"`
	Timestamp     string          `json:"timestamp,omitempty"` // unix seconds
	Status        string          `json:"status,omitempty"`    // Bothub's alone
	Address       *orders.Address `json:"address,omitempty"`
	Summary       Summary         `json:"summary"`
	Adjustments   []Adjustment    `json:"adjustments,omitempty"`
	Elements      []Element       `json:"elements,omitempty"`
}

// Summary is the sum of a receipt.
type Summary struct {
	Subtotal     json.Number `json:"subtotal,omitempty"`
	ShippingCost json.Number `json:"shipping_cost,omitempty"`
	TotalTax     json.Number `json:"total_tax,omitempty"`
	TotalCost    json.Number `json:"total_cost"`
}

// Adjustment is a discount of a receipt.
type Adjustment struct {
	Name   string      `json:"name"`
	Amount json.Number `json:"amount"`
}

// Element is a line of a receipt.
type Element struct {
	Title    string      `json:"title"`
	Subtitle string      `json:"subtitle,omitempty"`
	Quantity int64       `json:"quantity,omitempty"`
	Price    json.Number `json:"price"`
	Currency string      `json:"currency"`
	ImageURL string      `json:"image_url,omitempty"`
}

// maxElements is Messenger's limit.
const maxElements = 100

// unknown stands where Messenger requires a text and the shop has none.
const unknown = "-"

// newReceipt makes the receipt of an order, without the keys that only one platform has.
func newReceipt(o orders.Order, unitPrice bool) Receipt {
	r := Receipt{
		RecipientName: or(o.RecipientName, unknown), OrderNumber: o.Number, Currency: o.Currency,
		PaymentMethod: or(o.PaymentMethod, unknown), OrderURL: o.URL, Summary: newSummary(o),
	}
	if !o.PlacedAt.IsZero() {
		r.Timestamp = strconv.FormatInt(o.PlacedAt.Unix(), 10)
	}
	if o.Address != nil && o.Address.Complete() {
		r.Address = o.Address
	}
	for _, a := range o.Adjustments {
		r.Adjustments = append(r.Adjustments, Adjustment{a.Name, number(a.Amount, o.Currency)})
	}
	for _, e := range o.Elements[:min(len(o.Elements), maxElements)] {
		r.Elements = append(r.Elements, newElement(e, o.Currency, unitPrice))
	}
	return r
}

// Receipts makes the receipts of an answer; finish adds the keys of one platform.
func Receipts(a Orders, finish func(*Receipt, orders.Order)) []Receipt {
	out := make([]Receipt, len(a.Items))
	for i, o := range a.Items {
		out[i] = newReceipt(o, a.UnitPrice)
		finish(&out[i], o)
	}
	return out
}

func newSummary(o orders.Order) Summary {
	optional := func(n decimal.NullDecimal) json.Number {
		if !n.Valid {
			return ""
		}
		return number(n.Decimal, o.Currency)
	}
	s := o.Summary
	return Summary{optional(s.Subtotal), optional(s.ShippingCost), optional(s.TotalTax), number(s.TotalCost, o.Currency)}
}

func newElement(e orders.Element, currency string, unitPrice bool) Element {
	out := Element{Title: or(e.Title, unknown), Subtitle: e.Subtitle, Quantity: e.Quantity, Currency: or(e.Currency, currency), ImageURL: e.ImageURL}
	price := e.LinePrice()
	if unitPrice {
		unit, exact := e.UnitPrice()
		if !exact { // money is never rounded: the line is shown as one piece of what it holds
			out.Title, out.Quantity = fmt.Sprintf("%s × %d", out.Title, e.Quantity), 1
			unit = price
		}
		price = unit
	}
	out.Price = number(price, out.Currency)
	return out
}

// Parcel is a parcel as both platforms show it; all nine keys are always there.
type Parcel struct {
	OrderNumber    json.RawMessage `json:"order_number"` // a number where that loses nothing, else a string
	PackageNumber  string          `json:"package_number"`
	ProductName    string          `json:"product_name"`
	Carrier        string          `json:"carrier"`
	TrackingNumber string          `json:"tracking_number"`
	TrackingURL    string          `json:"tracking_url"`
	PackageStatus  string          `json:"package_status"`
	ExpDelivery    string          `json:"exp_delivery"` // YYYY-MM-DD
	ImageURL       string          `json:"image_url"`
}

// Parcels makes the cards of parcels.
func Parcels(a Packages) []Parcel {
	parcels := make([]Parcel, len(a.Items))
	for i, p := range a.Items {
		parcels[i] = newParcel(p, a)
	}
	return parcels
}

func newParcel(p packages.Package, a Packages) Parcel {
	return Parcel{
		OrderNumber: numberOrText(p.OrderNumber), PackageNumber: p.Number, ProductName: p.ProductName, Carrier: p.Carrier,
		TrackingNumber: p.TrackingNumber, TrackingURL: p.TrackingURL, PackageStatus: ParcelWords(p.Status, a.Language),
		ExpDelivery: p.DeliveryDay(a.Zone), ImageURL: p.ImageURL,
	}
}

// maxSafeInteger is the largest number that every JSON reader keeps exactly.
const maxSafeInteger = 1<<53 - 1

// numberOrText writes digits as a JSON number, unless a leading zero or their size would be lost.
func numberOrText(text string) json.RawMessage {
	n, err := strconv.ParseInt(text, 10, 64)
	if err == nil && n >= 0 && n <= maxSafeInteger && strconv.FormatInt(n, 10) == text {
		return json.RawMessage(text)
	}
	quoted, err := Marshal(text)
	if err != nil { // a string always marshals
		panic(err)
	}
	return quoted
}

func number(amount decimal.Decimal, currency string) json.Number {
	return json.Number(money.Format(amount, currency))
}

func or(text, fallback string) string {
	if text == "" {
		return fallback
	}
	return text
}
