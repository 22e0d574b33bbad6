package cyberbiz_test

import (
	"encoding/base64"
	"encoding/hex"
	"errors"
	"strings"
	"testing"

	"shopclerk/server/feeds"
	"shopclerk/server/feeds/cyberbiz"
	"shopclerk/server/feeds/feedstest"
	"shopclerk/server/signature"
)

func hexOf(secret, text string) string {
	return hex.EncodeToString(signature.SHA256(secret, []byte(text)))
}

func base64Of(secret, text string) string {
	return base64.StdEncoding.EncodeToString(signature.SHA256(secret, []byte(text)))
}

func TestOnlyWhatASecretSignsIsBelieved(t *testing.T) {
	const body = "{\n  \"id\": 7\n}\n"
	const sign, shop, shopSign = "X-Cyberbiz-Hmac-Sha256", "X-Cyberbiz-Domain", "X-Cyberbiz-Domain-Hmac-Sha256"
	type headers map[string][]string
	with := func(pairs ...string) headers {
		h := headers{}
		for i := 0; i < len(pairs); i += 2 {
			h[pairs[i]] = append(h[pairs[i]], pairs[i+1])
		}
		return h
	}
	const other = "example-app-secret"
	for _, c := range []struct {
		name    string
		headers headers
		ok      bool
	}{
		{"in hex", with(sign, hexOf(secret, body)), true},
		{"in capitals", with(sign, strings.ToUpper(hexOf(secret, body))), true},
		{"in base64", with(sign, base64Of(secret, body)), true},
		{"with the other secret", with(sign, hexOf(other, body)), true},
		{"for the shop", with(sign, hexOf(secret, body), shop, domain), true},
		{"for the shop in capitals", with(sign, hexOf(secret, body), shop, "EXAMPLE.cyberbiz.co."), true},
		{"with the shop signed, too", with(sign, hexOf(secret, body), shop, domain, shopSign, base64Of(secret, domain)), true},
		{"without a signature", with(shop, domain), false},
		{"with an empty one", with(sign, ""), false},
		{"with two", with(sign, hexOf(secret, body), sign, hexOf(secret, body)), false},
		{"over a body without its line feed", with(sign, hexOf(secret, strings.TrimSpace(body))), false},
		{"in base64 of hex", with(sign, base64.StdEncoding.EncodeToString([]byte(hexOf(secret, body)))), false},
		{"with a secret that is not configured", with(sign, hexOf("another", body)), false},
		{"with no secret", with(sign, hexOf("", body)), false},
		{"with a prefix that is not the platform's", with(sign, "sha256="+hexOf(secret, body)), false},
		{"for another shop", with(sign, hexOf(secret, body), shop, "another.cyberbiz.co"), false},
		{"for two shops", with(sign, hexOf(secret, body), shop, domain, shop, "another.cyberbiz.co"), false},
		{"with the shop signed by another", with(sign, hexOf(secret, body), shop, domain, shopSign, hexOf("another", domain)), false},
		{"with the shop signed by another secret of ours", with(sign, hexOf(secret, body), shop, domain, shopSign, hexOf(other, domain)), false},
		{"with another shop's name signed", with(sign, hexOf(secret, body), shop, domain, shopSign, hexOf(secret, "another.cyberbiz.co")), false},
		{"with a signature for a shop that is not named", with(sign, hexOf(secret, body), shopSign, hexOf(secret, domain)), false},
	} {
		t.Run(c.name, func(t *testing.T) {
			event, err := feed(choice{}).Verify(feeds.Call{Event: "orders/paid", Header: feedstest.Header(c.headers), Body: []byte(body)})
			if c.ok != (err == nil) || !c.ok && !errors.Is(err, feeds.ErrSignature) || c.ok != (event == "orders/paid") {
				t.Errorf("event %q, %v", event, err)
			}
			for _, values := range c.headers {
				for _, value := range values {
					if err != nil && len(value) > 1 && strings.Contains(err.Error(), value) {
						t.Errorf("the error quotes the call: %v", err)
					}
				}
			}
		})
	}
}

func TestWithoutSecretsNothingIsBelieved(t *testing.T) {
	for _, secrets := range [][]string{nil, {""}} {
		f := cyberbiz.New(cyberbiz.Options{Domain: domain, WebhookSecrets: secrets})
		h := feedstest.Header(map[string][]string{"X-Cyberbiz-Hmac-Sha256": {hexOf("", "{}")}})
		if _, err := f.Verify(feeds.Call{Header: h, Body: []byte("{}")}); !errors.Is(err, feeds.ErrSignature) {
			t.Errorf("%q: %v", secrets, err)
		}
	}
}

func TestTheHeaderNamesTheEventBeforeTheAddress(t *testing.T) {
	for _, c := range []struct {
		header []string
		path   string
		want   string
	}{
		{[]string{"orders/paid"}, "products/update", "orders/paid"}, {[]string{" Orders/Paid "}, "", "orders/paid"},
		{nil, "orders/create", "orders/create"}, {[]string{""}, "/orders/create/", "orders/create"}, {nil, "", ""},
	} {
		h := feedstest.Header(map[string][]string{"X-Cyberbiz-Hmac-Sha256": {hexOf(secret, "{}")}, "x-cyberbiz-event": c.header})
		got, err := feed(choice{}).Verify(feeds.Call{Event: c.path, Header: h, Body: []byte("{}")})
		if err != nil || got != c.want {
			t.Errorf("%q at %q is %q, want %q; %v", c.header, c.path, got, c.want, err)
		}
	}
}

func TestRepliesHaveTheFormOfTheAcceptedOne(t *testing.T) {
	feedstest.Replies{
		Accepted:    `{"status":"ok"}`,
		Signature:   `{"status":"unauthorized"}`,
		Expired:     `{"status":"unauthorized"}`,
		Unreadable:  `{"status":"bad request"}`,
		TooLarge:    `{"status":"payload too large"}`,
		Unavailable: `{"status":"service unavailable"}`,
		Other:       `{"status":"internal server error"}`,
	}.Check(t, feed(choice{}))
}

func TestSetupSaysWhatToType(t *testing.T) {
	const address = "https://clerk.shop.example/feeds/main/cyberbiz"
	text := strings.Join(feed(choice{}).Setup(address+"/"), "\n")
	for _, want := range []string{
		"管理中心 → Webhook 設定", "orders/paid: " + address + "/orders/paid\n", "products/delete: " + address + "/products/delete\n",
		"variants/update: " + address + "/variants/update\n", "customers/create: " + address + "/customers/create\n", "HMAC Key", "App Secret", domain,
	} {
		if !strings.Contains(text, want) {
			t.Errorf("there is no %q in\n%s", want, text)
		}
	}
	if strings.Contains(text, secret) || strings.Contains(text, "refused") || strings.Contains(text, "this is none") {
		t.Errorf("too much is said:\n%s", text)
	}
	bare := strings.Join(cyberbiz.New(cyberbiz.Options{Domain: domain, Token: "t"}).Setup("http://clerk.shop.example/feeds/main/cyberbiz"), "\n")
	for _, want := range []string{"every call is refused", "https addresses only"} {
		if !strings.Contains(bare, want) {
			t.Errorf("there is no %q in\n%s", want, bare)
		}
	}
	if strings.Contains(bare, "cannot be pulled") {
		t.Errorf("there is a token:\n%s", bare)
	}
}

func TestWhatIsNotOfferedIsNil(t *testing.T) {
	f := feed(choice{})
	if f.Redact != nil || f.Refresh != nil || f.Pulls != nil || f.Probe != nil {
		t.Error("something is offered that there is not")
	}
	if f := cyberbiz.New(cyberbiz.Options{Token: "t"}); f.Probe == nil || len(f.Pulls) != 3 {
		t.Error("with a token there are pulls and a probe")
	}
}
