package server_test

import (
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"

	"shopclerk/internal/metrics"
	"shopclerk/internal/store"
	"shopclerk/server"
	"shopclerk/server/bots"
)

const oneListener = "listen: 127.0.0.1:8080\nmetrics_listen: 127.0.0.1:8080\n"

// measuring is start with metrics.
func measuring(t *testing.T, s *store.Store, text string) *clerk {
	t.Helper()
	return start(t, s, text, func(o *server.Options) { o.Metrics = metrics.New("test") })
}

// scrape asks the listener of the metrics.
func (k *clerk) scrape(method, path string) (status int, text string) {
	w := httptest.NewRecorder()
	k.MetricsHTTP(ctx).Handler.ServeHTTP(w, httptest.NewRequest(method, path, nil))
	return w.Code, w.Body.String()
}

func TestEachRequestOfABotIsCountedOnce(t *testing.T) {
	tests := []struct {
		name, series string
		ask          func(k *clerk)
	}{
		{"an answered question", `dialect="joinchat",method="products",outcome="ok"`, func(k *clerk) {
			k.ask(t, joinchatBot, `{"method":"products"}`)
		}},
		{"a question that is refused for a field", `dialect="joinchat",method="products",outcome="invalid_request"`, func(k *clerk) {
			k.ask(t, joinchatBot, `{"method":"products","pagination":{"page":0}}`)
		}},
		{"an order that is not there", `dialect="joinchat",method="orders",outcome="order_not_found"`, func(k *clerk) {
			k.ask(t, joinchatBot, `{"method":"orders","params":{"order_number":"404"}}`)
		}},
		{"a method that a caller made up", `dialect="joinchat",method="other",outcome="unknown_method"`, func(k *clerk) {
			k.ask(t, joinchatBot, `{"method":"made up"}`)
		}},
		{"a wrong signature", `dialect="joinchat",method="other",outcome="bad_signature"`, func(k *clerk) {
			k.post(t, `{"method":"products"}`, joinchatHeader, "wrong")
		}},
		{"no signature at all", `dialect="none",method="other",outcome="bad_signature"`, func(k *clerk) {
			k.post(t, `{"method":"products"}`)
		}},
		{"a GET", `dialect="none",method="other",outcome="method_not_allowed"`, func(k *clerk) { k.get(t, "/webhook") }},
	}
	k := measuring(t, anyStore(t), adminConfig)
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			test.ask(k)
			_, text := k.scrape(http.MethodGet, "/metrics")
			if !strings.Contains(text, "shopclerk_requests_total{"+test.series+"} 1\n") {
				t.Errorf("no series %s", test.series)
			}
		})
	}
}

func TestWhatGoesWrongInHereIsCountedAsAnError(t *testing.T) {
	s := anyStore(t)
	k := start(t, s, adminConfig, func(o *server.Options) { o.Metrics = metrics.New("test") },
		encodeWith(func(bots.Answer) { panic(errInside) }))
	k.ask(t, joinchatBot, `{"method":"products"}`)
	k.get(t, "/nowhere") // and what is no question is not counted
	_, text := k.scrape(http.MethodGet, "/metrics")
	counted := regexp.MustCompile(`(?m)^shopclerk_requests_total.*`).FindAllString(text, -1)
	if want := []string{`shopclerk_requests_total{dialect="joinchat",method="products",outcome="error"} 1`}; !slices.Equal(counted, want) {
		t.Errorf("got %q", counted)
	}
}

func TestMetricsAreShownOnlyWhereTheConfigurationSays(t *testing.T) {
	apart, together := measuring(t, anyStore(t), adminConfig), measuring(t, anyStore(t), oneListener+adminConfig)
	if r := apart.get(t, "/metrics", "Authorization", "Bearer "+adminToken); r.status != http.StatusNotFound {
		t.Errorf("with a listener of their own they are on the main one too: %d", r.status)
	}
	together.get(t, "/metrics").is(t, http.StatusUnauthorized, `{"error":"the admin token is missing or wrong"}`+"\n")
	r := together.get(t, "/metrics", "Authorization", "Bearer "+adminToken)
	if r.status != http.StatusOK || !strings.Contains(r.body, `shopclerk_build_info{version="test"} 1`) {
		t.Errorf("got %d %s", r.status, r.body)
	}
	for path, want := range map[string]int{"/metrics": http.StatusOK, "/": http.StatusNotFound, "/webhook": http.StatusNotFound, "/healthz": http.StatusNotFound} {
		if status, _ := apart.scrape(http.MethodGet, path); status != want {
			t.Errorf("GET %s of the listener of the metrics is %d, want %d", path, status, want)
		}
	}
	if status, _ := apart.scrape(http.MethodPost, "/metrics"); status != http.StatusMethodNotAllowed {
		t.Errorf("POST is %d", status)
	}
}
