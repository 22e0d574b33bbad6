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

// Readiness is the body of /readyz.
type Readiness struct {
	Status   string                 `json:"status"`   // "ok" or "unavailable"
	Database string                 `json:"database"` // "ok", "away" or "outdated"
	Search   map[string]SearchState `json:"search"`   // by shop
}

// SearchState is how one shop's index is. Without a complete index the database answers.
type SearchState struct {
	Engine string `json:"engine"` // its name in the configuration
	Status string `json:"status"` // "ok", "behind", "building" or "failing"
	Built  bool   `json:"built"`  // complete
	Lag    int64  `json:"lag"`    // by how many changes it is behind the database
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
	state := SearchState{Engine: s.Follower.Engine.Name(), Status: "ok"}
	mark, err := s.Follower.Engine.Mark(ctx, shop)
	if err == nil {
		state.Built = mark.Built
		state.Lag, err = s.Follower.Lag(ctx, shop)
	}
	switch {
	case err != nil:
		state.Status = "failing"
	case !state.Built:
		state.Status = "building"
	case state.Lag > 0:
		state.Status = "behind"
	}
	return state
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
