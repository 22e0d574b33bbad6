package server

import (
	"errors"
	"net/http"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"shopclerk/search"
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

// Comparison is how a shop's search index was against the database; it is equal now.
type Comparison struct {
	Products int `json:"products"` // published ones, all compared
	Missing  int `json:"missing"`
	Stale    int `json:"stale"`
	Extra    int `json:"extra"`
}

// postCompare compares a shop's search index with the database and mends what differs. It takes as long as it takes: of
// a million products about a minute.
func (s *Server) postCompare(c echo.Context) error {
	shop, err := s.shopOf(c)
	if err != nil {
		return err
	}
	found, err := s.Follower.Compare(c.Request().Context(), shop.ID)
	switch {
	case errors.Is(err, search.ErrNotLeading), errors.Is(err, search.ErrNotBuilt):
		return echo.NewHTTPError(http.StatusConflict, err.Error())
	case err != nil:
		return err
	}
	return c.JSON(http.StatusOK, Comparison(found))
}
