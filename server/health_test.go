package server_test

import (
	"context"
	"errors"
	"fmt"
	"image/png"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"

	"shopclerk/catalog"
	"shopclerk/internal/store"
	"shopclerk/internal/store/storetest"
	"shopclerk/search"
	"shopclerk/server"
	"shopclerk/server/imports"
)

func TestHealthAndReadinessSayHowThingsAre(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		k := start(t, s, twoShops)
		k.get(t, "/healthz").is(t, 200, `{"status":"ok"}`+"\n")
		k.get(t, "/readyz").is(t, 200, `{"status":"ok","database":"ok","search":{"alpha":{"status":"ok","lag":0},"beta":{"status":"ok","lag":0}}}`+"\n")
		k.loadText(t, "beta", "file", imports.Products, badProducts)
		k.get(t, "/readyz").is(t, 200, `{"status":"ok","database":"ok","search":{"alpha":{"status":"ok","lag":0},"beta":{"status":"behind","lag":2}}}`+"\n")
		k.index(t)
		k.get(t, "/readyz").is(t, 200, `{"status":"ok","database":"ok","search":{"alpha":{"status":"ok","lag":0},"beta":{"status":"ok","lag":0}}}`+"\n")
	})
}

// failing is a search engine that cannot do what it is for.
type failing struct {
	search.Engine
	panics bool
}

var errInside = errors.New("open /var/lib/secret-place/index: no space left on device")

// Search fails.
func (f failing) Search(context.Context, string, catalog.Query) (search.Hits, error) {
	if f.panics {
		panic(errInside)
	}
	return search.Hits{}, errInside
}

// Position fails.
func (f failing) Position(context.Context, string) (int64, error) { return 0, errInside }

func TestAFailureOfTheInsideIsToldToNobody(t *testing.T) {
	for name, panics := range map[string]bool{"an error": false, "a panic": true} {
		t.Run(name, func(t *testing.T) {
			storetest.Each(t, func(t *testing.T, s *store.Store) {
				k := start(t, s, badConfig, func(o *server.Options) {
					o.Engine = failing{Engine: o.Engine, panics: panics}
					o.Follower = search.NewFollower(o.Engine, s, func() []string { return []string{"main"} }, o.Log)
				})
				k.loadText(t, "main", "file", imports.Orders, badOrders)
				k.ask(t, joinchatBot, `{"method":"products"}`).is(t, 500, `{"success":false,"errors":"Something went wrong. Please try again."}`)
				k.ask(t, bothubBot, `{"request":{"method":"products"}}`).is(t, 500, `{"success":false,"error":{"code":14500,"message":"Something went wrong. Please try again."}}`)
				if !strings.Contains(k.log.Text(), "secret-place") {
					t.Errorf("the log does not say why:\n%s", k.log.Text())
				}
				// Orders are answered all the same, and the process stays in service for them.
				k.ask(t, joinchatBot, orderNumber(`"404"`)).is(t, 200, noOrder)
				k.get(t, "/readyz").is(t, 200, `{"status":"ok","database":"ok","search":{"main":{"status":"failing","lag":0}}}`+"\n")
			})
		})
	}
}

// late is a search engine that never ends in time.
type late struct {
	search.Engine
	err error // what it says then; the context's own error when nil
}

// Search waits until nobody waits for it.
func (l late) Search(ctx context.Context, _ string, _ catalog.Query) (search.Hits, error) {
	<-ctx.Done()
	if l.err != nil {
		return search.Hits{}, l.err
	}
	return search.Hits{}, ctx.Err()
}

func TestAnAnswerThatTakesTooLongIsPutOff(t *testing.T) {
	t.Parallel()
	for name, err := range map[string]error{"it says so": nil, "it says something else, as SQLite's interrupted": errInside} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			k := start(t, anyStore(t), badConfig, func(o *server.Options) { o.Engine = late{o.Engine, err} })
			k.ask(t, joinchatBot, `{"method":"products"}`).is(t, http.StatusServiceUnavailable, awayJoinchat)
		})
	}
}

func TestPicturesOfTheSampleShopAreServed(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		k := contractShops(t, s)
		_, after, _ := strings.Cut(k.ask(t, joinchatBot, orderNumber(`"12345678902"`)).body, `"image_url":"https://clerk.shop.example`)
		path, _, _ := strings.Cut(after, `"`)
		got := k.get(t, path)
		if _, err := png.Decode(strings.NewReader(got.body)); err != nil || got.status != 200 || got.header.Get("Content-Type") != "image/png" {
			t.Errorf("%s: %d %s: %v", path, got.status, got.header.Get("Content-Type"), err)
		}
		if got := got.header.Get("Cache-Control"); got != "public, max-age=86400" {
			t.Errorf("Cache-Control: %q", got)
		}
		for _, path := range []string{"/pictures/nothing.png", "/pictures/tshirt-ffffff.jpg", "/pictures/tshirt-gggggg.png", "/pictures/..%2f..%2fetc%2fpasswd", "/pictures/", "/nothing"} {
			k.get(t, path).is(t, 404, `{"error":"Not Found"}`+"\n")
		}
	})
}

func TestAPanicOutsideTheBotsRoadIsAnsweredToo(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		k := start(t, s, badConfig, func(o *server.Options) { o.Draw = func(io.Writer, string) error { panic("a pen broke") } })
		k.get(t, "/pictures/x.png").is(t, 500, `{"error":"internal error"}`+"\n")
		if !strings.Contains(k.log.Text(), "a pen broke") {
			t.Errorf("the log does not say why:\n%s", k.log.Text())
		}
	})
}

// TestTheServerOfTheProgramBoundsHeaders runs the http.Server that the program runs, on a port of its own.
func TestTheServerOfTheProgramBoundsHeaders(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		k := start(t, s, badConfig)
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		web := k.HTTP(ctx)
		ended := make(chan error, 1)
		go func() { ended <- web.Serve(listener) }()
		url := fmt.Sprintf("http://%s/healthz", listener.Addr())
		r, err := http.NewRequest(http.MethodGet, url, nil)
		if err != nil {
			t.Fatal(err)
		}
		send(t, r).is(t, 200, `{"status":"ok"}`+"\n")
		r.Header.Set("X-Long", strings.Repeat("x", 64<<10))
		if got := send(t, r); got.status != http.StatusRequestHeaderFieldsTooLarge {
			t.Errorf("a header of 64 KiB: %d", got.status)
		}
		if err := web.Shutdown(ctx); err != nil {
			t.Error(err)
		}
		if err := <-ended; !errors.Is(err, http.ErrServerClosed) {
			t.Error(err)
		}
	})
}
