package woocommerce

import (
	"strings"

	"shopclerk/catalog"
	"shopclerk/internal/fold"
	"shopclerk/internal/money"
	"shopclerk/server/imports/fields"
	"shopclerk/server/imports/formats"
)

// maxProducts is how many variable products a survey remembers, in some 10 MB. Those past it are still found by the name
// that WooCommerce itself would use.
const maxProducts = 100_000

// Survey begins the survey of one file.
func (p Products) Survey() formats.Survey[catalog.Change] {
	return &survey{Products: p, skus: map[string]string{}, names: new(translator)}
}

// survey remembers the SKU of each variable product by its ID, and how prices are written.
type survey struct {
	Products
	skus  map[string]string
	style money.Style
	names *translator
}

// See remembers a variable product and learns from prices.
func (s *survey) See(row fields.Fields) {
	row = s.names.row(row)
	s.style.Learn(row.Raw("Regular price"))
	s.style.Learn(row.Raw("Sale price"))
	id, sku := row.Raw("ID"), fold.Number(row.Raw("SKU"))
	if kindOf(row) == variable && id != "" && sku != "" && len(s.skus) < maxProducts {
		s.skus[id] = sku
	}
}

// Group is the variable product that a row is or is a variation of.
func (s *survey) Group(row fields.Fields, _ formats.Options) string {
	return group(s.names.row(row), s.skus)
}

// Read reads a product and its variations.
func (s *survey) Read(rows []fields.Fields, o formats.Options) []catalog.Change {
	return reader{now: s.now(), style: s.style, currency: o.Currency, names: s.names}.read(rows, o.Variants)
}

// kind is what a row tells of.
type kind int

const (
	simple    kind = iota // and external, grouped, subscription: what has no variations
	variable              // a product that is sold as its variations
	variation             // one of these
)

// kindOf reads the type, which may be followed by others: "variation, downloadable, virtual".
func kindOf(row fields.Fields) kind {
	for word := range strings.SplitSeq(strings.ToLower(row.Raw("Type")), ",") {
		switch strings.TrimSpace(word) {
		case "variable", "variable-subscription":
			return variable
		case "variation", "subscription_variation":
			return variation
		}
	}
	return simple
}

func group(row fields.Fields, skus map[string]string) string {
	switch kindOf(row) {
	case variable:
		return product(row.Raw("ID"), row.Raw("SKU"), nil)
	case variation:
		parent := unescaped(row.Raw("Parent"))
		if number, ok := strings.CutPrefix(strings.ToLower(parent), "id:"); ok {
			return product(strings.TrimSpace(number), "", skus)
		}
		return product("", parent, nil)
	}
	return ""
}

// product names a variable product by its SKU if it can, else by its ID; "" when it has neither.
func product(id, sku string, skus map[string]string) string {
	if sku = fold.Number(sku); sku == "" {
		sku = skus[id]
	}
	switch {
	case sku != "":
		return "sku:" + sku
	case id != "":
		return "id:" + id
	}
	return ""
}
