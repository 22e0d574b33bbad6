package server

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/labstack/echo/v4"

	"shopclerk/internal/store"
)

const (
	defaultDeliveries = 50
	maxDeliveries     = 200
	maxFilter         = 128 // characters: no event or object is longer
)

// deliveryQuery reads the parameters of a list, or without paging those of a range. A parameter that is not known is refused
// as well: with one letter wrong in "state", everything would be sent again.
func deliveryQuery(raw string, paged bool) (q store.DeliveryQuery, err error) {
	values, err := url.ParseQuery(raw)
	if err != nil {
		return q, echo.NewHTTPError(http.StatusBadRequest, "the parameters cannot be read")
	}
	read := deliveryParameters(&q, paged)
	for _, name := range slices.Sorted(maps.Keys(values)) {
		problem := "is no parameter of this call"
		if set, known := read[name]; known {
			problem = "is there more than once"
			if len(values[name]) == 1 {
				problem = ""
				if text := values[name][0]; text != "" {
					problem = set(text)
				}
			}
		}
		if problem != "" {
			return q, echo.NewHTTPError(http.StatusBadRequest, strings.ToValidUTF8(name, "?")+": "+problem)
		}
	}
	if !q.Until.IsZero() && !q.Until.After(q.After) {
		return q, echo.NewHTTPError(http.StatusBadRequest, "until: must be later than from")
	}
	return q, nil
}

// deliveryParameters are what sets a query from the text of a parameter, and returns what is wrong with it.
func deliveryParameters(q *store.DeliveryQuery, paged bool) map[string]func(text string) (problem string) {
	all := map[string]func(string) string{
		"shop":   func(string) string { return "" }, // it is looked up elsewhere
		"feed":   func(text string) string { return filterText(&q.Feed, text) },
		"event":  func(text string) string { return filterText(&q.Event, text) },
		"object": func(text string) string { return filterText(&q.Object, text) },
		"from":   func(text string) string { return filterTime(&q.After, text) },
		"until":  func(text string) string { return filterTime(&q.Until, text) },
	}
	states := []string{store.DeliveryDone, store.DeliveryFailed}
	if paged {
		states = append([]string{store.DeliveryQueued}, states...)
		q.Limit = defaultDeliveries
		all["before"] = func(text string) (problem string) {
			var err error
			if q.Before, err = strconv.ParseInt(text, 10, 64); err != nil || q.Before < 1 {
				problem = "must be the next of a list"
			}
			return problem
		}
		all["limit"] = func(text string) (problem string) {
			var err error
			if q.Limit, err = strconv.Atoi(text); err != nil || q.Limit < 1 || q.Limit > maxDeliveries {
				problem = fmt.Sprintf("must be a whole number from 1 to %d", maxDeliveries)
			}
			return problem
		}
	}
	all["state"] = func(text string) (problem string) {
		if q.State = text; !slices.Contains(states, text) {
			problem = "must be one of " + strings.Join(states, ", ")
		}
		return problem
	}
	return all
}

func filterText(to *string, text string) (problem string) {
	*to = text
	if !utf8.ValidString(text) || utf8.RuneCountInString(text) > maxFilter || strings.ContainsFunc(text, unicode.IsControl) {
		problem = fmt.Sprintf("must be text of at most %d characters", maxFilter)
	}
	return problem
}

func filterTime(to *time.Time, text string) (problem string) {
	at, err := time.Parse(time.RFC3339, strings.Replace(text, " ", "+", 1)) // a + that was not escaped arrives as a space
	if *to = at.UTC(); err != nil {
		problem = "must be a time such as 2026-01-31T08:00:00Z"
	}
	return problem
}
