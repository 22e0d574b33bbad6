package server

import (
	"context"
	"errors"
	"fmt"

	"shopclerk/catalog"
	"shopclerk/orders"
	"shopclerk/packages"
	"shopclerk/search"
	"shopclerk/server/bots"
)

// answer finds what is asked in the shop's own data and makes of it what a customer may see.
func (s *Server) answer(ctx context.Context, sh *shop, query any) (bots.Answer, error) {
	switch q := query.(type) {
	case catalog.Query:
		return s.answerProducts(ctx, sh, q)
	case catalog.Facet:
		return s.answerProperty(ctx, sh, q)
	case orders.Query:
		return s.answerOrders(ctx, sh, q)
	case packages.Query:
		return s.answerPackages(ctx, sh, q)
	case bots.Test:
		return bots.Tested(q), nil
	}
	return nil, fmt.Errorf("no answer to %T", query)
}

// answerProducts asks the index which products, and the database what they are, so that no price is ever older than the
// database. A product that was unpublished since the index saw it is left out and not counted.
func (s *Server) answerProducts(ctx context.Context, sh *shop, q catalog.Query) (bots.Answer, error) {
	q.HideSoldOut = sh.HideSoldOut
	hits, err := s.Engine.Search(ctx, sh.ID, q)
	if err != nil {
		return nil, err
	}
	found, err := s.Store.ProductsByID(ctx, sh.ID, hits.IDs)
	if err != nil {
		return nil, err
	}
	items := make([]catalog.Product, 0, len(hits.IDs))
	for _, id := range hits.IDs {
		p, ok := found[id]
		if !ok || !p.Published || q.HideSoldOut && p.SoldOut() {
			continue
		}
		items = append(items, sh.presentProduct(p))
	}
	// What was left out is missing in the page and in the total alike, so that what is left says whether there is more.
	page := bots.Page{Total: hits.Total - (len(hits.IDs) - len(items))}
	page.More = len(hits.IDs) > 0 && page.Total > q.Offset()+len(items) // no hits: past the end
	trial := search.TraceOf(ctx) != nil
	if page.Total == 0 && q.Title != "" && q.Page == 1 && !trial {
		s.Metrics.EmptyResult()
		s.empties.note(sh.ID, q.Title)
	}
	return bots.Products{Items: items, Page: page}, nil
}

func (s *Server) answerProperty(ctx context.Context, sh *shop, q catalog.Facet) (bots.Answer, error) {
	values, err := s.Store.Property(ctx, sh.ID, q)
	if err != nil {
		return nil, err
	}
	page := bots.Page{Total: len(values)}
	if q.Limit > 0 {
		from := min((q.Page-1)*q.Limit, len(values))
		to := min(from+q.Limit, len(values))
		page.More = to < len(values)
		values = values[from:to]
	}
	return bots.Property{Values: values, Page: page}, nil
}

func (s *Server) answerOrders(ctx context.Context, sh *shop, q orders.Query) (bots.Answer, error) {
	answer := bots.Orders{UnitPrice: sh.ElementPrice == "unit"}
	var err error
	if q.Number != "" {
		answer.Items, err = s.Store.OrdersByNumber(ctx, sh.ID, q.Number, sh.statuses[orders.All])
		answer.Total = len(answer.Items)
	} else {
		account := orders.ParseAccount(q.Account, sh.Region)
		answer.Items, answer.Total, err = s.Store.OrdersByAccount(ctx, sh.ID, account, sh.statuses[q.Filter], q.Offset(), q.Limit)
		answer.More = len(answer.Items) > 0 && answer.Total > q.Offset()+len(answer.Items)
		if errors.Is(err, orders.ErrUnknownAccount) {
			answer.AccountUnknown, err = true, nil
		}
	}
	if err != nil {
		return nil, err
	}
	for i, o := range answer.Items {
		answer.Items[i] = sh.presentOrder(o)
	}
	return answer, nil
}

func (s *Server) answerPackages(ctx context.Context, sh *shop, q packages.Query) (bots.Answer, error) {
	answer := bots.Packages{Language: sh.Language, Zone: sh.Timezone}
	var err error
	if q.OrderNumber != "" {
		answer.Items, answer.Total, err = s.Store.PackagesOfOrder(ctx, sh.ID, q.OrderNumber, q.Offset(), q.Limit)
	} else {
		answer.Items, answer.Total, err = s.Store.PackagesByNumber(ctx, sh.ID, q.Number, q.Offset(), q.Limit)
	}
	if err != nil {
		return nil, err
	}
	answer.More = len(answer.Items) > 0 && answer.Total > q.Offset()+len(answer.Items)
	for i, p := range answer.Items {
		answer.Items[i] = sh.presentPackage(p)
	}
	return answer, nil
}
