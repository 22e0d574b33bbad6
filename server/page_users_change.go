package server

import (
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"shopclerk/internal/passwords"
	"shopclerk/internal/store"
)

func (s *Server) changeRole(c echo.Context, v *visitor) error {
	name, role := c.Param("name"), Role(c.FormValue("role"))
	switch {
	case !IsRole(string(role)):
		return s.showUser(c, v, http.StatusUnprocessableEntity, v.t("users.role_unknown"))
	case name == v.User && role != Owner:
		return s.showUser(c, v, http.StatusConflict, v.t("users.not_yourself"))
	}
	shops := ShopsOf(role, s.tickedShops(c))
	if err := s.Store.SetUserRole(c.Request().Context(), name, string(role), shops); err != nil {
		return err
	}
	return s.userChanged(c, v, "users.role", "users.role_changed", name, ", "+string(role)+" "+strings.Join(shops, " "))
}

func (s *Server) setPassword(c echo.Context, v *visitor) error {
	name, password := c.Param("name"), c.FormValue("password")
	if passwords.Check(password) != nil {
		return s.showUser(c, v, http.StatusUnprocessableEntity, v.t("users.password_short", "n", passwords.MinCharacters))
	}
	if err := s.Store.SetUserPassword(c.Request().Context(), name, passwords.Hash(password)); err != nil {
		return err
	}
	return s.userChanged(c, v, "users.password", "users.password_set", name, "")
}

func (s *Server) removeUser(c echo.Context, v *visitor) error {
	name := c.Param("name")
	if name == v.User {
		return s.showUser(c, v, http.StatusConflict, v.t("users.not_yourself"))
	}
	if err := s.Store.RemoveUser(c.Request().Context(), name); err != nil {
		return err
	}
	return s.userChanged(c, v, "users.remove", "users.removed", name, "")
}

// userChanged notes a change of a user, says so, and shows the list again.
func (s *Server) userChanged(c echo.Context, v *visitor, action, said, name, more string) error {
	s.auditAs(c, store.AuditEntry{User: v.User, Action: action, Detail: strings.TrimSpace(name + more)})
	s.flash(c, v, "ok", v.t(said, "name", name))
	return s.redirect(c, v, pageBase+"/users")
}
