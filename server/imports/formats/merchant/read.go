package merchant

import (
	"cmp"
	"math"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"shopclerk/catalog"
	"shopclerk/internal/fold"
	"shopclerk/server/imports/fields"
	"shopclerk/server/imports/formats"
)

// reader reads the rows of one file at one time.
type reader struct {
	now      time.Time
	currency string // of the shop
}

func (r reader) item(f fields.Fields) formats.Variant {
	id := f.Key(column(f, "id"), catalog.MaxSKU)
	c := catalog.Change{
		Key: id, SKU: id, Codes: readCodes(f),
		Title:       f.NotEmpty(column(f, "title"), catalog.MaxTitle),
		ProductType: readType(f),
		Vendor:      f.Facet(column(f, "brand")),
		Desc:        readDescription(f),
		ImageURL:    readImage(f),
		DetailURL:   f.Link(column(f, "link"), catalog.MaxURL),
		Stock:       readStock(f),
		Published:   readPublished(f),
	}
	c.Price, c.Currency = r.price(f)
	return formats.Variant{Change: c, Row: f, Options: readOptions(f, c.Title)}
}

// readCodes are the numbers that are on the product itself. A bundle may have several GTINs, while an MPN is one text.
func readCodes(f fields.Fields) *[]string {
	out := f.Codes(column(f, "gtin"))
	if mpn := f.Text(column(f, "mpn"), catalog.MaxSKU); mpn != nil {
		out = cmp.Or(out, new([]string))
		if *mpn != "" {
			*out = append(*out, *mpn)
		}
	}
	return out
}

// readType is the last part of the shop's own path of types, else of the platform's, which may be only a number.
func readType(f fields.Fields) (out *string) {
	for _, name := range []string{"product_type", "google_product_category", "fb_product_category"} {
		name = column(f, name)
		text, ok := f.Scalar(name)
		if !ok || out != nil && *out != "" {
			continue
		}
		if strings.Trim(text, "0123456789") == "" {
			text = ""
		}
		out = formats.Facet(f, name, formats.LastPart(text))
	}
	return out
}

func readDescription(f fields.Fields) (out *string) {
	for _, name := range []string{"description", "rich_text_description", "summary", "content"} {
		name = column(f, name)
		if html := f.Text(name, math.MaxInt); html != nil && (out == nil || *out == "") {
			out = formats.Description(f, name, *html)
		}
	}
	return out
}

func readImage(f fields.Fields) *string {
	out := f.Link(column(f, "image_link"), catalog.MaxURL)
	if out == nil {
		out = f.Link("image[0].url", catalog.MaxURL)
	}
	return out
}

// readPublished reads what Meta shows; Google knows nothing of the kind.
func readPublished(f fields.Fields) *bool {
	status, visibility := column(f, "status"), column(f, "visibility")
	if !f.Mentions(status) && !f.Mentions(visibility) {
		return nil
	}
	shown := true
	for _, name := range []string{status, visibility} {
		switch text := strings.ToLower(f.Raw(name)); text {
		case "", "active", "published":
		case "archived", "hidden", "staging", "whitelist_only":
			shown = false
		default:
			f.Refuse(name, "%q is none of active, archived, published, hidden, staging", fields.Clip(text))
		}
	}
	return &shown
}

// readStock reads how many there are, nil inside when the item can be ordered and nobody says how many of it.
func readStock(f fields.Fields) **int64 {
	var number **int64
	for _, name := range []string{"quantity_to_sell_on_facebook", "inventory"} {
		if n := f.Whole(column(f, name)); n != nil && (number == nil || *number == nil) {
			number = n
		}
	}
	name := column(f, "availability")
	switch text := f.Raw(name); strings.ReplaceAll(strings.ToLower(text), "_", " ") {
	case "out of stock", "discontinued":
		return new(new(int64))
	case "preorder", "pre order", "backorder", "available for order":
		if number == nil || *number == nil || **number <= 0 {
			return new(*int64)
		}
	case "in stock", "limited availability", "":
	default:
		f.Warn(name, "%q is not known and was taken for in stock", fields.Clip(text))
	}
	if number == nil && f.Mentions(name) {
		return new(*int64)
	}
	return number
}

// readOptions is what tells an item of a group from the others, as far as its title does not say so already.
func readOptions(f fields.Fields, title *string) (out []string) {
	for _, name := range []string{"color", "size", "material", "pattern"} {
		if text := raw(f, name); text != "" && (title == nil || !says(*title, text)) {
			out = append(out, text)
		}
	}
	return out
}

// says reports whether a title has an option in it, as words where there are spaces between words: "T-Shirt" says no S.
func says(title, option string) bool {
	title, option = fold.Text(title), fold.Text(option)
	if strings.ContainsFunc(option, func(r rune) bool { return r >= utf8.RuneSelf }) {
		return strings.Contains(title, option)
	}
	return strings.Contains(words(title), words(option))
}

func words(text string) string {
	apart := func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }
	return " " + strings.Join(strings.FieldsFunc(text, apart), " ") + " "
}
