package server_test

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"image/png"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"shopclerk/catalog"
	"shopclerk/internal/store"
	"shopclerk/internal/store/storetest"
	"shopclerk/search"
	"shopclerk/server"
	"shopclerk/server/bots"
	"shopclerk/server/imports"
)

// indexed is a shop's search in the body of /readyz when all is well.
const indexed = `{"engine":"embedded","status":"ok","built":true,"lag":0}`

func TestHealthAndReadinessSayHowThingsAre(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		k := start(t, s, twoShops)
		ready := func(beta string) {
			t.Helper()
			k.get(t, "/readyz").is(t, 200, `{"status":"ok","database":"ok","search":{"alpha":`+indexed+`,"beta":`+beta+`}}`+"\n")
		}
		k.get(t, "/healthz").is(t, 200, `{"status":"ok"}`+"\n")
		if got, want := k.get(t, "/readyz"), `"alpha":{"engine":"embedded","status":"building","built":false,"lag":`; got.status != 200 || !strings.Contains(got.body, want) {
			t.Errorf("without an index: %d %s", got.status, got.body)
		}
		k.index(t)
		ready(indexed)
		k.loadText(t, "beta", "file", imports.Products, badProducts)
		ready(`{"engine":"embedded","status":"behind","built":true,"lag":2}`)
		k.index(t)
		ready(indexed)
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

// Mark fails.
func (f failing) Mark(context.Context, string) (search.Mark, error) { return search.Mark{}, errInside }

// withEngine is for start: it puts another engine, made of the real one, in its place.
func withEngine(s *store.Store, change func(search.Engine) search.Engine) func(*server.Options) {
	return func(o *server.Options) {
		engine := change(o.Engine.Engine)
		o.Engine = search.NewGuard(engine, s, o.Log)
		o.Follower = search.NewFollower(engine, s, o.Follower.Shops, o.Log)
	}
}

func TestAFailureOfTheInsideIsToldToNobody(t *testing.T) {
	const ours, bothubs = `{"success":false,"errors":"Something went wrong. Please try again."}`,
		`{"success":false,"error":{"code":14500,"message":"Something went wrong. Please try again."}}`
	const cup, bothubCup = `{"success":true,"total":1,"data":[{"title":"Cup","image_url":"","product_type":"Things","vendor":"Acme","buy_url":"","price":"2"}]}`,
		`{"success":true,"object":"products","has_next_page":false,"products":[{"title":"Cup","image_url":"","product_type":"Things","vendor":"Acme","buy_url":"","price":"2"}]}`
	cases := []struct {
		name             string
		panics           bool
		status           int
		joinchat, bothub string
	}{
		{"an error of the engine, for which the database stands in", false, 200, cup, bothubCup},
		{"a panic of the engine, likewise", true, 200, cup, bothubCup},
		{"a panic on the road", false, 500, ours, bothubs},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			storetest.Each(t, func(t *testing.T, s *store.Store) {
				k := start(t, s, badConfig, withEngine(s, func(e search.Engine) search.Engine { return failing{e, c.panics} }), func(o *server.Options) {
					if c.status == 500 {
						encodeWith(func(bots.Answer) { panic(errInside) })(o)
					}
				})
				k.loadText(t, "main", "file", imports.Products, badProducts)
				k.loadText(t, "main", "file", imports.Orders, badOrders)
				k.ask(t, joinchatBot, productQuestion(`"title":"cup"`, "")).is(t, c.status, c.joinchat)
				k.ask(t, bothubBot, `{"request":{"method":"products"},"params":{"title":"cup"}}`).is(t, c.status, c.bothub)
				if !strings.Contains(k.log.Text(), "secret-place") {
					t.Errorf("the log does not say why:\n%s", k.log.Text())
				}
				// An order that there is not is refused all the same, and the process stays in service for them.
				k.ask(t, joinchatBot, orderNumber(`"404"`)).is(t, 200, noOrder)
				k.get(t, "/readyz").is(t, 200, `{"status":"ok","database":"ok","search":{"main":{"engine":"embedded","status":"failing","built":false,"lag":0}}}`+"\n")
			})
		})
	}
}

// between is a dialect in which something happens before it decodes or encodes.
type between struct {
	bots.Dialect
	decode func() error
	encode func(bots.Answer)
}

// Decode is the dialect's own, after what happens.
func (b between) Decode(body []byte) (bots.Request, error) {
	request, err := b.Dialect.Decode(body)
	if b.decode != nil {
		err = cmp.Or(b.decode(), err)
	}
	return request, err
}

// Encode likewise.
func (b between) Encode(a bots.Answer) ([]byte, error) {
	if b.encode != nil {
		b.encode(a)
	}
	return b.Dialect.Encode(a)
}

// encodeWith and decodeWith are for start.
func encodeWith(f func(bots.Answer)) func(*server.Options) {
	return func(o *server.Options) {
		for i, d := range o.Dialects {
			o.Dialects[i] = between{Dialect: d, encode: f}
		}
	}
}

func decodeWith(f func() error) func(*server.Options) {
	return func(o *server.Options) {
		for i, d := range o.Dialects {
			o.Dialects[i] = between{Dialect: d, decode: f}
		}
	}
}

func TestAnAnswerThatTakesTooLongIsPutOff(t *testing.T) {
	t.Parallel()
	for name, err := range map[string]error{"it says so": nil, "it says something else, as SQLite's interrupted": errInside} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := anyStore(t)
			k := start(t, s, badConfig, decodeWith(func() error {
				time.Sleep(4200 * time.Millisecond) // longer than a whole question may take
				return err
			}))
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
