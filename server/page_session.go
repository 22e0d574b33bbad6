package server

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"net/http"
	"slices"
	"time"

	"github.com/labstack/echo/v4"

	"shopclerk/internal/store"
)

const (
	sessionCookie = "shopclerk"
	sessionTime   = 12 * time.Hour // from the log-in on, and never longer
	tokenBytes    = 32

	// tokenUser is who came by the admin token. No user has a name with a space.
	tokenUser = "admin token"

	// CommandUser is who the audit list names for what was done by the command.
	CommandUser = "shopclerk user"
)

// openSession is a session whose token the request brought.
type openSession struct {
	store.Session
	token []byte
}

// key is a secret of the session for one purpose.
func (o *openSession) key(purpose string) []byte {
	mac := hmac.New(sha256.New, o.token)
	mac.Write([]byte(purpose))
	return mac.Sum(nil)
}

// proofOf binds a session to the password's hash or the admin token that opened it: with another one it is over. It is of no
// use to who does not have the session's token.
func proofOf(token []byte, credential string) []byte {
	mac := hmac.New(sha256.New, token)
	mac.Write([]byte("credential " + credential))
	return mac.Sum(nil)
}

// errNoSession is a request without a session that still holds.
var errNoSession = errors.New("no session")

// session finds the session of a request and who it belongs to, as they are now: a role that was changed counts at once.
func (s *Server) session(c echo.Context) (*openSession, store.User, error) {
	cookie, err := c.Cookie(sessionCookie)
	if err != nil {
		return nil, store.User{}, errNoSession
	}
	token, err := base64.RawURLEncoding.DecodeString(cookie.Value)
	if err != nil || len(token) != tokenBytes {
		return nil, store.User{}, errNoSession
	}
	ctx := c.Request().Context()
	hash := sha256.Sum256(token)
	kept, err := s.Store.Session(ctx, hash[:])
	if err != nil {
		return nil, store.User{}, orNoSession(err)
	}
	user, err := s.userOf(ctx, kept.User)
	if err != nil {
		return nil, user, orNoSession(err)
	}
	if !hmac.Equal(kept.Proof, proofOf(token, user.Password)) {
		return nil, user, errNoSession
	}
	return &openSession{kept, token}, user, nil
}

func orNoSession(err error) error {
	if errors.Is(err, store.ErrNotFound) {
		return errNoSession
	}
	return err
}

// userOf is who has a name. Who came by the admin token is an owner whose password is the token.
func (s *Server) userOf(ctx context.Context, name string) (store.User, error) {
	if name != tokenUser {
		return s.Store.User(ctx, name)
	}
	token := s.Config().Admin.Token
	if token == "" {
		return store.User{}, store.ErrNotFound
	}
	return store.User{Name: tokenUser, Role: string(Owner), Password: token}, nil
}

// openFor begins a session. Its token is always a new one, so that nobody can have known it before the log-in; the session
// that the browser had ends.
func (s *Server) openFor(c echo.Context, user store.User) (*openSession, error) {
	ctx := c.Request().Context()
	old, _, err := s.session(c)
	if err == nil {
		err = s.Store.RemoveSession(ctx, old.Hash)
	}
	if err != nil && !errors.Is(err, errNoSession) {
		return nil, err
	}
	token := make([]byte, tokenBytes)
	rand.Read(token) // never fails
	hash := sha256.Sum256(token)
	session := store.Session{Hash: hash[:], User: user.Name, Proof: proofOf(token, user.Password), ExpiresAt: time.Now().Add(sessionTime)}
	if err := s.Store.AddSession(ctx, session); err != nil {
		return nil, err
	}
	s.setCookie(c, &http.Cookie{Name: sessionCookie, Value: base64.RawURLEncoding.EncodeToString(token), MaxAge: int(sessionTime.Seconds())})
	return &openSession{session, token}, nil
}

// setCookie sends a cookie that no script reads and no other site has sent.
func (s *Server) setCookie(c echo.Context, cookie *http.Cookie) {
	cookie.Path, cookie.HttpOnly, cookie.SameSite, cookie.Secure = pageBase, true, http.SameSiteStrictMode, s.secure(c.Request())
	c.SetCookie(cookie)
}

// secure reports whether the browser came by TLS: to this process, or to a proxy that is trusted and says so.
func (s *Server) secure(r *http.Request) bool {
	return r.TLS != nil || s.state.Load().trusted(r) && r.Header.Get(echo.HeaderXForwardedProto) == "https"
}

// dropCookie lets the cookie go.
func (s *Server) dropCookie(c echo.Context) {
	s.setCookie(c, &http.Cookie{Name: sessionCookie, MaxAge: -1})
}

// IsRole reports whether a text is a role.
func IsRole(role string) bool { return slices.Contains(Roles(), Role(role)) }
