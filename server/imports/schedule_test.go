package imports_test

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"shopclerk/config"
	"shopclerk/internal/store"
	"shopclerk/server/imports"
)

// scheduled lets a schedule and its queue work until done says so.
func scheduled(t *testing.T, s *store.Store, dir string, f config.Import, done func() bool) {
	t.Helper()
	sh := shop
	sh.Imports = []config.Import{f}
	q := queueOn(t, s, dir)
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	schedule := imports.Schedule{Queue: q, Shops: func() []config.Shop { return []config.Shop{sh} }, Log: slog.New(slog.DiscardHandler)}
	go schedule.Run(ctx)
	go q.Run(ctx)
	for deadline := time.Now().Add(patience); !done(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("it does not come to pass")
		}
	}
	stop()
	q.Wait()
}

func TestAFileOfTheConfigurationIsFetchedAndOnlyAgainWhenItChanged(t *testing.T) {
	s := sqlite(t)
	var asked, sent atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		if r.Header.Get("X-Key") != "secret" {
			http.Error(w, "who are you", http.StatusForbidden)
			return
		}
		w.Header().Set("ETag", `"v1"`)
		if r.Header.Get("If-None-Match") == `"v1"` {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		sent.Add(1)
		fmt.Fprint(w, "sku,title\nA,fetched\n")
	}))
	defer server.Close()
	f := config.Import{
		ID: "erp", URL: server.URL + "/products.csv", Kind: "products", Every: time.Hour, AllowPrivate: true, AllowHTTP: true,
		Header: config.Header{Name: "X-Key", Value: "secret"},
	}
	done := func() bool {
		list, err := s.Imports(ctx, store.ImportFilter{Shop: "main", Source: "erp", State: store.ImportDone, Limit: 9})
		known, _ := s.ImportSource(ctx, "main", "erp")
		return err == nil && len(list) == 1 && known.ETag != ""
	}
	scheduled(t, s, t.TempDir(), f, done)
	if p := stored(t, s, "main")["erp a"]; p.Title != "fetched" {
		t.Errorf("%+v", p)
	}
	f.Every = 0 // due at once
	before := asked.Load()
	scheduled(t, s, t.TempDir(), f, func() bool { return asked.Load() > before })
	if sent.Load() != 1 || !done() {
		t.Errorf("sent %d times", sent.Load())
	}
}

func TestWhyAFileOfTheConfigurationCannotBeHadIsNoted(t *testing.T) {
	inside := httptest.NewServer(http.NotFoundHandler())
	defer inside.Close()
	for name, c := range map[string]struct {
		f    config.Import
		want string
	}{
		"an address inside":        {config.Import{URL: inside.URL, AllowHTTP: true}, "allow_private"},
		"a path that is not there": {config.Import{Path: filepath.Join(t.TempDir(), "none.csv")}, "none.csv"},
		"a format that is unknown": {config.Import{Path: os.Args[0], Format: "x"}, "format"},
	} {
		t.Run(name, func(t *testing.T) {
			s := sqlite(t)
			c.f.ID, c.f.Kind, c.f.Every = "erp", "products", time.Hour
			scheduled(t, s, t.TempDir(), c.f, func() bool {
				known, err := s.ImportSource(ctx, "main", "erp")
				return err == nil && known.Error != ""
			})
			if known, _ := s.ImportSource(ctx, "main", "erp"); !strings.Contains(known.Error, c.want) {
				t.Errorf("%q", known.Error)
			}
		})
	}
}
