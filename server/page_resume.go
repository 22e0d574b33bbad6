package server

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"
)

// askToLogIn answers a request without a session. A page comes back after the log-in; of a change the fields are kept, to be
// sent again; a script gets a status that it knows.
func (s *Server) askToLogIn(c echo.Context, v *visitor) error {
	r := c.Request()
	page := loginPage{Ended: true}
	switch media, _, _ := strings.Cut(r.Header.Get(echo.HeaderContentType), ";"); {
	case r.Method == http.MethodGet && crossSite(r):
		return s.renderPart(c, v, "again", v.Path)
	case r.Method == http.MethodGet && !forScript(r):
		return c.Redirect(http.StatusSeeOther, loginPath+"?"+url.Values{"next": {ownPath(v.Path)}}.Encode())
	case forScript(r):
		return c.JSON(http.StatusUnauthorized, failure{v.t("shared.login_ended")})
	case r.URL.Path == logoutPath || r.URL.Path == logoutAllPath:
		return c.Redirect(http.StatusSeeOther, loginPath)
	case media == echo.MIMEApplicationForm:
		r.Body = http.MaxBytesReader(c.Response(), r.Body, maxKept)
		if err := r.ParseForm(); err != nil {
			return s.showProblem(c, v, echo.ErrStatusRequestEntityTooLarge)
		}
		page.Next, page.Resume, page.Kept = ownPath(v.Path), true, fieldsOf(r.PostForm)
	default:
		page.Next, page.Upload = refererPath(r), true
	}
	return s.renderLogin(c, v, http.StatusUnauthorized, page)
}

// crossSite is a page that was opened by a link elsewhere. The browser has then kept the cookie back, and sends it with the
// next request, which is our own.
func crossSite(r *http.Request) bool { return r.Header.Get("Sec-Fetch-Site") == "cross-site" }

// forScript reports whether a script asks, which shows no page.
func forScript(r *http.Request) bool {
	accept := r.Header.Get(echo.HeaderAccept)
	return r.Header.Get(csrfHeader) != "" || strings.HasPrefix(accept, echo.MIMEApplicationJSON) || strings.HasPrefix(accept, "text/event-stream")
}

func fieldsOf(form url.Values) (fields []keptField) {
	for name, values := range form {
		for _, value := range values {
			if name != csrfField {
				fields = append(fields, keptField{name, value})
			}
		}
	}
	return fields
}

// refererPath is the page that a form was on.
func refererPath(r *http.Request) string {
	u, err := url.Parse(r.Referer())
	if err != nil {
		return pageBase
	}
	return ownPath((&url.URL{Path: u.Path, RawQuery: u.RawQuery}).String())
}

// goOn leads to where the visitor was. A form that was sent without a session is shown once more, for a log-in is not yet the
// wish to send it; the new page has the new session's token.
func (s *Server) goOn(c echo.Context, v *visitor, page loginPage) error {
	if !page.Resume {
		return c.Redirect(http.StatusSeeOther, page.Next)
	}
	v.CSRF = masked(v.session.key(csrfPurpose))
	return s.render(c, v, http.StatusOK, "resume", page)
}
