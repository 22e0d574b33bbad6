package headers

import (
	"time"

	"shopclerk/catalog"
	"shopclerk/internal/fold"
	"shopclerk/server/imports/fields"
	"shopclerk/server/imports/formats"
)

// readGroup reads rows that are the variants of one product. What is said of the product as a whole is what the first row
// says that says anything.
func readGroup(rows []fields.Fields, o formats.Options) formats.Product {
	p := formats.Product{Row: rows[0], Change: catalog.Change{Key: fold.Number(rows[0].Key("group", catalog.MaxSKU))}}
	for _, f := range rows {
		v := formats.Variant{Row: f, Change: readRow(f, o)}
		if sku := f.Text("sku", catalog.MaxSKU); sku != nil {
			v.SKU = *sku
			checkShortened(f, "sku", v.SKU)
		}
		p.Variants = append(p.Variants, v)
		addTo(&p.Change, v.Change)
	}
	if p.Title != nil && *p.Title == "" {
		rows[0].Refuse("title", "is required")
	}
	for i := range p.Variants { // an empty cell does not say another currency than the other rows do
		if v := &p.Variants[i]; v.Currency == nil || *v.Currency == "" {
			v.Currency = p.Currency
		}
	}
	return p
}

// addTo takes over what a row says of the product as a whole.
func addTo(p *catalog.Change, row catalog.Change) {
	for _, text := range []struct{ whole, of **string }{
		{&p.Title, &row.Title}, {&p.ProductType, &row.ProductType}, {&p.Vendor, &row.Vendor}, {&p.Desc, &row.Desc},
		{&p.ImageURL, &row.ImageURL}, {&p.DetailURL, &row.DetailURL}, {&p.BuyURL, &row.BuyURL}, {&p.Currency, &row.Currency},
	} {
		if *text.whole == nil || **text.whole == "" && *text.of != nil {
			*text.whole = *text.of
		}
	}
	if row.Published != nil && (p.Published == nil || *row.Published) { // one variant that is shown shows the product
		p.Published = row.Published
	}
	p.CreatedAt = outer(p.CreatedAt, row.CreatedAt, time.Time.Before)
	p.UpdatedAt = outer(p.UpdatedAt, row.UpdatedAt, time.Time.After)
}

// outer is the earliest or the latest of two times, nil when there is none.
func outer(a, b *time.Time, beyond func(time.Time, time.Time) bool) *time.Time {
	if a == nil || b != nil && beyond(*b, *a) {
		return b
	}
	return a
}
