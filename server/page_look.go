package server

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/shopspring/decimal"

	"shopclerk/internal/store"
)

// lookRows is how many rows a page of products, orders or parcels has.
const lookRows = 50

// maxLookText is how many characters of a search or a filter are looked at.
const maxLookText = 200

func (s *Server) lookPages(g pageGroup) {
	g.get("/products", Viewer, s.showProducts)
	g.get("/products/:id", Viewer, s.showProduct)
	g.post("/products/:id/publish", Staff, s.publishProduct)
	g.get("/orders", Viewer, s.showOrders)
	g.get("/orders/:id", Viewer, s.showOrder)
	g.get("/packages", Viewer, s.showPackages)
	g.get("/packages/:id", Viewer, s.showPackage)
	g.get("/packages/:id/courier", Viewer, s.leavePackageCourier)
	g.post("/packages/:id/courier", Staff, s.showPackageCourier)
}

// lookFilter is what a list is narrowed by, as it was typed.
type lookFilter struct {
	Search, Source, Published, Vendor, Status string
	From, Until                               string // days, YYYY-MM-DD
	After                                     string // where the page begins; "" is the start

	from, until time.Time // the same days in the shop's zone: until is the moment at which the last one ends
}

// Any reports whether the list is narrowed at all.
func (f lookFilter) Any() bool {
	return cmp.Or(f.Search, f.Source, f.Published, f.Vendor, f.Status, f.From, f.Until) != ""
}

// readLookFilter reads the address. A day that is none is left out, as if nothing was typed.
func readLookFilter(c echo.Context, zone *time.Location) lookFilter {
	text := func(name string) string { return firstRunes(strings.TrimSpace(c.QueryParam(name)), maxLookText) }
	f := lookFilter{
		Search: text("q"), Source: text("source"), Vendor: text("vendor"), Status: text("status"), After: c.QueryParam("after"),
		Published: text("published"), From: text("from"), Until: text("until"),
	}
	if f.Published != "0" && f.Published != "1" {
		f.Published = ""
	}
	var err error
	if f.from, err = time.ParseInLocation(time.DateOnly, f.From, zone); err != nil {
		f.From, f.from = "", time.Time{}
	}
	if f.until, err = time.ParseInLocation(time.DateOnly, f.Until, zone); err != nil {
		f.Until, f.until = "", time.Time{}
	} else {
		f.until = f.until.AddDate(0, 0, 1)
	}
	return f
}

// holds reports whether a moment is within the days.
func (f lookFilter) holds(at time.Time) bool {
	return (f.from.IsZero() || !at.Before(f.from)) && (f.until.IsZero() || at.Before(f.until))
}

// lookList is what the pages with a list of one kind show.
type lookList[N any] struct {
	Filter   lookFilter
	Items    []N
	Next     string   // where the next page begins, for After
	Cut      bool     // the page is short because so many rows were looked through, and not because there are no more
	Sources  []string // to choose from
	Statuses []string // likewise
	Vendors  []string // likewise, the most used
	Found    int      // of a search that counts: how many there are in all; 0 where it does not
	Masked   bool     // customers see less
}

func newLookList[N any](f lookFilter, page store.Listed[N]) lookList[N] {
	return lookList[N]{Filter: f, Items: page.Items, Next: page.Next, Cut: page.Cut}
}

// offset is where a page begins in a list that is paged by counting, such as a search; its places are "n" and a number.
func (f lookFilter) offset() int {
	text, ok := strings.CutPrefix(f.After, "n")
	n, err := strconv.Atoi(text)
	if !ok || err != nil {
		return 0
	}
	return max(0, n)
}

func offsetText(n int) string { return "n" + strconv.Itoa(n) }

// lookID is the row that an address names. What is no number is a row that is not there.
func lookID(c echo.Context) (int64, error) {
	id, err := strconv.ParseInt(c.Param("id"), 10, 64)
	if err != nil {
		return 0, store.ErrNotFound
	}
	return id, nil
}

// lookFact is one field of a row with its value, as it is stored.
type lookFact struct {
	Word     string // the key of the field's name
	Value    any
	As       string // how it is shown: "" text, "time", "money", "link", "yes", "number", "long", "code", "status"
	Currency string // of "money"
	Masked   bool   // customers do not see it whole
}

// Text is the value as a text, by which two are compared, and "" when there is none.
func (f lookFact) Text() string {
	switch v := f.Value.(type) {
	case nil:
		return ""
	case string:
		return v
	case time.Time:
		if v.IsZero() {
			return ""
		}
		return v.UTC().Format(time.RFC3339Nano)
	case decimal.NullDecimal:
		if !v.Valid {
			return ""
		}
		return v.Decimal.String() + " " + f.Currency
	case decimal.Decimal:
		return v.String() + " " + f.Currency
	}
	return fmt.Sprint(f.Value)
}

// lookDifference is a field that changed.
type lookDifference struct{ Old, New lookFact }

// lookDifferences compares the facts of two versions of one row. Fields that only one of them has are differences, too.
func lookDifferences(before, after []lookFact) (list []lookDifference) {
	byWord := func(facts []lookFact, word string) lookFact {
		if i := slices.IndexFunc(facts, func(f lookFact) bool { return f.Word == word }); i >= 0 {
			return facts[i]
		}
		return lookFact{Word: word}
	}
	for _, now := range after {
		if was := byWord(before, now.Word); was.Text() != now.Text() {
			list = append(list, lookDifference{was, now})
		}
	}
	return list
}

// timeOrNil is a moment as a fact has it: nil when there is none.
func timeOrNil(at *time.Time) any {
	if at == nil {
		return nil
	}
	return *at
}
