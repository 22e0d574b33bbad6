package formatstest

import (
	"shopclerk/catalog"
	"shopclerk/orders"
)

// Product shows what a change says of a product, under the names of the shop's own file format. What it does not mention
// is not there; what it clears is null or empty.
func Product(c catalog.Change) any {
	out := map[string]any{"key": c.ProductKey(), "sku": c.SKU}
	put(out, "codes", c.Codes)
	put(out, "title", c.Title)
	put(out, "product_type", c.ProductType)
	put(out, "vendor", c.Vendor)
	put(out, "desc", c.Desc)
	put(out, "image_url", c.ImageURL)
	put(out, "detail_url", c.DetailURL)
	put(out, "buy_url", c.BuyURL)
	put(out, "price", c.Price)
	put(out, "currency", c.Currency)
	put(out, "stock", c.Stock)
	put(out, "published", c.Published)
	put(out, "created_at", c.CreatedAt)
	put(out, "updated_at", c.UpdatedAt)
	return out
}

// Order shows what a change says of an order, likewise.
func Order(c orders.Change) any {
	out := map[string]any{"key": c.OrderKey(), "number": c.Number}
	put(out, "recipient_name", c.RecipientName)
	put(out, "currency", c.Currency)
	put(out, "payment_method", c.PaymentMethod)
	put(out, "url", c.URL)
	put(out, "status", c.Status)
	put(out, "placed_at", c.PlacedAt)
	put(out, "emails", c.Emails)
	put(out, "phones", c.Phones)
	put(out, "address", c.Address)
	put(out, "subtotal", c.Subtotal)
	put(out, "shipping", c.Shipping)
	put(out, "tax", c.Tax)
	put(out, "total", c.Total)
	put(out, "adjustments", c.Adjustments)
	put(out, "elements", c.Elements)
	put(out, "updated_at", c.UpdatedAt)
	return out
}

func put[T any](out map[string]any, name string, value *T) {
	if value != nil {
		out[name] = *value
	}
}
