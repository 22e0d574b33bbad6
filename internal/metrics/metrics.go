// Package metrics counts what the server and the search do, for Prometheus. It owns the names, units and labels; it knows
// nothing of HTTP requests, shops or engines but what it is told. Without a *Metrics, that is on nil, nothing is counted.
package metrics

import (
	"net/http"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

const namespace = "shopclerk"

// Metrics holds the metrics of one process in a registry of its own. Make it with New. Label values must come from a
// fixed set or the configuration, never from what a customer writes: each new one is kept for as long as the process runs.
type Metrics struct {
	registry *prometheus.Registry
	requests requests
	search   search
	index    index
	imports  *prometheus.CounterVec
	feeds    feeds
}

// New makes the metrics of a process that runs a version of this program.
func New(version string) *Metrics {
	r := prometheus.NewRegistry()
	r.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	newGauges(r, "", "build_info", "Always 1; the label is the version that runs.", "version").WithLabelValues(version).Set(1)
	return &Metrics{registry: r, requests: newRequests(r), search: newSearch(r), index: newIndex(r), imports: newImports(r), feeds: newFeeds(r)}
}

// Handler answers with all metrics in Prometheus' own format.
func (m *Metrics) Handler() http.Handler {
	if m == nil {
		return http.NotFoundHandler()
	}
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{})
}

func newGauges(r prometheus.Registerer, subsystem, name, help string, labels ...string) *prometheus.GaugeVec {
	g := prometheus.NewGaugeVec(prometheus.GaugeOpts{Namespace: namespace, Subsystem: subsystem, Name: name, Help: help}, labels)
	r.MustRegister(g)
	return g
}

func newCounters(r prometheus.Registerer, subsystem, name, help string, labels ...string) *prometheus.CounterVec {
	c := prometheus.NewCounterVec(prometheus.CounterOpts{Namespace: namespace, Subsystem: subsystem, Name: name, Help: help}, labels)
	r.MustRegister(c)
	return c
}

func newCounter(r prometheus.Registerer, subsystem, name, help string) prometheus.Counter {
	c := prometheus.NewCounter(prometheus.CounterOpts{Namespace: namespace, Subsystem: subsystem, Name: name, Help: help})
	r.MustRegister(c)
	return c
}
