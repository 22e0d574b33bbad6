package server

import (
	"slices"
	"time"

	"shopclerk/internal/metrics"
	"shopclerk/internal/store"
	"shopclerk/server/web"
)

// questionDrawing makes charts of the questions of a span.
type questionDrawing struct {
	v      *visitor
	start  time.Time // of the first hour
	hours  int
	span   time.Duration
	counts []store.QuestionCount // by hour and method
}

// points are the hours, with what some methods were asked in them.
func (d questionDrawing) points(of func(method string) bool) []web.Point {
	points := make([]web.Point, d.hours)
	for _, c := range d.counts {
		if i := int(c.Hour.Sub(d.start) / time.Hour); i >= 0 && i < d.hours && of(c.Method) {
			points[i].Value += c.Questions
			points[i].Bad += c.Failures
		}
	}
	for i := range points {
		p := &points[i]
		at := d.start.Add(time.Duration(i) * time.Hour).In(d.v.Shop.Timezone)
		p.Label = d.label(at)
		if p.Value > 0 {
			p.Title = d.v.t("overview.bar", "day", web.Day(d.v.Language, at), "hour", web.Hour(at), "n", p.Value, "bad", p.Bad)
		}
	}
	return points
}

// label is what stands below an hour: of a day every fourth one, of a week each noon its day.
func (d questionDrawing) label(at time.Time) string {
	switch {
	case d.span == weekSpan && at.Hour() == 12:
		return web.Day(d.v.Language, at)
	case d.span == daySpan && at.Hour()%4 == 0:
		return web.Hour(at)
	}
	return ""
}

// whole is the chart of all questions.
func (d questionDrawing) whole() web.Bars {
	return web.NewBars(d.v.Language, "questions", d.v.t("overview.chart_name"), d.points(func(string) bool { return true }))
}

// strip is the small chart of a method, with what it had at most in an hour.
func (d questionDrawing) strip(method string) (strip web.Bars, most int64) {
	points := d.points(func(m string) bool { return m == method })
	for _, p := range points {
		most = max(most, p.Value)
	}
	return web.NewStrip("strip-"+method, d.v.t("overview.strip_name", "method", d.v.t("overview.method_"+method)), points), most
}

// methods are those that were asked, in the order in which they are listed everywhere.
func (d questionDrawing) methods() (list []string) {
	for _, method := range append(slices.Clone(metrics.Methods), otherMethod) {
		if slices.ContainsFunc(d.counts, func(c store.QuestionCount) bool { return c.Method == method }) {
			list = append(list, method)
		}
	}
	return list
}

// table has the hours in which something was asked, the newest first.
func (d questionDrawing) table(columns []string) (rows []shownHour) {
	for _, c := range d.counts {
		if len(rows) == 0 || !rows[len(rows)-1].At.Equal(c.Hour) {
			rows = append(rows, shownHour{At: c.Hour, Counts: make([]int64, len(columns))})
		}
		row := &rows[len(rows)-1]
		row.Total, row.Failed = row.Total+c.Questions, row.Failed+c.Failures
		if at := slices.Index(columns, c.Method); at >= 0 {
			row.Counts[at] += c.Questions
		}
	}
	slices.Reverse(rows)
	return rows
}
