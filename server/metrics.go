package server

import (
	"context"
	"net"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"shopclerk/internal/metrics"
	"shopclerk/server/bots"
)

const metricsPath = "/metrics"

// question is what is counted of one request of a bot; handlers fill it in as they learn it.
type question struct {
	dialect, method, outcome string
	bot                      *bot // nil until it is known who asks
	secret                   int  // by which of its secrets it is known, from 1
}

// refused says that the question got a refusal for an answer. What went wrong in here is an error: no caller mends it.
func (q *question) refused(reason bots.Reason) {
	q.outcome = reason.String()
	if reason == bots.Internal {
		q.outcome = metrics.Error
	}
}

const questionKey = "question"

// questionOf is what is told of a request.
func questionOf(c echo.Context) *question {
	if q, ok := c.Get(questionKey).(*question); ok {
		return q
	}
	return new(question) // nobody counts this one
}

// counted tells the metrics of each request on the bots' road. It stands around everything else, so that a panic and a
// method that no route has are counted too.
func (s *Server) counted(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		start, q := time.Now(), &question{dialect: s.speaks(c.Request()), outcome: metrics.OK}
		c.Set(questionKey, q)
		err := next(c)
		if c.Path() == "/webhook" {
			took := time.Since(start)
			s.Metrics.ObserveRequest(q.dialect, q.method, q.outcome, took)
			s.tally.note(q, took)
		}
		return err
	}
}

// speaks names the platform whose signature header a request has, and "none" when it has none.
func (s *Server) speaks(r *http.Request) string {
	if d := s.dialectOf(r); len(r.Header.Values(d.Header())) > 0 {
		return d.Platform()
	}
	return "none"
}

// MetricsHTTP returns the http.Server for metrics_listen: GET /metrics and nothing else. It asks for no token, so the
// address should be one that only Prometheus can reach. Requests get ctx as their base.
func (s *Server) MetricsHTTP(ctx context.Context) *http.Server {
	mux := http.NewServeMux()
	mux.Handle("GET "+metricsPath, s.Metrics.Handler())
	own := s.http(mux)
	own.BaseContext = func(net.Listener) context.Context { return ctx }
	own.ReadTimeout, own.WriteTimeout = readHeaderTimeout, bodyTimeout
	return own
}
