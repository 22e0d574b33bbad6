package metrics

import (
	"slices"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// requestBuckets are seconds. Most answers take below a millisecond; an answer has 4 s, so that what was given up stands
// in the last one.
var requestBuckets = []float64{.0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2, 4, 5}

// Methods are the questions that are told apart; every other one is "other", for its name is whatever a caller wrote.
var Methods = []string{"products", "property", "orders", "packages", "test"}

// otherMethod stands for the questions that are not in Methods, and for requests of which none could be read.
const otherMethod = "other"

// requests is what is counted of the bots' questions.
type requests struct {
	total *prometheus.CounterVec
	took  *prometheus.HistogramVec
}

func newRequests(r prometheus.Registerer) requests {
	labels := []string{"dialect", "method", "outcome"}
	q := requests{
		total: newCounters(r, "", "requests_total", "Questions of bots, by what became of them.", labels...),
		took: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Namespace: namespace, Name: "request_duration_seconds", Buckets: requestBuckets,
			Help: "Time from a question's headers to its reply.",
		}, labels),
	}
	r.MustRegister(q.took)
	return q
}

// ObserveRequest counts a question. dialect is a platform's name, or "none" for callers who gave no signature; outcome is
// "ok", "error" or the name of the reason for which it was refused.
func (m *Metrics) ObserveRequest(dialect, method, outcome string, took time.Duration) {
	if m == nil {
		return
	}
	if !slices.Contains(Methods, method) {
		method = otherMethod
	}
	m.requests.total.WithLabelValues(dialect, method, outcome).Inc()
	m.requests.took.WithLabelValues(dialect, method, outcome).Observe(took.Seconds())
}
