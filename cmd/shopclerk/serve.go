package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"reflect"
	"runtime"
	"runtime/debug"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"shopclerk/config"
	"shopclerk/internal/store"
)

const (
	shutdownTimeout = 10 * time.Second // for requests that are under way
	firstCatchUp    = 2 * time.Second  // how long the start waits for the index; a large one goes on beside the first questions
)

func newServe(app *app) *cobra.Command {
	var sample bool
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Answer the bots; without a configuration file it makes one in ./data",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return serve(cmd.Context(), app, sample)
		},
	}
	cmd.Flags().BoolVar(&sample, "sample", false, "first import the sample shop when the shop is empty")
	return cmd
}

// serveGC lets the heap grow to four times of what is in use before the collector works: what is in use is a few megabytes, and
// at Go's own 100 the collector would take a tenth of each answer's time.
const serveGC = 300

// leastThreads is how many threads run Go at least. Where there are fewer processors, the search index can take all for the
// 10 ms that Go lets one run before another; with more threads the system's scheduler, which is finer, lets a question in
// between (measured on two: a third of the p99 while an index is written).
const leastThreads = 4

// setGC says how much the heap may grow before the collector works, in percent of what is in use, unless GOGC does.
func setGC(percent int) {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(percent)
	}
}

func serve(ctx context.Context, app *app, sample bool) error {
	if os.Getenv("GOMAXPROCS") == "" && runtime.GOMAXPROCS(0) < leastThreads {
		runtime.GOMAXPROCS(leastThreads)
	}
	setGC(serveGC)
	askForShortTurns()
	log := newLog(os.Stderr)
	c, err := app.loadOrGenerate(log)
	if err != nil {
		return err
	}
	lock, err := lockServe(c.DataDir)
	switch {
	case err == nil:
		defer lock.Unlock()
	case errors.Is(err, errLocked) || c.Database.Driver == store.SQLite:
		return err
	default: // on a database of its own it can still answer
		log.Error("data_dir cannot be written: the database answers product questions, and uploads are refused", "error", err)
	}
	s, err := openStore(ctx, c, log, true)
	if err != nil {
		return err
	}
	defer s.Close()
	if sample {
		if err := importSample(ctx, s, c, log); err != nil {
			return err
		}
	}
	k := app.assemble(c, s, log)
	return errors.Join(k.run(ctx, app, log), k.engine.Close())
}

// loadOrGenerate makes the first configuration when there is none.
func (a *app) loadOrGenerate(log *slog.Logger) (*config.Config, error) {
	_, err := config.Load(config.Options{File: a.configFile, Env: os.Environ()})
	if errors.Is(err, config.ErrNoFile) {
		file, err := config.Generate("data")
		if err != nil {
			return nil, err
		}
		fmt.Fprintf(os.Stderr, "Made a configuration with fresh secrets and an admin token: %s\n", file)
	}
	return a.load(log)
}

// run serves until the context ends, then lets requests that are under way finish.
func (k *clerk) run(ctx context.Context, app *app, log *slog.Logger) error {
	hangup := make(chan os.Signal, 1)
	signal.Notify(hangup, syscall.SIGHUP) // before anybody can reach the server: until then a hangup ends the process
	defer signal.Stop(hangup)
	listener, err := net.Listen("tcp", k.Config().Listen)
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	work, stop := context.WithCancel(context.WithoutCancel(ctx))
	var workers sync.WaitGroup
	running := []func(context.Context){k.follower.Run, k.queue.Run, k.schedule.Run, k.inbox.Run, k.puller.Run, k.Run, func(c context.Context) { k.reloadOnHangup(c, app, hangup, log) }}
	if k.leader != nil {
		running = append(running, k.leader.Run)
	}
	for _, worker := range running {
		workers.Go(func() { worker(work) })
	}
	defer func() { stop(); workers.Wait(); k.queue.Wait() }()
	select {
	case <-k.follower.CaughtUp():
	case <-ctx.Done():
	case <-time.After(firstCatchUp):
		log.Info("the search index is still behind; until it is complete the database answers")
	}
	s := k.HTTP(ctx)
	failed := make(chan error, 1)
	defer k.serveMetrics(ctx, log)()
	go func() { failed <- s.Serve(listener) }()
	address := "http://" + listener.Addr().String()
	log.Info("serving", "address", address, "database", k.store.Dialect(), "config", k.Config().File)
	k.printWays(app, address)
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	log.Info("stopping: requests that are under way finish")
	ending, cancel := context.WithTimeout(context.Background(), shutdownTimeout)
	defer cancel()
	if err := s.Shutdown(ending); err != nil && !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("not all requests were finished in %s: %w", shutdownTimeout, err)
	}
	return nil
}

// serveMetrics listens on metrics_listen, unless it is off or the public address. A port that is taken, as 9090 often is,
// is no reason not to serve.
func (k *clerk) serveMetrics(ctx context.Context, log *slog.Logger) (stop func()) {
	address := k.Config().MetricsListen
	if address == "" || address == k.Config().Listen {
		return func() {}
	}
	listener, err := net.Listen("tcp", address)
	if err != nil {
		log.Warn("metrics are not served; set metrics_listen to a free address, or to \"\"", "error", err)
		return func() {}
	}
	s := k.MetricsHTTP(ctx)
	go func() {
		if err := s.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			log.Error("metrics are served no more", "error", err)
		}
	}()
	return func() { s.Close() }
}

// reloadOnHangup takes a changed configuration on SIGHUP; one with a problem changes nothing.
func (k *clerk) reloadOnHangup(ctx context.Context, app *app, hangup <-chan os.Signal, log *slog.Logger) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-hangup:
		}
		c, err := config.Load(config.Options{File: app.configFile, Env: os.Environ()})
		if err != nil {
			log.Error("the configuration was not reloaded and the old one stays", "error", err)
			continue
		}
		for _, key := range needRestart(k.Config(), c) {
			log.Warn("this change waits for the next start", "key", key)
		}
		k.Reload(c)
		log.Info("configuration reloaded", "config", c.File)
	}
}

// needRestart names the keys that differ and are looked at only once.
func needRestart(old, now *config.Config) []string {
	var keys []string
	for key, differs := range map[string]bool{
		"listen": old.Listen != now.Listen, "metrics_listen": old.MetricsListen != now.MetricsListen,
		"data_dir": old.DataDir != now.DataDir, "search": old.Search != now.Search,
		"database": !reflect.DeepEqual(old.Database, now.Database),
	} {
		if differs {
			keys = append(keys, key)
		}
	}
	return keys
}

// printWays shows where the page is and how to ask, as this program was called.
func (k *clerk) printWays(app *app, address string) {
	command := os.Args[0]
	if strings.Contains(command, "go-build") { // the temporary file of `go run`
		command = "go run ./cmd/shopclerk"
	}
	if app.configFile != "" {
		command += " --config " + app.configFile
	}
	signIn := "without a name, with the admin token"
	if k.Config().Admin.Token == "" {
		signIn = fmt.Sprintf("as a user, whom %s user add makes", command)
	} else if file := k.Config().File; file != "" {
		signIn += " in " + file
	}
	fmt.Fprintf(os.Stderr, "The shop's page (sign in %s):\n  %s/admin\nTry it from another terminal:\n  %s ask products --title T-shirt\n", signIn, address, command)
}
