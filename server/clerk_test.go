package server_test

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"flag"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/shopspring/decimal"

	"shopclerk"
	"shopclerk/catalog"
	"shopclerk/config"
	"shopclerk/internal/store"
	"shopclerk/internal/store/storetest"
	"shopclerk/orders"
	"shopclerk/packages"
	"shopclerk/search"
	"shopclerk/search/embedded"
	"shopclerk/server"
	"shopclerk/server/bots"
	"shopclerk/server/bots/bothub"
	"shopclerk/server/bots/joinchat"
	"shopclerk/server/imports"
	"shopclerk/server/imports/formats"
	"shopclerk/server/imports/formats/native"
	"shopclerk/server/pictures"
)

func TestMain(m *testing.M) {
	flag.Set("rapid.nofailfile", "true") // the seed that is printed is enough; no files in the source
	os.Exit(storetest.Main(m))
}

var ctx = context.Background()

// clerk is the whole server on a real database and a real index, asked over HTTP.
type clerk struct {
	*server.Server
	store    *store.Store
	follower *search.Follower
	queue    *imports.Queue
	url      string
	log      *logBook
}

// logBook keeps what is logged.
type logBook struct {
	sync.Mutex
	bytes.Buffer
}

// Write keeps a line.
func (l *logBook) Write(p []byte) (int, error) {
	l.Lock()
	defer l.Unlock()
	return l.Buffer.Write(p)
}

// Text is everything that was logged so far.
func (l *logBook) Text() string {
	l.Lock()
	defer l.Unlock()
	return l.Buffer.String()
}

// settings reads a configuration as the program does.
func settings(t *testing.T, text string) *config.Config {
	t.Helper()
	c, err := config.Parse([]byte(text), config.Options{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// start puts a server together as wire.go does, on a store that is open already. change may replace parts of it.
// formatsHere are those that this package's tests need; each format has tests of its own.
var formatsHere = imports.Formats{
	Products: []formats.Format[catalog.Change]{native.Products{}},
	Orders:   []formats.Format[orders.Change]{native.Orders{}},
	Packages: []formats.Format[packages.Change]{native.Packages{}},
}

func start(t *testing.T, s *store.Store, text string, change ...func(*server.Options)) *clerk {
	t.Helper()
	dir, c := t.TempDir(), settings(t, text)
	k := &clerk{store: s, log: &logBook{}}
	log := slog.New(slog.NewJSONHandler(k.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	engine := embedded.Open(filepath.Join(dir, "index"), log)
	t.Cleanup(func() {
		if err := engine.Close(); err != nil {
			t.Error(err)
		}
	})
	k.follower = search.NewFollower(engine, s, k.shops, log)
	shop := func(id string) (config.Shop, bool) { return k.Config().Shop(id) }
	k.queue = imports.NewQueue(imports.Options{
		Dir: filepath.Join(dir, "uploads"), Store: s, Formats: formatsHere, Shop: shop, Done: k.follower.Kick, Log: log,
	})
	o := server.Options{
		Config: c, Store: s, Engine: search.NewGuard(engine, s, log), Follower: k.follower, Imports: k.queue,
		Dialects: []bots.Dialect{joinchat.Dialect{}, bothub.Dialect{}}, Draw: pictures.Draw, Log: log,
	}
	for _, f := range change {
		f(&o)
	}
	k.Server = server.New(o)
	web := httptest.NewServer(k)
	t.Cleanup(web.Close)
	k.url = web.URL
	return k
}

func (k *clerk) shops() (ids []string) {
	for _, shop := range k.Config().Shops {
		ids = append(ids, shop.ID)
	}
	return ids
}

// load imports a file into a shop; a refused row fails the test.
func (k *clerk) load(t tb, shop, source string, kind imports.Kind, file io.Reader) {
	t.Helper()
	sh, ok := k.Config().Shop(shop)
	if !ok {
		t.Fatalf("no shop %q", shop)
	}
	k.bring(t, store.Import{Kind: string(kind), Shop: sh.ID, Source: source}, file)
}

// bring imports a file at once; a refused row fails the test.
func (k *clerk) bring(t tb, i store.Import, file io.Reader) {
	t.Helper()
	i, err := k.queue.Now(ctx, i, file)
	if err != nil {
		t.Fatal(err)
	}
	rows, _, err := k.store.RefusedRows(ctx, i.ID, 0, 1000)
	for _, r := range rows {
		t.Errorf("%s line %d: %s", i.Kind, r.Line, r.Reason)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// loadText is load of a file that stands in the test.
func (k *clerk) loadText(t tb, shop, source string, kind imports.Kind, text string) {
	t.Helper()
	k.load(t, shop, source, kind, strings.NewReader(text))
}

// loadSample fills a shop with the sample.
func (k *clerk) loadSample(t tb, shop string) {
	t.Helper()
	for _, kind := range []imports.Kind{imports.Products, imports.Orders, imports.Packages} {
		file, err := shopclerk.Sample.Open("testdata/sample/" + string(kind) + ".json")
		if err != nil {
			t.Fatal(err)
		}
		k.load(t, shop, imports.SampleSource, kind, file)
		file.Close()
	}
}

// index brings the search index up to date.
func (k *clerk) index(t tb) {
	t.Helper()
	if err := k.follower.CatchUp(ctx); err != nil {
		t.Fatal(err)
	}
}

// tb is what testing.T and rapid.T have in common.
type tb interface {
	Helper()
	Errorf(format string, args ...any)
	Fatal(args ...any)
	Fatalf(format string, args ...any)
}

// caller is a bot that asks: how it signs, and with which secret.
type caller struct{ platform, secret string }

// Headers as the platforms write them, which is not how Go does.
const (
	joinchatHeader = "x-joinchat-signature"
	bothubHeader   = "X-Hub-signature"
)

func (c caller) header() string {
	if c.platform == config.Bothub {
		return bothubHeader
	}
	return joinchatHeader
}

// sign is written out here a second time, so that a mistake in the server's own signing shows.
func (c caller) sign(body []byte) string {
	mac := hmac.New(sha256.New, []byte(c.secret))
	mac.Write(body)
	if c.platform == config.Bothub {
		return hex.EncodeToString(mac.Sum(nil))
	}
	return base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

// reply is what came back.
type reply struct {
	status int
	header http.Header
	body   string
}

// ask sends a signed question.
func (k *clerk) ask(t tb, as caller, body string) reply {
	t.Helper()
	return k.post(t, body, as.header(), as.sign([]byte(body)))
}

// post sends a question with headers as given, name before value.
func (k *clerk) post(t tb, body string, headers ...string) reply {
	t.Helper()
	r, err := http.NewRequest(http.MethodPost, k.url+"/webhook", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	for i := 0; i < len(headers); i += 2 {
		name := http.CanonicalHeaderKey(headers[i])
		r.Header[name] = append(r.Header[name], headers[i+1])
	}
	return send(t, r)
}

// get asks for a path with headers as given, name before value.
func (k *clerk) get(t tb, path string, headers ...string) reply {
	t.Helper()
	r, err := http.NewRequest(http.MethodGet, k.url+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	return send(t, r)
}

func send(t tb, r *http.Request) reply {
	t.Helper()
	response, err := describedClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return reply{response.StatusCode, response.Header, string(body)}
}

// is fails the test when a reply is not exactly this.
func (r reply) is(t tb, status int, body string) {
	t.Helper()
	if r.status != status || r.body != body {
		t.Errorf("got %d %s\nwant %d %s", r.status, clip(r.body), status, clip(body))
	}
}

func clip(text string) string { return text[:min(len(text), 2000)] }

// money reads an amount that stands in a test.
func money(text string) decimal.Decimal { return decimal.RequireFromString(text) }
