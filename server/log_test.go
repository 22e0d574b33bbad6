package server_test

import (
	"bytes"
	"strings"
	"testing"

	"shopclerk/internal/store"
	"shopclerk/internal/store/storetest"
)

// TestNoLogLineHasWhatIsNobodysBusiness sends what could get into a log, on every road, and reads the log.
func TestNoLogLineHasWhatIsNobodysBusiness(t *testing.T) {
	never := []string{
		"a@example.com", "0912345678", "912345678", "AB1", "Ann Logged", "1 Logged Road", "jc-test-secret", "bh-test-secret", adminToken, "wrong-token",
		"order_number", "user_account", "Green logged tea", "t0ken-of-the-test", "wrong-signature", "X-Forwarded-For", "param_of_the_url",
	}
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		k := startWorking(t, s, adminConfig+"trusted_proxies: [192.0.2.0/24]\n")
		k.upload(t, "kind=orders", "", strings.NewReader(`[{"order_number":"AB1","recipient_name":"Ann Logged","email":"a@example.com","phone":"0912345678","summary":{"total_cost":1},"address":{"street_1":"1 Logged Road"}},{"order_number":"AB1","status":"Ann Logged"}]`))
		bodies := []string{
			`{"method":"orders","id":"request-1","params":{"order_number":"AB1"}}`, `{"method":"orders","params":{"user_account":"a@example.com"}}`,
			`{"method":"orders","params":{"user_account":"0912345678"}}`, `{"method":"orders","params":{"user_account":"a@example.com","filter":"AB1"}}`,
			`{"method":"products","params":{"title":"Green logged tea","vendor":{"a@example.com":1}}}`, `{"method":"packages","params":{"order_number":"AB1"}}`,
			`{"method":"AB1","params":{"user_account":"a@example.com"}}`, `{"method":"test","params":{"token":"t0ken-of-the-test"}}`, `not JSON of a@example.com`,
		}
		for _, body := range bodies {
			k.ask(t, joinchatBot, body)
			k.post(t, body, joinchatHeader, "wrong-signature")
		}
		k.get(t, "/webhook?param_of_the_url=a@example.com", "X-Forwarded-For", "a@example.com")
		k.get(t, "/a@example.com")
		k.get(t, "/admin/api/imports/AB1", "Authorization", "Bearer wrong-token")
		k.admin(t, "POST", "/imports?kind=AB1&source=a@example.com", "", strings.NewReader("AB1"))
		k.post(t, strings.Repeat("a@example.com", 10_000), joinchatHeader, "wrong-signature")
		text := k.log.Text()
		var signed bytes.Buffer
		for _, body := range bodies {
			signed.WriteString(joinchatBot.sign([]byte(body)) + "\n")
		}
		for _, secret := range append(never, strings.Fields(signed.String())...) {
			for line := range strings.Lines(text) {
				if strings.Contains(line, secret) {
					t.Errorf("%q is in the log: %s", secret, line)
				}
			}
		}
		for _, wanted := range []string{`"shop":"main","platform":"joinchat","question":"orders","question_id":"request-1"`, `"route":"/webhook"`, `"status":401`, `"refused":`} {
			if !strings.Contains(text, wanted) {
				t.Errorf("%s is not in the log:\n%s", wanted, text)
			}
		}
	})
}

func TestTheCallersAddressIsBelievedOfTrustedProxiesOnly(t *testing.T) {
	cases := []struct{ name, proxies, forwarded, want string }{
		{"nobody is trusted", "", "203.0.113.7", "127.0.0.1"},
		{"the proxy is trusted", "trusted_proxies: [127.0.0.0/8]", "203.0.113.7", "203.0.113.7"},
		{"two proxies are trusted, and what stands before them is not", "trusted_proxies: [127.0.0.1, 198.51.100.0/24]", "192.0.2.1, 203.0.113.7, 198.51.100.9", "203.0.113.7"},
		{"another proxy is trusted", "trusted_proxies: [198.51.100.0/24]", "203.0.113.7", "127.0.0.1"},
		{"the proxy is trusted and says nonsense", "trusted_proxies: [127.0.0.0/8]", "nonsense", "127.0.0.1"},
	}
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		for _, c := range cases {
			t.Run(c.name, func(t *testing.T) {
				k := start(t, s, c.proxies+badConfig)
				k.get(t, "/webhook", "X-Forwarded-For", c.forwarded, "X-Real-Ip", "192.0.2.99")
				if want := `"from":"` + c.want + `"`; !strings.Contains(k.log.Text(), want) {
					t.Errorf("no %s in %s", want, k.log.Text())
				}
			})
		}
	})
}
