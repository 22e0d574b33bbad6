package server

import (
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"
)

// section is one entry of the navigation.
type section struct {
	Path, Word, Icon string
	Current          bool
	role             Role
}

// sections are all entries, in order. One whose address is not registered is left out.
func sections() []section {
	return []section{
		{Path: "/admin/overview", Word: "shared.nav_overview", Icon: "overview", role: Viewer},
		{Path: "/admin/imports", Word: "shared.nav_imports", Icon: "import", role: Viewer},
		{Path: "/admin/products", Word: "shared.nav_products", Icon: "product", role: Viewer},
		{Path: "/admin/orders", Word: "shared.nav_orders", Icon: "order", role: Viewer},
		{Path: "/admin/packages", Word: "shared.nav_packages", Icon: "parcel", role: Viewer},
		{Path: "/admin/try", Word: "shared.nav_try", Icon: "bubble", role: Viewer},
		{Path: "/admin/deliveries", Word: "shared.nav_deliveries", Icon: "inbox", role: Viewer},
		{Path: "/admin/feeds", Word: "shared.nav_feeds", Icon: "feed", role: Viewer},
		{Path: "/admin/searches", Word: "shared.nav_searches", Icon: "search", role: Viewer},
		{Path: "/admin/settings", Word: "shared.nav_settings", Icon: "settings", role: Owner},
		{Path: "/admin/users", Word: "shared.nav_users", Icon: "users", role: Owner},
		{Path: "/admin/audit", Word: "shared.nav_audit", Icon: "audit", role: Owner},
	}
}

// navigation are the sections that a visitor may open, with the one marked that the visitor is in.
func (s *Server) navigation(v *visitor) (shown []section) {
	if v.session == nil {
		return nil
	}
	path, _, _ := strings.Cut(v.Path, "?")
	for _, one := range s.sections {
		if v.Role.may(one.role) {
			one.Current = path == one.Path || strings.HasPrefix(path, one.Path+"/")
			shown = append(shown, one)
		}
	}
	return shown
}

// registered are the sections that have a page.
func registered(e *echo.Echo) (there []section) {
	known := map[string]bool{}
	for _, route := range e.Routes() {
		known[route.Path] = known[route.Path] || route.Method == http.MethodGet
	}
	for _, one := range sections() {
		if known[one.Path] {
			there = append(there, one)
		}
	}
	return there
}
