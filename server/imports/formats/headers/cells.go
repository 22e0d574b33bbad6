package headers

import (
	"errors"
	"math"
	"strconv"
	"strings"
	"unicode"

	"shopclerk/catalog"
	"shopclerk/internal/money"
	"shopclerk/server/imports/fields"
	"shopclerk/server/imports/formats"
)

// readType is the category, or the last part of a path such as "Clothing > Shirts".
func readType(f fields.Fields) *string {
	text := f.Facet("product_type")
	if text == nil || !strings.Contains(*text, ">") {
		return text
	}
	return new(formats.LastPart(*text))
}

func readDesc(f fields.Fields) *string {
	html := f.Text("desc", math.MaxInt) // what counts is its length without tags
	if html == nil {
		return nil
	}
	return formats.Description(f, "desc", *html)
}

// readImage reads a picture's address, or the first one of several.
func readImage(f fields.Fields) *string {
	text, _ := f.Scalar("image_url")
	if strings.HasPrefix(strings.ToLower(text), "http") {
		end := strings.IndexFunc(text, unicode.IsSpace)
		for _, mark := range []string{",http", ";http", "|http"} {
			if at := strings.Index(text, mark); at > 0 && (end < 0 || at < end) {
				end = at
			}
		}
		if end > 0 {
			return formats.Link(f, "image_url", strings.TrimRight(text[:end], ",;|"))
		}
	}
	return f.Link("image_url", catalog.MaxURL)
}

// readStock reads how many there are; nil inside when the cell is empty. A count has no decimals, so three digits behind a
// mark are thousands, as in a currency that has none.
func readStock(f fields.Fields) **int64 {
	text, ok := f.Scalar("stock")
	switch {
	case !ok:
		return nil
	case text == "":
		return new(*int64)
	}
	if _, err := (money.Style{}).Parse(text, ""); errors.Is(err, money.ErrTwoWays) {
		text = strings.NewReplacer(",", "", ".", "").Replace(text)
	}
	if n, err := strconv.ParseInt(text, 10, 64); err == nil {
		return new(&n)
	}
	amount := f.Amount("stock", true)
	if amount == nil {
		return nil
	}
	if !amount.Decimal.IsInteger() {
		f.Refuse("stock", "%q is not a whole number", fields.Clip(text))
	}
	n := amount.Decimal.IntPart() // it has at most 15 digits
	return new(&n)
}
