package server

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"shopclerk/config"
	"shopclerk/internal/store"
	"shopclerk/server/feeds"
)

// minuteLayout is how a browser writes a moment that was chosen to the minute.
const minuteLayout = "2006-01-02T15:04"

func (s *Server) mendPages(g pageGroup) {
	g.get("/deliveries", Viewer, s.showDeliveries)
	g.get("/deliveries/resend", Staff, s.confirmResend)
	g.post("/deliveries/resend", Staff, s.resendRange)
	g.get("/deliveries/:id", Viewer, s.showDelivery)
	g.post("/deliveries/:id/resend", Staff, s.resendOne)
	g.get("/feeds", Viewer, s.showFeeds)
	g.post("/feeds/:feed/pull", Staff, s.pullNow)
	g.get("/searches", Viewer, s.showSearches)
}

// deliveryFilter is what a list of deliveries is narrowed by, as it was typed.
type deliveryFilter struct {
	Feed, Event, Object, State string
	From, Until                string // moments of the shop's zone, as minuteLayout
}

// Any reports whether the list is narrowed at all.
func (f deliveryFilter) Any() bool { return f != deliveryFilter{} }

// Resendable reports whether what the filter means can be sent again: all of a shop at once cannot, nor what is queued anyhow.
func (f deliveryFilter) Resendable() bool { return f.Any() && f.State != store.DeliveryQueued }

// readDeliveryFilter reads a form.
func readDeliveryFilter(value func(name string) string) deliveryFilter {
	text := func(name string) string { return strings.TrimSpace(value(name)) }
	return deliveryFilter{text("feed"), text("event"), text("object"), text("state"), text("from"), text("until")}
}

// query is what the API would be asked for the same: its rules are the page's.
func (f deliveryFilter) query(shop config.Shop, before string, paged bool) (store.DeliveryQuery, error) {
	values := url.Values{}
	for name, text := range map[string]string{
		"feed": f.Feed, "event": f.Event, "object": f.Object, "state": f.State, "from": momentIn(shop, f.From), "until": momentIn(shop, f.Until),
	} {
		values.Set(name, text)
	}
	if before != "" {
		values.Set("before", before)
	}
	q, err := deliveryQuery(values.Encode(), paged)
	q.Shop = shop.ID
	return q, err
}

// momentIn writes a moment that was typed in the shop's zone as the API takes it. What is none stays, and is refused there.
func momentIn(shop config.Shop, text string) string {
	if at, err := time.ParseInLocation(minuteLayout, text, shop.Timezone); err == nil {
		return at.Format(time.RFC3339)
	}
	return text
}

// deliveriesPage is what deliveries.html shows.
type deliveriesPage struct {
	Filter     deliveryFilter
	Feeds      []string // to choose from
	States     []string
	Problem    string // of the filter
	Deliveries []Delivery
	Next       int64 // continues the list; 0 at its end
	Older      bool  // this is not its beginning
}

var deliveryStates = []string{store.DeliveryQueued, store.DeliveryDone, store.DeliveryFailed}

func (s *Server) showDeliveries(c echo.Context, v *visitor) error {
	page := deliveriesPage{Filter: readDeliveryFilter(c.QueryParam), Feeds: s.feedsOf(v.Shop.ID), States: deliveryStates, Older: c.QueryParam("before") != ""}
	if page.Filter.Feed != "" && !slices.Contains(page.Feeds, page.Filter.Feed) {
		page.Feeds = append(page.Feeds, page.Filter.Feed) // one that is configured no more
	}
	q, err := page.Filter.query(v.Shop, c.QueryParam("before"), true)
	var refused *echo.HTTPError
	if errors.As(err, &refused) {
		page.Problem = v.t("mend.filter_problem", "name", v.filterName(err))
		return s.render(c, v, http.StatusBadRequest, "deliveries", page)
	}
	list, err := s.Store.Deliveries(c.Request().Context(), q)
	if err != nil {
		return err
	}
	for _, d := range list {
		page.Deliveries = append(page.Deliveries, ToDelivery(d))
	}
	if len(list) == q.Limit {
		page.Next = list[len(list)-1].ID
	}
	return s.render(c, v, http.StatusOK, "deliveries", page)
}

// filterName names the field that a refused filter has wrong; the API's refusals begin with the name of the parameter.
func (v *visitor) filterName(err error) string {
	var refused *echo.HTTPError
	errors.As(err, &refused)
	text, _ := refused.Message.(string)
	name, _, _ := strings.Cut(text, ":")
	if key := "mend.filter_" + name; v.web.HasWord(key) {
		return v.t(key)
	}
	return name
}

// feedsOf are the ids of a shop's feeds.
func (s *Server) feedsOf(shop string) (ids []string) {
	for _, source := range s.sourcesOf(shop) {
		ids = append(ids, source.Config.ID)
	}
	return ids
}

func (s *Server) sourcesOf(shop string) (list []feeds.Source) {
	for _, source := range s.Sources() {
		if source.Shop.ID == shop {
			list = append(list, source)
		}
	}
	return list
}

// searchesPage is what searches.html shows.
type searchesPage struct {
	Searches []store.EmptySearch
	Limit    int
}

func (s *Server) showSearches(c echo.Context, v *visitor) error {
	list, err := s.Store.EmptySearches(c.Request().Context(), v.Shop.ID, defaultSearches)
	if err != nil {
		return err
	}
	return s.render(c, v, http.StatusOK, "searches", searchesPage{list, defaultSearches})
}
