package server

import (
	"context"
	"errors"
	"net/http"

	"github.com/labstack/echo/v4"

	"shopclerk/internal/store"
	"shopclerk/orders"
	"shopclerk/packages"
	"shopclerk/server/bots"
	"shopclerk/server/feeds"
)

// parcelStatuses are those to choose from: the vocabulary, in the order of a parcel's way. A shop's own words are typed into the address.
var parcelStatuses = []packages.Status{
	packages.Pending, packages.PickedUp, packages.InTransit, packages.OutForDelivery, packages.Delivered, packages.Exception,
	packages.Returned, packages.Cancelled,
}

// packagePage is what package.html shows.
type packagePage struct {
	Package  packages.Package
	CanAsk   bool           // where the courier is
	Courier  feeds.Position // zero while nobody asked
	Facts    []lookFact
	Orders   []orders.Order // that it belongs to; more than one when two sources have the number
	Phone    tryPhone
	History  lookHistory
	Question tryForm
}

func (s *Server) showPackages(c echo.Context, v *visitor) error {
	ctx, f := c.Request().Context(), readLookFilter(c, v.Shop.Timezone)
	found, err := s.findPackages(ctx, v, f)
	if err != nil {
		return err
	}
	page := newLookList(f, found)
	for _, status := range parcelStatuses {
		page.Statuses = append(page.Statuses, string(status))
	}
	if page.Sources, err = s.Store.SourcesOf(ctx, v.Shop.ID, store.KindPackages); err != nil {
		return err
	}
	return s.render(c, v, http.StatusOK, "packages", page)
}

// findPackages reads one page of parcels: of a search those with the number, the tracking number or the order's number.
func (s *Server) findPackages(ctx context.Context, v *visitor, f lookFilter) (page store.Listed[packages.Package], err error) {
	if f.Search == "" {
		return s.Store.ListPackages(ctx, store.PackageList{
			Shop: v.Shop.ID, Source: f.Source, Status: packages.Status(f.Status), From: f.from, Until: f.until, After: f.After, Limit: lookRows,
		})
	}
	list, err := s.Store.FindPackages(ctx, v.Shop.ID, f.Search)
	for _, p := range list {
		if (f.Source == "" || f.Source == p.Source) && (f.Status == "" || f.Status == string(p.Status)) && f.holds(p.Version) {
			page.Items = append(page.Items, p)
		}
	}
	return page, err
}

func (s *Server) showPackage(c echo.Context, v *visitor) error {
	id, err := lookID(c)
	if err != nil {
		return err
	}
	page, err := s.packagePage(c.Request().Context(), v, id)
	if err != nil {
		return err
	}
	return s.render(c, v, http.StatusOK, "package", page)
}

func (s *Server) packagePage(ctx context.Context, v *visitor, id int64) (packagePage, error) {
	p, err := s.Store.PackageByID(ctx, v.Shop.ID, id)
	if err != nil {
		return packagePage{}, err
	}
	page := packagePage{Package: p, Facts: packageFacts(p), Question: tryForm{Question: bots.Question{Method: "packages"}}, Phone: s.newPhone(v)}
	page.Question.PackageNumber = p.Number
	shown := newShop(v.Shop, s.Config()).presentPackage(p)
	page.Phone.addParcels(bots.Parcels(bots.Packages{Items: []packages.Package{shown}, Language: v.Shop.Language, Zone: v.Shop.Timezone}))
	page.Orders, err = s.Store.OrdersByNumber(ctx, v.Shop.ID, p.OrderNumber, orders.All.Statuses())
	if err != nil && !errors.Is(err, orders.ErrNotFound) {
		return page, err
	}
	_, page.CanAsk = s.locatorOf(v, p)
	page.History, err = s.historyOf(ctx, v, lookRow{
		RowOf:   store.RowOf{Shop: v.Shop.ID, Kind: store.KindPackages, Source: p.Source, ID: p.ID},
		objects: []string{"parcel " + p.Number}, now: page.Facts,
	})
	return page, err
}

func packageFacts(p packages.Package) []lookFact {
	return []lookFact{
		{Word: "look.field_package", Value: p.Number, As: "code"}, {Word: "look.field_order", Value: p.OrderNumber, As: "code"},
		{Word: "look.field_status", Value: p.Status, As: "parcel"}, {Word: "look.field_product_name", Value: p.ProductName},
		{Word: "look.field_carrier", Value: p.Carrier}, {Word: "look.field_tracking", Value: p.TrackingNumber, As: "code"},
		{Word: "look.field_tracking_url", Value: p.TrackingURL, As: "link"}, {Word: "look.field_expected", Value: p.ExpectedOn},
		{Word: "look.field_delivered", Value: timeOrNil(p.DeliveredAt), As: "time"}, {Word: "look.field_image", Value: p.ImageURL, As: "link"},
		{Word: "look.field_source", Value: p.Source}, {Word: "look.field_version", Value: p.Version, As: "time"},
	}
}
