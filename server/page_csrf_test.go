package server_test

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"shopclerk/internal/store"
	"shopclerk/internal/store/storetest"
)

func TestAChangeMustComeFromAPageOfThisSession(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		k := start(t, s, adminConfig)
		b, other := login(t, k, "owner"), login(t, k, "")
		good, foreign := b.csrf(t), other.csrf(t)
		if good == b.csrf(t) {
			t.Error("two pages hold the same text, which compression would give away")
		}
		form := func(token string) url.Values { return url.Values{"csrf": {token}, "to": {"main"}} }
		for _, c := range []struct {
			name    string
			form    url.Values
			headers []string
			status  int
		}{
			{"with the token", form(good), nil, 303},
			{"with the token and our own origin", form(good), []string{"Origin", k.url}, 303},
			{"with the token in the header", form(""), []string{"X-CSRF-Token", good}, 303},
			{"from the same origin", form(good), []string{"Sec-Fetch-Site", "same-origin", "Origin", k.url}, 303},
			{"without the token", url.Values{"to": {"main"}}, nil, 403},
			{"with an empty token", form(""), nil, 403},
			{"with another session's token", form(foreign), nil, 403},
			{"with the token and a letter more", form(good + "A"), nil, 403},
			{"with half of the token", form(good[:len(good)/2]), nil, 403},
			{"with the session's own token", form(b.cookie("shopclerk")), nil, 403},
			{"from another site", form(good), []string{"Sec-Fetch-Site", "cross-site", "Origin", "https://evil.example"}, 403},
			{"from another host of the site", form(good), []string{"Sec-Fetch-Site", "same-site", "Origin", "https://evil.shop.example"}, 403},
			{"from another origin, of an old browser", form(good), []string{"Origin", "https://evil.example"}, 403},
			{"from an origin that is hidden", form(good), []string{"Origin", "null"}, 403},
			{"with a token in the address", url.Values{"to": {"main"}}, []string{"X-Path", "?csrf=" + url.QueryEscape(good)}, 403},
		} {
			t.Run(c.name, func(t *testing.T) {
				path := "/admin/shop"
				if len(c.headers) == 2 && c.headers[0] == "X-Path" {
					path += c.headers[1]
				}
				b.send(t, "POST", path, c.form, c.headers...).shows(t, c.status)
			})
		}
	})
}

func TestALogInFromAnotherSiteIsRefused(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		k := start(t, s, adminConfig)
		for _, path := range []string{"/admin/login", "/admin/language", "/admin/logout"} {
			got := newBrowser(t, k).send(t, "POST", path, url.Values{"password": {adminToken}, "language": {"vi"}}, "Origin", "https://evil.example")
			got.shows(t, http.StatusForbidden, "another website")
			if cookies := got.header.Values("Set-Cookie"); len(cookies) > 0 {
				t.Errorf("%s sets %q", path, cookies)
			}
		}
	})
}

func TestBehindAProxyThePublicAddressIsOurOwnOrigin(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		k := start(t, s, behindProxy)
		for origin, status := range map[string]int{"https://clerk.shop.example": 303, "https://evil.example": 403, "http://clerk.shop.example": 403} {
			newBrowser(t, k).send(t, "POST", "/admin/login", url.Values{"password": {adminToken}}, "Origin", origin).shows(t, status)
		}
	})
}

// upload sends a multipart form of fields, name before value, and a file of some size behind them.
func (b *browser) upload(t *testing.T, path string, size int, fields ...string) reply {
	t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for i := 0; i < len(fields); i += 2 {
		if err := w.WriteField(fields[i], fields[i+1]); err != nil {
			t.Fatal(err)
		}
	}
	part, err := w.CreateFormFile("file", "goods.csv")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := part.Write([]byte(strings.Repeat("x", size))); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	r, err := http.NewRequest("POST", b.k.url+path, &body)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", w.FormDataContentType())
	return b.do(t, r)
}

func TestAnUploadCarriesTheTokenInItsFirstField(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		b := login(t, start(t, s, adminConfig), "owner")
		for _, size := range []int{0, 100, 100_000, 3 << 20} {
			b.upload(t, "/admin/shop", size, "csrf", b.csrf(t), "to", "main").leads(t, "/admin?shop=main")
			b.upload(t, "/admin/shop", size, "to", "main").shows(t, 403)
			b.upload(t, "/admin/shop", size, "to", "main", "csrf", b.csrf(t)).shows(t, 403)
			b.upload(t, "/admin/shop", size, "csrf", strings.Repeat("A", 5000)).shows(t, 403)
		}
		b.request(t, "POST", "/admin/shop", "no form", "Content-Type", "multipart/form-data; boundary=b").shows(t, 403)
		b.request(t, "POST", "/admin/shop", "", "Content-Type", "multipart/form-data").shows(t, 403)
		b.request(t, "POST", "/admin/shop", "csrf=%zz", "Content-Type", "application/x-www-form-urlencoded").shows(t, 400)
		b.send(t, "POST", "/admin/shop", url.Values{"x": {strings.Repeat("x", 2<<20)}}).shows(t, http.StatusRequestEntityTooLarge)
	})
}
