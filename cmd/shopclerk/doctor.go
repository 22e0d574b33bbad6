package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"shopclerk/config"
	"shopclerk/internal/store"
	"shopclerk/server"
	"shopclerk/server/imports"
)

const (
	healthTimeout  = 4 * time.Second
	compareTimeout = 10 * time.Minute
	maxClockSkew   = 5 * time.Second
	lagAllowed     = 1000 // changes that an index may be behind without anybody noticing
)

func newDoctor(app *app) *cobra.Command {
	var health bool
	cmd := &cobra.Command{
		Use:   "doctor",
		Short: "Check everything that answers depend on; one line each, exit code 1 if any is bad",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if health {
				return checkHealth(cmd.Context(), app)
			}
			d := &doctor{out: cmd.OutOrStdout()}
			d.examine(cmd.Context(), app)
			if d.bad > 0 {
				return exitError{1}
			}
			return nil
		},
	}
	cmd.Flags().BoolVar(&health, "health", false, "only ask the running serve whether it is there, for a container's health check")
	return cmd
}

// doctor prints one line for each thing that it looks at.
type doctor struct {
	out io.Writer
	bad int
}

func (d *doctor) ok(what, format string, args ...any) {
	fmt.Fprintf(d.out, "ok    %s: %s\n", what, fmt.Sprintf(format, args...))
}

func (d *doctor) fail(what, format string, args ...any) {
	d.bad++
	fmt.Fprintf(d.out, "BAD   %s: %s\n", what, fmt.Sprintf(format, args...))
}

// examine looks from the ground up; where something is missing, what stands on it is not looked at.
func (d *doctor) examine(ctx context.Context, app *app) {
	log := newLog(io.Discard)
	c, err := app.load(log)
	if err != nil {
		d.fail("config", "%v", err)
		return
	}
	d.ok("config", "%s, %d shop(s), %d bot(s)", c.File, len(c.Shops), countBots(c))
	for _, warning := range c.Warnings {
		d.ok("config", "note: %s", warning)
	}
	d.folder(c)
	s, err := connect(ctx, c, log)
	if err != nil {
		d.fail("database", "%v; is it running, and are `database` and its password right?", err)
		return
	}
	defer s.Close()
	d.ok("database", "%s answers", s.Dialect())
	if !d.migrations(ctx, s) {
		return
	}
	d.clock(ctx, s)
	d.engine(ctx, c, log)
	d.search(ctx, c)
	d.uploads(c)
	d.imports(ctx, c, s)
	d.feeds(ctx, c, s, app.sources(c))
}

// folder tries to write where the index and uploads are kept.
func (d *doctor) folder(c *config.Config) {
	err := os.MkdirAll(c.DataDir, 0o700)
	if err == nil {
		var file *os.File
		if file, err = os.CreateTemp(c.DataDir, ".doctor-*"); err == nil {
			_, err = file.Write(make([]byte, 4096))
			err = errors.Join(err, file.Close(), os.Remove(file.Name()))
		}
	}
	if err != nil {
		d.fail("data_dir", "%v; there must be room, and this user must be able to write", err)
		return
	}
	d.ok("data_dir", "%s can be written", c.DataDir)
}

// engine asks a search server that is not in the process whether it can be worked with.
func (d *doctor) engine(ctx context.Context, c *config.Config, log *slog.Logger) {
	if c.Search.Engine != config.Meilisearch {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, healthTimeout)
	defer cancel()
	if err := openMeili(c, nil, log).Check(ctx); err != nil {
		d.fail("search", "%v", err)
		return
	}
	d.ok("search", "Meilisearch at %s can be worked with", c.Search.URL)
}

func countBots(c *config.Config) (n int) {
	for _, shop := range c.Shops {
		n += len(shop.Bots)
	}
	return n
}

func (d *doctor) migrations(ctx context.Context, s *store.Store) bool {
	version, target, err := s.Versions(ctx)
	switch {
	case err != nil:
		d.fail("migrations", "%v", err)
	case version < target:
		d.fail("migrations", "the schema is at version %d of %d; run `shopclerk migrate`", version, target)
	case version > target:
		d.fail("migrations", "the schema is at version %d, newer than this program knows (%d); update shopclerk", version, target)
	default:
		d.ok("migrations", "at version %d", version)
	}
	return err == nil && version >= target
}

func (d *doctor) clock(ctx context.Context, s *store.Store) {
	there, err := s.Clock(ctx)
	skew := time.Since(there).Abs()
	switch {
	case err != nil:
		d.fail("clock", "%v", err)
	case skew > maxClockSkew:
		d.fail("clock", "this machine and the database differ by %s; set both with NTP", skew.Round(time.Second))
	default:
		d.ok("clock", "agrees with the database's")
	}
}

// search asks the running serve, which alone has the embedded index open.
func (d *doctor) search(ctx context.Context, c *config.Config) {
	ready, err := askReady(ctx, c)
	if err != nil {
		d.fail("search", "serve does not answer on %s, and it alone knows the index; start it, or mend `listen`", c.Listen)
		return
	}
	for _, shop := range c.Shops {
		switch state, ok := ready.Search[shop.ID]; {
		case !ok:
			d.fail("search", "the running serve does not know shop %s; reload it (SIGHUP)", shop.ID)
		case state.Status == "failing":
			d.fail("search", "the index of shop %s cannot be used; see the log of serve", shop.ID)
		case state.Lag > lagAllowed:
			d.fail("search", "the index of shop %s is %d changes behind; wait, or see the log of serve", shop.ID, state.Lag)
		default:
			d.ok("search", "%s index of shop %s, %d changes behind", c.Search.Engine, shop.ID, state.Lag)
			d.compare(ctx, c, shop.ID)
		}
	}
}

// compare has the running serve compare a shop's index with the database and mend what differs.
func (d *doctor) compare(ctx context.Context, c *config.Config, shop string) {
	ctx, cancel := context.WithTimeout(ctx, compareTimeout)
	defer cancel()
	var found server.Comparison
	body, status, err := call(ctx, http.MethodPost, c.LocalURL()+"/admin/api/search/compare?shop="+url.QueryEscape(shop), c.Admin.Token)
	if err == nil && status == http.StatusOK {
		err = json.Unmarshal(body, &found)
	}
	switch {
	case c.Admin.Token == "":
		d.ok("search", "the index of shop %s was not compared with the database: without `admin.token` only serve does so, once an hour", shop)
	case err != nil:
		d.fail("search", "the index of shop %s could not be compared with the database: %v", shop, err)
	case status == http.StatusConflict:
		d.ok("search", "the index of shop %s is compared by another process, which works on it", shop)
	case status != http.StatusOK:
		d.fail("search", "the index of shop %s could not be compared with the database: HTTP status %d; see the log of serve", shop, status)
	case found.Missing+found.Stale+found.Extra > 0:
		d.ok("search", "the index of shop %s differed from the database and is repaired: %d missing, %d stale, %d extra of %d products",
			shop, found.Missing, found.Stale, found.Extra, found.Products)
	default:
		d.ok("search", "the index of shop %s equals the database: %d products compared", shop, found.Products)
	}
}

// uploads names what waits in the data folder for the serve that runs on it.
func (d *doctor) uploads(c *config.Config) {
	dir := filepath.Join(c.DataDir, "uploads")
	waiting, err := os.ReadDir(dir)
	waiting = slices.DeleteFunc(waiting, func(e fs.DirEntry) bool { return imports.IsOwn(e.Name()) })
	switch {
	case errors.Is(err, fs.ErrNotExist) || err == nil && len(waiting) == 0:
		d.ok("uploads", "none waiting")
	case err != nil:
		d.fail("uploads", "%v; make %s readable for this user", err, dir)
	default:
		d.ok("uploads", "%d waiting in %s; the serve on this folder works them off", len(waiting), dir)
	}
}

func askReady(ctx context.Context, c *config.Config) (server.Readiness, error) {
	var ready server.Readiness
	ctx, cancel := context.WithTimeout(ctx, healthTimeout)
	defer cancel()
	body, err := get(ctx, c.LocalURL()+"/readyz")
	if err != nil {
		return ready, err
	}
	return ready, json.Unmarshal(body, &ready)
}

func checkHealth(ctx context.Context, app *app) error {
	c, err := app.load(newLog(io.Discard))
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, healthTimeout)
	defer cancel()
	_, err = get(ctx, c.LocalURL()+"/healthz")
	return err
}

func get(ctx context.Context, url string) ([]byte, error) {
	body, status, err := call(ctx, http.MethodGet, url, "")
	if status >= http.StatusInternalServerError {
		err = errors.Join(err, fmt.Errorf("%s answered with HTTP status %d", url, status))
	}
	return body, err
}

// call sends a request without a body, as the owner when there is a token.
func call(ctx context.Context, method, url, token string) (body []byte, status int, err error) {
	r, err := http.NewRequestWithContext(ctx, method, url, nil)
	if err != nil {
		return nil, 0, err
	}
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		return nil, 0, err
	}
	defer response.Body.Close()
	body, err = io.ReadAll(io.LimitReader(response.Body, maxReply))
	return body, response.StatusCode, err
}
