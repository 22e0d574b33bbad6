package server

import (
	"crypto/rand"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"runtime/debug"
	"slices"
	"time"

	"github.com/labstack/echo/v4"
)

// logKey is where handlers leave attributes for the log line in the echo.Context. Never an account, a body or a signature.
const logKey = "log"

// quiet are the routes that machines ask every few seconds.
var quiet = []string{"/healthz", "/readyz", metricsPath}

// note adds attributes to the request's log line.
func note(c echo.Context, attrs ...slog.Attr) {
	before, _ := c.Get(logKey).([]slog.Attr)
	c.Set(logKey, append(before, attrs...))
}

// logged gives each request an id and writes one line about it.
func (s *Server) logged(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		start, id := time.Now(), rand.Text()[:12]
		header := c.Response().Header()
		header.Set(echo.HeaderXRequestID, id)
		header.Set(echo.HeaderXContentTypeOptions, "nosniff")
		header.Set(echo.HeaderCacheControl, "no-store")
		if err := next(c); err != nil {
			c.Error(err)
		}
		path := c.Path() // the route, not what a stranger wrote
		level := slog.LevelInfo
		if slices.Contains(quiet, path) {
			level = slog.LevelDebug
		}
		if !s.Log.Enabled(c.Request().Context(), level) {
			return nil
		}
		attrs := []slog.Attr{
			slog.String("id", id), slog.String("method", c.Request().Method), slog.String("route", path),
			slog.Int("status", c.Response().Status), slog.Duration("took", time.Since(start)), slog.String("from", c.RealIP()),
		}
		more, _ := c.Get(logKey).([]slog.Attr)
		s.Log.LogAttrs(c.Request().Context(), level, "request", append(attrs, more...)...)
		return nil
	}
}

// recovered turns a panic into an error, so that the caller still gets a reply in its own form.
func (s *Server) recovered(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) (err error) {
		defer func() {
			switch cause := recover(); {
			case cause == nil:
			case cause == http.ErrAbortHandler: //nolint:errorlint // net/http compares it so
				panic(cause)
			default:
				s.Log.Error("panic", "cause", cause, "stack", string(debug.Stack()))
				err = errors.New("panic")
			}
		}()
		return next(c)
	}
}

// clientAddress is the address for the log.
func (s *Server) clientAddress(r *http.Request) string { return s.state.Load().address(r) }

func ipNet(p netip.Prefix) *net.IPNet {
	return &net.IPNet{IP: p.Addr().AsSlice(), Mask: net.CIDRMask(p.Bits(), p.Addr().BitLen())}
}
