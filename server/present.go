package server

import (
	"cmp"
	"net/url"
	"slices"
	"strings"

	"shopclerk/catalog"
	"shopclerk/internal/fold"
	"shopclerk/orders"
	"shopclerk/packages"
)

// presentProduct fills in the addresses that the source left out.
func (sh *shop) presentProduct(p catalog.Product) catalog.Product {
	p.ImageURL = cmp.Or(sh.absolute(p.ImageURL), sh.PlaceholderImage)
	p.DetailURL = sh.absolute(p.DetailURL)
	p.BuyURL = cmp.Or(sh.absolute(p.BuyURL), p.DetailURL, fill(sh.ProductURL, "{sku}", p.SKU, "{slug}", slug(p.Title)))
	return p
}

// presentOrder hides what a stranger must not learn, unless the shop shows all, and fills in addresses.
func (sh *shop) presentOrder(o orders.Order) orders.Order {
	if sh.Privacy != "full" {
		o.Receipt = o.Masked()
	}
	o.URL = cmp.Or(sh.absolute(o.URL), fill(sh.OrderURL, "{order_number}", o.Number))
	o.Elements = slices.Clone(o.Elements)
	for i, e := range o.Elements {
		o.Elements[i].ImageURL = cmp.Or(sh.absolute(e.ImageURL), sh.PlaceholderImage)
	}
	return o
}

// presentPackage fills in the address at the carrier.
func (sh *shop) presentPackage(p packages.Package) packages.Package {
	p.ImageURL = sh.absolute(p.ImageURL)
	p.TrackingURL = sh.absolute(p.TrackingURL)
	if p.TrackingURL == "" && p.TrackingNumber != "" {
		p.TrackingURL = fill(sh.trackingURL(p.Carrier), "{tracking_number}", p.TrackingNumber)
	}
	return p
}

// trackingURL is the template of a carrier, whose name is compared without regard to case.
func (sh *shop) trackingURL(carrier string) string {
	for name, template := range sh.TrackingURLs {
		if name != "default" && fold.Text(name) == fold.Text(carrier) {
			return template
		}
	}
	return sh.TrackingURLs["default"]
}

// absolute completes an address of this server's own, such as a picture of the sample shop.
func (sh *shop) absolute(address string) string {
	if strings.HasPrefix(address, "/") && !strings.HasPrefix(address, "//") {
		return sh.base + address
	}
	return address
}

// fill puts values, escaped, into the placeholders of an address; "" when there is no address.
func fill(template string, placeholdersAndValues ...string) string {
	if template == "" {
		return ""
	}
	pairs := slices.Clone(placeholdersAndValues)
	for i := 1; i < len(pairs); i += 2 {
		// Query escaping is the one that is right in a path too, but for its "+".
		pairs[i] = strings.ReplaceAll(url.QueryEscape(pairs[i]), "+", "%20")
	}
	return strings.NewReplacer(pairs...).Replace(template)
}

// slug is how shop systems commonly make an address of a title.
func slug(title string) string {
	words := strings.FieldsFunc(fold.Text(title), func(r rune) bool {
		return !('a' <= r && r <= 'z' || '0' <= r && r <= '9' || r >= 0x80)
	})
	return strings.Join(words, "-")
}
