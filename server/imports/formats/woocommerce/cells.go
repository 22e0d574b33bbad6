package woocommerce

import (
	"strconv"
	"strings"

	"shopclerk/server/imports/fields"
	"shopclerk/server/imports/formats"
)

// lines are written as \n in descriptions, and \n itself with one more backslash.
var lines = strings.NewReplacer(`\\n`, `\n`, `\n`, "\n")

// unescaped drops the apostrophe that the export puts before what a spreadsheet would take for a formula.
func unescaped(text string) string {
	if len(text) > 1 && text[0] == '\'' && strings.ContainsRune("=+-@", rune(text[1])) {
		return text[1:]
	}
	return text
}

// firstOf is the first of a list in a cell. A comma inside of one has a backslash before it.
func firstOf(list string) string {
	for i := range len(list) {
		if list[i] == ',' && (i == 0 || list[i-1] != '\\') {
			list = list[:i]
			break
		}
	}
	return strings.TrimSpace(strings.ReplaceAll(list, `\,`, ","))
}

// readPath reads the narrowest part of the first of several paths: Hoodies of "Clothing > Hoodies, Sale".
func readPath(f fields.Fields, name string) *string {
	text, ok := f.Scalar(name)
	if !ok {
		return nil
	}
	return formats.Facet(f, name, formats.LastPart(firstOf(unescaped(text))))
}

func readImage(f fields.Fields) *string {
	text, ok := f.Scalar("Images")
	if !ok {
		return nil
	}
	return formats.Link(f, "Images", firstOf(text))
}

// readPublished reads 1 for published, 0 for private, -1 for a draft and 2 for one to be reviewed. What is hidden in the
// catalog is for those alone who have its address.
func readPublished(f fields.Fields) *bool {
	hidden := strings.EqualFold(f.Raw("Visibility in catalog"), "hidden")
	text, ok := f.Scalar("Published")
	switch text := strings.ToLower(unescaped(text)); text {
	case "", "1", "true", "yes":
		if !ok && !hidden {
			return nil
		}
		return new(!hidden)
	case "0", "-1", "2", "false", "no":
	default:
		f.Refuse("Published", "%q is none of 1, 0, -1", fields.Clip(text))
	}
	return new(bool)
}

// readStock reads how many there are, nil inside when the product is always to be had: nobody counts it, or it is sold on
// when there is none.
func readStock(f fields.Fields) **int64 {
	number, counts := f.Scalar("Stock")
	status, tells := f.Scalar("In stock?")
	if !counts && !tells {
		return nil
	}
	var stock *int64
	if number = unescaped(number); number != "" && !strings.EqualFold(number, "parent") {
		n, err := strconv.ParseInt(number, 10, 64)
		if err != nil {
			f.Refuse("Stock", "%q is not a whole number", fields.Clip(number))
		}
		stock = &n
	}
	switch strings.ToLower(status) {
	case "0", "no", "false", "outofstock":
		stock = new(int64)
	case "backorder", "onbackorder":
		stock = nil
	default:
		if later := strings.ToLower(f.Raw("Backorders allowed?")); stock != nil && *stock <= 0 && (later == "1" || later == "yes" || later == "notify") {
			stock = nil
		}
	}
	return &stock
}
