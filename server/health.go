package server

import (
	"bytes"
	"context"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"
)

const readyTimeout = 2 * time.Second

// healthz says that the process runs.
func (s *Server) healthz(c echo.Context) error {
	return c.JSON(http.StatusOK, map[string]string{"status": "ok"})
}

// Readiness is the body of /readyz. Lag is by how many changes a shop's index is behind the database.
type Readiness struct {
	Status   string                 `json:"status"`   // "ok" or "unavailable"
	Database string                 `json:"database"` // "ok", "away" or "outdated"
	Search   map[string]SearchState `json:"search"`   // by shop
}

// SearchState is how far one shop's index is.
type SearchState struct {
	Status string `json:"status"` // "ok", "behind" or "failing"
	Lag    int64  `json:"lag"`
}

// readyz is 503 only when the database is away or outdated; a search engine in trouble is no reason to send the
// questions about orders elsewhere.
func (s *Server) readyz(c echo.Context) error {
	ctx, cancel := context.WithTimeout(c.Request().Context(), readyTimeout)
	defer cancel()
	r := Readiness{Status: "ok", Database: "ok", Search: map[string]SearchState{}}
	if err := s.Store.Ping(ctx); err != nil {
		r.Status, r.Database = "unavailable", "away"
	} else if err := s.Store.CheckMigrated(ctx); err != nil {
		r.Status, r.Database = "unavailable", "outdated"
	}
	if r.Status != "ok" {
		return c.JSON(http.StatusServiceUnavailable, r)
	}
	for _, shop := range s.Config().Shops {
		r.Search[shop.ID] = s.searchState(ctx, shop.ID)
	}
	return c.JSON(http.StatusOK, r)
}

func (s *Server) searchState(ctx context.Context, shop string) SearchState {
	lag, err := s.Follower.Lag(ctx, shop)
	switch {
	case err != nil:
		return SearchState{"failing", 0}
	case lag > 0:
		return SearchState{"behind", lag}
	}
	return SearchState{"ok", 0}
}

// picture draws a picture of the sample shop.
func (s *Server) picture(c echo.Context) error {
	var png bytes.Buffer
	if err := s.Draw(&png, c.Param("name")); err != nil {
		return echo.ErrNotFound
	}
	c.Response().Header().Set(echo.HeaderCacheControl, "public, max-age=86400")
	return c.Blob(http.StatusOK, "image/png", png.Bytes())
}
