package server

import (
	"net/http"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"
)

const (
	defaultSearches = 100
	maxSearches     = 1000
)

// searchesReply lists searches as the API shows them.
type searchesReply struct {
	Searches []searchReply `json:"searches"`
}

type searchReply struct {
	Query  string    `json:"query"`
	Times  int64     `json:"times"`
	LastAt time.Time `json:"last_at"` // in UTC, to the second
}

// getEmptySearches tells a merchant what customers looked for in vain.
func (s *Server) getEmptySearches(c echo.Context) error {
	shop, err := s.shopOf(c)
	if err != nil {
		return err
	}
	limit := defaultSearches
	if text := c.QueryParam("limit"); text != "" {
		if limit, err = strconv.Atoi(text); err != nil || limit < 1 || limit > maxSearches {
			return echo.NewHTTPError(http.StatusBadRequest, "limit: must be a whole number from 1 to "+strconv.Itoa(maxSearches))
		}
	}
	found, err := s.Store.EmptySearches(c.Request().Context(), shop.ID, limit)
	if err != nil {
		return err
	}
	reply := searchesReply{Searches: make([]searchReply, len(found))}
	for i, f := range found {
		reply.Searches[i] = searchReply{f.Query, f.Times, f.LastAt.UTC().Truncate(time.Second)}
	}
	return c.JSON(http.StatusOK, reply)
}
