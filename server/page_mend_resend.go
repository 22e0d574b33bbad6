package server

import (
	"errors"
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"shopclerk/internal/store"
)

// resendPage is what resend.html shows: what would be sent again, before it is.
type resendPage struct {
	Filter      deliveryFilter
	Count       int
	WithoutBody int // of those that are meant; they cannot be
	AtLeast     bool
}

// resendOne queues a delivery again.
func (s *Server) resendOne(c echo.Context, v *visitor) error {
	d, err := s.deliveryOf(c, v.Shop.ID)
	if err != nil {
		return err
	}
	number := strconv.FormatInt(d.ID, 10)
	switch err := s.sendAgain(c.Request().Context(), d); {
	case errors.Is(err, errFeedGone):
		s.flash(c, v, "bad", v.t("mend.feed_gone"))
	case errors.Is(err, errBodyGone):
		s.flash(c, v, "bad", v.t("mend.body_gone"))
	case err != nil:
		return err
	default:
		s.audit(c, v, "mend.resend", d.Feed+" "+d.Object+" "+number)
		s.flash(c, v, "ok", v.t("mend.resent_one"))
	}
	return s.redirect(c, v, "/admin/deliveries/"+number)
}

// confirmResend tells what would be sent again.
func (s *Server) confirmResend(c echo.Context, v *visitor) error {
	f := readDeliveryFilter(c.QueryParam)
	q, err := s.rangeOf(f, v)
	if err != nil {
		return err
	}
	page := resendPage{Filter: f}
	if page.Count, page.WithoutBody, err = s.Store.CountDeliveries(c.Request().Context(), q); err != nil {
		return err
	}
	page.AtLeast = page.Count >= store.InboxCountLimit
	return s.render(c, v, http.StatusOK, "resend", page)
}

// rangeOf is the query of a filter that may be sent again.
func (s *Server) rangeOf(f deliveryFilter, v *visitor) (store.DeliveryQuery, error) {
	if !f.Resendable() {
		return store.DeliveryQuery{}, problem(http.StatusBadRequest, "mend.resend_what")
	}
	q, err := f.query(v.Shop, "", false)
	var refused *echo.HTTPError
	if errors.As(err, &refused) {
		err = problem(http.StatusBadRequest, "mend.filter_problem", "name", v.filterName(err))
	}
	return q, err
}

// resendRange queues all finished deliveries that the form means.
func (s *Server) resendRange(c echo.Context, v *visitor) error {
	f := readDeliveryFilter(c.FormValue)
	q, err := s.rangeOf(f, v)
	if err != nil {
		return err
	}
	queued, bare, err := s.Store.ResendDeliveries(c.Request().Context(), q)
	if queued > 0 { // also what was queued before an error is worked on
		s.audit(c, v, "mend.resend_range", f.said()+" "+strconv.Itoa(queued))
		s.Inbox.Kick()
	}
	if err != nil {
		return err
	}
	text, kind := v.t("mend.resent", "n", queued), "ok"
	if bare > 0 {
		text, kind = text+" "+v.t("mend.resent_without", "n", bare), "warn"
	}
	s.flash(c, v, kind, text)
	return s.redirect(c, v, "/admin/deliveries")
}

// said is a filter in the audit list.
func (f deliveryFilter) said() (text string) {
	for _, one := range [][2]string{
		{"feed", f.Feed}, {"event", f.Event}, {"object", f.Object}, {"state", f.State}, {"from", f.From}, {"until", f.Until},
	} {
		if one[1] != "" {
			text += one[0] + "=" + one[1] + " "
		}
	}
	return text + "→"
}
