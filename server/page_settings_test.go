package server_test

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"shopclerk/config"
	"shopclerk/internal/store"
	"shopclerk/internal/store/storetest"
	"shopclerk/server"
	"shopclerk/server/feeds"
	"shopclerk/server/feeds/abaha"
	"shopclerk/server/feeds/cyberbiz"
	"shopclerk/server/feeds/zeek"
	"shopclerk/server/web"
)

// secretsConfig has a secret in each place where one can be; all of them hold the word "hush".
const secretsConfig = `
admin: {token: hush-admin-token-of-the-tests-32-characters}
public_url: https://clerk.shop.example
search: {engine: meilisearch, url: http://search.example:7700, key: hush-search-key}
shops:
  - id: main
    name: "<script>alert(1)</script>"
    language: en
    order_url: https://shop.example/o/{order_number}
    bots:
      - {platform: joinchat, secrets: [hush-joinchat-1, hush-joinchat-2]}
      - {platform: bothub, page_id: "4711", secrets: [hush-bothub-1]}
    feeds:
      - {id: cyb, platform: cyberbiz, domain: a.example, webhook_secrets: [hush-webhook], username: hush-user, secret: hush-secret}
      - {id: tok, platform: cyberbiz, domain: b.example, token: hush-token}
      - {id: aba, platform: abaha, header: {name: X-Key, value: hush-header-value}}
      - {id: zee, platform: zeek, appid: 1, secret_key: hush-zeek-key, signature: verify_if_present, secret_path: hush-secret-path}
    imports:
      - {id: erp, kind: products, url: "https://files.example/export.csv?key=hush-query", header: {name: X-Token, value: hush-import-header}}
`

func startSettings(t *testing.T, s *store.Store, text string) *clerk {
	t.Helper()
	var all []feeds.Source
	k := start(t, s, text, func(o *server.Options) {
		o.Sources, o.Version = func() []feeds.Source { return all }, "v1.2.3"
		o.Inbox = feeds.NewInbox(feeds.Options{Store: s, Sources: o.Sources, Spool: filepath.Join(t.TempDir(), "spool"), Log: o.Log})
	})
	for _, shop := range k.Config().Shops {
		for _, f := range shop.Feeds {
			var feed feeds.Feed
			switch f.Platform {
			case config.Cyberbiz:
				feed = cyberbiz.New(cyberbiz.Options{Domain: f.Domain, WebhookSecrets: f.WebhookSecrets, Username: f.Username, Secret: f.Secret, Token: f.Token})
			case config.Abaha:
				feed = abaha.New(abaha.Options{HeaderName: f.Header.Name, HeaderValue: f.Header.Value})
			case config.Zeek:
				feed = zeek.New(zeek.Options{AppID: f.AppID, SecretKey: f.SecretKey, Signature: f.Signature})
			}
			all = append(all, feeds.Source{Shop: shop, Config: f, Feed: feed})
		}
	}
	return k
}

func TestSettingsShowAddressesAndNoSecret(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		k := startSettings(t, s, secretsConfig)
		b := login(t, k, "owner")
		got := b.get(t, "/admin/settings")
		got.shows(t, 200, "https://clerk.shop.example/webhook", "设置 → API管理", "Bothub / Meetbot", "4711",
			"https://clerk.shop.example/feeds/main/cyb", "https://clerk.shop.example/feeds/main/aba", "https://clerk.shop.example/feeds/main/zee/{secret_path}",
			"Webhook 設定", "v1.2.3", "繁體中文", "https://files.example/export.csv?…", "2 set", "&lt;script&gt;", "answers and is up to date", "This machine and the database agree",
			"can be written", "/admin/api/openapi.yaml")
		for _, language := range web.Languages() {
			b.send(t, "POST", "/admin/language", map[string][]string{"language": {language}, "back": {"/admin/account"}})
			page := b.get(t, "/admin/settings")
			page.shows(t, 200, `lang="`+language+`"`)
			page.hides(t, "hush", "<script>alert", "ZgotmplZ", "settings.", " style=")
		}
	})
}

func TestOnlyOwnersSeeTheSettings(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		k := start(t, s, adminConfig)
		for _, user := range []string{"viewer", "staff"} {
			b := login(t, k, user)
			b.get(t, "/admin/settings").shows(t, http.StatusForbidden, "Your role does not include this")
			b.get(t, "/admin/account").hides(t, `href="/admin/settings`)
		}
		login(t, k, "").get(t, "/admin/settings?shop=other").shows(t, 200, "1 set")
		newBrowser(t, k).get(t, "/admin/settings").leads(t, "/admin/login?next=%2Fadmin%2Fsettings")
	})
}

func TestWithoutAPublicAddressThereIsNothingToPaste(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		b := login(t, startSettings(t, s, strings.Replace(secretsConfig, "public_url: https://clerk.shop.example\n", "", 1)), "owner")
		got := b.get(t, "/admin/settings")
		got.shows(t, 200, "set public_url in the configuration")
		got.hides(t, "/webhook<", "Webhook 設定", "hush")
		b = login(t, start(t, s, "admin: {token: "+adminToken+"}\nshops: [{id: main, language: en}]"), "owner")
		b.get(t, "/admin/settings").shows(t, 200, "This shop has no bot yet")
	})
}

func TestHealthTellsWhatIsBad(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		k := startSettings(t, s, secretsConfig)
		b := login(t, k, "owner")
		dir := k.Config().DataDir
		if err := os.RemoveAll(dir); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(dir, []byte("in the way"), 0o600); err != nil {
			t.Fatal(err)
		}
		b.get(t, "/admin/settings").shows(t, 200, "not working", dir+" cannot be written", "The index is being built")
	})
}
