// Package merchant reads the product feeds of Google Merchant Center and of Meta's catalogs, in a table or as RSS or Atom.
// It knows their attributes and nothing of how a file is written.
package merchant

import (
	"slices"
	"strings"
	"time"

	"shopclerk/catalog"
	"shopclerk/server/imports/fields"
	"shopclerk/server/imports/formats"
)

// Products is the formats.Format of a feed: a row an item. The key of an item is its id, and that of a group as one
// product is its item_group_id. Attributes may be written with or without g:, with spaces or underscores, in any case.
type Products struct {
	Now func() time.Time // tells whether a sale has begun or ended; nil is time.Now
}

// Name is "merchant".
func (Products) Name() string { return "merchant" }

// Recognises reports whether there are ids and titles, and two of what every feed has besides.
func (Products) Recognises(columns []string) bool {
	has := func(name string) bool {
		return slices.ContainsFunc(columns, func(column string) bool { return attribute(column) == name })
	}
	others := 0
	for _, name := range []string{"link", "image_link", "availability"} {
		if has(name) {
			others++
		}
	}
	return has("id") && has("title") && others >= 2
}

// Knows reports whether a column is an attribute of either catalog, or a part of one.
func (Products) Knows(column string) bool { return slices.Contains(attributes, attribute(column)) }

// Group is the item_group_id when the items of a group are one product.
func (Products) Group(row fields.Fields, o formats.Options) string {
	if o.Variants == formats.OneAVariant {
		return ""
	}
	return raw(row, "item_group_id")
}

// Read reads an item, or the items of one group.
func (p Products) Read(rows []fields.Fields, o formats.Options) []catalog.Change {
	r := reader{now: p.now(), currency: o.Currency}
	var items []formats.Variant
	for _, f := range rows {
		items = append(items, r.item(f))
	}
	lead := items[0]
	if i := slices.IndexFunc(items, func(v formats.Variant) bool { return v.Published == nil || *v.Published }); i > 0 {
		lead = items[i]
	}
	whole := formats.Product{Change: lead.Change, Row: lead.Row}
	if group := raw(lead.Row, "item_group_id"); group != "" {
		whole.Variants = items
		if o.Variants != formats.OneAVariant {
			whole.Key = lead.Row.Key(column(lead.Row, "item_group_id"), catalog.MaxSKU)
		}
	}
	return whole.Changes(o.Variants)
}

func (p Products) now() time.Time {
	if p.Now == nil {
		return time.Now()
	}
	return p.Now()
}

// attribute is the name of a column as the specifications write it: of "g:image link", image_link; of a part, such as
// "shipping(country)" or "image[0].url", the whole.
func attribute(column string) string {
	name := strings.TrimPrefix(strings.ToLower(strings.TrimSpace(column)), "g:")
	if i := strings.IndexAny(name, "([/."); i > 0 {
		name = name[:i]
	}
	return strings.ReplaceAll(strings.TrimSpace(name), " ", "_")
}

// column is what an attribute is called in a row. In an Atom feed both id and g:id may be there, and the latter is meant.
func column(f fields.Fields, name string) string {
	spaced := strings.ReplaceAll(name, "_", " ")
	for _, spelling := range []string{"g:" + name, name, "g:" + spaced, spaced} {
		if f.Mentions(spelling) {
			return spelling
		}
	}
	return name
}

func raw(f fields.Fields, name string) string { return f.Raw(column(f, name)) }
