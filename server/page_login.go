package server

import (
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"shopclerk/internal/passwords"
	"shopclerk/internal/store"
)

const (
	loginPath     = pageBase + "/login"
	logoutPath    = pageBase + "/logout"
	logoutAllPath = logoutPath + "/all"

	maxKept = 64 << 10 // bytes of a form that is kept over a log-in
)

// loginPage is what login.html shows.
type loginPage struct {
	Name    string // as it was typed
	Next    string // where to go on
	Resume  bool   // a form was sent when the session was over already
	Kept    []keptField
	Problem string
	Ended   bool // a session is over
	Upload  bool // and the browser has to send its file again
	NoUsers bool // nobody could log in: there is neither an admin token nor a user
	Command string
}

// keptField is a field of such a form.
type keptField struct{ Name, Value string }

func (s *Server) loginPages() {
	s.echo.GET(loginPath, s.open(s.showLogin))
	s.echo.POST(loginPath, s.open(s.logIn))
	s.echo.POST(pageBase+"/language", s.open(s.chooseLanguage))
}

// open is for the addresses that need no log-in. A change must come from our own pages all the same: nobody shall be logged
// in as somebody else without knowing.
func (s *Server) open(h pageHandler) echo.HandlerFunc {
	return func(c echo.Context) error {
		pageHeaders(c)
		v := s.stranger(c)
		var err error
		if c.Request().Method != http.MethodGet {
			err = s.sameOrigin(c.Request())
			c.Request().Body = http.MaxBytesReader(c.Response(), c.Request().Body, maxForm)
		}
		if err == nil {
			err = h(c, v)
		}
		if err != nil {
			return s.showProblem(c, v, err)
		}
		return nil
	}
}

func (s *Server) showLogin(c echo.Context, v *visitor) error {
	next := ownPath(c.QueryParam("next"))
	if _, _, err := s.session(c); err == nil {
		return c.Redirect(http.StatusSeeOther, next)
	} else if !errors.Is(err, errNoSession) {
		return err
	}
	_, cookie := c.Cookie(sessionCookie)
	return s.renderLogin(c, v, http.StatusOK, loginPage{Next: next, Ended: cookie == nil})
}

func (s *Server) renderLogin(c echo.Context, v *visitor, status int, page loginPage) error {
	if s.Config().Admin.Token == "" {
		some, err := s.Store.HasUsers(c.Request().Context())
		if err != nil {
			return err
		}
		page.NoUsers, page.Command = !some, "shopclerk user add NAME --role owner"
	}
	return s.render(c, v, status, "login", page)
}

// logIn opens a session for a name and its password, or without a name for the admin token.
func (s *Server) logIn(c echo.Context, v *visitor) error {
	if err := c.Request().ParseForm(); err != nil {
		return echo.ErrStatusRequestEntityTooLarge
	}
	form := c.Request().PostForm
	page := loginPage{Name: strings.TrimSpace(form.Get("name")), Next: ownPath(form.Get("next")), Resume: form.Get("resume") != ""}
	for i, name := range form["kept_name"] {
		if i < len(form["kept_value"]) {
			page.Kept = append(page.Kept, keptField{name, form["kept_value"][i]})
		}
	}
	name := UserName(page.Name)
	if wait := s.tries.take(time.Now(), name, c.RealIP()); wait > 0 {
		page.Problem = v.t("shared.login_wait", "n", seconds(wait))
		return s.renderLogin(c, v, http.StatusTooManyRequests, page)
	}
	user, err := s.authenticate(c, name, form.Get("password"))
	if errors.Is(err, errWrong) {
		s.Log.Warn("a log-in to the admin page was refused", "from", c.RealIP())
		page.Problem = v.t("shared.login_wrong")
		return s.renderLogin(c, v, http.StatusUnauthorized, page)
	}
	if err != nil {
		return err
	}
	s.tries.forgive(name, c.RealIP())
	if v.session, err = s.openFor(c, user); err != nil {
		return err
	}
	s.auditAs(c, store.AuditEntry{User: user.Name, Action: "users.login", Detail: c.RealIP()})
	return s.goOn(c, v, page)
}

// errWrong is a log-in that does not fit, whatever of it does not.
var errWrong = errors.New("wrong name or password")

// authenticate finds who logs in. It does the same work whether there is such a user or not.
func (s *Server) authenticate(c echo.Context, name, password string) (store.User, error) {
	ctx := c.Request().Context()
	user, err := store.User{}, store.ErrNotFound
	if name != "" {
		user, err = s.Store.User(ctx, name)
	}
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return user, err
	}
	hash := passwords.Nobody
	if err == nil {
		hash = user.Password
	}
	select { // each comparison takes 19 MiB and a processor, and the bots wait for neither
	case s.hashing <- struct{}{}:
		defer func() { <-s.hashing }()
	case <-ctx.Done():
		return user, ctx.Err()
	}
	fits := s.fits(hash, password)
	token := s.Config().Admin.Token
	want, got := sha256.Sum256([]byte(token)), sha256.Sum256([]byte(password))
	owner := subtle.ConstantTimeCompare(want[:], got[:]) == 1 && token != "" && name == ""
	switch {
	case owner:
		return s.userOf(ctx, tokenUser)
	case !fits || err != nil:
		return user, errWrong
	}
	if err := s.Store.NoteLogin(ctx, user.Name); err != nil {
		s.Log.Error("the last log-in could not be kept", "error", err)
	}
	return user, nil
}

// chooseLanguage keeps the language for a year, in a cookie, so that the log-in page has it too.
func (s *Server) chooseLanguage(c echo.Context, _ *visitor) error {
	if language := c.FormValue("language"); isLanguage(language) {
		s.setCookie(c, &http.Cookie{Name: languageCookie, Value: language, MaxAge: 365 * 24 * 3600})
	}
	return c.Redirect(http.StatusSeeOther, ownPath(c.FormValue("back")))
}
