package server

import (
	"context"
	"slices"

	"shopclerk/catalog"
	"shopclerk/internal/fold"
	"shopclerk/internal/store"
)

const (
	hitsAtOnce = 100 // that are asked of the engine at a time
	maxHits    = 500 // that one page looks at for those that its filters want
)

// findProducts reads one page of products. Words and brands are looked for by the search engine, which knows what is published;
// among the others the store looks.
func (s *Server) findProducts(ctx context.Context, v *visitor, f lookFilter) (store.Listed[catalog.Product], int, error) {
	if (f.Search != "" || f.Vendor != "") && f.Published != "0" {
		return s.searchProducts(ctx, v, f)
	}
	page, err := s.Store.ListProducts(ctx, store.ProductList{
		Shop: v.Shop.ID, Source: f.Source, Published: f.Published, Words: f.Search, Vendor: f.Vendor,
		From: f.from, Until: f.until, After: f.After, Limit: lookRows,
	})
	if err != nil || f.Search == "" || f.After != "" {
		return page, 0, err
	}
	exact, err := s.productsByKey(ctx, v, f)
	page.Items = lookJoined(exact, page.Items)
	return page, 0, err
}

// searchProducts asks the engine, in its order of pages of hitsAtOnce, until a page is full. The product whose key this is comes
// first, also when it is not published.
func (s *Server) searchProducts(ctx context.Context, v *visitor, f lookFilter) (page store.Listed[catalog.Product], total int, err error) {
	at := f.offset()
	if at == 0 && f.Search != "" {
		if page.Items, err = s.productsByKey(ctx, v, f); err != nil {
			return page, 0, err
		}
	}
	for end := at + maxHits; ; {
		hits, err := s.hits(ctx, v, f, at)
		if err != nil {
			return page, 0, err
		}
		for _, p := range hits.products {
			if len(page.Items) >= lookRows {
				break
			}
			if at++; p.ID != 0 && f.wants(p) {
				page.Items = lookJoined(page.Items, []catalog.Product{p})
			}
		}
		switch total = hits.total; {
		case at >= total || len(hits.products) == 0:
			return page, total, nil
		case at >= end || len(page.Items) >= lookRows:
			page.Next, page.Cut = offsetText(at), len(page.Items) < lookRows
			return page, total, nil
		}
	}
}

// foundProducts are products of a search from some place on, and how many there are in all. One that has been deleted since the index saw
// it has the ID 0.
type foundProducts struct {
	products []catalog.Product
	total    int
}

func (s *Server) hits(ctx context.Context, v *visitor, f lookFilter, at int) (foundProducts, error) {
	q := catalog.Query{Title: f.Search, Page: at/hitsAtOnce + 1, Limit: hitsAtOnce}
	if f.Search == "" {
		q.Vendor = f.Vendor
	}
	hits, err := s.Engine.Search(ctx, v.Shop.ID, q)
	if err != nil {
		return foundProducts{}, err
	}
	ids := hits.IDs[min(at-q.Offset(), len(hits.IDs)):]
	found, err := s.Store.ProductsByID(ctx, v.Shop.ID, ids)
	list := make([]catalog.Product, len(ids))
	for i, id := range ids {
		list[i] = found[id]
	}
	return foundProducts{list, hits.Total}, err
}

// productsByKey are the products with a key that the filters want.
func (s *Server) productsByKey(ctx context.Context, v *visitor, f lookFilter) ([]catalog.Product, error) {
	list, err := s.Store.ProductsByKey(ctx, v.Shop.ID, f.Search)
	return slices.DeleteFunc(list, func(p catalog.Product) bool { return !f.wants(p) }), err
}

// wants reports whether a product passes all filters but the search.
func (f lookFilter) wants(p catalog.Product) bool {
	return (f.Source == "" || f.Source == p.Source) && (f.Published == "" || (f.Published == "1") == p.Published) &&
		(f.Vendor == "" || fold.Text(f.Vendor) == fold.Text(p.Vendor)) && f.holds(p.UpdatedAt)
}

// lookJoined adds products to a list that are not in it yet.
func lookJoined(list, more []catalog.Product) []catalog.Product {
	for _, p := range more {
		if !slices.ContainsFunc(list, func(q catalog.Product) bool { return q.ID == p.ID }) {
			list = append(list, p)
		}
	}
	return list
}
