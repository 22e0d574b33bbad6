package server_test

import (
	"errors"
	"html"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"shopclerk/internal/passwords"
	"shopclerk/internal/store"
)

// browser keeps cookies as one does, and follows no redirect by itself.
type browser struct {
	k      *clerk
	client *http.Client
}

const testPassword = "a password of the tests"

func newBrowser(t *testing.T, k *clerk) *browser {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	stay := func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &browser{k, &http.Client{Jar: jar, CheckRedirect: stay}}
}

// login is a browser that is logged in: "viewer", "staff" and "owner" are users of that role for all shops, which are made when
// they are not there; any other name is a user that the test has made with testPassword; "" comes by the admin token.
func login(t *testing.T, k *clerk, user string) *browser {
	t.Helper()
	password := testPassword
	switch user {
	case "":
		password = k.Config().Admin.Token
	case "viewer", "staff", "owner":
		addUser(t, k, store.User{Name: user, Role: user})
	}
	b := newBrowser(t, k)
	got := b.send(t, "POST", "/admin/login", url.Values{"name": {user}, "password": {password}, "next": {"/admin/account"}})
	if got.status != http.StatusSeeOther || got.header.Get("Location") != "/admin/account" {
		t.Fatalf("the log-in of %q is answered with %d %s", user, got.status, clip(got.body))
	}
	return b
}

// addUser keeps a user with testPassword, unless there is one of that name.
func addUser(t *testing.T, k *clerk, u store.User) {
	t.Helper()
	u.Password = testHash
	if err := k.store.AddUser(ctx, u); err != nil && !errors.Is(err, store.ErrExists) {
		t.Fatal(err)
	}
}

// testHash is made once, for each costs 30 ms.
var testHash = passwords.Hash(testPassword)

// get asks for a page; headers come name before value.
func (b *browser) get(t *testing.T, path string, headers ...string) reply {
	t.Helper()
	return b.request(t, "GET", path, "", headers...)
}

// post sends a form with the session's token.
func (b *browser) post(t *testing.T, path string, form url.Values) reply {
	t.Helper()
	with := url.Values{"csrf": {b.csrf(t)}}
	for name, values := range form {
		with[name] = values
	}
	return b.send(t, "POST", path, with)
}

// send sends a form as it is.
func (b *browser) send(t *testing.T, method, path string, form url.Values, headers ...string) reply {
	t.Helper()
	return b.request(t, method, path, form.Encode(), append([]string{"Content-Type", "application/x-www-form-urlencoded"}, headers...)...)
}

func (b *browser) request(t *testing.T, method, path, body string, headers ...string) reply {
	t.Helper()
	r, err := http.NewRequest(method, b.k.url+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	return b.do(t, r)
}

// do sends a request with the cookies.
func (b *browser) do(t *testing.T, r *http.Request) reply {
	t.Helper()
	response, err := b.client.Do(r)
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

var csrfMeta = regexp.MustCompile(`<meta name="csrf" content="([^"]+)">`)

// csrf is a token of the session, as a page holds it.
func (b *browser) csrf(t *testing.T) string {
	t.Helper()
	found := csrfMeta.FindStringSubmatch(b.get(t, "/admin/account").body)
	if found == nil {
		t.Fatal("the page has no token; is the browser logged in?")
	}
	return html.UnescapeString(found[1])
}

// cookie is what the browser holds.
func (b *browser) cookie(name string) string {
	u, err := url.Parse(b.k.url + "/admin/")
	if err != nil {
		return ""
	}
	for _, c := range b.client.Jar.Cookies(u) {
		if c.Name == name {
			return c.Value
		}
	}
	return ""
}

// shows fails the test when a page is not of the status, or lacks one of the words.
func (r reply) shows(t *testing.T, status int, words ...string) {
	t.Helper()
	if r.status != status {
		t.Errorf("got %d %s, want %d", r.status, clip(r.body), status)
	}
	for _, word := range words {
		if !strings.Contains(r.body, word) {
			t.Errorf("the page does not say %q:\n%s", word, clip(mainOf(r.body)))
		}
	}
}

// hides fails the test when a page has one of the words.
func (r reply) hides(t *testing.T, words ...string) {
	t.Helper()
	for _, word := range words {
		if strings.Contains(r.body, word) {
			t.Errorf("the page says %q:\n%s", word, clip(mainOf(r.body)))
		}
	}
}

// leads fails the test when a reply is no redirect to a path.
func (r reply) leads(t *testing.T, path string) {
	t.Helper()
	if got := r.header.Get("Location"); r.status != http.StatusSeeOther || got != path {
		t.Errorf("got %d to %q, want to %q: %s", r.status, got, path, clip(mainOf(r.body)))
	}
}

// mainOf is a page without its frame.
func mainOf(page string) string {
	if _, rest, ok := strings.Cut(page, "<main"); ok {
		page = "<main" + rest
	}
	page, _, _ = strings.Cut(page, "</main>")
	return page
}
