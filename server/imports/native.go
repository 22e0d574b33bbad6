package imports

import (
	"time"

	"github.com/shopspring/decimal"

	"shopclerk/catalog"
	"shopclerk/orders"
	"shopclerk/packages"
)

// The names below are those of the contract, in the shop's own file format.

// productNames are the fields of a product, for telling what is not known.
var productNames = []string{
	"sku", "barcode", "title", "product_type", "vendor", "desc", "image_url", "detail_url", "buy_url", "price", "currency", "stock",
	"published", "created_at", "updated_at",
}

func readProduct(f fields) catalog.Change {
	return catalog.Change{
		SKU:         f.key("sku", catalog.MaxSKU),
		Codes:       f.codes("barcode"),
		Title:       f.notEmpty("title", catalog.MaxTitle),
		ProductType: f.facet("product_type"),
		Vendor:      f.facet("vendor"),
		Desc:        f.text("desc", catalog.MaxDesc),
		ImageURL:    f.link("image_url", catalog.MaxURL),
		DetailURL:   f.link("detail_url", catalog.MaxURL),
		BuyURL:      f.link("buy_url", catalog.MaxURL),
		Price:       f.amount("price", false),
		Currency:    f.currency("currency"),
		Stock:       f.whole("stock"),
		Published:   f.flag("published", true),
		CreatedAt:   notZero(f.time("created_at")),
		UpdatedAt:   notZero(f.time("updated_at")),
	}
}

// notZero takes an emptied time as not mentioned: a product always has its times.
func notZero(t *time.Time) *time.Time {
	if t == nil || t.IsZero() {
		return nil
	}
	return t
}

var orderNames = []string{
	"order_number", "recipient_name", "currency", "payment_method", "order_url", "timestamp", "status", "address", "summary",
	"adjustments", "elements", "email", "phone", "updated_at", "template_type",
}

func readOrder(f fields, unitPrices bool) orders.Change {
	c := orders.Change{
		Number:        f.key("order_number", orders.MaxNumber),
		RecipientName: f.text("recipient_name", orders.MaxText),
		Currency:      f.currency("currency"),
		PaymentMethod: f.text("payment_method", orders.MaxText),
		URL:           f.link("order_url", orders.MaxURL),
		PlacedAt:      f.time("timestamp"),
		Status:        readOrderStatus(f),
		Emails:        contact(f, "email"),
		Phones:        contact(f, "phone"),
		Address:       readAddress(f),
		Adjustments:   readAdjustments(f),
		Elements:      readElements(f, unitPrices),
		UpdatedAt:     notZero(f.time("updated_at")),
	}
	if s := f.object("summary"); s != nil {
		c.Subtotal, c.Shipping, c.Tax = s.amount("subtotal", false), s.amount("shipping_cost", false), s.amount("total_tax", false)
		if total := s.amount("total_cost", false); total != nil {
			if !total.Valid {
				s.refuse("total_cost", "is required")
			}
			c.Total = &total.Decimal
		}
	}
	if o, err := c.Apply(nil, "", time.Time{}); err == nil { // a row that says all that the sum is made of
		if err := o.CheckTotals(); err != nil {
			f.notes.warnings = append(f.notes.warnings, err.Error())
		}
	}
	return c
}

func readOrderStatus(f fields) *orders.Status {
	text := f.text("status", orders.MaxText)
	if text == nil || *text == "" {
		return nil
	}
	status, err := orders.ParseStatus(*text)
	if err != nil {
		f.refuse("status", "%s", err)
	}
	return &status
}

func contact(f fields, name string) *[]string {
	text := f.text(name, orders.MaxText)
	if text == nil {
		return nil
	}
	if *text == "" {
		return new([]string)
	}
	return &[]string{*text}
}

func readAddress(f fields) **orders.Address {
	a := f.object("address")
	if a == nil {
		return nil
	}
	if len(a.cells) == 0 {
		return new(*orders.Address)
	}
	text := func(name string) string {
		if t := a.text(name, orders.MaxText); t != nil {
			return *t
		}
		return ""
	}
	address := orders.Address{
		Street1: text("street_1"), Street2: text("street_2"), City: text("city"),
		PostalCode: text("postal_code"), State: text("state"), Country: text("country"),
	}
	if !address.Complete() {
		f.warn("address", "is not complete and will not be shown; it needs street_1, city, postal_code, state and a country of two letters")
	}
	return new(&address)
}

func readAdjustments(f fields) *[]orders.Adjustment {
	list := f.list("adjustments", orders.MaxElements)
	if list == nil {
		return nil
	}
	var out []orders.Adjustment
	for _, item := range *list {
		a := orders.Adjustment{Name: item.required("name", orders.MaxText)}
		a.Amount = mustHave(item, "amount", item.amount("amount", true))
		out = append(out, a)
	}
	return &out
}

func readElements(f fields, unitPrices bool) *[]orders.Element {
	list := f.list("elements", orders.MaxElements)
	if list == nil {
		return nil
	}
	var out []orders.Element
	for _, item := range *list {
		e := orders.Element{Title: item.required("title", orders.MaxText), PerUnit: unitPrices}
		e.Price = mustHave(item, "price", item.amount("price", false))
		if t := item.text("subtitle", orders.MaxText); t != nil {
			e.Subtitle = *t
		}
		if n := item.whole("quantity"); n != nil && *n != nil {
			if e.Quantity = **n; e.Quantity < 1 {
				item.refuse("quantity", "must be 1 or more")
			}
		}
		if t := item.currency("currency"); t != nil {
			e.Currency = *t
		}
		if t := item.link("image_url", orders.MaxURL); t != nil {
			e.ImageURL = *t
		}
		out = append(out, e)
	}
	return &out
}

func mustHave(f fields, name string, amount *decimal.NullDecimal) decimal.Decimal {
	_, mentioned := f.cells[name]
	if !mentioned || amount != nil && !amount.Valid {
		f.refuse(name, "is required")
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

func readPackage(f fields) packages.Change {
	c := packages.Change{
		OrderNumber:    f.key("order_number", packages.MaxNumber),
		Number:         f.key("package_number", packages.MaxNumber),
		ProductName:    f.text("product_name", packages.MaxText),
		Carrier:        f.text("carrier", packages.MaxText),
		TrackingNumber: f.text("tracking_number", packages.MaxText),
		TrackingURL:    f.link("tracking_url", packages.MaxURL),
		ImageURL:       f.link("image_url", packages.MaxURL),
		ExpectedOn:     f.day("exp_delivery"),
		UpdatedAt:      notZero(f.time("updated_at")),
	}
	if text := f.text("package_status", packages.MaxText); text != nil {
		status := packages.ParseStatus(*text)
		c.Status = &status
	}
	return c
}
