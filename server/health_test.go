package server_test

import (
	"bytes"
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

func TestAReloadIsInForceAtOnce(t *testing.T) {
	const before = `
admin: {token: the-first-token-of-the-admin-0000000}
shops: [{id: main, language: en, bots: [{platform: joinchat, secrets: [first-secret]}]}]`
	const between = `
admin: {token: the-second-token-of-the-admin-000000}
shops: [{id: main, language: vi, bots: [{platform: joinchat, secrets: [second-secret, first-secret]}]}]`
	const after = `
admin: {token: the-second-token-of-the-admin-000000}
shops: [{id: main, language: vi, cancelled_is: hidden, bots: [{platform: joinchat, secrets: [second-secret]}]}, {id: new, language: en, bots: [{platform: bothub, secrets: [third-secret]}]}]`
	const order = `{"order_number":"1","status":"cancelled","summary":{"total_cost":1}}`
	first, second := caller{"joinchat", "first-secret"}, caller{"joinchat", "second-secret"}
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		k := start(t, s, before)
		k.loadText(t, "main", "file", imports.Orders, order)
		admin := func(token string) int {
			return k.get(t, "/admin/api/imports/1", "Authorization", "Bearer "+token).status
		}
		question, unknown := orderNumber("1"), orderNumber("2")
		if first, second := k.ask(t, first, question).status, k.ask(t, second, question).status; first != 200 || second != 401 {
			t.Errorf("before: %d, %d", first, second)
		}
		if admin("the-first-token-of-the-admin-0000000") != 404 || admin("the-second-token-of-the-admin-000000") != 401 {
			t.Error("before: the tokens")
		}

		k.Reload(settings(t, between))
		if first, second := k.ask(t, first, question).status, k.ask(t, second, question).status; first != 200 || second != 200 {
			t.Errorf("between: %d, %d", first, second)
		}
		if admin("the-first-token-of-the-admin-0000000") != 401 || admin("the-second-token-of-the-admin-000000") != 404 {
			t.Error("between: the tokens")
		}
		k.ask(t, second, unknown).is(t, 200, `{"success":false,"errors":"Không tìm thấy đơn hàng"}`)

		k.Reload(settings(t, after))
		k.ask(t, first, question).is(t, 401, joinchatUnsigned)
		k.ask(t, second, question).is(t, 200, `{"success":false,"errors":"Không tìm thấy đơn hàng"}`)
		k.ask(t, caller{"bothub", "third-secret"}, `{"request":{"method":"orders"},"params":{"order_number":1}}`).is(t, 200, `{"success":false,"error":{"code":14223,"message":"Order not found"}}`)
		if got := k.get(t, "/readyz").body; !strings.Contains(got, `"new":{"status":"ok","lag":0}`) {
			t.Errorf("readiness does not know the new shop: %s", got)
		}
	})
}

// TestNoLogLineHasWhatIsNobodysBusiness sends what could get into a log, on every road, and reads the log.
func TestNoLogLineHasWhatIsNobodysBusiness(t *testing.T) {
	never := []string{
		"a@example.com", "0912345678", "912345678", "AB1", "Ann Logged", "1 Logged Road", "jc-test-secret", "bh-test-secret", adminToken, "wrong-token",
		"order_number", "user_account", "Green logged tea", "t0ken-of-the-test", "wrong-signature", "X-Forwarded-For", "param_of_the_url",
	}
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		k := startWorking(t, s, adminConfig+"trusted_proxies: [192.0.2.0/24]\n")
		k.upload(t, "kind=orders", "", strings.NewReader(`[{"order_number":"AB1","recipient_name":"Ann Logged","email":"a@example.com","phone":"0912345678","summary":{"total_cost":1},"address":{"street_1":"1 Logged Road"}},{"order_number":"AB1","status":"Ann Logged"}]`))
		bodies := []string{
			`{"method":"orders","id":"request-1","params":{"order_number":"AB1"}}`, `{"method":"orders","params":{"user_account":"a@example.com"}}`,
			`{"method":"orders","params":{"user_account":"0912345678"}}`, `{"method":"orders","params":{"user_account":"a@example.com","filter":"AB1"}}`,
			`{"method":"products","params":{"title":"Green logged tea","vendor":{"a@example.com":1}}}`, `{"method":"packages","params":{"order_number":"AB1"}}`,
			`{"method":"AB1","params":{"user_account":"a@example.com"}}`, `{"method":"test","params":{"token":"t0ken-of-the-test"}}`, `not JSON of a@example.com`,
		}
		for _, body := range bodies {
			k.ask(t, joinchatBot, body)
			k.post(t, body, joinchatHeader, "wrong-signature")
		}
		k.get(t, "/webhook?param_of_the_url=a@example.com", "X-Forwarded-For", "a@example.com")
		k.get(t, "/a@example.com")
		k.get(t, "/admin/api/imports/AB1", "Authorization", "Bearer wrong-token")
		k.admin(t, "POST", "/imports?kind=AB1&source=a@example.com", "", strings.NewReader("AB1"))
		k.post(t, strings.Repeat("a@example.com", 10_000), joinchatHeader, "wrong-signature")
		text := k.log.Text()
		var signed bytes.Buffer
		for _, body := range bodies {
			signed.WriteString(joinchatBot.sign([]byte(body)) + "\n")
		}
		for _, secret := range append(never, strings.Fields(signed.String())...) {
			for line := range strings.Lines(text) {
				if strings.Contains(line, secret) {
					t.Errorf("%q is in the log: %s", secret, line)
				}
			}
		}
		for _, wanted := range []string{`"shop":"main","platform":"joinchat","question":"orders","question_id":"request-1"`, `"route":"/webhook"`, `"status":401`, `"refused":`} {
			if !strings.Contains(text, wanted) {
				t.Errorf("%s is not in the log:\n%s", wanted, text)
			}
		}
	})
}

func TestTheCallersAddressIsBelievedOfTrustedProxiesOnly(t *testing.T) {
	cases := []struct{ name, proxies, forwarded, want string }{
		{"nobody is trusted", "", "203.0.113.7", "127.0.0.1"},
		{"the proxy is trusted", "trusted_proxies: [127.0.0.0/8]", "203.0.113.7", "203.0.113.7"},
		{"two proxies are trusted, and what stands before them is not", "trusted_proxies: [127.0.0.1, 198.51.100.0/24]", "192.0.2.1, 203.0.113.7, 198.51.100.9", "203.0.113.7"},
		{"another proxy is trusted", "trusted_proxies: [198.51.100.0/24]", "203.0.113.7", "127.0.0.1"},
		{"the proxy is trusted and says nonsense", "trusted_proxies: [127.0.0.0/8]", "nonsense", "127.0.0.1"},
	}
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		for _, c := range cases {
			t.Run(c.name, func(t *testing.T) {
				k := start(t, s, c.proxies+badConfig)
				k.get(t, "/webhook", "X-Forwarded-For", c.forwarded, "X-Real-Ip", "192.0.2.99")
				if want := `"from":"` + c.want + `"`; !strings.Contains(k.log.Text(), want) {
					t.Errorf("no %s in %s", want, k.log.Text())
				}
			})
		}
	})
}
