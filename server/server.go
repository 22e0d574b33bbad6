// Package server is the HTTP side: the signed road of the bots, the admin API and the health of the process. It knows
// dialects by their interface only and keeps SQL out; everything it needs is handed to it once, at the start.
package server

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/labstack/echo/v4"

	"shopclerk/config"
	"shopclerk/internal/metrics"
	"shopclerk/internal/passwords"
	"shopclerk/internal/store"
	"shopclerk/search"
	"shopclerk/server/bots"
	"shopclerk/server/feeds"
	"shopclerk/server/imports"
	"shopclerk/server/web"
)

const (
	readHeaderTimeout = 5 * time.Second
	idleTimeout       = 90 * time.Second
	answerTimeout     = 4 * time.Second // what a bot question may take; the platforms name no limit of their own
)

// Options is what a server is made of.
type Options struct {
	Config   *config.Config
	Store    *store.Store
	Engine   *search.Guard
	Follower *search.Follower
	Imports  *imports.Queue
	Sources  func() []feeds.Source // of the configuration in force
	Inbox    *feeds.Inbox
	// Pull has the lists of a feed pulled now, in the background; nil where nobody pulls.
	Pull     func(shop, feed string)
	Dialects []bots.Dialect
	// Draw writes a PNG of the sample shop; its error means that there is no such picture.
	Draw    func(w io.Writer, name string) error
	Log     *slog.Logger
	Metrics *metrics.Metrics // nil counts nothing
	Version string           // of this program, as it is shown
}

// Server answers HTTP requests. Make it with New.
type Server struct {
	Options
	echo    *echo.Echo
	state   atomic.Pointer[state]
	empties *empties
	tally   *tally

	web      *web.Web
	sections []section     // of the admin page that there are
	tries    *tries        // to log in
	hashing  chan struct{} // holds as many as compare passwords at once
	fits     func(hash, password string) bool
}

// New makes a server; nothing is listened on yet.
func New(o Options) *Server {
	if o.Sources == nil {
		o.Sources = func() []feeds.Source { return nil }
	}
	s := &Server{Options: o, echo: echo.New(), empties: newEmpties(o), web: newWeb(), tries: newTries(), hashing: make(chan struct{}, hashers), fits: passwords.Fits}
	s.tally = newTally(o, s.shopIDs)
	s.Reload(o.Config)
	s.echo.HideBanner, s.echo.HidePort = true, true
	s.echo.HTTPErrorHandler = s.fail
	s.echo.IPExtractor = s.clientAddress
	s.echo.Pre(s.counted, s.logged, s.recovered)
	s.routes()
	return s
}

func (s *Server) routes() {
	s.echo.POST("/webhook", s.webhook)
	s.echo.Match(otherThanPOST, "/webhook", s.webhookMethodNotAllowed)
	s.echo.POST("/feeds/:shop/:feed", s.postFeed)
	s.echo.POST("/feeds/:shop/:feed/*", s.postFeed)
	s.echo.GET("/healthz", s.healthz)
	s.echo.GET("/readyz", s.readyz)
	s.echo.GET("/pictures/:name", s.picture)
	s.echo.GET("/admin/api/openapi.yaml", s.getOpenAPI, s.authorizedOrVisiting)
	admin := s.echo.Group("/admin/api", s.authorized)
	admin.POST("/imports", s.postImport)
	admin.GET("/imports", s.getImports)
	admin.GET("/imports/:id", s.getImport)
	admin.GET("/imports/:id/events", s.importEvents)
	admin.GET("/imports/:id/refused", s.getRefused)
	admin.POST("/imports/:id/:action", s.actOnImport)
	admin.GET("/feeds", s.getFeeds)
	admin.GET("/deliveries", s.getDeliveries)
	admin.GET("/deliveries/:id", s.getDelivery)
	admin.POST("/deliveries/resend", s.resendDeliveries)
	admin.POST("/deliveries/:id/resend", s.resendDelivery)
	admin.GET("/searches/empty", s.getEmptySearches)
	admin.POST("/search/compare", s.postCompare)
	if listen := s.Options.Config.MetricsListen; listen == s.Options.Config.Listen { // as it is at the start, like both addresses
		s.echo.GET(metricsPath, echo.WrapHandler(s.Metrics.Handler()), s.authorized)
	}
	s.pages()
	s.sections = registered(s.echo)
}

var otherThanPOST = []string{http.MethodGet, http.MethodHead, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions}

// Run does what is to be done beside the requests, until the context ends, and then what is left of it. It is to end after
// the last request.
func (s *Server) Run(ctx context.Context) {
	var all sync.WaitGroup
	all.Go(func() { s.forgetOld(ctx) })
	all.Go(func() { s.tally.run(ctx) })
	s.empties.run(ctx)
	all.Wait()
}

// Reload takes a new configuration for the requests to come: shops, bots, secrets, the admin token.
func (s *Server) Reload(c *config.Config) {
	before := s.state.Swap(newState(c, s.Dialects))
	if before == nil {
		return
	}
	for _, shop := range before.config.Shops {
		if _, ok := c.Shop(shop.ID); !ok {
			s.Metrics.DropLag(shop.ID)
		}
	}
}

func (s *Server) shopIDs() (ids []string) {
	for _, shop := range s.Config().Shops {
		ids = append(ids, shop.ID)
	}
	return ids
}

// Config is the configuration in force.
func (s *Server) Config() *config.Config { return s.state.Load().config }

// ServeHTTP answers one request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.echo.ServeHTTP(w, r) }

// HTTP returns the http.Server for an address. Requests get ctx as their base.
func (s *Server) HTTP(ctx context.Context) *http.Server { return s.http(s) }

func (s *Server) http(handler http.Handler) *http.Server {
	return &http.Server{
		Handler: handler, ReadHeaderTimeout: readHeaderTimeout, IdleTimeout: idleTimeout,
		MaxHeaderBytes: 16 << 10,
		ErrorLog:       slog.NewLogLogger(s.Log.Handler(), slog.LevelDebug), // what strangers send that is no HTTP
	}
}
