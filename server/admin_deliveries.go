package server

import (
	"context"
	"encoding/base64"
	"errors"
	"net/http"
	"strconv"
	"time"
	"unicode/utf8"

	"github.com/labstack/echo/v4"

	"shopclerk/internal/store"
	"shopclerk/server/feeds"
)

// Delivery is a delivery as the API and the commands show it.
type Delivery struct {
	ID         int64                 `json:"id"`
	Shop       string                `json:"shop"`
	Feed       string                `json:"feed"`
	Event      string                `json:"event"`
	Object     string                `json:"object"`
	ReceivedAt time.Time             `json:"received_at"`
	SourceAt   *time.Time            `json:"source_at"` // null when it says none
	State      string                `json:"state"`
	Attempts   int                   `json:"attempts"`
	Repeats    int                   `json:"repeats"`
	Size       int                   `json:"size"`    // of the body in bytes
	NextAt     *time.Time            `json:"next_at"` // of one that is queued; null is at once
	FinishedAt *time.Time            `json:"finished_at"`
	Errors     []store.DeliveryError `json:"errors"` // the newest last
	Warnings   []string              `json:"warnings"`
	BodyGone   bool                  `json:"body_gone"`
}

// deliveryDetail is one delivery with its body.
type deliveryDetail struct {
	Delivery
	Body         *string `json:"body"`          // null when it is gone or cannot be shown
	BodyEncoding string  `json:"body_encoding"` // "utf-8" or "base64", "" without a body
}

type deliveriesReply struct {
	Deliveries []Delivery `json:"deliveries"`
	Next       *int64     `json:"next"` // continues the list as before; null at its end
}

// ToDelivery is what is shown of a delivery, without its body.
func ToDelivery(d store.Delivery) Delivery {
	return Delivery{
		ID: d.ID, Shop: d.Shop, Feed: d.Feed, Event: d.Event, Object: d.Object, ReceivedAt: d.ReceivedAt, SourceAt: orNull(d.SourceAt),
		State: d.State, Attempts: d.Attempts, Repeats: d.Repeats, Size: d.Size, NextAt: orNull(d.NextAt), FinishedAt: orNull(d.FinishedAt),
		Errors: append([]store.DeliveryError{}, d.Errors...), Warnings: append([]string{}, d.Warnings...), BodyGone: d.Bare,
	}
}

func orNull(at time.Time) *time.Time {
	if at.IsZero() {
		return nil
	}
	return &at
}

// ShownBody is the body of a delivery without what its platform holds secret; false when it is gone, and when its feed is
// not in the configuration any more, for only that knows what is secret.
func ShownBody(all []feeds.Source, d store.Delivery) ([]byte, bool) {
	source, known := feeds.Find(all, d.Shop, d.Feed)
	switch {
	case d.Bare || !known:
		return nil, false
	case source.Redact == nil:
		return d.Body, true
	}
	return source.Redact(d.Body), true
}

// getDeliveries lists a shop's deliveries, the newest first.
func (s *Server) getDeliveries(c echo.Context) error {
	shop, err := s.shopOf(c)
	if err != nil {
		return err
	}
	q, err := deliveryQuery(c.QueryString(), true)
	if err != nil {
		return err
	}
	q.Shop = shop.ID
	list, err := s.Store.Deliveries(c.Request().Context(), q)
	if err != nil {
		return err
	}
	reply := deliveriesReply{Deliveries: make([]Delivery, len(list))}
	for i, d := range list {
		reply.Deliveries[i] = ToDelivery(d)
	}
	if len(list) == q.Limit {
		reply.Next = &list[len(list)-1].ID
	}
	return c.JSON(http.StatusOK, reply)
}

var errNoDelivery = echo.NewHTTPError(http.StatusNotFound, "there is no delivery of that id")

// delivery reads the one that the address names.
func (s *Server) delivery(c echo.Context) (d store.Delivery, err error) {
	shop, err := s.shopOf(c)
	if err != nil {
		return d, err
	}
	return s.deliveryOf(c, shop.ID)
}

// deliveryOf is the delivery of a shop whose number the address has.
func (s *Server) deliveryOf(c echo.Context, shop string) (d store.Delivery, err error) {
	id, err := strconv.ParseInt(c.Param("id"), 10, 64)
	if err != nil || id < 1 {
		return d, errNoDelivery
	}
	d, err = s.Store.Delivery(c.Request().Context(), shop, id)
	if errors.Is(err, store.ErrNotFound) {
		err = errNoDelivery
	}
	return d, err
}

func (s *Server) getDelivery(c echo.Context) error {
	d, err := s.delivery(c)
	if err != nil {
		return err
	}
	reply := deliveryDetail{Delivery: ToDelivery(d)}
	if body, ok := ShownBody(s.Sources(), d); ok && utf8.Valid(body) {
		reply.Body, reply.BodyEncoding = new(string(body)), "utf-8"
	} else if ok {
		reply.Body, reply.BodyEncoding = new(base64.StdEncoding.EncodeToString(body)), "base64"
	}
	return c.JSON(http.StatusOK, reply)
}

// resendDelivery queues one delivery again, and answers with it. One that is queued already stays so.
func (s *Server) resendDelivery(c echo.Context) error {
	d, err := s.delivery(c)
	if err != nil {
		return err
	}
	if err := s.sendAgain(c.Request().Context(), d); err != nil {
		return err
	}
	if d, err = s.delivery(c); err != nil {
		return err
	}
	return c.JSON(http.StatusOK, ToDelivery(d))
}

// Why a delivery cannot be sent again.
var (
	errFeedGone = echo.NewHTTPError(http.StatusConflict, "its feed is not in the configuration, so that nobody would work on it")
	errBodyGone = echo.NewHTTPError(http.StatusConflict, "its body is gone, so that it cannot be sent again")
)

// sendAgain queues one delivery again; errFeedGone or errBodyGone when it cannot be.
func (s *Server) sendAgain(ctx context.Context, d store.Delivery) error {
	if _, known := feeds.Find(s.Sources(), d.Shop, d.Feed); !known {
		return errFeedGone
	}
	_, bare, err := s.Store.ResendDeliveries(ctx, store.DeliveryQuery{Shop: d.Shop, ID: d.ID})
	if err != nil {
		return err
	}
	if bare > 0 {
		return errBodyGone
	}
	s.Inbox.Kick()
	return nil
}

type resentReply struct {
	Queued      int `json:"queued"`
	WithoutBody int `json:"without_body"`
}

// resendDeliveries queues all finished deliveries that the parameters mean.
func (s *Server) resendDeliveries(c echo.Context) error {
	shop, err := s.shopOf(c)
	if err != nil {
		return err
	}
	q, err := deliveryQuery(c.QueryString(), false)
	if err != nil {
		return err
	}
	if q == (store.DeliveryQuery{}) {
		return echo.NewHTTPError(http.StatusBadRequest, "say which: feed, event, object, state, from or until")
	}
	q.Shop = shop.ID
	queued, bare, err := s.Store.ResendDeliveries(c.Request().Context(), q)
	if err != nil {
		return err
	}
	s.Inbox.Kick()
	return c.JSON(http.StatusOK, resentReply{queued, bare})
}
