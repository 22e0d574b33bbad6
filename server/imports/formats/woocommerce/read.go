package woocommerce

import (
	"fmt"
	"html"
	"math"
	"strings"
	"time"

	"shopclerk/catalog"
	"shopclerk/internal/money"
	"shopclerk/server/imports/fields"
	"shopclerk/server/imports/formats"
)

// reader reads the rows of one file at one time.
type reader struct {
	now      time.Time
	style    money.Style // of prices
	currency string      // of the shop
	names    *translator
}

// read reads a product alone, or a variable product with its variations, which may stand before it.
func (r reader) read(rows []fields.Fields, as formats.Variants) []catalog.Change {
	var whole *formats.Product
	var parts []fields.Fields
	for _, f := range rows {
		f = r.names.row(f)
		switch kindOf(f) {
		case variation:
			parts = append(parts, f)
		default:
			if whole != nil {
				f.Refuse("SKU", "is that of another variable product, too")
				continue
			}
			whole = &formats.Product{Row: f, Change: r.product(f)}
		}
	}
	if whole == nil {
		return r.orphans(parts, as)
	}
	shared := whole.Stock // of all variations that have none of their own
	for _, f := range parts {
		v := r.variation(f)
		if strings.EqualFold(f.Raw("Stock"), "parent") && v.Stock != nil && *v.Stock == nil {
			if v.Stock = shared; as != formats.OneAVariant {
				shared = nil // it counts once in the sum
			}
		}
		whole.Variants = append(whole.Variants, v)
	}
	return whole.Changes(as)
}

// orphans are variations whose product is not in the file: they can only be products of their own.
func (r reader) orphans(parts []fields.Fields, as formats.Variants) (out []catalog.Change) {
	for _, f := range parts {
		if as != formats.OneAVariant {
			f.Refuse("Parent", "the product %q is not in the file; export all types of products", fields.Clip(f.Raw("Parent")))
			continue
		}
		out = append(out, r.product(f))
	}
	return out
}

func (r reader) product(f fields.Fields) catalog.Change {
	c := catalog.Change{
		Key: readKey(f), SKU: readSKU(f), Codes: f.Codes(gtin),
		Title:       readName(f),
		ProductType: readPath(f, "Categories"),
		Vendor:      readPath(f, "Brands"),
		Desc:        readDescription(f),
		ImageURL:    readImage(f),
		BuyURL:      f.Link("External URL", catalog.MaxURL),
		Price:       r.price(f),
		Stock:       readStock(f),
		Published:   readPublished(f),
	}
	if kindOf(f) == variable {
		c.Price = nil // it has none but its variations'
	}
	return c
}

// variation reads what is a variation's own; an empty text is the product's.
func (r reader) variation(f fields.Fields) formats.Variant {
	v := formats.Variant{Row: f, Change: catalog.Change{
		Key: readKey(f), SKU: readSKU(f), Codes: f.Codes(gtin),
		Desc: filled(readDescription(f)), ImageURL: filled(readImage(f)),
		Price: r.price(f), Stock: readStock(f), Published: readPublished(f),
	}}
	if v.Key == "" {
		v.Key = v.ProductKey()
	}
	for n := 1; ; n++ {
		name := fmt.Sprintf("Attribute %d value(s)", n)
		if !f.Mentions(name) {
			return v
		}
		if text := unescaped(strings.ReplaceAll(f.Raw(name), `\,`, ",")); text != "" { // empty: whatever the customer picks
			v.Options = append(v.Options, text)
		}
	}
}

func filled(text *string) *string {
	if text == nil || *text == "" {
		return nil
	}
	return text
}

// readKey is the ID, "" for the SKU, of which there must be one.
func readKey(f fields.Fields) string {
	switch {
	case f.Raw("ID") != "":
		return f.Key("ID", catalog.MaxSKU)
	case f.Raw("SKU") == "":
		f.Refuse("ID", "is required where there is no SKU")
	}
	return ""
}

func readSKU(f fields.Fields) string {
	if f.Raw("SKU") == "" {
		return ""
	}
	return unescaped(f.Key("SKU", catalog.MaxSKU))
}

func readName(f fields.Fields) *string {
	text := f.NotEmpty("Name", catalog.MaxTitle)
	if text != nil {
		*text = html.UnescapeString(unescaped(*text)) // WordPress keeps & as &amp; where an editor may not write HTML
	}
	return text
}

func readDescription(f fields.Fields) *string {
	var out *string
	for _, name := range []string{"Description", "Short description"} {
		if text := f.Text(name, math.MaxInt); text != nil && (out == nil || *out == "") {
			out = formats.Description(f, name, lines.Replace(unescaped(*text)))
		}
	}
	return out
}
