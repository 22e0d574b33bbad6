package metrics

import "github.com/prometheus/client_golang/prometheus"

func newImports(r prometheus.Registerer) *prometheus.CounterVec {
	return newCounters(r, "import", "rows_total", "Rows of imported files, by what came of them.", "kind", "result")
}

// Imported counts n rows of a file: kind is products, orders or packages; result is new, changed, unchanged or refused.
func (m *Metrics) Imported(kind, result string, n int) {
	if m != nil && n > 0 {
		m.imports.WithLabelValues(kind, result).Add(float64(n))
	}
}
