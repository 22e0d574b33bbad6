package imports_test

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"shopclerk/internal/store"
	"shopclerk/internal/store/storetest"
	"shopclerk/server/imports"
)

// atMessage calls something when a message is logged.
type atMessage struct {
	slog.Handler
	message string
	call    func()
}

func (h atMessage) Enabled(context.Context, slog.Level) bool { return true }

func (h atMessage) Handle(_ context.Context, r slog.Record) error {
	if r.Message == h.message {
		h.call()
	}
	return nil
}

// ownServer is a MariaDB that a test may stop.
func ownServer(t *testing.T, now func() time.Time) (*storetest.Server, *store.Store) {
	t.Helper()
	server, o := storetest.OwnServer(t)
	o.Now = now
	return server, storetest.Open(t, o)
}

// The database goes away when a batch of the first of two imports is in, and is back as soon as the queue has noticed.
func TestAnImportWaitsForTheDatabaseAndThoseBehindItWaitToo(t *testing.T) {
	var server *storetest.Server
	calls, started := 0, 0
	server, s := ownServer(t, func() time.Time { // the store asks for the time at the beginning of a batch and at its end
		if calls++; calls == 3 {
			server.Stop()
		}
		return time.Now()
	})
	log := slog.New(atMessage{message: "an import waits for the database", call: func() {
		if started++; started == 1 {
			if err := server.Start(); err != nil {
				t.Error(err)
			}
		}
	}})
	l := newLine(t, s, t.TempDir(), oneShop, log)
	var older strings.Builder
	older.WriteString("sku,title\nA,older\n")
	for i := range 2 * store.BatchSize {
		fmt.Fprintf(&older, "%d,x\n", i)
	}
	first := l.submit(t, upload(imports.Products), older.String())
	second := l.submit(t, upload(imports.Products), "sku,title\nA,newer\n")
	l.work(t, 2)
	if started != 1 {
		t.Fatalf("the queue waited %d times", started)
	}
	if got := l.state(t, first); got.State != store.ImportDone || got.Rows.Unchanged != 0 || got.Rows.New != 2*store.BatchSize+1 || got.Error != "" {
		t.Errorf("the first import: %+v", got)
	}
	if got := l.state(t, second); got.State != store.ImportDone || got.Rows.Changed != 1 {
		t.Errorf("the second import: %+v", got)
	}
	if got := titles(t, s); got["a"] != "newer" || len(got) != 2*store.BatchSize+1 {
		t.Errorf("the title is %q, there are %d products", got["a"], len(got))
	}
	if left := l.uploads(t); len(left) > 0 {
		t.Errorf("left over: %q", left)
	}
}

func TestWithoutTheDatabaseNothingIsAccepted(t *testing.T) {
	server, s := ownServer(t, nil)
	l := newLine(t, s, t.TempDir(), oneShop, nil)
	server.Stop()
	if _, err := l.Submit(ctx, upload(imports.Products), strings.NewReader("[]"), 0); err == nil {
		t.Error("an import is accepted that nobody can ask for")
	}
	if left := l.uploads(t); len(left) > 0 {
		t.Errorf("left over: %q", left)
	}
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	l.submit(t, upload(imports.Products), "[]")
	l.work(t, 1)
}
