package exports

import (
	"cmp"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"shopclerk/catalog"
	"shopclerk/internal/fold"
	"shopclerk/internal/money"
)

func products() kind[catalog.Product] {
	return kind[catalog.Product]{
		columns: []column[catalog.Product]{
			{"sku", productSKU, nil},
			{"barcode", codesCell, func(p catalog.Product) any { return append([]string{}, p.Codes...) }},
			{"title", func(p catalog.Product) string { return p.Title }, nil},
			{"product_type", func(p catalog.Product) string { return p.ProductType }, nil},
			{"vendor", func(p catalog.Product) string { return p.Vendor }, nil},
			{"desc", func(p catalog.Product) string { return p.Desc }, nil},
			{"image_url", func(p catalog.Product) string { return p.ImageURL }, nil},
			{"detail_url", func(p catalog.Product) string { return p.DetailURL }, nil},
			{"buy_url", func(p catalog.Product) string { return p.BuyURL }, nil},
			plain("price", productPrice),
			{"currency", func(p catalog.Product) string { return p.Currency }, nil},
			plain("stock", productStock),
			plain("published", func(p catalog.Product) string { return strconv.FormatBool(p.Published) }),
			{"created_at", func(p catalog.Product) string { return moment(p.CreatedAt) }, nil},
			{"updated_at", func(p catalog.Product) string { return moment(p.UpdatedAt) }, nil},
		},
		id:     func(p catalog.Product) int64 { return p.ID },
		key:    func(p catalog.Product) string { return fold.Number(productSKU(p)) },
		shared: "products with the SKU of another one, as several sources can have; an import of this file makes one of them",
		remarks: []remark[catalog.Product]{{
			func(p catalog.Product) bool { return p.SKU == "" || p.Key != fold.Number(p.SKU) },
			"products that their source knows by another id than the SKU; an import of this file makes new ones of them",
		}},
	}
}

// productSKU is the SKU, or what else the source calls the product: without one no import takes it.
func productSKU(p catalog.Product) string { return cmp.Or(p.SKU, p.Key) }

func productPrice(p catalog.Product) string {
	if !p.Price.Valid {
		return ""
	}
	return money.Format(p.Price.Decimal, p.Currency)
}

func productStock(p catalog.Product) string {
	if p.Stock == nil {
		return ""
	}
	return strconv.FormatInt(*p.Stock, 10)
}

// codesCell writes codes with a space between, as a cell has them; as a JSON list where one would not come back whole.
func codesCell(p catalog.Product) string {
	cell := strings.Join(p.Codes, " ")
	apart := strings.FieldsFunc(cell, func(r rune) bool { return unicode.IsSpace(r) || r == ',' || r == '|' })
	if slices.Equal(apart, p.Codes) && utf8.RuneCountInString(cell) <= catalog.MaxCodes && !isList(cell) {
		return cell
	}
	list, _ := encode(p.Codes) //nolint:errcheck // texts can always be written
	return string(list)
}

func isList(cell string) bool { return strings.HasPrefix(cell, "[") && json.Valid([]byte(cell)) }
