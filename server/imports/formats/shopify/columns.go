package shopify

import (
	"slices"
	"strings"

	"shopclerk/server/imports/fields"
)

// column is a column of the product file under its names, the newest first. Both header rows are live: a shop that
// exports today gets the newer one, and files in the older one are still taken everywhere.
// https://help.shopify.com/en/manual/products/import-export/using-csv
type column []string

var (
	handle    = column{"URL handle", "Handle"}
	title     = column{"Title"}
	body      = column{"Description", "Body (HTML)"}
	vendor    = column{"Vendor"}
	kind      = column{"Type"}
	category  = column{"Product category"}
	published = column{"Published on online store", "Published"}
	status    = column{"Status"}
	sku       = column{"SKU", "Variant SKU"}
	barcode   = column{"Barcode", "Barcodes", "Variant Barcode"}
	price     = column{"Price", "Variant Price"}
	tracker   = column{"Inventory tracker", "Variant Inventory Tracker"}
	quantity  = column{"Inventory quantity", "Variant Inventory Qty"}
	whenSold  = column{"Continue selling when out of stock", "Variant Inventory Policy"}
	image     = column{"Product image URL", "Image Src"}
	position  = column{"Image position"}
	ownImage  = column{"Variant image URL", "Variant Image"}
)

// optionValues tell the variants of a product apart; it can have three options.
var optionValues = []column{{"Option1 value"}, {"Option2 value"}, {"Option3 value"}}

// in is what the column is called in the file.
func (c column) in(f fields.Fields) string {
	for _, name := range c {
		if f.Mentions(name) {
			return name
		}
	}
	return c[0]
}

func (c column) raw(f fields.Fields) string { return f.Raw(c.in(f)) }

// productColumns are those of both header rows; most say nothing that a chat needs, but none is a mistake.
var productColumns = slices.Concat(handle, title, body, vendor, kind, category, published, status, sku, barcode, price, tracker, quantity,
	whenSold, image, position, ownImage, optionColumns, column{
		"Tags", "Compare-at price", "Variant Compare At Price", "Cost per item", "Charge tax", "Variant Taxable", "Tax code", "Variant Tax Code",
		"Unit price total measure", "Unit price total measure unit", "Unit price base measure", "Unit price base measure unit",
		"Weight value (grams)", "Variant Grams", "Weight unit for display", "Variant Weight Unit", "Requires shipping", "Variant Requires Shipping",
		"Fulfillment service", "Variant Fulfillment Service", "Image alt text", "Gift card", "SEO title", "SEO description", "Collection",
		"Standard Product Type", "Custom Product Type",
	})

var optionColumns = column{
	"Option1 name", "Option1 value", "Option1 Linked To", "Option2 name", "Option2 value", "Option2 Linked To",
	"Option3 name", "Option3 value", "Option3 Linked To",
}

// families begin the names of columns of which a shop has as many as it has markets or advertisements.
var families = []string{"google shopping / ", "included / ", "price / ", "compare-at price / ", "compare at price / ", "published / "}

func knowsProduct(name string) bool {
	lower := strings.ToLower(name)
	return contains(productColumns, name) || strings.Contains(lower, ".metafields.") ||
		slices.ContainsFunc(families, func(family string) bool { return strings.HasPrefix(lower, family) })
}

// orderColumns are those of the order file; older exports lack some of the last ones.
var orderColumns = []string{
	"Name", "Email", "Financial Status", "Paid at", "Fulfillment Status", "Fulfilled at", "Accepts Marketing", "Currency", "Subtotal",
	"Shipping", "Taxes", "Total", "Discount Code", "Discount Amount", "Shipping Method", "Created at", "Lineitem quantity", "Lineitem name",
	"Lineitem price", "Lineitem compare at price", "Lineitem sku", "Lineitem requires shipping", "Lineitem taxable",
	"Lineitem fulfillment status", "Lineitem discount", "Billing Name", "Billing Street", "Billing Address1", "Billing Address2",
	"Billing Company", "Billing City", "Billing Zip", "Billing Province", "Billing Province Name", "Billing Country", "Billing Phone",
	"Shipping Name", "Shipping Street", "Shipping Address1", "Shipping Address2", "Shipping Company", "Shipping City", "Shipping Zip",
	"Shipping Province", "Shipping Province Name", "Shipping Country", "Shipping Phone", "Notes", "Note Attributes", "Cancelled at",
	"Payment Method", "Payment Reference", "Payment References", "Payment ID", "Payment Terms Name", "Next Payment Due At", "Refunded Amount",
	"Outstanding Balance", "Vendor", "Employee", "Location", "Device ID", "Id", "Tags", "Risk Level", "Source", "Phone", "Receipt Number",
	"Duties", "Tax 1 Name", "Tax 1 Value", "Tax 2 Name", "Tax 2 Value", "Tax 3 Name", "Tax 3 Value", "Tax 4 Name", "Tax 4 Value",
	"Tax 5 Name", "Tax 5 Value",
}

func contains(names []string, name string) bool {
	return slices.ContainsFunc(names, func(n string) bool { return strings.EqualFold(n, name) })
}
