package server

import (
	"cmp"
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"shopclerk/config"
	"shopclerk/internal/store"
)

// authorized lets through who knows the admin token. Without a token in the configuration nobody does.
func (s *Server) authorized(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		token := s.Config().Admin.Token
		given, ok := strings.CutPrefix(c.Request().Header.Get(echo.HeaderAuthorization), "Bearer ")
		// Digests are of one length, so that the comparison does not tell how long the token is.
		want, got := sha256.Sum256([]byte(token)), sha256.Sum256([]byte(given))
		if !ok || token == "" || subtle.ConstantTimeCompare(want[:], got[:]) != 1 {
			c.Response().Header().Set(echo.HeaderWWWAuthenticate, `Bearer realm="shopclerk"`)
			return echo.NewHTTPError(http.StatusUnauthorized, "the admin token is missing or wrong")
		}
		return next(c)
	}
}

// shopOf is the shop that the query names; "main" when it names none.
func (s *Server) shopOf(c echo.Context) (config.Shop, error) {
	shop, ok := s.Config().Shop(cmp.Or(c.QueryParam("shop"), "main"))
	if !ok {
		return shop, echo.NewHTTPError(http.StatusNotFound, "shop: there is no shop of that id")
	}
	return shop, nil
}

// failure is the body of every error outside the bots' road.
type failure struct {
	Error string `json:"error"`
}

// fail writes what a handler returned as an error. Only errors made for the caller are told to the caller.
func (s *Server) fail(err error, c echo.Context) {
	if c.Response().Committed {
		return
	}
	if c.Path() == "/webhook" {
		if err := s.refuse(c, s.dialectOf(c.Request()), s.state.Load().language(), err); err != nil {
			s.Log.Debug("reply not written", "error", err)
		}
		return
	}
	if underPages(c.Path()) && !forScript(c.Request()) {
		pageHeaders(c)
		if s.showProblem(c, s.stranger(c), err) == nil {
			return
		}
	}
	status, text := http.StatusInternalServerError, "internal error"
	var known *echo.HTTPError
	switch {
	case errors.As(err, &known):
		status, text = known.Code, http.StatusText(known.Code)
		if message, ok := known.Message.(string); ok {
			text = message
		}
	case errors.Is(err, store.ErrUnavailable):
		status, text = http.StatusServiceUnavailable, "the database is not available"
	}
	if status >= http.StatusInternalServerError {
		s.Log.Error("request failed", "error", err, "id", c.Response().Header().Get(echo.HeaderXRequestID))
	}
	if err := c.JSON(status, failure{text}); err != nil {
		s.Log.Debug("reply not written", "error", err)
	}
}
