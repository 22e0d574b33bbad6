package shopify

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"shopclerk/catalog"
	"shopclerk/server/imports/fields"
	"shopclerk/server/imports/formats"
)

// readProduct reads the rows of one handle; false when none of them says more than a picture.
func readProduct(rows []fields.Fields) (formats.Product, bool) {
	if !slices.ContainsFunc(rows, func(f fields.Fields) bool { return title.raw(f) != "" || isVariant(f) }) {
		return formats.Product{}, false
	}
	head := 0 // the first row, unless somebody has sorted the file
	if i := slices.IndexFunc(rows, func(f fields.Fields) bool { return title.raw(f) != "" }); i > 0 {
		head = i
	}
	f := rows[head]
	p := formats.Product{Row: f, Change: catalog.Change{
		Key:         f.Key(handle.in(f), catalog.MaxSKU),
		Title:       f.NotEmpty(title.in(f), catalog.MaxTitle),
		ProductType: readType(f),
		Vendor:      f.Facet(vendor.in(f)),
		Desc:        readBody(f),
		ImageURL:    readImage(rows),
		Published:   readPublished(f),
	}}
	for _, row := range rows {
		if isVariant(row) {
			p.Variants = append(p.Variants, readVariant(row))
		}
	}
	setKeys(p.Key, p.Variants)
	return p, true
}

// isVariant tells a variant from a row that only brings one more picture of the product.
func isVariant(f fields.Fields) bool {
	for _, c := range []column{optionValues[0], sku, price, barcode, quantity} {
		if c.raw(f) != "" {
			return true
		}
	}
	return false
}

// readType is the shop's own type, or the last part of Shopify's category where the shop names none.
func readType(f fields.Fields) *string {
	own := f.Facet(kind.in(f))
	if path := category.raw(f); path != "" && (own == nil || *own == "") {
		return formats.Facet(f, category.in(f), formats.LastPart(path))
	}
	return own
}

func readBody(f fields.Fields) *string {
	html := f.Text(body.in(f), math.MaxInt)
	if html == nil {
		return nil
	}
	return formats.Description(f, body.in(f), *html)
}

// readPublished reads whether customers can find the product: an unlisted one is for those alone who have its address.
func readPublished(f fields.Fields) *bool {
	visible := f.Flag(published.in(f), true)
	switch text := status.raw(f); strings.ToLower(text) {
	case "":
		return visible
	case "active":
		return cmp.Or(visible, new(true))
	case "draft", "archived", "unlisted":
	default:
		f.Refuse(status.in(f), "%q is none of active, draft, archived, unlisted", fields.Clip(text))
	}
	return new(bool)
}

// readImage reads the picture in the first position, else the first there is.
func readImage(rows []fields.Fields) *string {
	best := rows[0]
	for _, f := range rows {
		if image.raw(f) == "" {
			continue
		}
		if position.raw(f) == "1" {
			best = f
			break
		}
		if image.raw(best) == "" {
			best = f
		}
	}
	return best.Link(image.in(best), catalog.MaxURL)
}
