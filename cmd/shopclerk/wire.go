package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"

	"github.com/gofrs/flock"
	"github.com/spf13/cobra"

	"shopclerk/config"
	"shopclerk/internal/metrics"
	"shopclerk/internal/store"
	"shopclerk/search"
	"shopclerk/search/embedded"
	"shopclerk/search/meili"
	"shopclerk/server"
	"shopclerk/server/bots"
	"shopclerk/server/bots/bothub"
	"shopclerk/server/bots/joinchat"
	"shopclerk/server/feeds"
	"shopclerk/server/imports"
)

// app is what all commands share.
type app struct {
	configFile string
	shop       string
}

// dialects are the bot platforms. The first one answers callers that name none.
func dialects() []bots.Dialect { return []bots.Dialect{joinchat.Dialect{}, bothub.Dialect{}} }

func newLog(w io.Writer) *slog.Logger { return slog.New(slog.NewTextHandler(w, nil)) }

// load reads the configuration and logs its warnings.
func (a *app) load(log *slog.Logger) (*config.Config, error) {
	c, err := config.Load(config.Options{File: a.configFile, Env: os.Environ()})
	if errors.Is(err, config.ErrNoFile) {
		return nil, errors.New("there is no configuration: neither shopclerk.yaml nor data/shopclerk.yaml is here; `shopclerk serve` makes one")
	}
	if err != nil {
		return nil, err
	}
	for _, warning := range c.Warnings {
		log.Warn(warning)
	}
	return c, nil
}

// loadShop reads the configuration and picks the shop that is meant.
func (a *app) loadShop(log *slog.Logger) (*config.Config, config.Shop, error) {
	c, err := a.load(log)
	if err != nil {
		return nil, config.Shop{}, err
	}
	shop, ok := c.Shop(a.shop)
	if !ok {
		return nil, shop, fmt.Errorf("--shop: there is no shop %q in %s", a.shop, c.File)
	}
	return c, shop, nil
}

// openShop picks the shop that is meant and opens the database, for commands that are not serve.
func (a *app) openShop(ctx context.Context) (*store.Store, config.Shop, error) {
	log := newLog(os.Stderr)
	c, shop, err := a.loadShop(log)
	if err != nil {
		return nil, shop, err
	}
	s, err := openStore(ctx, c, log, false)
	return s, shop, err
}

func connect(ctx context.Context, c *config.Config, log *slog.Logger) (*store.Store, error) {
	d := c.Database
	return store.Open(ctx, store.Options{
		Driver: d.Driver, Path: d.Path, User: d.User, Password: d.Password, Address: d.Address, Name: d.Name, TLS: d.TLS,
		Params: d.Params, Log: log,
	})
}

// openStore connects and makes sure of the schema: SQLite is migrated by whoever comes first, MySQL by `migrate` alone.
// serving says that the caller holds the lock of `serve`.
func openStore(ctx context.Context, c *config.Config, log *slog.Logger, serving bool) (*store.Store, error) {
	s, err := connect(ctx, c, log)
	if err != nil {
		return nil, err
	}
	if err := ensureSchema(ctx, s, c, serving); err != nil {
		s.Close()
		return nil, err
	}
	return s, nil
}

func ensureSchema(ctx context.Context, s *store.Store, c *config.Config, serving bool) error {
	err := s.CheckMigrated(ctx)
	if !errors.Is(err, store.ErrOutdated) || s.Dialect() != store.SQLite {
		return err
	}
	if !serving {
		lock, err := lockServe(c.DataDir)
		if err != nil {
			return fmt.Errorf("the database must be migrated first, which is not done under a running serve: %w", err)
		}
		defer lock.Unlock()
	}
	_, err = s.Migrate(ctx)
	return err
}

// errLocked is that another serve runs on a data folder.
var errLocked = errors.New("another shopclerk serve is running")

// lockServe makes sure that this is the only serve on a data folder.
func lockServe(dataDir string) (*flock.Flock, error) {
	if err := os.MkdirAll(dataDir, 0o700); err != nil {
		return nil, err
	}
	lock := flock.New(filepath.Join(dataDir, "serve.lock"))
	locked, err := lock.TryLock()
	if err != nil {
		return nil, err
	}
	if !locked {
		return nil, fmt.Errorf("%w on %s; stop it first", errLocked, dataDir)
	}
	return lock, nil
}

// clerk is a running server with everything that belongs to it.
type clerk struct {
	*server.Server
	store    *store.Store
	engine   search.Engine
	follower *search.Follower
	leader   *search.Leader // nil where each process has an index of its own
	queue    *imports.Queue
	schedule *imports.Schedule
	inbox    *feeds.Inbox
	puller   *feeds.Puller
	metrics  *metrics.Metrics
}

// assemble puts a server together.
func (a *app) assemble(c *config.Config, s *store.Store, log *slog.Logger) *clerk {
	k := &clerk{store: s}
	shops := func() (ids []string) {
		for _, shop := range k.Config().Shops {
			ids = append(ids, shop.ID)
		}
		return ids
	}
	engine, leader := openEngine(c, s, log)
	k.engine, k.leader, k.metrics = engine, leader, metrics.New(versionName())
	k.follower = search.NewFollower(engine, s, shops, log)
	k.follower.Repaired, k.follower.Refused, k.follower.Lagging = k.metrics.Repaired, k.metrics.Refused, k.metrics.SetLag
	k.follower.Waits = c.Search.Engine == config.Embedded
	if leader != nil {
		k.follower.Lead = leader.Lead
	}
	guard := search.NewGuard(engine, s, log)
	guard.Observe, guard.Fallback = k.metrics.ObserveSearch, k.metrics.Fallback
	find := func(id string) (config.Shop, bool) { return k.Config().Shop(id) }
	k.queue = imports.NewQueue(imports.Options{
		Dir: filepath.Join(c.DataDir, "uploads"), Store: s, Formats: importFormats(), Shop: find, Done: k.follower.Kick, Log: log,
		Imported: k.metrics.Imported, Yields: true,
	})
	k.schedule = &imports.Schedule{Queue: k.queue, Shops: func() []config.Shop { return k.Config().Shops }, Log: log}
	sources := a.gathered(func() *config.Config { return k.Config() })
	k.inbox = feeds.NewInbox(feeds.Options{
		Store: s, Sources: sources, Spool: spoolDir(c), Changed: k.follower.Kick, Log: log,
		Metrics: feeds.Metrics{Received: k.metrics.Received, Worked: k.metrics.Worked},
	})
	k.puller = newPuller(s, sources, log)
	k.puller.Changed = k.follower.Kick
	k.Server = server.New(server.Options{
		Config: c, Store: s, Engine: guard, Follower: k.follower, Imports: k.queue, Sources: sources, Inbox: k.inbox, Pull: k.puller.Ask, Version: versionName(),
		Dialects: dialects(), Draw: new(gallery).draw, Log: log, Metrics: k.metrics,
	})
	return k
}

// openEngine opens the engine of the configuration, with who leads where processes share one.
func openEngine(c *config.Config, s *store.Store, log *slog.Logger) (search.Engine, *search.Leader) {
	if c.Search.Engine == config.Embedded {
		return embedded.Open(filepath.Join(c.DataDir, "index"), log), nil
	}
	leader := &search.Leader{Store: s, Holder: rand.Text(), Log: log}
	return openMeili(c, leader, log), leader
}

func openMeili(c *config.Config, marks meili.Marks, log *slog.Logger) *meili.Engine {
	return meili.Open(meili.Options{URL: c.Search.URL, Key: c.Search.Key, Prefix: c.Search.Prefix, Marks: marks, Log: log})
}

// withStore runs f on the database of the configuration.
func (a *app) withStore(cmd *cobra.Command, f func(ctx context.Context, s *store.Store, c *config.Config) error) error {
	log := newLog(cmd.ErrOrStderr())
	c, err := a.load(log)
	if err != nil {
		return err
	}
	s, err := openStore(cmd.Context(), c, log, false)
	if err != nil {
		return err
	}
	defer s.Close()
	return f(cmd.Context(), s, c)
}
