package cyberbiz

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"shopclerk/server/feeds"
	"shopclerk/server/feeds/cyberbiz/cyberbiztest"
)

func TestRefusalsSayWhatToDo(t *testing.T) {
	for _, c := range []struct {
		name, body string
		status     int
		token      bool
		final      bool
		want       string
	}{
		{"a wrong clock", cyberbiztest.WrongDate, 401, false, true, "this machine's clock is right, so a proxy"},
		{"an unknown user", cyberbiztest.UnknownUser, 401, false, true, "does not know the username"},
		{"a wrong secret", cyberbiztest.WrongSignature, 401, false, true, "check secret, and then whether sign_path_only"},
		{"the same of an older Kong", cyberbiztest.WrongSignature, 403, false, true, "check secret, and then whether sign_path_only"},
		{"no licence", `{"error":["此功能未開通"]}`, 401, false, true, "the shop's plan does not include this part of the API: ask CYBERBIZ to open it (401: 此功能未開通)"},
		{"no licence with a token", `{"message":"Not licensed"}`, 401, true, true, "the shop's plan does not include this part of the API"},
		{"no authorization, in Chinese", `{"error":["未授權"]}`, 401, true, true, "wrong or were withdrawn"},
		{"a wrong token", cyberbiztest.NoCredentials, 401, true, true, "wrong or were withdrawn, or the shop's plan does not include the API (401: Unauthorized)"},
		{"a page for people", "<html>", 401, true, true, "wrong or were withdrawn"},
		{"a missing scope", `{"error":"insufficient_scope"}`, 403, true, true, "the app needs the scope for it, or the shop's plan the feature (403: insufficient_scope)"},
		{"a wall before the platform", "<html>Attention Required!</html>", 403, true, false, "the app needs the scope"},
		{"no such list", `{"error":["無此資源"]}`, 404, true, false, "base_url must lead to CYBERBIZ's API (404: 無此資源)"},
		{"a parameter it does not take", `{"error":["page is invalid"]}`, 422, true, false, "does not take the call (422: page is invalid)"},
		{"a bad request", `{"messages":["a","b"]}`, 400, true, false, "does not take the call (400: a; b)"},
		{"a problem of its own", "", 500, true, false, "has a problem of its own (500)"},
		{"a gateway without a platform", "<html>", 502, true, false, "has a problem of its own (502)"},
		{"an error with the status of a success", `{"error":["系統忙碌"]}`, 200, true, false, "does not take the call (200: 系統忙碌)"},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := cyberbiztest.Options{Orders: 1, Token: "a token of ours", Faults: []cyberbiztest.Fault{{Times: -1, Status: c.status, Body: c.body}}}
			o = shopThatSigns(o)
			options := signs(listen(t, cyberbiztest.New(o)))
			if c.token {
				options = Options{Token: "a token of ours", BaseURL: options.BaseURL, Rate: -1}
			}
			_, err := newClient(options).get(t.Context(), "/v1/orders", nil)
			var refused *feeds.PullError
			if !errors.As(err, &refused) || refused.Final != c.final || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%v, %+v", err, refused)
			}
		})
	}
}

func TestAWrongClockIsMeasured(t *testing.T) {
	for _, c := range []struct {
		name   string
		theirs time.Duration
		want   string
	}{
		{"the platform's is ahead", 20 * time.Minute, "behind the platform's and has to be set (401:"},
		{"the platform's is behind", -20 * time.Minute, "ahead of the platform's and has to be set (401:"},
		{"four minutes are let in", 4 * time.Minute, ""},
	} {
		shop := cyberbiztest.New(shopThatSigns(cyberbiztest.Options{Now: func() time.Time { return time.Now().Add(c.theirs) }}))
		_, err := newClient(signs(listen(t, shop))).get(t.Context(), "/v1/orders", nil)
		if err == nil && c.want != "" || err != nil && (c.want == "" || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

func TestTheStandInRefusesWhatKongRefuses(t *testing.T) {
	shop := cyberbiztest.New(shopThatSigns(cyberbiztest.Options{Token: "a token of ours"}))
	base := listen(t, shop)
	for _, c := range []struct {
		name string
		o    Options
		want string
	}{
		{"another user", Options{Username: "somebody", Secret: "a secret of ours"}, "does not know the username"},
		{"another secret", Options{Username: "apidemo", Secret: "another"}, "finds the signature wrong"},
		{"the path alone", Options{Username: "apidemo", Secret: "a secret of ours", SignPathOnly: true}, "sign_path_only has to be changed"},
		{"another token", Options{Token: "another"}, "does not take the credentials"},
	} {
		c.o.BaseURL, c.o.Rate = base, -1
		if _, err := newClient(c.o).get(t.Context(), "/v1/orders", map[string][]string{"page": {"1"}}); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

func TestThePlatformSaysHowLongItWantsToBeLeftAlone(t *testing.T) {
	now := time.Date(2026, 1, 9, 5, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		name, value, date string
		want              time.Duration
	}{
		{"in seconds", "7", "", 7 * time.Second},
		{"in parts of them", "0.5", "", 500 * time.Millisecond},
		{"as a moment", "Fri, 09 Jan 2026 05:00:30 GMT", "", 30 * time.Second},
		{"as a moment of its own clock", "Fri, 09 Jan 2026 06:00:30 GMT", "Fri, 09 Jan 2026 06:00:00 GMT", 30 * time.Second},
		{"a moment that is over", "Fri, 09 Jan 2026 04:00:00 GMT", "", 0},
		{"not at all", "", "", 0},
		{"less than nothing", "-5", "", 0},
		{"no number", "NaN", "", 0},
		{"an hour at most", "1e300", "", time.Hour},
		{"or to its end", "Fri, 09 Jan 2099 04:00:00 GMT", "", time.Hour},
		{"in words", "soon", "", 0},
	} {
		h := http.Header{"Retry-After": {c.value}, "Date": {c.date}}
		if got := restTime(h, now); got != c.want {
			t.Errorf("%s: %s", c.name, got)
		}
	}
	for status, want := range map[int]time.Duration{429: 3 * time.Second, 503: 3 * time.Second, 422: 0} {
		shop := cyberbiztest.New(shopThatSigns(cyberbiztest.Options{Faults: []cyberbiztest.Fault{{Status: status, Header: map[string]string{"Retry-After": "3"}}}}))
		_, err := newClient(signs(listen(t, shop))).get(t.Context(), "/v1/orders", nil)
		var refused *feeds.PullError
		if !errors.As(err, &refused) || refused.After != want || refused.Final {
			t.Errorf("%d: %v, %+v", status, err, refused)
		}
	}
}

func TestNoErrorTellsTheCredentials(t *testing.T) {
	keys := []string{"apidemo-user", "hunter2hunter2", "a.token.of-ours"}
	for _, said := range append(keys, "HUNTER2HUNTER2", "hunter2h…", "user apidemo-user is blocked", "Customer a@example.com", "call 0900-000-000", "signature abc for oken.of-o") {
		for _, body := range []string{
			fmt.Sprintf(`{"error":[%q]}`, said), fmt.Sprintf(`{"message":%q}`, said), said, fmt.Sprintf(`[%q`, said), fmt.Sprintf(`{%q`, said),
		} {
			for _, status := range []int{200, 206, 301, 401, 403, 404, 422, 429, 500} {
				base := listen(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
					w.Header().Set("Location", "http://"+said)
					w.Header().Set("X-Next-Page", said)
					w.WriteHeader(status)
					w.Write([]byte(body)) //nolint:errcheck // the client reads it
				}))
				tellsNothing(t, Options{Username: keys[0], Secret: keys[1], BaseURL: base, Rate: -1}, keys)
				tellsNothing(t, Options{Token: keys[2], BaseURL: base, Rate: -1}, keys)
			}
		}
		for _, raw := range []string{"HTTP/1.1 " + said + "\r\n\r\n", said, "HTTP/1.1 200 OK\r\n" + said + "\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: " + said + "\r\n\r\n"} {
			base := listen(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				conn, _, err := http.NewResponseController(w).Hijack()
				if err == nil {
					conn.Write([]byte(raw)) //nolint:errcheck // the client reads it
					conn.Close()
				}
			}))
			tellsNothing(t, Options{Username: keys[0], Secret: keys[1], BaseURL: base, Rate: -1}, keys)
			tellsNothing(t, Options{Token: keys[2], BaseURL: base, Rate: -1}, keys)
		}
	}
}

func tellsNothing(t *testing.T, o Options, keys []string) {
	t.Helper()
	err := New(o).Probe(t.Context())
	if err == nil {
		t.Fatal("the probe is content")
	}
	text := strings.ToLower(err.Error())
	own := keys[:2]
	if o.Token != "" {
		own = keys[2:]
	}
	for _, key := range append([]string{"@example", "000-000"}, own...) {
		for at := 0; at+telling < len(key); at++ {
			if strings.Contains(text, key[at:at+telling+1]) {
				t.Errorf("%q tells of %q", text, key)
				return
			}
		}
	}
}
