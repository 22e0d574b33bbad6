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
	var body []byte
	err := feeds.ErrSignature
	if ok {
		body, err = readFeed(c)
	}
	if err != nil {
		s.Metrics.Received(source.Shop.ID, source.Config.ID, "refused")
	} else {
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

// readFeed reads the body of a call.
func readFeed(c echo.Context) ([]byte, error) {
	body, err := readLimited(c, feeds.MaxBody)
	switch {
	case errors.Is(err, errBodyTooLarge):
		return nil, feeds.ErrTooLarge
	case err != nil: // the caller hung up, or was too slow
		return nil, feeds.ErrUnreadable
	}
	return body, nil
}

func write(c echo.Context, r feeds.Reply) error {
	return c.Blob(r.Status, r.ContentType, r.Body)
}
