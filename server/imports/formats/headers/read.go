package headers

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"shopclerk/catalog"
	"shopclerk/internal/fold"
	"shopclerk/internal/money"
	"shopclerk/server/imports/fields"
	"shopclerk/server/imports/formats"
)

// readAlone reads a row that is a product by itself.
func readAlone(f fields.Fields, o formats.Options) catalog.Change {
	c := readRow(f, o)
	if c.Title != nil && *c.Title == "" {
		f.Refuse("title", "is required")
	}
	switch {
	case hasColumn(f, "sku"):
		c.SKU = f.Key("sku", catalog.MaxSKU)
		checkShortened(f, "sku", c.SKU)
	case c.Codes != nil && len(*c.Codes) > 0:
		c.Key = barcodeKey(f, (*c.Codes)[0])
	case hasColumn(f, "barcode"):
		f.Refuse("barcode", "is required, for no column is the SKU; %s", columnsSeen(f))
	default:
		f.RefuseRow("no column is the SKU or the barcode of a product; " + columnsSeen(f))
	}
	return c
}

// readRow reads what a product and a variant can have alike.
func readRow(f fields.Fields, o formats.Options) catalog.Change {
	currency := readCurrency(f)
	return catalog.Change{
		Codes:       readCodes(f),
		Title:       f.Text("title", catalog.MaxTitle),
		ProductType: readType(f),
		Vendor:      f.Facet("vendor"),
		Desc:        readDesc(f),
		ImageURL:    readImage(f),
		DetailURL:   f.Link("detail_url", catalog.MaxURL),
		BuyURL:      f.Link("buy_url", catalog.MaxURL),
		Price:       readPrice(f, currency, o.Currency),
		Currency:    currency,
		Stock:       readStock(f),
		Published:   readPublished(f),
		CreatedAt:   fields.NotZero(f.Time("created_at")),
		UpdatedAt:   fields.NotZero(f.Time("updated_at")),
	}
}

func hasColumn(f fields.Fields, name string) bool {
	column := f.Column(name)
	return column != "" && slices.ContainsFunc(f.Names(), func(n string) bool { return strings.EqualFold(n, column) })
}

// columnsSeen tells whoever made the file what there is to choose from.
func columnsSeen(f fields.Fields) string {
	const most = 20
	var list []string
	for _, name := range f.Names() {
		if name != "" {
			list = append(list, strconv.Quote(fields.Clip(name)))
		}
	}
	if more := len(list) - most; more > 0 {
		list = append(list[:most], fmt.Sprintf("and %d more", more))
	}
	return "the columns are: " + strings.Join(list, ", ") + "; --map says which one it is"
}

// barcodeKey is the key of a product that has no SKU.
func barcodeKey(f fields.Fields, code string) string {
	key := fold.Number(code)
	if key == "" {
		f.Refuse("barcode", "%q has no letter or digit", fields.Clip(code))
	}
	if utf8.RuneCountInString(key) > catalog.MaxSKU {
		f.Refuse("barcode", "is longer than %d characters", catalog.MaxSKU)
	}
	return key
}

func readCodes(f fields.Fields) *[]string {
	codes := f.Codes("barcode")
	if codes != nil {
		for _, code := range *codes {
			checkShortened(f, "barcode", code)
		}
	}
	return codes
}

// checkShortened refuses "4.71E+12", of which a spreadsheet has lost the last digits: many products would have that key.
func checkShortened(f fields.Fields, name, code string) {
	if _, err := (money.Style{}).Parse(code, ""); errors.Is(err, money.ErrShortened) {
		f.Refuse(name, "%s", err)
	}
}
