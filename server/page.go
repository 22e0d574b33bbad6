package server

import (
	"errors"
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"shopclerk/internal/store"
)

// pageBase is where the admin page lives.
const pageBase = "/admin"

// pageHandler answers a request of somebody who is logged in.
type pageHandler func(c echo.Context, v *visitor) error

// pageGroup registers the addresses of the admin page, each with the role that is needed for it.
type pageGroup struct{ s *Server }

// get registers a page; path comes after /admin, such as "/imports/:id".
func (g pageGroup) get(path string, role Role, h pageHandler) {
	g.s.echo.GET(pageBase+path, g.s.visited(role, h))
}

// post registers a change. Before the handler runs, the request has shown that it comes from a page of this session: by its
// origin, and by the field "csrf" (in a multipart form the first one) or the header X-CSRF-Token.
func (g pageGroup) post(path string, role Role, h pageHandler) {
	g.s.echo.POST(pageBase+path, g.s.visited(role, h))
}

// pages registers the admin page. An area calls g.get and g.post in a function of its own, which is called here.
func (s *Server) pages() {
	g := pageGroup{s}
	s.loginPages()
	s.assetPages()
	s.accountPages(g)
	s.userPages(g)
	s.auditPages(g)
	s.overviewPages(g)
	s.mendPages(g)
	s.settingsPages(g)
	s.importPages(g)
	s.lookPages(g)
	s.tryPages(g)
	g.get("", Viewer, s.showStart)
	g.get("/", Viewer, s.showStart)
	g.get("/*", Viewer, missing)
	g.post("/*", Viewer, missing)
}

// missing answers where no page is.
func missing(echo.Context, *visitor) error { return echo.ErrNotFound }

// showStart leads to the first page of the navigation that there is.
func (s *Server) showStart(c echo.Context, v *visitor) error {
	for _, section := range s.navigation(v) {
		return s.redirect(c, v, section.Path)
	}
	return echo.ErrNotFound
}

// redirect leads on after a change, or from an address that stands for another, and keeps the shop.
func (s *Server) redirect(c echo.Context, v *visitor, path string) error {
	to, err := url.Parse(path)
	if err != nil {
		return err
	}
	if shop := v.keepShop(); shop != "" {
		q := to.Query()
		q.Set("shop", shop)
		to.RawQuery = q.Encode()
	}
	return c.Redirect(http.StatusSeeOther, to.String())
}

// audit keeps what a visitor changed, such as action "import.start" with the file's name as its detail. The list of changes
// shows the word <area>.audit_<rest>, here import.audit_start. A change that is made is not undone when this fails.
func (s *Server) audit(c echo.Context, v *visitor, action, detail string) {
	s.auditAs(c, store.AuditEntry{Shop: v.Shop.ID, User: v.User, Action: action, Detail: detail})
}

func (s *Server) auditAs(c echo.Context, e store.AuditEntry) {
	if err := s.Store.AddAudit(c.Request().Context(), e); err != nil {
		s.Log.Error("the audit list could not be written", "action", e.Action, "shop", e.Shop, "error", err)
	}
}

// pageProblem is an error with words for the visitor; see problem.
type pageProblem struct {
	status int
	key    string
	args   []any
}

// Error names the words.
func (p *pageProblem) Error() string { return p.key }

// problem is an error that is shown to the visitor as a page of its own, with the text of a word.
func problem(status int, key string, args ...any) error { return &pageProblem{status, key, args} }

// errorPage is what error.html shows.
type errorPage struct {
	Status  int
	Heading string
	Text    string
	ID      string // of the request, to find it in the log
}

// showProblem writes what a handler returned as an error. Only errors made for the visitor are told to the visitor.
func (s *Server) showProblem(c echo.Context, v *visitor, err error) error {
	if c.Response().Committed {
		return err
	}
	page := errorPage{Status: http.StatusInternalServerError}
	var known *pageProblem
	var echoed *echo.HTTPError
	switch {
	case errors.As(err, &known):
		page.Status, page.Text = known.status, v.t(known.key, known.args...)
	case errors.As(err, &echoed):
		page.Status = echoed.Code
	case errors.Is(err, store.ErrUnavailable):
		page.Status = http.StatusServiceUnavailable
	case errors.Is(err, store.ErrNotFound):
		page.Status = http.StatusNotFound
	}
	if page.Status >= http.StatusInternalServerError {
		page.ID = c.Response().Header().Get(echo.HeaderXRequestID)
		s.Log.Error("page failed", "error", err, "id", page.ID)
	}
	heading, text := errorWords(page.Status)
	page.Heading = v.t(heading)
	if page.Text == "" {
		page.Text = v.t(text)
	}
	return s.render(c, v, page.Status, "error", page)
}

// errorWords are the keys of what is said of a status when nothing better is known.
func errorWords(status int) (heading, text string) {
	switch status {
	case http.StatusForbidden:
		return "shared.error_forbidden", "shared.error_forbidden_text"
	case http.StatusNotFound, http.StatusMethodNotAllowed:
		return "shared.error_missing", "shared.error_missing_text"
	case http.StatusRequestEntityTooLarge:
		return "shared.error_large", "shared.error_large_text"
	case http.StatusServiceUnavailable:
		return "shared.error_away", "shared.error_away_text"
	case http.StatusInternalServerError:
		return "shared.error_ours", "shared.error_ours_text"
	}
	return "shared.error_refused", "shared.error_refused_text"
}
