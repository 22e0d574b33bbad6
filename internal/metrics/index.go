package metrics

import "github.com/prometheus/client_golang/prometheus"

// The kinds of Repaired.
const (
	Missing = "missing" // in the store, not in the index
	Stale   = "stale"   // in both, but differently
	Extra   = "extra"   // in the index alone
)

// index is what is counted of keeping the index equal to the store. Its gauges have the shop as a label: there are as many
// as the configuration names.
type index struct {
	lagChanges *prometheus.GaugeVec
	lagSeconds *prometheus.GaugeVec
	refused    prometheus.Counter
	repairs    *prometheus.CounterVec
}

func newIndex(r prometheus.Registerer) index {
	const subsystem = "index"
	i := index{
		lagChanges: newGauges(r, subsystem, "lag_changes", "Committed changes of products that are not in the index yet.", "shop"),
		lagSeconds: newGauges(r, subsystem, "lag_seconds", "Time since the index was last seen to hold every committed change.", "shop"),
		refused:    newCounter(r, subsystem, "refused_documents_total", "Products that the engine would not take."),
		repairs:    newCounters(r, subsystem, "repairs_total", "Products in which index and database differed and that were repaired.", "kind"),
	}
	for _, kind := range []string{Missing, Stale, Extra} {
		i.repairs.WithLabelValues(kind)
	}
	return i
}

// SetLag says how far a shop's index is behind the store: by how many changes, and for how long the oldest of them waits.
func (m *Metrics) SetLag(shop string, changes int64, seconds float64) {
	if m != nil {
		m.index.lagChanges.WithLabelValues(shop).Set(float64(changes))
		m.index.lagSeconds.WithLabelValues(shop).Set(seconds)
	}
}

// DropLag forgets a shop that is no longer there, whose last lag would otherwise stand for ever.
func (m *Metrics) DropLag(shop string) {
	if m != nil {
		m.index.lagChanges.DeleteLabelValues(shop)
		m.index.lagSeconds.DeleteLabelValues(shop)
	}
}

// Refused counts n products that the engine would not take.
func (m *Metrics) Refused(n int) {
	if m != nil && n > 0 {
		m.index.refused.Add(float64(n))
	}
}

// Repaired counts n products that were repaired; kind is Missing, Stale or Extra.
func (m *Metrics) Repaired(kind string, n int) {
	if m != nil && n > 0 {
		m.index.repairs.WithLabelValues(kind).Add(float64(n))
	}
}
