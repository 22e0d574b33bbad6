package metrics_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus/testutil/promlint"

	"shopclerk/internal/metrics"
)

// scrape asks the handler as Prometheus does.
func scrape(t *testing.T, m *metrics.Metrics) (status int, text string) {
	t.Helper()
	w := httptest.NewRecorder()
	m.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	return w.Code, w.Body.String()
}

// everything calls every method once.
func everything(m *metrics.Metrics) {
	m.ObserveRequest("joinchat", "products", "ok", 30*time.Millisecond)
	m.ObserveSearch("embedded", "empty", 1500*time.Millisecond)
	m.Fallback("timeout")
	m.EmptyResult()
	m.SetLag("main", 12, 0.5)
	m.Refused(3)
	m.Repaired("stale", 2)
	m.Imported("orders", "new", 4)
}

func TestWhatIsToldIsScraped(t *testing.T) {
	const request, search = `shopclerk_request_duration_seconds`, `shopclerk_search_duration_seconds`
	tests := []struct{ name, line string }{
		{"a request is counted by dialect, method and outcome", request + `_count{dialect="joinchat",method="products",outcome="ok"} 1`},
		{"requests have a counter of their own", `shopclerk_requests_total{dialect="joinchat",method="products",outcome="ok"} 1`},
		{"a request's time is in seconds", request + `_sum{dialect="joinchat",method="products",outcome="ok"} 0.03`},
		{"a request is in the bucket of its time", request + `_bucket{dialect="joinchat",method="products",outcome="ok",le="0.05"} 1`},
		{"and not in the one below", request + `_bucket{dialect="joinchat",method="products",outcome="ok",le="0.025"} 0`},
		{"a search is counted by engine and outcome", search + `_count{engine="embedded",outcome="empty"} 1`},
		{"a search that took its whole budget is seen as such", search + `_bucket{engine="embedded",outcome="empty",le="1.5"} 1`},
		{"a fallback has its reason", `shopclerk_search_fallbacks_total{reason="timeout"} 1`},
		{"a reason that has not come yet is there as zero", `shopclerk_search_fallbacks_total{reason="open"} 0`},
		{"an empty result is counted", `shopclerk_search_empty_results_total 1`},
		{"the lag is told in changes", `shopclerk_index_lag_changes{shop="main"} 12`},
		{"the lag is told in seconds", `shopclerk_index_lag_seconds{shop="main"} 0.5`},
		{"products that the engine refused are counted one by one", `shopclerk_index_refused_documents_total 3`},
		{"rows of files are counted by kind and result", `shopclerk_import_rows_total{kind="orders",result="new"} 4`},
		{"products that were repaired are counted one by one", `shopclerk_index_repairs_total{kind="stale"} 2`},
		{"a repair that was not needed yet is there as zero", `shopclerk_index_repairs_total{kind="missing"} 0`},
		{"the version that runs is told", `shopclerk_build_info{version="1.2.3"} 1`},
	}
	m := metrics.New("1.2.3")
	everything(m)
	m.ObserveRequest("none", "a caller's own word", "unknown_method", 0)
	m.SetLag("gone", 1, 1)
	m.DropLag("gone")
	m.Refused(0)
	m.Repaired("extra", -1) // a counter that goes down panics in the library
	status, text := scrape(t, m)
	if status != http.StatusOK {
		t.Fatalf("got %d %s", status, text)
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if !strings.Contains(text, "\n"+test.line+"\n") {
				t.Errorf("no line %s", test.line)
			}
		})
	}
	if strings.Contains(text, `shop="gone"`) {
		t.Error("the lag of a shop that is gone still stands")
	}
	if !strings.Contains(text, `{dialect="none",method="other",outcome="unknown_method"} 1`) {
		t.Error("a method that a caller made up is not counted as other")
	}
	for _, name := range []string{"go_goroutines ", "process_start_time_seconds "} {
		if !strings.Contains(text, "\n"+name) {
			t.Errorf("no %s", name)
		}
	}
}

func TestNamesAndUnitsAreAsPrometheusWantsThem(t *testing.T) {
	m := metrics.New("1.2.3")
	everything(m)
	_, text := scrape(t, m)
	problems, err := promlint.New(strings.NewReader(text)).Lint()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range problems {
		t.Errorf("%s: %s", p.Metric, p.Text)
	}
}

func TestWithoutMetricsNothingIsCountedAndNothingShown(t *testing.T) {
	everything(nil)
	if status, text := scrape(t, nil); status != http.StatusNotFound {
		t.Errorf("got %d %s", status, text)
	}
}

func TestTwoInOneProcessDoNotMeet(t *testing.T) {
	one, two := metrics.New("1"), metrics.New("2")
	var told sync.WaitGroup
	for range 8 {
		told.Go(func() { everything(one) })
	}
	told.Wait()
	if _, text := scrape(t, one); !strings.Contains(text, "shopclerk_search_empty_results_total 8\n") {
		t.Error("not all of what was told at once is counted")
	}
	if _, text := scrape(t, two); !strings.Contains(text, "shopclerk_search_empty_results_total 0\n") {
		t.Error("the second one counts what the first one was told")
	}
}
