package server

import (
	"errors"
	"log/slog"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"shopclerk/server/feeds"
)

// postFeed is the road of deliveries: raw body → verify → keep → acknowledge in the platform's words. They are worked on
// afterwards.
func (s *Server) postFeed(c echo.Context) error {
	source, ok := feeds.Find(s.Sources(), c.Param("shop"), c.Param("feed"))
	if !ok {
		return echo.NewHTTPError(http.StatusNotFound, "there is no feed at this address")
	}
	note(c, slog.String("shop", source.Shop.ID), slog.String("feed", source.Config.ID))
	event, ok := source.Enter(c.Param("*"))
	if !ok {
		s.Metrics.Received(source.Shop.ID, source.Config.ID, "refused")
		return write(c, source.Refused(feeds.ErrSignature))
	}
	body, err := readLimited(c, feeds.MaxBody)
	switch {
	case errors.Is(err, errBodyTooLarge):
		err = feeds.ErrTooLarge
	case err != nil: // the caller hung up, or was too slow
		err = feeds.ErrUnreadable
	default:
		err = s.Inbox.Receive(c.Request().Context(), source, feeds.Call{
			Event: event, Header: c.Request().Header.Values, Body: body, At: time.Now().UTC(),
		})
	}
	if err != nil {
		note(c, slog.String("refused", err.Error())) // one of the feeds' own, without a word of the call
		return write(c, source.Refused(err))
	}
	return write(c, source.Accepted)
}

func write(c echo.Context, r feeds.Reply) error {
	return c.Blob(r.Status, r.ContentType, r.Body)
}
