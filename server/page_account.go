package server

import (
	"errors"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"shopclerk/internal/passwords"
)

// accountPage is what account.html shows.
type accountPage struct {
	Problem string
	Least   int // characters of a password
}

// accountPages are for everybody who is logged in: the shop, one's own password, and the way out.
func (s *Server) accountPages(g pageGroup) {
	g.get("/account", Viewer, func(c echo.Context, v *visitor) error {
		return s.render(c, v, http.StatusOK, "account", accountPage{Least: passwords.MinCharacters})
	})
	g.post("/account/password", Viewer, s.changeOwnPassword)
	g.post("/shop", Viewer, s.switchShop)
	g.post("/logout", Viewer, s.signOut)
	g.post("/logout/all", Viewer, s.signOutEverywhere)
}

// switchShop keeps the shop for the pages to come. Where the visitor was may name another one, so only its path is kept.
func (s *Server) switchShop(c echo.Context, v *visitor) error {
	if !v.findShop(c.FormValue("to")) {
		return problem(http.StatusNotFound, "shared.error_other_shop")
	}
	if err := s.Store.SetSessionShop(c.Request().Context(), v.session.Hash, v.Shop.ID); err != nil {
		return err
	}
	return s.redirect(c, v, sectionPath(ownPath(c.FormValue("back")), v, s))
}

// sectionPath is the list that a page belongs to: its own id is not of the other shop.
func sectionPath(path string, v *visitor, s *Server) string {
	at := *v
	at.Path = path
	for _, one := range s.navigation(&at) {
		if one.Current {
			return one.Path
		}
	}
	return pageBase
}

func (s *Server) signOut(c echo.Context, v *visitor) error {
	if err := s.Store.RemoveSession(c.Request().Context(), v.session.Hash); err != nil {
		return err
	}
	s.dropCookie(c)
	return c.Redirect(http.StatusSeeOther, loginPath)
}

func (s *Server) signOutEverywhere(c echo.Context, v *visitor) error {
	if _, err := s.Store.RemoveSessions(c.Request().Context(), v.User); err != nil {
		return err
	}
	s.audit(c, v, "users.logout_all", "")
	s.dropCookie(c)
	return c.Redirect(http.StatusSeeOther, loginPath)
}

// changeOwnPassword asks for the old one, so that a page left open is not enough. All other sessions end.
func (s *Server) changeOwnPassword(c echo.Context, v *visitor) error {
	refuse := func(key string) error {
		return s.render(c, v, http.StatusUnprocessableEntity, "account", accountPage{v.t(key, "n", passwords.MinCharacters), passwords.MinCharacters})
	}
	if v.Token() {
		return problem(http.StatusForbidden, "users.token_has_no_password")
	}
	wanted := c.FormValue("password")
	if wanted != c.FormValue("again") {
		return refuse("users.password_differs")
	}
	if passwords.Check(wanted) != nil {
		return refuse("users.password_short")
	}
	if wait := s.tries.take(time.Now(), v.User, c.RealIP()); wait > 0 {
		return problem(http.StatusTooManyRequests, "shared.login_wait", "n", seconds(wait))
	}
	user, err := s.authenticate(c, v.User, c.FormValue("old"))
	if errors.Is(err, errWrong) {
		return refuse("users.password_wrong")
	}
	if err != nil {
		return err
	}
	s.tries.forgive(v.User, c.RealIP())
	user.Password = passwords.Hash(wanted)
	if err := s.Store.SetUserPassword(c.Request().Context(), v.User, user.Password); err != nil {
		return err
	}
	if v.session, err = s.openFor(c, user); err != nil {
		return err
	}
	s.audit(c, v, "users.own_password", "")
	s.flash(c, v, "ok", v.t("users.password_changed"))
	return s.redirect(c, v, pageBase+"/account")
}
