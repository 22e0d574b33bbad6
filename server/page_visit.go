package server

import (
	"encoding/base64"
	"errors"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"shopclerk/server/web"
)

// contentPolicy lets a page load our own script and style, pictures of any shop, and nothing else.
const contentPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' https: data:; connect-src 'self'; " +
	"form-action 'self'; frame-ancestors 'none'; base-uri 'none'"

// pageHeaders tells the browser what a page may do. With the policy "same-origin" a picture's host does not learn from where it
// is shown; "no-referrer" would take the Origin from our own forms.
func pageHeaders(c echo.Context) {
	h := c.Response().Header()
	h.Set(echo.HeaderContentSecurityPolicy, contentPolicy)
	h.Set(echo.HeaderXFrameOptions, "DENY")
	h.Set(echo.HeaderReferrerPolicy, "same-origin")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()")
	h.Set("X-Robots-Tag", "noindex, nofollow")
}

// visited lets a handler answer who is logged in and has the role, and everybody else as they would hope.
func (s *Server) visited(role Role, h pageHandler) echo.HandlerFunc {
	return func(c echo.Context) error {
		pageHeaders(c)
		v := s.stranger(c)
		err := s.admit(c, v, role)
		if err == nil {
			err = h(c, v)
		}
		switch {
		case err == nil:
			return nil
		case errors.Is(err, errNoSession):
			return s.askToLogIn(c, v)
		}
		return s.showProblem(c, v, err)
	}
}

// stranger is a visitor of whom nothing is known but the language.
func (s *Server) stranger(c echo.Context) *visitor {
	v := &visitor{Path: c.Request().URL.RequestURI(), web: s.web, Shop: s.Config().Shops[0]}
	v.Language = chosenLanguage(c, v.Shop.Language)
	return v
}

// admit fills in who asks, and returns why the visitor may not. A change must come from a page of this session.
func (s *Server) admit(c echo.Context, v *visitor, role Role) error {
	change := c.Request().Method != http.MethodGet
	if change {
		if err := s.sameOrigin(c.Request()); err != nil {
			return err
		}
	}
	open, user, err := s.session(c)
	if err != nil {
		return err
	}
	v.session, v.User, v.Role, v.Shops = open, user.Name, Role(user.Role), user.Shops
	if v.Role == Owner {
		v.Shops = nil
	}
	v.CSRF = masked(open.key(csrfPurpose))
	if err := v.chooseShop(c, s.Config().Shops); err != nil {
		return err
	}
	v.Language = chosenLanguage(c, v.Shop.Language)
	if !v.Role.may(role) {
		return problem(http.StatusForbidden, "shared.error_forbidden_text")
	}
	if change {
		return checkToken(c, open)
	}
	return nil
}

const languageCookie = "shopclerk_language"

// chosenLanguage is the one that the visitor chose once, else the shop's.
func chosenLanguage(c echo.Context, shops string) string {
	if cookie, err := c.Cookie(languageCookie); err == nil && isLanguage(cookie.Value) {
		return cookie.Value
	}
	return shops
}

func isLanguage(text string) bool {
	for _, l := range web.Languages() {
		if l == text {
			return true
		}
	}
	return false
}

// underPages reports whether a path is the admin page's, and no other road of the server.
func underPages(path string) bool {
	return (path == pageBase || strings.HasPrefix(path, pageBase+"/")) && !strings.HasPrefix(path, pageBase+"/api") &&
		!strings.Contains(path, "//") && !strings.Contains(path, `\`)
}

// masked writes a token so that it is another text each time: a page that is compressed would else give it away, bit by bit,
// to who can have it made again and again beside words of their own (BREACH).
func masked(token []byte) string {
	mixed := make([]byte, 2*len(token))
	randomBytes(mixed[:len(token)])
	for i, b := range token {
		mixed[len(token)+i] = b ^ mixed[i]
	}
	return base64.RawURLEncoding.EncodeToString(mixed)
}

// unmasked reads a masked token; nil when it is none.
func unmasked(text string) []byte {
	mixed, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil || len(mixed)%2 != 0 {
		return nil
	}
	half := len(mixed) / 2
	token := make([]byte, half)
	for i := range token {
		token[i] = mixed[i] ^ mixed[half+i]
	}
	return token
}
