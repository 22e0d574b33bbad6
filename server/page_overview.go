package server

import (
	"context"
	"net/http"
	"slices"
	"time"

	"github.com/labstack/echo/v4"

	"shopclerk/internal/metrics"
	"shopclerk/internal/store"
	"shopclerk/server/web"
)

const (
	daySpan     = 24 * time.Hour
	weekSpan    = 7 * 24 * time.Hour
	overviewing = 10 // imports that the overview lists
)

func (s *Server) overviewPages(g pageGroup) { g.get("/overview", Viewer, s.showOverview) }

// overviewPage is what overview.html shows.
type overviewPage struct {
	Hands   []hand
	Span    string // "1d" or "7d": what the charts show
	Total   int64  // questions of the span
	Failed  int64
	P50     string // of all of them
	P99     string
	Chart   web.Bars
	Hours   []shownHour // the same numbers as a table: the hours that had any
	Columns []string    // its methods
	Methods []shownMethod
	Imports []store.Import
	Fresh   []shownFresh
}

// shownHour is a line of the table beside the chart.
type shownHour struct {
	At     time.Time
	Counts []int64 // by column
	Total  int64
	Failed int64
}

// shownMethod is how one kind of question was answered.
type shownMethod struct {
	Method    string
	Strip     web.Bars
	Most      int64 // in one hour of the span
	Day, Week shownTimes
}

// shownTimes are a method's numbers of a span.
type shownTimes struct {
	Questions, Failures int64
	P50, P99            string
}

// shownFresh is when what is newest of a source came.
type shownFresh struct {
	Kind, Source string
	At           time.Time
}

func (s *Server) showOverview(c echo.Context, v *visitor) error {
	ctx, now := c.Request().Context(), time.Now()
	page := overviewPage{Span: "1d"}
	if c.QueryParam("span") == "7d" {
		page.Span = "7d"
	}
	err := s.questionsOf(ctx, v, now, &page)
	if err != nil {
		return err
	}
	if page.Imports, err = s.Store.Imports(ctx, store.ImportFilter{Shop: v.Shop.ID, Limit: overviewing}); err != nil {
		return err
	}
	if page.Fresh, err = s.freshness(ctx, v.Shop.ID); err != nil {
		return err
	}
	if page.Hands, err = s.hands(ctx, v, now); err != nil {
		return err
	}
	return s.render(c, v, http.StatusOK, "overview", page)
}

// freshness tells of each kind and source when what is newest of it came.
func (s *Server) freshness(ctx context.Context, shop string) (list []shownFresh, err error) {
	for _, kind := range []string{store.KindProducts, store.KindOrders, store.KindPackages} {
		sources, err := s.Store.Newest(ctx, shop, kind)
		if err != nil {
			return nil, err
		}
		for _, one := range sources {
			list = append(list, shownFresh{kind, one.Source, one.At})
		}
	}
	return list, nil
}

// questionsOf fills in what was asked, and how long the answers took.
func (s *Server) questionsOf(ctx context.Context, v *visitor, now time.Time, page *overviewPage) error {
	day, err := s.Store.QuestionTimes(ctx, v.Shop.ID, spanStart(now, daySpan))
	if err != nil {
		return err
	}
	week, err := s.Store.QuestionTimes(ctx, v.Shop.ID, spanStart(now, weekSpan))
	if err != nil {
		return err
	}
	span, counts := daySpan, day
	if page.Span == "7d" {
		span, counts = weekSpan, week
	}
	hours, err := s.Store.QuestionHours(ctx, v.Shop.ID, spanStart(now, span))
	if err != nil {
		return err
	}
	all := timesOf(counts, func(string) bool { return true }).shown(v.Language)
	page.Total, page.Failed, page.P50, page.P99 = all.Questions, all.Failures, all.P50, all.P99
	drawing := questionDrawing{v: v, start: spanStart(now, span), hours: int(span / time.Hour), span: span, counts: hours}
	page.Chart, page.Columns = drawing.whole(), drawing.methods()
	page.Hours = drawing.table(page.Columns)
	for _, method := range append(slices.Clone(metrics.Methods), otherMethod) {
		this := func(m string) bool { return m == method }
		one := shownMethod{Method: method, Day: timesOf(day, this).shown(v.Language), Week: timesOf(week, this).shown(v.Language)}
		if one.Week.Questions == 0 && method == otherMethod {
			continue
		}
		one.Strip, one.Most = drawing.strip(method)
		page.Methods = append(page.Methods, one)
	}
	return nil
}

// spanStart is the beginning of the first hour of a span that ends with the hour that runs.
func spanStart(now time.Time, span time.Duration) time.Time {
	return now.UTC().Truncate(time.Hour).Add(time.Hour - span)
}

// methodTimes are the counts of some methods together.
type methodTimes struct {
	questions, failures int64
	times               answerTimes
}

func timesOf(list []store.QuestionCount, of func(method string) bool) (m methodTimes) {
	for _, c := range list {
		if of(c.Method) {
			m.questions, m.failures = m.questions+c.Questions, m.failures+c.Failures
			m.times.add(c.Bucket, c.Questions)
		}
	}
	return m
}

func (m methodTimes) shown(language string) shownTimes {
	return shownTimes{m.questions, m.failures, web.Took(language, m.times.quantile(0.5)), web.Took(language, m.times.quantile(0.99))}
}
