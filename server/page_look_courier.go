package server

import (
	"errors"
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"shopclerk/packages"
	"shopclerk/server/feeds"
)

// locatorOf is the feed that can be asked where the courier of a parcel is; false when there is none, or the parcel has arrived.
func (s *Server) locatorOf(v *visitor, p packages.Package) (feeds.Source, bool) {
	source, ok := feeds.Find(s.Sources(), v.Shop.ID, p.Source)
	return source, ok && source.Locate != nil && p.Status.Rank() < packages.Delivered.Rank()
}

// showPackageCourier asks the platform where the courier of a parcel is, and shows the parcel with it. It is kept nowhere, for it
// is the place of a person; that somebody asked is.
func (s *Server) showPackageCourier(c echo.Context, v *visitor) error {
	id, err := lookID(c)
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	page, err := s.packagePage(ctx, v, id)
	if err != nil {
		return err
	}
	source, ok := s.locatorOf(v, page.Package)
	if !ok {
		return problem(http.StatusConflict, "look.courier_nobody")
	}
	s.audit(c, v, "look.courier", page.Package.Number)
	var away error
	page.Courier, err = source.Locate(ctx, page.Package.Number, func(group string) (parts []feeds.Part, err error) {
		parts, away = s.Store.GroupParts(ctx, v.Shop.ID, source.Config.ID, group)
		return parts, away
	})
	switch {
	case away != nil:
		return away
	case errors.Is(err, feeds.ErrNotLocated):
		s.flash(c, v, "warn", v.t("look.courier_unknown"))
	case err != nil:
		s.flash(c, v, "bad", v.t("look.courier_failed", "why", err.Error()))
	default:
		return s.render(c, v, http.StatusOK, "package", page)
	}
	return s.leavePackageCourier(c, v)
}

// leavePackageCourier leads back to the parcel: what was asked is not asked again by reading the page anew.
func (s *Server) leavePackageCourier(c echo.Context, v *visitor) error {
	id, err := lookID(c)
	if err != nil {
		return err
	}
	return s.redirect(c, v, pageBase+"/packages/"+strconv.FormatInt(id, 10))
}

// CourierPlace is where the courier is, in degrees; "" while nobody asked.
func (p packagePage) CourierPlace() string {
	if p.Courier == (feeds.Position{}) {
		return ""
	}
	return degrees(p.Courier.Latitude) + ", " + degrees(p.Courier.Longitude)
}

// CourierMap is a map around that place.
func (p packagePage) CourierMap() string {
	latitude, longitude := degrees(p.Courier.Latitude), degrees(p.Courier.Longitude)
	return "https://www.openstreetmap.org/?mlat=" + latitude + "&mlon=" + longitude + "#map=16/" + latitude + "/" + longitude
}

func degrees(d float64) string { return strconv.FormatFloat(d, 'f', -1, 64) }
