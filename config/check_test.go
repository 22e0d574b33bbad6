package config_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const (
	oneShop    = "\nshops: [{id: main}]"
	urlRule    = "must be an absolute http or https URL"
	idText     = "must be 1 to 64 lower-case letters, digits, - and _, beginning with a letter or a digit"
	listenRule = "must be host:port, such as 127.0.0.1:8080 or :8080"
	proxyRule  = "must be an IP address or a network such as 10.0.0.0/8"
)

// rule is one case: a file, and the problems it must have, one a line.
type rule struct{ name, text, want string }

func run(t *testing.T, rules []rule) {
	t.Helper()
	for _, r := range rules {
		t.Run(r.name, func(t *testing.T) {
			_, err := parse(r.text)
			if diff := cmp.Diff(r.want, lines(t, err)); diff != "" {
				t.Errorf("%s\n%s", r.text, diff)
			}
		})
	}
}

func TestTopLevelRules(t *testing.T) {
	token := strings.Repeat("t", 32)
	run(t, []rule{
		{"no shops is a problem", "listen: :80", "shops: must have at least one shop"},
		{"an empty list of shops is a problem", "shops: []", "shops: must have at least one shop"},
		{"a port alone listens everywhere", "listen: :8080" + oneShop, ""},
		{"port 0 lets the system choose", "listen: '[::1]:0'" + oneShop, ""},
		{"a listen address needs a port", "listen: 127.0.0.1" + oneShop, "listen: " + listenRule},
		{"a listen address is no URL", "listen: http://127.0.0.1:80" + oneShop, "listen: " + listenRule},
		{"a port ends at 65535", "listen: :65536" + oneShop, "listen: " + listenRule},
		{"metrics need a port as well", "metrics_listen: localhost" + oneShop, `metrics_listen: must be host:port, or "" for none`},
		{"both may listen on one address", "{listen: ':80', metrics_listen: ':80', shops: [{id: main}]}", ""},
		{"a public URL needs a scheme", "public_url: clerk.example" + oneShop, "public_url: " + urlRule},
		{"a public URL is http", "public_url: ftp://clerk.example" + oneShop, "public_url: " + urlRule},
		{"a public URL needs a host", "public_url: https:///x" + oneShop, "public_url: " + urlRule},
		{"a public URL holds no space", "public_url: https://clerk.example/a b" + oneShop, "public_url: " + urlRule},
		{"a public URL is extended, so it has no query", "public_url: https://clerk.example?a=b" + oneShop,
			"public_url: must have neither ? nor #"},
		{"a proxy is a network", "trusted_proxies: [10.0.0.0/8, proxy, 10.0.0.0/33]" + oneShop,
			"trusted_proxies[1]: " + proxyRule + "\ntrusted_proxies[2]: " + proxyRule},
		{"one proxy needs no list", "trusted_proxies: 10.0.0.1" + oneShop, ""},
		{"a proxy has no zone", "trusted_proxies: [fe80::1%eth0]" + oneShop, "trusted_proxies[0]: " + proxyRule},
		{"an engine is one of two", "search: {engine: bleve}" + oneShop, "search.engine: must be embedded or meilisearch"},
		{"a search URL is a URL", "search: {url: localhost:7700}" + oneShop, "search.url: " + urlRule},
		{"a prefix is a piece of an index name", "search: {prefix: a/b}" + oneShop,
			"search.prefix: must be 1 to 64 letters, digits, - and _, beginning with a letter or a digit"},
		{"a token of 32 characters is enough", "admin: {token: " + token + "}" + oneShop, ""},
		{"a token of 31 is not", "admin: {token: " + token[1:] + "}" + oneShop, "admin.token: must have at least 32 characters"},
		{"a token is sent in a header", "admin: {token: " + token + " x}" + oneShop,
			"admin.token: must be printable ASCII without spaces, as it is sent in a header"},
	})
}

// shop is a file with one shop that has these keys besides.
func shop(keys string) string {
	return "shops:\n- id: main\n  " + strings.ReplaceAll(keys, "\n", "\n  ")
}

func TestShopRules(t *testing.T) {
	const one, iso3166 = "shops[0].", "must be an ISO 3166 code of two letters such as TW"
	run(t, []rule{
		{"a shop needs an id", "shops: [{name: X}]", one + "id: is required"},
		{"an id has no slash", "shops: [{id: a/b}]", one + "id: " + idText},
		{"an id has no capital", "shops: [{id: Main}]", one + "id: " + idText},
		{"an id begins with a letter or a digit", "shops: [{id: _a}]", one + "id: " + idText},
		{"an id has 64 characters at most", "shops: [{id: " + strings.Repeat("a", 65) + "}]", one + "id: " + idText},
		{"an id of digits and dashes is fine", "shops: [{id: 0-a_" + strings.Repeat("b", 60) + "}]", ""},
		{"two shops have two ids", "shops: [{id: a}, {id: b}, {id: a}]", "shops[2].id: is the id of shops[0] too"},
		{"a currency has capitals", shop("currency: twd"), one + "currency: must be an ISO 4217 code such as TWD"},
		{"a currency exists", shop("currency: QQQ"), one + "currency: must be an ISO 4217 code such as TWD"},
		{"a region is a country", shop("region: EU"), one + "region: " + iso3166},
		{"a region has capitals", shop("region: tw"), one + "region: " + iso3166},
		{"a region is not a number", shop("region: 158"), one + "region: " + iso3166},
		{"the United Kingdom is GB", shop("region: UK"), one + "region: " + iso3166},
		{"a zone exists", shop("timezone: Asia/Nowhere"), one + "timezone: must be the name of a time zone such as Asia/Taipei"},
		{"a zone is not the machine's", shop("timezone: Local"), one + "timezone: must be the name of a time zone such as Asia/Taipei"},
		{"a language is one of four", shop("language: zh"), one + "language: must be en, zh-TW, zh-CN or vi"},
		{"privacy is one of two", shop("privacy: none"), one + "privacy: must be masked or full"},
		{"an element price is one of two", shop("element_price: total"), one + "element_price: must be line or unit"},
		{"cancelled is one of two", shop("cancelled_is: open"), one + "cancelled_is: must be closed or hidden"},
		{"a limit is not negative", shop("limits: {requests_per_second: -1}"), one + "limits.requests_per_second: must be 0 or more"},
		{"a limit is a real number", shop("limits: {requests_per_second: NaN}"), one + "limits.requests_per_second: must be 0 or more"},
		{"a limit is finite", shop("limits: {requests_per_second: Inf}"), one + "limits.requests_per_second: must be 0 or more"},
		{"an order link knows one placeholder", shop("order_url: https://shop.example/{sku}"),
			one + "order_url: may hold {order_number} and no other braces"},
		{"a product link knows two", shop("product_url: https://shop.example/{id}"),
			one + "product_url: may hold {sku}, {slug} and no other braces"},
		{"a brace is closed", shop("product_url: https://shop.example/{sku"),
			one + "product_url: may hold {sku}, {slug} and no other braces"},
		{"a link is http", shop("order_url: javascript:alert({order_number})"), one + "order_url: " + urlRule},
		{"a placeholder names no host", shop("order_url: https://{order_number}/"), one + "order_url: " + urlRule},
		{"every tracking link is checked", shop("tracking_urls: {default: 'https://t.example/{number}', SF: sf.example}"),
			one + "tracking_urls.default: may hold {tracking_number} and no other braces\n" + one + "tracking_urls.SF: " + urlRule},
		{"a picture is a URL", shop("placeholder_image: /none.png"), one + "placeholder_image: " + urlRule},
	})
}

func TestBotRules(t *testing.T) {
	const one, short = "shops[0].bots[0]", "must have at least 8 characters"
	run(t, []rule{
		{"a shop may do without bots", shop("bots: []"), ""},
		{"a platform is one of two", shop("bots: [{platform: telegram, secrets: [12345678]}]"),
			one + ".platform: must be joinchat or bothub"},
		{"a platform is required", shop("bots: [{secrets: [12345678]}]"), one + ".platform: must be joinchat or bothub"},
		{"a bot needs a secret", shop("bots: [{platform: joinchat}]"), one + ".secrets: must have at least one secret"},
		{"a bot needs more than an empty list", shop("bots: [{platform: joinchat, secrets: []}]"),
			one + ".secrets: must have at least one secret"},
		{"every secret counts", shop("bots: [{platform: joinchat, secrets: [12345678, 1234567, ]}]"), one + ".secrets[1]: " + short},
		{"an empty secret keeps its place", shop("bots: [{platform: joinchat, secrets: ['', 12345678, null]}]"),
			one + ".secrets[0]: " + short + "\n" + one + ".secrets[2]: " + short},
		{"characters are counted, not bytes", shop("bots: [{platform: joinchat, secrets: [密密密密]}]"), one + ".secrets[0]: " + short},
		{"a secret given twice to one bot does no harm", shop("bots: [{platform: joinchat, secrets: [12345678, 12345678]}]"), ""},
		{"one secret needs no list", shop("bots: [{platform: joinchat, secrets: 12345678}]"), ""},
	})
}

func TestSharedSecretRules(t *testing.T) {
	const same = "shops[0].bots[1].secrets[0]: is the same secret as shops[0].bots[0].secrets[0]; " +
		"give the bots different secrets, or a page_id each"
	run(t, []rule{
		{"two platforms of a shop may share a secret",
			shop("bots: [{platform: joinchat, secrets: [12345678]}, {platform: bothub, secrets: [12345678]}]"), ""},
		{"two bots of a platform may not",
			shop("bots: [{platform: bothub, secrets: [12345678]}, {platform: bothub, secrets: [12345678]}]"), same},
		{"unless they serve two pages",
			shop("bots: [{platform: bothub, page_id: 1, secrets: [12345678]}, {platform: bothub, page_id: 01, secrets: [12345678]}]"), ""},
		{"which must be two",
			shop("bots: [{platform: bothub, page_id: 1, secrets: [12345678]}, {platform: bothub, page_id: 1, secrets: [12345678]}]"), same},
		{"two shops may not share a secret, whatever the platform",
			"shops: [{id: a, bots: [{platform: joinchat, secrets: [12345678]}]}, " +
				"{id: b, bots: [{platform: bothub, page_id: 1, secrets: [abcdefgh, 12345678]}]}]",
			"shops[1].bots[0].secrets[1]: is the same secret as shops[0].bots[0].secrets[0], which is another shop's"},
	})
}
