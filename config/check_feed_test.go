package config_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"shopclerk/config"
)

// feed is a file with one shop whose only feed has these keys, in flow style.
func feed(keys string) string { return "shops: [{id: main, feeds: [{id: f, " + keys + "}]}]" }

const one = "shops[0].feeds[0]"

func TestFeedRules(t *testing.T) {
	const abaha = "platform: abaha, header: {name: X, value: 12345678}}"
	run(t, []rule{
		{"a feed needs an id", "shops: [{id: main, feeds: [{" + abaha + "]}]", one + ".id: is required"},
		{"an id is a part of an address", "shops: [{id: main, feeds: [{id: a/b, " + abaha + "]}]", one + ".id: " + idText},
		{"file is a source already", "shops: [{id: main, feeds: [{id: file, " + abaha + "]}]",
			one + ".id: is the name of a source of our own"},
		{"sample is a source already", "shops: [{id: main, feeds: [{id: sample, " + abaha + "]}]",
			one + ".id: is the name of a source of our own"},
		{"two feeds of a shop have two ids", "shops: [{id: main, feeds: [{id: a, " + abaha + ", {id: a, " + abaha + "]}]",
			"shops[0].feeds[1].id: is the id of shops[0].feeds[0] too"},
		{"feeds of two shops may share an id",
			"shops: [{id: main, feeds: [{id: a, " + abaha + "]}, {id: b, feeds: [{id: a, " + abaha + "]}]", ""},
		{"a platform is one of three", feed("platform: shopify"), one + ".platform: must be cyberbiz, abaha or zeek"},
		{"a platform is required", feed("domain: a.example"), one + ".platform: must be cyberbiz, abaha or zeek"},
		{"keys of other platforms are refused, even when they say nothing",
			feed("platform: abaha, domain: a.example, header: {name: X, value: 12345678}, poll: , sign_path_only: false, appid: 1"),
			one + ".domain: is a key of cyberbiz feeds, and this is abaha\n" +
				one + ".poll: is a key of cyberbiz feeds, and this is abaha\n" +
				one + ".sign_path_only: is a key of cyberbiz feeds, and this is abaha\n" +
				one + ".appid: is a key of zeek feeds, and this is abaha"},
		{"and on every platform", feed("platform: zeek, appid: 1, secret_key: k, poll: 1m, header: {}, secret_path: 12345678"),
			one + ".poll: is a key of cyberbiz feeds, and this is zeek\n" + one + ".header: is a key of abaha feeds, and this is zeek"},
		{"a key of two platforms is refused at the third", feed("platform: cyberbiz, domain: a.example, token: t, signature: off, secret_path: ''"),
			one + ".signature: is a key of abaha and zeek feeds, and this is cyberbiz\n" +
				one + ".secret_path: is a key of abaha and zeek feeds, and this is cyberbiz"},
	})
}

func TestCyberbizRules(t *testing.T) {
	const domain, host = "platform: cyberbiz, domain: a.example, ", ".domain: must be a host name such as xyzshop.cyberbiz.co"
	run(t, []rule{
		{"webhooks alone are enough", feed(domain + "webhook_secrets: [k]"), ""},
		{"a domain is required", feed("platform: cyberbiz, token: t"), one + host},
		{"a domain is no URL", feed("platform: cyberbiz, token: t, domain: 'https://a.example'"), one + host},
		{"a host for pictures is no URL", feed(domain + "token: t, image_host: 'https://cdn.example'"),
			one + ".image_host: must be a host name, without https://"},
		{"an empty webhook secret verifies nothing", feed(domain + "webhook_secrets: [k, '']"), one + ".webhook_secrets[1]: must not be empty"},
		{"a base address is a URL", feed(domain + "token: t, base_url: api.example"), one + ".base_url: " + urlRule},
		{"a product type is one of two", feed(domain + "token: t, product_type: tags"),
			one + ".product_type: must be collections or product_type"},
		{"a feed is pushed or pulled", feed(domain + "sign_path_only: true"),
			one + ": needs webhook_secrets, username and secret, or token"},
		{"a username needs its secret", feed(domain + "username: u"), one + ".secret: is required with username"},
		{"a secret needs its username", feed(domain + "secret: s"), one + ".username: is required with secret"},
		{"a feed uses one API", feed(domain + "username: u, secret: s, token: t"),
			one + ".token: excludes username and secret: one feed uses one API"},
		{"a pause is a duration", feed(domain + "token: t, poll: 5"), one + ".poll: must be a duration such as 5m or 180s"},
		{"a pause has a unit that exists", feed(domain + "token: t, poll: 5 minutes"), one + ".poll: must be a duration such as 5m or 180s"},
		{"a pause is not negative", feed(domain + "token: t, poll: -5m"), one + ".poll: must be 0 (off) or at least 1s"},
		{"a pause spares the platform", feed(domain + "token: t, poll: 10ms"), one + ".poll: must be 0 (off) or at least 1s"},
		{"pulling needs credentials", feed(domain + "webhook_secrets: [k], poll: 5m"), one + ".poll: needs username and secret, or token"},
		{"a switch is true or false", feed(domain + "token: t, sign_path_only: maybe"), one + ".sign_path_only: must be true or false"},
	})
}

func TestPollingIsTurnedOffWithZero(t *testing.T) {
	for _, zero := range []string{"0", "0s"} {
		c, err := parse(feed("platform: cyberbiz, domain: a.example, token: t, poll: " + zero))
		if err != nil || c.Shops[0].Feeds[0].Poll != 0 {
			t.Errorf("%s: %+v %v", zero, c, err)
		}
	}
}

func TestAbahaRules(t *testing.T) {
	const required = ".header: is required unless signature is off: name and value of the header set at Abaha"
	const header = "platform: abaha, header: {name: X, value: 12345678}, "
	run(t, []rule{
		{"the header is required", feed("platform: abaha"), one + required},
		{"a secret path does not stand for the header", feed("platform: abaha, secret_path: 12345678"), one + required},
		{"a header has a name", feed("platform: abaha, header: {value: 12345678}"), one + ".header.name: must be the name of an HTTP header"},
		{"a name is a token", feed("platform: abaha, header: {name: 'X Key', value: 12345678}"),
			one + ".header.name: must be the name of an HTTP header"},
		{"a value is not guessed", feed("platform: abaha, header: {name: X, value: 1234567}"), one + ".header.value: must have at least 8 characters"},
		{"a value can be sent", feed("platform: abaha, header: {name: X, value: '12345678 '}"),
			one + ".header.value: must be printable ASCII without a space at either end"},
		{"without a header the address is the secret", feed("platform: abaha, signature: off"),
			one + ".secret_path: is required when signature is off"},
		{"and then no header is needed", feed("platform: abaha, signature: off, secret_path: 12345678"), ""},
		{"a header that is switched off is right all the same", feed("platform: abaha, signature: off, secret_path: 12345678, header: {name: X}"),
			one + ".header.value: must have at least 8 characters"},
		{"the header and a secret path go together", feed(header + "secret_path: 12345678"), ""},
		{"a secret path is one segment", feed(header + "secret_path: abcd/efgh"),
			one + ".secret_path: must be at least 8 letters, digits, -, _, . and ~, not beginning with ."},
		{"a header is there or it is not", feed(header + "signature: verify_if_present"), one + ".signature: must be require or off"},
	})
}

func TestAHeaderIsGoneOnceItIsSwitchedOff(t *testing.T) {
	c, err := parse(feed("platform: abaha, signature: off, secret_path: 12345678, header: {name: X, value: abcdefgh}"))
	if err != nil {
		t.Fatal(err)
	}
	want := config.Feed{ID: "f", Platform: config.Abaha, Signature: config.SignatureOff, SecretPath: "12345678"}
	if diff := cmp.Diff(want, c.Shops[0].Feeds[0]); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{one + ".header: is not looked at while signature is off"}, c.Warnings); diff != "" {
		t.Error(diff)
	}
}

func TestZeekRules(t *testing.T) {
	const signed = "platform: zeek, appid: 1, secret_key: k, "
	run(t, []rule{
		{"a signature needs both parts", feed("platform: zeek"),
			one + ".appid: is required unless signature is off\n" + one + ".secret_key: is required unless signature is off"},
		{"without signatures the address is the secret", feed("platform: zeek, signature: off"),
			one + ".secret_path: is required when signature is off"},
		{"an app id is digits", feed("platform: zeek, appid: x1, secret_key: k"), one + ".appid: must be digits"},
		{"a signature is one of three", feed(signed + "signature: maybe"), one + ".signature: must be require, verify_if_present or off"},
		{"a secret path is one segment", feed(signed + "secret_path: abcd/efgh"),
			one + ".secret_path: must be at least 8 letters, digits, -, _, . and ~, not beginning with ."},
		{"a secret path is not guessed", feed(signed + "secret_path: abcdefg"),
			one + ".secret_path: must be at least 8 letters, digits, -, _, . and ~, not beginning with ."},
		{"a skew is a duration", feed(signed + "max_skew: 180"), one + ".max_skew: must be a duration such as 5m or 180s"},
		{"a skew is more than none", feed(signed + "max_skew: 0s"), one + ".max_skew: must be more than 0"},
		{"a region is Zeek's own code", feed(signed + "region: Hong Kong"), one + ".region: must be Zeek's own code, such as HK, TPE or SGN"},
		{"which may be longer than a country's", feed(signed + "region: VNAGG"), ""},
		{"a token is for a path", feed(signed + "token: t"), one + ".info_path: is required with token"},
		{"and a path for a token", feed(signed + "info_path: /order/info"), one + ".token: is required with info_path"},
		{"both are enough without signatures", feed("platform: zeek, signature: off, secret_path: 12345678, token: t, info_path: /order/info"), ""},
		{"a token is one word", feed(signed + "token: Bearer t, info_path: /order/info"), one + ".token: must be printable, without spaces"},
		{"a path is no address", feed(signed + "token: t, info_path: https://zeek.example/order/info"),
			one + ".info_path: must be a path such as /order/info, without the version"},
		{"and goes nowhere else", feed(signed + "token: t, info_path: /../order"), one + ".info_path: must be a path such as /order/info, without the version"},
	})
}

func TestAnUnsignedCallThatIsLetInIsWarnedAbout(t *testing.T) {
	keys := "platform: zeek, appid: 1, secret_key: k, signature: verify_if_present"
	c, err := parse(feed(keys), "SHOPCLERK_NONSENSE=1")
	if err != nil {
		t.Fatal(err)
	}
	want := "SHOPCLERK_NONSENSE is not a variable of this program and sets nothing\n" +
		one + ".signature: lets unsigned calls of anybody in; a secret_path keeps strangers out"
	if diff := cmp.Diff(want, strings.Join(c.Warnings, "\n")); diff != "" {
		t.Error(diff)
	}
	if c, err = parse(feed(keys + ", secret_path: 12345678")); err != nil || len(c.Warnings) != 0 {
		t.Errorf("with a secret path: %v %v", c.Warnings, err)
	}
}
