package server

import (
	"slices"

	"shopclerk/catalog"
	"shopclerk/orders"
	"shopclerk/packages"
	"shopclerk/server/bots"
)

// queryFacts are the fields of a decoded question.
func queryFacts(query any) []lookFact {
	paging := func(page, limit int) []lookFact {
		return []lookFact{{Word: "try.field_page", Value: page, As: "number"}, {Word: "try.field_limit", Value: limit, As: "number"}}
	}
	var facts []lookFact
	switch q := query.(type) {
	case catalog.Query:
		order := string(q.SortBy)
		if order != "" {
			order += map[bool]string{true: ",desc", false: ",asc"}[q.Descending]
		}
		facts = append([]lookFact{
			{Word: "try.field_title", Value: q.Title}, {Word: "try.field_product_type", Value: q.ProductType},
			{Word: "try.field_vendor", Value: q.Vendor}, {Word: "try.field_order_type", Value: order},
		}, paging(q.Page, q.Limit)...)
	case catalog.Facet:
		facts = []lookFact{{Word: "try.field_product_type", Value: q.ProductType, As: "yes"}, {Word: "try.field_vendor", Value: q.Vendor, As: "yes"}}
		if q.Limit > 0 {
			facts = append(facts, paging(q.Page, q.Limit)...)
		}
	case orders.Query:
		facts = []lookFact{{Word: "try.field_order_number", Value: q.Number}}
		if q.Number == "" {
			facts = append([]lookFact{{Word: "try.field_user_account", Value: q.Account}, {Word: "try.field_filter", Value: string(q.Filter)}}, paging(q.Page, q.Limit)...)
		}
	case packages.Query:
		facts = append([]lookFact{{Word: "try.field_order_number", Value: q.OrderNumber}, {Word: "try.field_package_number", Value: q.Number}}, paging(q.Page, q.Limit)...)
	case bots.Test:
		facts = []lookFact{{Word: "try.field_token", Value: string(q.Token), As: "code"}}
	}
	return slices.DeleteFunc(facts, func(f lookFact) bool { return f.Text() == "" })
}
