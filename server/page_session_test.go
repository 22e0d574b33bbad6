package server_test

import (
	"encoding/base64"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"shopclerk/internal/passwords"
	"shopclerk/internal/store"
	"shopclerk/internal/store/storetest"
)

// sent is a cookie as a reply sets it.
func (r reply) sent(t *testing.T, name string) *http.Cookie {
	t.Helper()
	for _, line := range r.header.Values("Set-Cookie") {
		if c, err := http.ParseSetCookie(line); err == nil && c.Name == name {
			return c
		}
	}
	t.Fatalf("no cookie %s is set: %q", name, r.header.Values("Set-Cookie"))
	return nil
}

const behindProxy = `
admin: {token: ` + adminToken + `}
trusted_proxies: [127.0.0.1]
public_url: https://clerk.shop.example
shops: [{id: main, language: en}]
`

func TestTheSessionCookieIsForThisPageAlone(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		open, proxied := start(t, s, adminConfig), start(t, s, behindProxy)
		for _, c := range []struct {
			name, proto string
			k           *clerk
			secure      bool
		}{
			{"a browser that comes directly", "", open, false},
			{"a stranger who says https", "https", open, false},
			{"a trusted proxy that says https", "https", proxied, true},
			{"a trusted proxy that says http", "http", proxied, false},
		} {
			t.Run(c.name, func(t *testing.T) {
				got := newBrowser(t, c.k).send(t, "POST", "/admin/login", url.Values{"password": {adminToken}}, "X-Forwarded-Proto", c.proto)
				cookie := got.sent(t, "shopclerk")
				if !cookie.HttpOnly || cookie.SameSite != http.SameSiteStrictMode || cookie.Path != "/admin" || cookie.Secure != c.secure || cookie.MaxAge != 12*3600 || cookie.Domain != "" {
					t.Errorf("the cookie is %s", cookie.Raw)
				}
				token, err := base64.RawURLEncoding.DecodeString(cookie.Value)
				if err != nil || len(token) != 32 {
					t.Errorf("the token is %q", cookie.Value)
				}
			})
		}
	})
}

func TestALogInMakesANewTokenAndEndsTheOldSession(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		k := start(t, s, adminConfig)
		addUser(t, k, store.User{Name: "mei", Role: "viewer"})
		b := newBrowser(t, k)
		planted := base64.RawURLEncoding.EncodeToString([]byte(strings.Repeat("x", 32)))
		form := url.Values{"name": {"mei"}, "password": {testPassword}}
		first := b.send(t, "POST", "/admin/login", form, "Cookie", "shopclerk="+planted).sent(t, "shopclerk").Value
		if first == planted {
			t.Error("a planted token became a session")
		}
		second := b.send(t, "POST", "/admin/login", form).sent(t, "shopclerk").Value
		if second == first {
			t.Error("a log-in kept the token")
		}
		stranger := newBrowser(t, k)
		for name, value := range map[string]string{"planted": planted, "old": first, "": "", "text": "not a token", "short": "YWJj"} {
			if got := stranger.get(t, "/admin/account", "Cookie", "shopclerk="+value); got.status != http.StatusSeeOther {
				t.Errorf("the %s token opens the page: %d", name, got.status)
			}
		}
		b.get(t, "/admin/account").shows(t, 200)
	})
}

func TestWhatEndsASession(t *testing.T) {
	const otherToken = "another-admin-token-of-the-tests-32-characters"
	reloaded := strings.Replace(adminConfig, adminToken, otherToken, 1)
	for _, c := range []struct {
		name, user string
		do         func(t *testing.T, k *clerk, b *browser) error
	}{
		{"signing out", "mei", func(t *testing.T, _ *clerk, b *browser) error {
			b.post(t, "/admin/logout", nil).leads(t, "/admin/login")
			return nil
		}},
		{"signing out everywhere on another device", "mei", func(t *testing.T, k *clerk, _ *browser) error {
			login(t, k, "mei").post(t, "/admin/logout/all", nil).leads(t, "/admin/login")
			return nil
		}},
		{"a new password", "mei", func(_ *testing.T, k *clerk, _ *browser) error {
			return k.store.SetUserPassword(ctx, "mei", passwords.Hash("another password"))
		}},
		{"that the user is removed", "mei", func(_ *testing.T, k *clerk, _ *browser) error { return k.store.RemoveUser(ctx, "mei") }},
		{"that the user is removed and made again with another password", "mei", func(_ *testing.T, k *clerk, _ *browser) error {
			if err := k.store.RemoveUser(ctx, "mei"); err != nil {
				return err
			}
			return k.store.AddUser(ctx, store.User{Name: "mei", Role: "owner", Password: passwords.Hash("another password")})
		}},
		{"another admin token", "", func(t *testing.T, k *clerk, _ *browser) error {
			k.Reload(settings(t, reloaded))
			return nil
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			storetest.Each(t, func(t *testing.T, s *store.Store) {
				k := start(t, s, adminConfig)
				addUser(t, k, store.User{Name: "mei", Role: "staff"})
				b := login(t, k, c.user)
				b.get(t, "/admin/account").shows(t, 200)
				token := b.cookie("shopclerk")
				if err := c.do(t, k, b); err != nil {
					t.Fatal(err)
				}
				newBrowser(t, k).get(t, "/admin/account?a=1", "Cookie", "shopclerk="+token).leads(t, "/admin/login?next=%2Fadmin%2Faccount%3Fa%3D1")
			})
		})
	}
}

func TestASessionEndsTwelveHoursAfterTheLogIn(t *testing.T) {
	for _, database := range storetest.All(t) {
		t.Run(database.Name, func(t *testing.T) {
			now := time.Now()
			o := database.New(t)
			o.Now = func() time.Time { return now }
			k := start(t, storetest.Open(t, o), adminConfig)
			b := login(t, k, "")
			now = now.Add(12*time.Hour - time.Minute)
			b.get(t, "/admin/account").shows(t, 200)
			now = now.Add(2 * time.Minute)
			b.get(t, "/admin/account").leads(t, "/admin/login?next=%2Fadmin%2Faccount")
			b.get(t, "/admin/login?next=%2Fadmin%2Faccount").shows(t, 200, "Your session has ended")
		})
	}
}

func TestAChangeWithoutASessionLosesNothing(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		k := start(t, s, adminConfig)
		b := login(t, k, "owner")
		form := url.Values{"name": {"lin"}, "role": {"staff"}, "shops": {"main", "other"}, "password": {`<script>alert("12")</script>`}}
		b.post(t, "/admin/logout/all", nil)

		got := b.send(t, "POST", "/admin/users?shop=other", form)
		got.shows(t, http.StatusUnauthorized, "What you entered is kept", `name="kept_value" value="lin"`, "&lt;script&gt;")
		got.hides(t, "<script>alert")

		kept := url.Values{"name": {"owner"}, "password": {testPassword}, "resume": {"1"}, "next": {"/admin/users?shop=other"}}
		for name, values := range form {
			for _, value := range values {
				kept.Add("kept_name", name)
				kept.Add("kept_value", value)
			}
		}
		page := b.send(t, "POST", "/admin/login", kept)
		page.shows(t, 200, "Nothing you entered was lost", `action="/admin/users?shop=other"`, `name="shops" value="other"`)
		if _, err := s.User(ctx, "lin"); err == nil {
			t.Error("a log-in sent the form")
		}
		b.post(t, "/admin/users?shop=other", form).leads(t, "/admin/users?shop=other")
		if _, err := s.User(ctx, "lin"); err != nil {
			t.Error(err)
		}
	})
}

func TestOthersThanPagesLearnThatTheSessionIsOver(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		b := newBrowser(t, start(t, s, adminConfig))
		const said = `{"error":"Your session has ended. Please sign in again."}` + "\n"
		b.get(t, "/admin/users", "Accept", "application/json").is(t, http.StatusUnauthorized, said)
		b.get(t, "/admin/users", "Accept", "text/event-stream").is(t, http.StatusUnauthorized, said)
		b.send(t, "POST", "/admin/users", nil, "X-CSRF-Token", "x").is(t, http.StatusUnauthorized, said)
		b.send(t, "POST", "/admin/logout", nil).leads(t, "/admin/login")
		contentType, body := form(t, "file", "sku,title\n")
		r, err := http.NewRequest("POST", b.k.url+"/admin/users", body)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", contentType)
		r.Header.Set("Referer", b.k.url+"/admin/imports?shop=main")
		b.do(t, r).shows(t, http.StatusUnauthorized, "Your file is unchanged", `value="/admin/imports?shop=main"`)
		b.get(t, "/admin/users?a=%22%3E", "Sec-Fetch-Site", "cross-site").shows(t, 200, `content="0;url=/admin/users?a=%22%3E"`)
	})
}
