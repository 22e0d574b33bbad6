package server_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"shopclerk/internal/store"
	"shopclerk/internal/store/storetest"
)

func TestARoleThatIsTooSmallIsToldSo(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		k := start(t, s, adminConfig)
		for _, user := range []string{"viewer", "staff"} {
			b := login(t, k, user)
			for _, path := range []string{"/admin/users", "/admin/audit"} {
				b.get(t, path).shows(t, http.StatusForbidden, "Your role does not include this")
			}
			for _, path := range []string{"/admin/users", "/admin/users/owner/role", "/admin/users/owner/password", "/admin/users/owner/remove"} {
				b.post(t, path, url.Values{"role": {"owner"}, "password": {testPassword}}).shows(t, http.StatusForbidden, "Your role does not include this")
			}
			b.get(t, "/admin/account").hides(t, `href="/admin/users`, `href="/admin/audit`)
		}
	})
}

func TestARoleThatIsChangedCountsAtOnce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		b := login(t, start(t, s, adminConfig), "owner")
		b.get(t, "/admin/users").shows(t, 200)
		if err := s.SetUserRole(ctx, "owner", "viewer", nil); err != nil {
			t.Fatal(err)
		}
		b.get(t, "/admin/users").shows(t, http.StatusForbidden)
	})
}

func TestAVisitorSeesTheShopsThatAreOpenToThem(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		k := start(t, s, adminConfig)
		addUser(t, k, store.User{Name: "one", Role: "staff", Shops: []string{"other"}})
		addUser(t, k, store.User{Name: "none", Role: "staff", Shops: []string{"gone"}})
		one, all := login(t, k, "one"), login(t, k, "")
		one.get(t, "/admin/account").shows(t, 200, ">other<")
		one.get(t, "/admin/account?shop=other").shows(t, 200)
		for _, shop := range []string{"main", "nosuch", "<script>", "MAIN"} {
			one.get(t, "/admin/account?shop="+url.QueryEscape(shop)).shows(t, http.StatusNotFound, "There is no such shop")
		}
		one.post(t, "/admin/shop", url.Values{"to": {"main"}}).shows(t, http.StatusNotFound)
		newBrowserAs(t, k, "none").get(t, "/admin/account").shows(t, http.StatusForbidden, "No shop is open to you", `action="/admin/logout"`)

		all.get(t, "/admin/account").shows(t, 200, `<option value="main" selected>`)
		all.post(t, "/admin/shop", url.Values{"to": {"other"}, "back": {"/admin/users/x/y?shop=main"}}).leads(t, "/admin/users?shop=other")
		all.get(t, "/admin/account").shows(t, 200, `<option value="other" selected>`)
		all.get(t, "/admin/account?shop=main").shows(t, 200, `<option value="main" selected>`)
	})
}

// newBrowserAs is login for a user who is shown no page.
func newBrowserAs(t *testing.T, k *clerk, user string) *browser {
	t.Helper()
	b := newBrowser(t, k)
	b.send(t, "POST", "/admin/login", url.Values{"name": {user}, "password": {testPassword}}).leads(t, "/admin")
	return b
}

func TestTheLanguageIsTheShopsUntilOneIsChosen(t *testing.T) {
	const text = `
admin: {token: ` + adminToken + `}
shops: [{id: main, language: vi}, {id: other, language: zh-TW}]
`
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		k := start(t, s, text)
		b := newBrowser(t, k)
		b.get(t, "/admin/login").shows(t, 200, `<html lang="vi">`, "Đăng nhập")
		b.send(t, "POST", "/admin/language", url.Values{"language": {"<script>"}, "back": {"/admin/login"}}).leads(t, "/admin/login")
		b.get(t, "/admin/login").shows(t, 200, `<html lang="vi">`)
		b = login(t, k, "")
		b.get(t, "/admin/account?shop=other").shows(t, 200, `<html lang="zh-TW">`, "登出所有裝置")
		b.send(t, "POST", "/admin/language", url.Values{"language": {"zh-CN"}, "back": {"/admin/account?a=b"}}).leads(t, "/admin/account?a=b")
		b.get(t, "/admin/account").shows(t, 200, `<html lang="zh-CN">`, "退出所有设备")
		b.get(t, "/admin/nothing").shows(t, 404, "找不到此页面")
	})
}

func TestEveryPageSaysWhatTheBrowserMayDo(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		k := start(t, s, adminConfig)
		b := login(t, k, "owner")
		for _, got := range []reply{
			newBrowser(t, k).get(t, "/admin/login"), b.get(t, "/admin/users"), b.get(t, "/admin/audit"), b.get(t, "/admin/nothing"),
			b.send(t, "POST", "/admin/users", nil), b.post(t, "/admin/nothing", nil), b.request(t, "PUT", "/admin/users", ""),
		} {
			for name, want := range map[string]string{
				"Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' https: data:; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
				"X-Frame-Options":         "DENY", "X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin", "Cache-Control": "no-store",
				"Cross-Origin-Opener-Policy": "same-origin", "Content-Type": "text/html; charset=UTF-8",
			} {
				if value := got.header.Get(name); value != want {
					t.Errorf("%s: %q", name, value)
				}
			}
			for _, forbidden := range []string{" style=", "<style", " onclick=", " onload=", "<script>", "javascript:", "http://"} {
				if strings.Contains(got.body, forbidden) {
					t.Errorf("a page has %q:\n%s", forbidden, clip(got.body))
				}
			}
		}
	})
}
