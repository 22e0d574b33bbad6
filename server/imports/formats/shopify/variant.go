package shopify

import (
	"strings"

	"shopclerk/catalog"
	"shopclerk/server/imports/fields"
	"shopclerk/server/imports/formats"
)

func readVariant(f fields.Fields) formats.Variant {
	v := formats.Variant{Row: f, Change: catalog.Change{
		SKU:   readSKU(f),
		Codes: readCodes(f),
		Price: f.Amount(price.in(f), false),
		Stock: readStock(f),
	}}
	if ownImage.raw(f) != "" {
		v.ImageURL = f.Link(ownImage.in(f), catalog.MaxURL)
	}
	for _, value := range optionValues {
		// A product without options has one variant, whose only option is called so in every language.
		if text := value.raw(f); text != "" && text != "Default Title" {
			v.Options = append(v.Options, text)
		}
	}
	return v
}

func readSKU(f fields.Fields) string {
	if sku.raw(f) == "" {
		return ""
	}
	return unquoted(f.Key(sku.in(f), catalog.MaxSKU))
}

func readCodes(f fields.Fields) *[]string {
	codes := f.Codes(barcode.in(f))
	if codes != nil {
		for i, code := range *codes {
			(*codes)[i] = unquoted(code)
		}
	}
	return codes
}

// unquoted drops the apostrophe that Shopify puts before digits so that a spreadsheet keeps their leading zeros.
func unquoted(text string) string { return strings.TrimPrefix(text, "'") }

// readStock reads how many there are, nil inside when the variant is always to be had: nobody counts it, or it is sold on
// when there is none. A shop with several locations exports no quantity.
func readStock(f fields.Fields) **int64 {
	switch strings.ToLower(whenSold.raw(f)) {
	case "continue", "true", "yes":
		return new(*int64)
	}
	if name := tracker.in(f); f.Mentions(name) && f.Raw(name) == "" {
		return new(*int64)
	}
	return f.Whole(quantity.in(f))
}

// setKeys gives each variant a key that does not depend on its place in the file.
func setKeys(handle string, variants []formats.Variant) {
	times := map[string]int{}
	for _, v := range variants {
		times[v.SKU]++
	}
	for i := range variants {
		v := &variants[i]
		v.Key = handle
		if text := strings.Join(v.Options, ", "); v.SKU != "" && times[v.SKU] == 1 {
			v.Key += "#" + v.SKU
		} else if text != "" {
			v.Key += "#" + text
		}
	}
}
