package server_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"shopclerk/internal/store"
	"shopclerk/internal/store/storetest"
)

func TestTheAdminPageOpensForUsersAndForTheAdminToken(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		k := start(t, s, adminConfig)
		for _, user := range []string{"viewer", "staff", "owner", ""} {
			login(t, k, user).get(t, "/admin/account").shows(t, 200, "</html>")
		}
		b := newBrowser(t, k)
		got := b.send(t, "POST", "/admin/login", url.Values{"name": {"  OWNER "}, "password": {testPassword}, "next": {"/admin/users?a=1"}})
		got.leads(t, "/admin/users?a=1")
		b.get(t, "/admin").shows(t, http.StatusSeeOther)
		b.get(t, "/admin/login").leads(t, "/admin")
	})
}

func TestALogInThatDoesNotFitIsAnsweredAlikeWhateverOfItDoesNot(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		k := start(t, s, adminConfig)
		addUser(t, k, store.User{Name: "mei", Role: "staff"})
		var first string
		for _, c := range []struct{ name, user, password string }{
			{"a wrong password", "mei", "not the password"},
			{"no password", "mei", ""},
			{"an unknown user", "nobody", testPassword},
			{"the admin token for a user", "mei", adminToken},
			{"a wrong token", "", strings.Repeat("x", 41)},
			{"neither", "", ""},
			{"a user's password without the name", "", testPassword},
			{"the name of the token's holder", "admin token", adminToken},
			{"a name by SQL", "' OR 1=1 --", testPassword},
			{"a name of 1 MB", strings.Repeat("a", 100_000), testPassword},
			{"a password that is too long", "mei", strings.Repeat("p", 5000)},
		} {
			t.Run(c.name, func(t *testing.T) {
				k.ForgetTries()
				b := newBrowser(t, k)
				got := b.send(t, "POST", "/admin/login", url.Values{"name": {c.user}, "password": {c.password}})
				got.shows(t, http.StatusUnauthorized, "Name and password do not match")
				if b.cookie("shopclerk") != "" {
					t.Error("there is a session")
				}
				if len(c.user) > 1000 {
					return
				}
				same := strings.Replace(got.body, `value="`+strings.ReplaceAll(c.user, "'", "&#39;")+`"`, `value=""`, 1)
				if first == "" {
					first = same
				}
				if same != first {
					t.Errorf("the page differs:\n%s\n%s", mainOf(same), mainOf(first))
				}
			})
		}
	})
}

func TestEveryLogInComparesOnePassword(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		var compared []string
		k := start(t, s, adminConfig)
		k.CountHashes(func(hash string) { compared = append(compared, hash) })
		addUser(t, k, store.User{Name: "mei", Role: "staff"})
		for _, user := range []string{"mei", "nobody", "", "x y"} {
			before := len(compared)
			newBrowser(t, k).send(t, "POST", "/admin/login", url.Values{"name": {user}, "password": {"not the password"}})
			if len(compared) != before+1 {
				t.Errorf("a log-in of %q compares %d passwords", user, len(compared)-before)
			}
		}
	})
}

func TestTooManyLogInsHaveToWait(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		k := start(t, s, adminConfig)
		addUser(t, k, store.User{Name: "mei", Role: "staff"})
		b := newBrowser(t, k)
		form := func(password string) url.Values { return url.Values{"name": {"mei"}, "password": {password}} }
		for range 5 {
			b.send(t, "POST", "/admin/login", form("wrong wrong wrong")).shows(t, http.StatusUnauthorized)
		}
		b.send(t, "POST", "/admin/login", form(testPassword)).shows(t, http.StatusTooManyRequests, "Too many attempts", "5 seconds")
		b.send(t, "POST", "/admin/login", url.Values{"name": {"somebody-else"}}).shows(t, http.StatusTooManyRequests)
		k.ForgetTries()
		b.send(t, "POST", "/admin/login", form(testPassword)).leads(t, "/admin")
	})
}

func TestALogInLeadsToOurOwnPagesOnly(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		k := start(t, s, adminConfig)
		for _, c := range []struct{ next, want string }{
			{"/admin/users?role=a&b=c", "/admin/users?role=a&b=c"},
			{"", "/admin"},
			{"https://evil.example/admin", "/admin"},
			{"//evil.example/admin", "/admin"},
			{`/\evil.example/admin`, "/admin"},
			{"/admin//evil.example", "/admin"},
			{"javascript:alert(1)", "/admin"},
			{"/administration", "/admin"},
			{"/webhook", "/admin"},
			{"/admin/api/imports", "/admin"},
			{"/admin/../webhook", "/admin"},
			{"/admin/x\r\nSet-Cookie: a=b", "/admin"},
			{"admin/users", "/admin"},
		} {
			got := newBrowser(t, k).send(t, "POST", "/admin/login", url.Values{"password": {adminToken}, "next": {c.next}})
			if location := got.header.Get("Location"); location != c.want {
				t.Errorf("%q leads to %q, want %q", c.next, location, c.want)
			}
		}
	})
}

func TestWithoutATokenAndUsersThePageSaysHowToMakeOne(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		k := start(t, s, `shops: [{id: main, language: en}]`)
		newBrowser(t, k).get(t, "/admin/login").shows(t, 200, "shopclerk user add NAME --role owner", "admin.token")
		got := newBrowser(t, k).send(t, "POST", "/admin/login", url.Values{"name": {""}, "password": {""}})
		got.shows(t, http.StatusUnauthorized)
		addUser(t, k, store.User{Name: "mei", Role: "owner"})
		page := newBrowser(t, k).get(t, "/admin/login")
		page.shows(t, 200, `name="password"`)
		page.hides(t, "shopclerk user add")
	})
}
