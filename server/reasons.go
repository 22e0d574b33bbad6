package server

import (
	"context"
	"errors"
	"net/http"

	"github.com/labstack/echo/v4"

	"shopclerk/internal/store"
	"shopclerk/orders"
	"shopclerk/packages"
	"shopclerk/search"
	"shopclerk/server/bots"
)

// reasonOf is the one table from errors to what a caller learns of them. What it does not know is Internal.
func reasonOf(err error) *bots.Refusal {
	var refusal *bots.Refusal
	if errors.As(err, &refusal) {
		return refusal
	}
	for _, known := range []struct {
		err    error
		reason bots.Reason
	}{
		{orders.ErrNotFound, bots.OrderNotFound},
		{orders.ErrUnknownAccount, bots.UserNotFound},
		{packages.ErrNotFound, bots.PackageNotFound},
		{store.ErrUnavailable, bots.Unavailable},
		{store.ErrOutdated, bots.Unavailable},
		{search.ErrNotBuilt, bots.Unavailable},
		{context.DeadlineExceeded, bots.Unavailable},
		{context.Canceled, bots.Unavailable}, // the caller has gone, or the server is stopping
		{echo.ErrMethodNotAllowed, bots.MethodNotAllowed},
	} {
		if errors.Is(err, known.err) {
			return &bots.Refusal{Reason: known.reason}
		}
	}
	return &bots.Refusal{Reason: bots.Internal}
}

// statusOf is the HTTP status of a reason. Both contracts define only the body, so whatever was verified and readable
// is 200, refusals included.
func statusOf(reason bots.Reason) int {
	switch reason {
	case bots.Unreadable:
		return http.StatusBadRequest
	case bots.BadSignature:
		return http.StatusUnauthorized
	case bots.MethodNotAllowed:
		return http.StatusMethodNotAllowed
	case bots.TooLarge:
		return http.StatusRequestEntityTooLarge
	case bots.TooManyRequests:
		return http.StatusTooManyRequests
	case bots.Unavailable:
		return http.StatusServiceUnavailable
	case bots.Internal:
		return http.StatusInternalServerError
	}
	return http.StatusOK
}
