package server

import (
	"errors"
	"net/http"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"shopclerk/catalog"
	"shopclerk/internal/store"
)

// publishProduct lets customers find a product, or not any more. It is said in the name of the product's own source and now, so the
// rule of which of two writes wins holds: what that source says later counts again, and what it said before does not.
func (s *Server) publishProduct(c echo.Context, v *visitor) error {
	published, err := strconv.ParseBool(c.FormValue("published"))
	if err != nil {
		return problem(http.StatusBadRequest, "shared.error_refused_text")
	}
	p, err := s.productOf(c, v)
	if err != nil {
		return err
	}
	outcomes, err := s.Store.PutProducts(c.Request().Context(),
		store.Write{Shop: v.Shop.ID, Source: p.Source, Currency: v.Shop.Currency, Region: v.Shop.Region},
		[]catalog.Change{{Key: p.Key, SKU: p.SKU, Published: &published}})
	switch {
	case err != nil:
		return err
	case errors.Is(outcomes[0].Err, catalog.ErrIncomplete): // it was deleted meanwhile
		return store.ErrNotFound
	case outcomes[0].Err != nil:
		return outcomes[0].Err
	}
	s.tellPublished(c, v, p, published, outcomes[0].Result == store.Changed)
	return s.redirect(c, v, pageBase+"/products/"+strconv.FormatInt(p.ID, 10))
}

// tellPublished says what came of it: p is the product as it was.
func (s *Server) tellPublished(c echo.Context, v *visitor, p catalog.Product, published, changed bool) {
	word, action := "look.now_unpublished", "look.unpublish"
	if published {
		word, action = "look.now_published", "look.publish"
	}
	switch {
	case changed:
		s.audit(c, v, action, productName(p)+" "+p.Title)
		s.Follower.Kick()
		s.flash(c, v, "ok", v.t(word, "title", p.Title))
	case p.Published != published && p.Version.After(time.Now()): // the source's clock is ahead: nothing that is said now is later
		s.flash(c, v, "warn", v.t("look.not_published_yet"))
	default:
		s.flash(c, v, "ok", v.t("look.published_already"))
	}
}
