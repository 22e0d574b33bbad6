package metrics

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// searchBuckets are seconds; the budget of a search, 1.5 s, is a bound of its own.
var searchBuckets = []float64{.0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 1.5, 2.5}

// The outcomes of a search in an engine.
const (
	OK       = "ok"
	Empty    = "empty"     // answered, and nothing matched
	Error    = "error"     // the engine failed
	Timeout  = "timeout"   // the budget was used up
	Open     = "open"      // not asked, for the circuit breaker is open
	NotBuilt = "not_built" // there is no complete index
)

// search is what is counted of the search for products.
type search struct {
	took      *prometheus.HistogramVec
	fallbacks *prometheus.CounterVec
	empty     prometheus.Counter
	dropped   prometheus.Counter
}

func newSearch(r prometheus.Registerer) search {
	const subsystem = "search"
	s := search{
		took: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Namespace: namespace, Subsystem: subsystem, Name: "duration_seconds", Buckets: searchBuckets,
			Help: "Time of a search in its engine, without the reading of the products.",
		}, []string{"engine", "outcome"}),
		fallbacks: newCounters(r, subsystem, "fallbacks_total", "Searches that the database answered instead of the engine.", "reason"),
		empty:     newCounter(r, subsystem, "empty_results_total", "Questions for a title to which no product was found."),
		dropped:   newCounter(r, subsystem, "empty_results_dropped_total", "Empty results that are not in the merchant's list, for too many came at once."),
	}
	r.MustRegister(s.took)
	for _, reason := range []string{Error, Timeout, Open, NotBuilt} {
		s.fallbacks.WithLabelValues(reason) // there from the start: rate() does not see a series' first value
	}
	return s
}

// ObserveSearch counts a search. engine is the engine's name; outcome is one of OK, Empty, Error, Timeout, Open, NotBuilt.
func (m *Metrics) ObserveSearch(engine, outcome string, took time.Duration) {
	if m != nil {
		m.search.took.WithLabelValues(engine, outcome).Observe(took.Seconds())
	}
}

// Fallback counts a search that the store answered. reason is one of Error, Timeout, Open, NotBuilt.
func (m *Metrics) Fallback(reason string) {
	if m != nil {
		m.search.fallbacks.WithLabelValues(reason).Inc()
	}
}

// EmptyResult counts a question for a title to which nothing was found.
func (m *Metrics) EmptyResult() {
	if m != nil {
		m.search.empty.Inc()
	}
}

// EmptyDropped counts an empty result that is not kept for the merchant.
func (m *Metrics) EmptyDropped() {
	if m != nil {
		m.search.dropped.Inc()
	}
}
