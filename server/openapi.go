package server

import (
	_ "embed"
	"errors"
	"net/http"

	"github.com/labstack/echo/v4"
)

// openAPI describes the HTTP API. A test compares every reply of the suite with it.
//
//go:embed openapi.yaml
var openAPI []byte

func (s *Server) getOpenAPI(c echo.Context) error {
	return c.Blob(http.StatusOK, "application/yaml", openAPI)
}

// authorizedOrVisiting lets through who knows the admin token, and who is logged in to the admin page.
func (s *Server) authorizedOrVisiting(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		_, _, err := s.session(c)
		if errors.Is(err, errNoSession) {
			return s.authorized(next)(c)
		}
		if err != nil {
			return err
		}
		return next(c)
	}
}
