package server_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"shopclerk/internal/passwords"
	"shopclerk/internal/store"
	"shopclerk/internal/store/storetest"
)

func TestTheOwnerManagesUsers(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		k := start(t, s, adminConfig)
		b := login(t, k, "")
		b.get(t, "/admin/users").shows(t, 200, "No users yet", "The admin token of the configuration opens this page")

		b.post(t, "/admin/users", url.Values{"name": {" Mei "}, "role": {"staff"}, "shops": {"other", "gone"}, "password": {testPassword}}).leads(t, "/admin/users?shop=main")
		page := b.get(t, "/admin/users")
		page.shows(t, 200, "mei can sign in now.", "badge"[:0], "Staff", "never")
		b.get(t, "/admin/users").hides(t, "mei can sign in now.")
		kept, err := s.User(ctx, "mei")
		if err != nil || !passwords.Fits(kept.Password, testPassword) || !cmp.Equal(kept.Shops, []string{"other"}) {
			t.Error(kept, err)
		}

		mei := login(t, k, "mei")
		b.post(t, "/admin/users/mei/role", url.Values{"role": {"owner"}, "shops": {"other"}}).leads(t, "/admin/users?shop=main")
		if kept, err = s.User(ctx, "mei"); err != nil || kept.Role != "owner" || kept.Shops != nil {
			t.Error(kept, err)
		}
		mei.get(t, "/admin/users").shows(t, 200, "you")
		mei.post(t, "/admin/users/mei/role", url.Values{"role": {"viewer"}}).shows(t, http.StatusConflict, "You cannot take your own access away")
		mei.post(t, "/admin/users/mei/remove", nil).shows(t, http.StatusConflict, "You cannot take your own access away")

		b.post(t, "/admin/users/mei/password", url.Values{"password": {"another password"}}).leads(t, "/admin/users?shop=main")
		mei.get(t, "/admin/users").shows(t, http.StatusSeeOther)
		b.post(t, "/admin/users/mei/remove", nil).leads(t, "/admin/users?shop=main")
		b.post(t, "/admin/users/mei/remove", nil).shows(t, http.StatusNotFound)
		b.get(t, "/admin/users").shows(t, 200, "No users yet")

		list := b.get(t, "/admin/audit")
		list.shows(t, 200, "Added user", "mei, staff", "Changed role of user", "Set password of user", "Removed user", "Signed in from", "Admin token")
		b.get(t, "/admin/audit?user=mei").hides(t, "Added user")
		b.get(t, "/admin/audit?user=nobody").shows(t, 200, "Nothing was changed with these filters")
	})
}

func TestAUserWhoCannotBeAddedIsShownAgain(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		k := start(t, s, adminConfig)
		addUser(t, k, store.User{Name: "mei", Role: "staff"})
		b := login(t, k, "")
		for _, c := range []struct{ name, user, role, password, want string }{
			{"a taken name", "MEI", "staff", testPassword, "There is a user of that name already"},
			{"no name", "", "staff", testPassword, "That name cannot be used"},
			{"script for a name", "<script>alert(1)</script>", "staff", testPassword, "That name cannot be used"},
			{"a name with a space", "admin token", "owner", testPassword, "That name cannot be used"},
			{"a name with a slash", "a/b", "owner", testPassword, "That name cannot be used"},
			{"no role", "lin", "", testPassword, "Choose one of the roles"},
			{"a role that is none", "lin", "admin", testPassword, "Choose one of the roles"},
			{"a short password", "lin", "staff", "short", "at least 12 characters"},
			{"a long password", "lin", "staff", strings.Repeat("x", 1025), "at least 12 characters"},
		} {
			t.Run(c.name, func(t *testing.T) {
				got := b.post(t, "/admin/users", url.Values{"name": {c.user}, "role": {c.role}, "password": {c.password}, "shops": {"other"}})
				got.shows(t, http.StatusUnprocessableEntity, c.want, `value="other" checked`)
				got.hides(t, "<script>alert", testPassword)
			})
		}
		if users, err := s.Users(ctx); err != nil || len(users) != 1 {
			t.Error(users, err)
		}
		for _, path := range []string{"/admin/users/nobody/role", "/admin/users/nobody/password", "/admin/users/nobody/remove", "/admin/users/%3Cscript%3E/remove"} {
			b.post(t, path, url.Values{"role": {"staff"}, "password": {testPassword}}).shows(t, http.StatusNotFound, "There is nothing here")
		}
		b.post(t, "/admin/users/mei/role", url.Values{"role": {"boss"}}).shows(t, http.StatusUnprocessableEntity)
		b.post(t, "/admin/users/mei/password", url.Values{"password": {"short"}}).shows(t, http.StatusUnprocessableEntity)
	})
}

func TestEverybodyChangesTheirOwnPassword(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		k := start(t, s, adminConfig)
		b, elsewhere := login(t, k, "viewer"), login(t, k, "viewer")
		change := func(old, password, again string) reply {
			return b.post(t, "/admin/account/password", url.Values{"old": {old}, "password": {password}, "again": {again}})
		}
		const wanted = "the next password"
		change("not the password", wanted, wanted).shows(t, 422, "The old password is not right")
		change(testPassword, wanted, wanted+"!").shows(t, 422, "are not the same")
		change(testPassword, "short", "short").shows(t, 422, "at least 12 characters")
		before := b.cookie("shopclerk")
		change(testPassword, wanted, wanted).leads(t, "/admin/account?shop=main")
		b.get(t, "/admin/account").shows(t, 200, "Your password is changed")
		if b.cookie("shopclerk") == before {
			t.Error("the token is the old one")
		}
		elsewhere.get(t, "/admin/account").shows(t, http.StatusSeeOther)
		got := newBrowser(t, k).send(t, "POST", "/admin/login", url.Values{"name": {"viewer"}, "password": {wanted}})
		got.leads(t, "/admin")
		for range 6 {
			change("not the password", wanted, wanted)
		}
		change(wanted, wanted, wanted).shows(t, http.StatusTooManyRequests)
		login(t, start(t, s, adminConfig), "").post(t, "/admin/account/password", nil).shows(t, http.StatusForbidden, "stands in the configuration")
	})
}

func TestTheAuditListHasPagesAndEscapesWhatItTells(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		b := login(t, start(t, s, adminConfig), "")
		for i := range 60 {
			e := store.AuditEntry{Shop: "other", User: "<b>mei", Action: "<script>.x", Detail: "<script>alert(" + strings.Repeat("9", i%2+1) + ")</script>"}
			if err := s.AddAudit(ctx, e); err != nil {
				t.Fatal(err)
			}
		}
		page := b.get(t, "/admin/audit?of=other")
		page.shows(t, 200, "&lt;script&gt;alert(9)", "&lt;b&gt;mei", "Next page")
		page.hides(t, "<script>alert", "Signed in from")
		if rows := strings.Count(page.body, "<tr>"); rows != 51 {
			t.Errorf("%d rows", rows)
		}
		_, rest, _ := strings.Cut(page.body, `class="pager"`)
		_, rest, _ = strings.Cut(rest, `href="`)
		next, _, _ := strings.Cut(rest, `"`)
		second := b.get(t, strings.ReplaceAll(next, "&amp;", "&"))
		second.shows(t, 200, "To the beginning")
		if rows := strings.Count(second.body, "<tr>"); rows != 11 {
			t.Errorf("%d rows on the second page", rows)
		}
		b.get(t, "/admin/audit?before=x&of=%27").shows(t, 200, "Nothing was changed with these filters")
	})
}
