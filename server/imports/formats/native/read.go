package native

import (
	"time"

	"github.com/shopspring/decimal"

	"shopclerk/catalog"
	"shopclerk/orders"
	"shopclerk/packages"
	"shopclerk/server/imports/fields"
)

// The names below are those of the contract, in the shop's own file format.

// productNames are the fields of a product, for telling what is not known.
var productNames = []string{
	"sku", "barcode", "title", "product_type", "vendor", "desc", "image_url", "detail_url", "buy_url", "price", "currency", "stock",
	"published", "created_at", "updated_at",
}

func readProduct(f fields.Fields) catalog.Change {
	return catalog.Change{
		SKU:         f.Key("sku", catalog.MaxSKU),
		Codes:       f.Codes("barcode"),
		Title:       f.NotEmpty("title", catalog.MaxTitle),
		ProductType: f.Facet("product_type"),
		Vendor:      f.Facet("vendor"),
		Desc:        f.Text("desc", catalog.MaxDesc),
		ImageURL:    f.Link("image_url", catalog.MaxURL),
		DetailURL:   f.Link("detail_url", catalog.MaxURL),
		BuyURL:      f.Link("buy_url", catalog.MaxURL),
		Price:       f.Amount("price", false),
		Currency:    f.Currency("currency"),
		Stock:       f.Whole("stock"),
		Published:   f.Flag("published", true),
		CreatedAt:   fields.NotZero(f.Time("created_at")),
		UpdatedAt:   fields.NotZero(f.Time("updated_at")),
	}
}

var orderNames = []string{
	"order_number", "recipient_name", "currency", "payment_method", "order_url", "timestamp", "status", "address", "summary",
	"adjustments", "elements", "email", "phone", "updated_at", "template_type",
}

func readOrder(f fields.Fields, unitPrices bool) orders.Change {
	c := orders.Change{
		Number:        f.Key("order_number", orders.MaxNumber),
		RecipientName: f.Text("recipient_name", orders.MaxText),
		Currency:      f.Currency("currency"),
		PaymentMethod: f.Text("payment_method", orders.MaxText),
		URL:           f.Link("order_url", orders.MaxURL),
		PlacedAt:      f.Time("timestamp"),
		Status:        readOrderStatus(f),
		Emails:        contact(f, "email"),
		Phones:        contact(f, "phone"),
		Address:       readAddress(f),
		Adjustments:   readAdjustments(f),
		Elements:      readElements(f, unitPrices),
		UpdatedAt:     fields.NotZero(f.Time("updated_at")),
	}
	if s := f.Object("summary"); s != nil {
		c.Subtotal, c.Shipping, c.Tax = s.Amount("subtotal", false), s.Amount("shipping_cost", false), s.Amount("total_tax", false)
		if total := s.Amount("total_cost", false); total != nil {
			if !total.Valid {
				s.Refuse("total_cost", "is required")
			}
			c.Total = &total.Decimal
		}
	}
	if o, err := c.Apply(nil, "", time.Time{}); err == nil { // a row that says all that the sum is made of
		if err := o.CheckTotals(); err != nil {
			f.WarnRow(err.Error())
		}
	}
	return c
}

func readOrderStatus(f fields.Fields) *orders.Status {
	text := f.Text("status", orders.MaxText)
	if text == nil || *text == "" {
		return nil
	}
	status, err := orders.ParseStatus(*text)
	if err != nil {
		f.Refuse("status", "%s", err)
	}
	return &status
}

func contact(f fields.Fields, name string) *[]string {
	text := f.Text(name, orders.MaxText)
	if text == nil {
		return nil
	}
	if *text == "" {
		return new([]string)
	}
	return &[]string{*text}
}

func readAddress(f fields.Fields) **orders.Address {
	a := f.Object("address")
	if a == nil {
		return nil
	}
	if a.Empty() {
		return new(*orders.Address)
	}
	text := func(name string) string {
		if t := a.Text(name, orders.MaxText); t != nil {
			return *t
		}
		return ""
	}
	address := orders.Address{
		Street1: text("street_1"), Street2: text("street_2"), City: text("city"),
		PostalCode: text("postal_code"), State: text("state"), Country: text("country"),
	}
	if !address.Complete() {
		f.Warn("address", "is not complete and will not be shown; it needs street_1, city, postal_code, state and a country of two letters")
	}
	return new(&address)
}

func readAdjustments(f fields.Fields) *[]orders.Adjustment {
	list := f.List("adjustments", orders.MaxElements)
	if list == nil {
		return nil
	}
	var out []orders.Adjustment
	for _, item := range *list {
		a := orders.Adjustment{Name: item.Required("name", orders.MaxText)}
		a.Amount = mustHave(item, "amount", item.Amount("amount", true))
		out = append(out, a)
	}
	return &out
}

func readElements(f fields.Fields, unitPrices bool) *[]orders.Element {
	list := f.List("elements", orders.MaxElements)
	if list == nil {
		return nil
	}
	var out []orders.Element
	for _, item := range *list {
		e := orders.Element{Title: item.Required("title", orders.MaxText), PerUnit: unitPrices}
		e.Price = mustHave(item, "price", item.Amount("price", false))
		if t := item.Text("subtitle", orders.MaxText); t != nil {
			e.Subtitle = *t
		}
		if n := item.Whole("quantity"); n != nil && *n != nil {
			if e.Quantity = **n; e.Quantity < 1 {
				item.Refuse("quantity", "must be 1 or more")
			}
		}
		if t := item.Currency("currency"); t != nil {
			e.Currency = *t
		}
		if t := item.Link("image_url", orders.MaxURL); t != nil {
			e.ImageURL = *t
		}
		out = append(out, e)
	}
	return &out
}

func mustHave(f fields.Fields, name string, amount *decimal.NullDecimal) decimal.Decimal {
	if !f.Mentions(name) || amount != nil && !amount.Valid {
		f.Refuse(name, "is required")
	}
	if amount == nil {
		return decimal.Decimal{}
	}
	return amount.Decimal
}

var packageNames = []string{
	"order_number", "package_number", "product_name", "carrier", "tracking_number", "tracking_url", "package_status",
	"exp_delivery", "image_url", "updated_at",
}

func readPackage(f fields.Fields) packages.Change {
	c := packages.Change{
		OrderNumber:    f.Key("order_number", packages.MaxNumber),
		Number:         f.Key("package_number", packages.MaxNumber),
		ProductName:    f.Text("product_name", packages.MaxText),
		Carrier:        f.Text("carrier", packages.MaxText),
		TrackingNumber: f.Text("tracking_number", packages.MaxText),
		TrackingURL:    f.Link("tracking_url", packages.MaxURL),
		ImageURL:       f.Link("image_url", packages.MaxURL),
		ExpectedOn:     f.Day("exp_delivery"),
		UpdatedAt:      fields.NotZero(f.Time("updated_at")),
	}
	if text := f.Text("package_status", packages.MaxText); text != nil {
		status := packages.ParseStatus(*text)
		c.Status = &status
	}
	return c
}
