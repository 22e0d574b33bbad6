package server

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"shopclerk/config"
	"shopclerk/internal/store"
)

// auditRows is how many entries a page of the audit list has.
const auditRows = 50

// auditPage is what audit.html shows.
type auditPage struct {
	Entries      []shownEntry
	Users        []string
	Shops        []config.Shop
	User, OfShop string // the filter
	Next         int64  // continues the list; 0 at its end
	Older        bool   // this is not its beginning
}

// shownEntry is an entry with its action in words.
type shownEntry struct {
	store.AuditEntry
	Said string
}

func (s *Server) auditPages(g pageGroup) { g.get("/audit", Owner, s.showAudit) }

func (s *Server) showAudit(c echo.Context, v *visitor) error {
	page := auditPage{User: c.QueryParam("user"), OfShop: c.QueryParam("of"), Shops: s.Config().Shops}
	before, err := strconv.ParseInt(c.QueryParam("before"), 10, 64)
	page.Older = err == nil && before > 0
	entries, err := s.Store.Audit(c.Request().Context(), store.AuditQuery{Shop: page.OfShop, User: page.User, Before: max(before, 0), Limit: auditRows + 1})
	if err != nil {
		return err
	}
	if len(entries) > auditRows {
		entries = entries[:auditRows]
		page.Next = entries[auditRows-1].ID
	}
	for _, e := range entries {
		page.Entries = append(page.Entries, shownEntry{e, v.auditWord(e.Action)})
	}
	users, err := s.Store.Users(c.Request().Context())
	if err != nil {
		return err
	}
	for _, u := range users {
		page.Users = append(page.Users, u.Name)
	}
	page.Users = append(page.Users, tokenUser)
	return s.render(c, v, http.StatusOK, "audit", page)
}

// auditWord says an action in words: "import.start" is the word import.audit_start, and itself where there is none.
func (v *visitor) auditWord(action string) string {
	area, rest, _ := strings.Cut(action, ".")
	if key := area + ".audit_" + rest; v.web.HasWord(key) {
		return v.t(key)
	}
	return action
}
