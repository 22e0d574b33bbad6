package metrics

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// feeds counts deliveries.
type feeds struct {
	received *prometheus.CounterVec
	worked   *prometheus.HistogramVec
}

// deliveryBuckets are of seconds from a delivery's arrival to its end: most take less than one, those that are tried again hours.
var deliveryBuckets = []float64{0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60, 600, 3600, 21600}

func newFeeds(r prometheus.Registerer) feeds {
	f := feeds{
		received: newCounters(r, "feed", "received_total", "Calls to the feeds, by what came of them.", "shop", "feed", "result"),
		worked: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Namespace: namespace, Subsystem: "feed", Name: "worked_seconds", Buckets: deliveryBuckets,
			Help: "Time from the arrival of a delivery to an attempt at it, by what came of that.",
		}, []string{"shop", "feed", "result"}),
	}
	r.MustRegister(f.worked)
	return f
}

// Received counts a call to a feed: result is kept, repeated, spooled, refused or unavailable.
func (m *Metrics) Received(shop, feed, result string) {
	if m != nil {
		m.feeds.received.WithLabelValues(shop, feed, result).Inc()
	}
}

// Worked counts an attempt at a delivery: result is done, retried or failed.
func (m *Metrics) Worked(shop, feed, result string, after time.Duration) {
	if m != nil {
		m.feeds.worked.WithLabelValues(shop, feed, result).Observe(after.Seconds())
	}
}
