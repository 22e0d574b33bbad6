package server

import (
	"net/http"
	"net/url"
	"path"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"shopclerk/config"
	"shopclerk/server/web"
)

// Role is what a visitor of the admin page may do.
type Role string

// The roles, each may do what those before it may.
const (
	Viewer Role = "viewer" // looks
	Staff  Role = "staff"  // imports, sends again, publishes
	Owner  Role = "owner"  // manages users, and sees all shops
)

// Roles are all roles, the one that may do least first.
func Roles() []Role { return []Role{Viewer, Staff, Owner} }

// may reports whether a role covers another.
func (r Role) may(needed Role) bool {
	return slices.Index(Roles(), r) >= slices.Index(Roles(), needed)
}

// visitor is somebody who is logged in to the admin page, during one request.
type visitor struct {
	User     string      // the name; tokenUser for who knows the admin token
	Role     Role        // what the visitor may do
	Shops    []string    // that the visitor may see; nil is all
	Shop     config.Shop // the one that is looked at
	Language string      // in which the page is written
	CSRF     string      // for the field "csrf" of forms; another text each time, and each is good
	Path     string      // with the query, as it was asked for

	shops   []config.Shop // of the configuration that the visitor may see
	session *openSession  // nil on the log-in page
	web     *web.Web
}

// May reports to a template whether the visitor has a role, such as {{if .Visitor.May "staff"}}.
func (v *visitor) May(role string) bool { return v.Role.may(Role(role)) }

// Token reports whether the visitor came by the admin token, and so has no name.
func (v *visitor) Token() bool { return v.User == tokenUser }

// t is a text in the visitor's language; see web.Web.Word.
func (v *visitor) t(key string, args ...any) string { return v.web.Word(v.Language, key, args...) }

// keepShop is the shop that addresses carry: none where there is only one.
func (v *visitor) keepShop() string {
	if len(v.shops) < 2 {
		return ""
	}
	return v.Shop.ID
}

// sees reports whether the visitor may see a shop.
func (v *visitor) sees(shop string) bool { return v.Shops == nil || slices.Contains(v.Shops, shop) }

// chooseShop finds the shop that is looked at: the one that the address names, else the session's, else the first. A shop that
// is not there and one that the visitor may not see are answered alike.
func (v *visitor) chooseShop(c echo.Context, all []config.Shop) error {
	for _, shop := range all {
		if v.sees(shop.ID) {
			v.shops = append(v.shops, shop)
		}
	}
	if len(v.shops) == 0 {
		return problem(http.StatusForbidden, "shared.error_no_shop")
	}
	v.Shop = v.shops[0]
	if named := c.QueryParam("shop"); named != "" {
		if !v.findShop(named) {
			return problem(http.StatusNotFound, "shared.error_other_shop")
		}
	} else if v.session != nil {
		v.findShop(v.session.Shop)
	}
	return nil
}

func (v *visitor) findShop(id string) bool {
	at := slices.IndexFunc(v.shops, func(s config.Shop) bool { return s.ID == id })
	if at >= 0 {
		v.Shop = v.shops[at]
	}
	return at >= 0
}

// ownPath returns where to go after a log-in or a switch: a path of the admin page, whatever else was written there.
func ownPath(text string) string {
	u, err := url.Parse(text)
	if err != nil || path.Clean(u.Path) != u.Path || u.Scheme != "" || u.Host != "" || u.User != nil || u.Opaque != "" || !underPages(u.Path) {
		return pageBase
	}
	own := url.URL{Path: u.Path, RawQuery: strings.NewReplacer(`\`, "%5C", " ", "%20").Replace(u.RawQuery)}
	return own.String()
}
