package server

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strconv"
	"time"

	"shopclerk/catalog"
	"shopclerk/orders"
	"shopclerk/search"
	"shopclerk/server/bots"
)

// maxExplained is how many products or orders of an answer are explained one by one.
const maxExplained = 20

// asked is a question that went the whole road, and what came back.
type asked struct {
	asker     asker
	signature string
	body      []byte
	reply     []byte
	trace     search.Trace
	took      time.Duration
}

// explanation tells how an answer came about.
type explanation struct {
	Matched   bool   // a bot's secret verifies the body, and the page is that bot's
	Bot, Bots int    // its position among the shop's bots of the platform, and how many there are
	Secrets   []int  // the positions of its secrets that verify the body
	Of        int    // how many it has
	PageID    string // the only page whose questions it answers
	Refused   string // the name of the reason; "" when it was answered
	Query     []lookFact
	Took      time.Duration
	Trace     search.Trace // its Engine is "" when nothing was searched
	Products  []explainedProduct
	Orders    []explainedOrder
	Over      int    // products or orders that are not explained
	Masked    bool   // the shop masks orders
	Privacy   string // as the configuration has it
}

// explainedProduct is a product that was found, and why.
type explainedProduct struct {
	ID      int64
	Title   string
	Reasons []search.Reason
	Gone    bool // it is not published any more, and so is not in the answer
}

// explainedOrder is an order of the answer, and what of it is masked: keys of field names.
type explainedOrder struct {
	ID       int64
	Number   string
	Fields   []string
	Elements int // that the order has, when they are more than a receipt holds
}

// Milliseconds is a duration in milliseconds with one decimal.
func (explanation) Milliseconds(d time.Duration) string {
	return strconv.FormatFloat(float64(d.Microseconds())/1000, 'f', 1, 64)
}

// explain tells how the answer came about, by the same functions that made it.
func (s *Server) explain(ctx context.Context, v *visitor, a asked) (explanation, error) {
	e := explanation{Took: a.took, Trace: a.trace, Masked: v.Shop.Privacy != "full", Privacy: v.Shop.Privacy}
	state := s.state.Load()
	signed := signers(state.bots[a.asker.Platform], a.asker.dialect, []string{a.signature}, a.body)
	request, err := a.asker.dialect.Decode(a.body)
	if err != nil {
		e.Refused = reasonOf(err).Reason.String()
	}
	if b := byPage(signed, request.PageID); b != nil {
		e.matched(b, a, state.bots[a.asker.Platform])
	}
	e.Query = queryFacts(request.Query)
	switch q := request.Query.(type) {
	case catalog.Query:
		err = s.explainProducts(ctx, v, &e, q)
	case orders.Query:
		err = s.explainOrders(ctx, v, &e, a)
	default:
		err = nil
	}
	return e, err
}

func (e *explanation) matched(b *bot, a asked, all []*bot) {
	e.Matched, e.PageID, e.Of = true, b.PageID, len(b.Secrets)
	for _, other := range all {
		if other.shop.ID != b.shop.ID {
			continue
		}
		e.Bots++
		if other == b {
			e.Bot = e.Bots
		}
	}
	for i, secret := range b.Secrets {
		if a.asker.dialect.Verify(secret, a.signature, a.body) {
			e.Secrets = append(e.Secrets, i+1)
		}
	}
}

// explainProducts tells of each product that the search found why it may have been.
func (s *Server) explainProducts(ctx context.Context, v *visitor, e *explanation, q catalog.Query) error {
	ids := e.Trace.IDs[:min(len(e.Trace.IDs), maxExplained)]
	e.Over = len(e.Trace.IDs) - len(ids)
	found, err := s.Store.ProductsByID(ctx, v.Shop.ID, ids)
	for _, id := range ids {
		if p, ok := found[id]; ok {
			gone := !p.Published || v.Shop.HideSoldOut && p.SoldOut()
			e.Products = append(e.Products, explainedProduct{ID: id, Title: p.Title, Reasons: search.Reasons(q, p), Gone: gone})
		}
	}
	return err
}

// explainOrders tells of each order of the answer what the shop's setting hides from customers.
func (s *Server) explainOrders(ctx context.Context, v *visitor, e *explanation, a asked) error {
	known := map[int64]bool{}
	numbers := orderNumbers(a.reply)
	e.Over = max(0, len(numbers)-maxExplained)
	for _, number := range numbers[:min(len(numbers), maxExplained)] {
		list, err := s.Store.OrdersByNumber(ctx, v.Shop.ID, number, newShop(v.Shop, s.Config()).statuses[orders.All])
		if err != nil && !errors.Is(err, orders.ErrNotFound) {
			return err
		}
		for _, o := range list {
			if known[o.ID] {
				continue
			}
			known[o.ID] = true
			one := explainedOrder{ID: o.ID, Number: o.Number}
			if e.Masked {
				one.Fields = maskedFields(o.Receipt, o.Masked())
			}
			if len(o.Elements) > maxReceiptElements {
				one.Elements = len(o.Elements)
			}
			e.Orders = append(e.Orders, one)
		}
	}
	return nil
}

// maxReceiptElements is how many lines of a receipt Messenger takes.
const maxReceiptElements = 100

// orderNumbers are the numbers of the orders in a reply, each once.
func orderNumbers(reply []byte) (numbers []string) {
	var fields map[string]json.RawMessage
	if json.Unmarshal(reply, &fields) != nil {
		return nil
	}
	for _, raw := range fields {
		var list []bots.Receipt
		if json.Unmarshal(raw, &list) != nil {
			continue
		}
		for _, r := range list {
			if !slices.Contains(numbers, r.OrderNumber) {
				numbers = append(numbers, r.OrderNumber)
			}
		}
	}
	return numbers
}

// maskedFields are the keys of the names of what differs between a receipt and what a stranger may see of it.
func maskedFields(full, shown orders.Receipt) (words []string) {
	if full.RecipientName != shown.RecipientName {
		words = append(words, "look.field_name")
	}
	if full.Address != nil && *full.Address != *shown.Address {
		words = append(words, "look.field_address")
	}
	if full.URL != shown.URL {
		words = append(words, "look.field_url")
	}
	return words
}
