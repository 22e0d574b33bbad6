package server

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"shopclerk/internal/store"
	"shopclerk/orders"
	"shopclerk/packages"
	"shopclerk/server/bots"
)

// maxParcels is how many parcels the page of an order shows.
const maxParcels = 50

// orderPage is what order.html shows.
type orderPage struct {
	Order    orders.Order
	Facts    []lookFact
	Parcels  []packages.Package
	More     int // parcels that are not shown
	Phone    tryPhone
	History  lookHistory
	Hidden   bool // customers are not told of it, for cancelled orders are hidden
	Masked   bool // customers see it masked
	Question tryForm
}

func (s *Server) showOrders(c echo.Context, v *visitor) error {
	ctx, f := c.Request().Context(), readLookFilter(c, v.Shop.Timezone)
	found, err := s.findOrders(ctx, v, f)
	if err != nil {
		return err
	}
	page := newLookList(f, found)
	page.Masked = v.Shop.Privacy != "full"
	for _, status := range orders.All.Statuses() {
		page.Statuses = append(page.Statuses, string(status))
	}
	if page.Sources, err = s.Store.SourcesOf(ctx, v.Shop.ID, store.KindOrders); err != nil {
		return err
	}
	return s.render(c, v, http.StatusOK, "orders", page)
}

// findOrders reads one page of orders: of a search those with the number, and those of the account.
func (s *Server) findOrders(ctx context.Context, v *visitor, f lookFilter) (page store.Listed[orders.Order], err error) {
	statuses := orders.All.Statuses()
	if f.Status != "" {
		if statuses = []orders.Status{orders.Status(f.Status)}; !slices.Contains(orders.All.Statuses(), statuses[0]) {
			return page, nil
		}
	}
	if f.Search == "" {
		return s.Store.ListOrders(ctx, store.OrderList{
			Shop: v.Shop.ID, Source: f.Source, Status: orders.Status(f.Status), From: f.from, Until: f.until, After: f.After, Limit: lookRows,
		})
	}
	at := f.offset()
	var numbered []orders.Order
	if at == 0 {
		if numbered, err = s.Store.OrdersByNumber(ctx, v.Shop.ID, f.Search, statuses); err != nil && !errors.Is(err, orders.ErrNotFound) {
			return page, err
		}
	}
	theirs, total, err := s.Store.OrdersByAccount(ctx, v.Shop.ID, orders.ParseAccount(f.Search, v.Shop.Region), statuses, at, lookRows)
	if err != nil && !errors.Is(err, orders.ErrUnknownAccount) {
		return page, err
	}
	if at+len(theirs) < total {
		page.Next = offsetText(at + len(theirs))
	}
	for _, o := range append(numbered, theirs...) {
		twice := slices.ContainsFunc(page.Items, func(other orders.Order) bool { return other.ID == o.ID })
		if !twice && f.wantsOrder(o) {
			page.Items = append(page.Items, o)
		}
	}
	return page, nil
}

// wantsOrder reports whether an order passes the filters of source and days.
func (f lookFilter) wantsOrder(o orders.Order) bool {
	days := f.From == "" && f.Until == "" || !o.PlacedAt.IsZero() && f.holds(o.PlacedAt)
	return days && (f.Source == "" || f.Source == o.Source)
}

func (s *Server) showOrder(c echo.Context, v *visitor) error {
	id, err := lookID(c)
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	o, err := s.Store.OrderByID(ctx, v.Shop.ID, id)
	if err != nil {
		return err
	}
	sh := newShop(v.Shop, s.Config())
	page := orderPage{Order: o, Masked: v.Shop.Privacy != "full", Question: tryForm{Question: bots.Question{Method: "orders"}}}
	page.Question.OrderNumber = o.Number
	page.Facts = orderFacts(o, page.Masked)
	page.Hidden = !slices.Contains(sh.statuses[orders.All], o.Status)
	page.Phone = s.newPhone(v)
	answer := bots.Orders{Items: []orders.Order{sh.presentOrder(o)}, UnitPrice: v.Shop.ElementPrice == "unit"}
	page.Phone.addReceipts(bots.Receipts(answer, func(*bots.Receipt, orders.Order) {}))
	parcels, total, err := s.Store.PackagesOfOrder(ctx, v.Shop.ID, o.Number, 0, maxParcels)
	if err != nil && !errors.Is(err, orders.ErrNotFound) {
		return err
	}
	page.Parcels, page.More = parcels, total-len(parcels)
	page.History, err = s.historyOf(ctx, v, lookRow{
		RowOf:   store.RowOf{Shop: v.Shop.ID, Kind: store.KindOrders, Source: o.Source, ID: o.ID},
		objects: slices.Compact([]string{"order " + o.Key, "order " + o.Number}), now: page.Facts,
	})
	if err != nil {
		return err
	}
	return s.render(c, v, http.StatusOK, "order", page)
}

// orderFacts are the fields of an order; masked says that customers see some of them masked.
func orderFacts(o orders.Order, masked bool) []lookFact {
	var lines, discounts []string
	for _, e := range o.Elements {
		lines = append(lines, strings.TrimSpace(e.Title+" "+e.Subtitle)+" × "+lookFact{Value: e.Quantity}.Text()+" = "+e.LinePrice().String())
	}
	for _, a := range o.Adjustments {
		discounts = append(discounts, a.Name+" "+a.Amount.String())
	}
	money := func(word string, amount any) lookFact {
		return lookFact{Word: word, Value: amount, As: "money", Currency: o.Currency}
	}
	return []lookFact{
		{Word: "look.field_number", Value: o.Number, As: "code"}, {Word: "look.field_status", Value: string(o.Status), As: "status"},
		{Word: "look.field_placed", Value: o.PlacedAt, As: "time"}, money("look.field_total", o.Summary.TotalCost),
		money("look.field_subtotal", o.Summary.Subtotal), money("look.field_shipping", o.Summary.ShippingCost), money("look.field_tax", o.Summary.TotalTax),
		{Word: "look.field_discounts", Value: strings.Join(discounts, "\n"), As: "long"}, {Word: "look.field_lines", Value: strings.Join(lines, "\n"), As: "long"},
		{Word: "look.field_payment", Value: o.PaymentMethod},
		{Word: "look.field_name", Value: o.RecipientName, Masked: masked}, {Word: "look.field_address", Value: addressText(o.Address), As: "long", Masked: masked},
		{Word: "look.field_emails", Value: strings.Join(o.Emails, ", ")}, {Word: "look.field_phones", Value: strings.Join(o.Phones, ", ")},
		{Word: "look.field_customer", Value: o.CustomerID, As: "code"}, {Word: "look.field_url", Value: o.URL, As: "link", Masked: masked && o.LinkPrivate},
		{Word: "look.field_source", Value: o.Source}, {Word: "look.field_key", Value: o.Key, As: "code"}, {Word: "look.field_version", Value: o.Version, As: "time"},
	}
}

func addressText(a *orders.Address) string {
	if a == nil {
		return ""
	}
	var parts []string
	for _, part := range []string{a.Street1, a.Street2, strings.TrimSpace(a.PostalCode + " " + a.City), a.State, a.Country} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	return strings.Join(parts, "\n")
}
