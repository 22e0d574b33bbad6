package cyberbiztest

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// list is one of the lists of the API.
type list struct {
	name     string
	count    int
	windowed bool // the API documents no window for products, and does not look at what it does not know
	write    func(body []byte, n int) []byte
}

func (s *Shop) list(name string) (list, bool) {
	o := s.options
	switch name {
	case "orders":
		return list{name, o.Orders, true, s.order}, true
	case "products":
		return list{name, o.Products, false, s.product}, true
	case "customers":
		return list{name, o.Customers, true, s.customer}, true
	}
	return list{}, false
}

// changed is when object n was changed last.
func (s *Shop) changed(l list, n int) time.Time {
	if text, ok := s.put[l.name][n]["updated_at"].(string); ok {
		if at, err := time.ParseInLocation(time.DateTime, text, Taipei); err == nil {
			return at
		}
	}
	return s.time(n)
}

// time is when the object n of any list was changed last by the rule.
func (s *Shop) time(n int) time.Time { return s.options.First.Add(time.Duration(n) * s.options.Every) }

// span is a window; a zero end is open.
type span struct{ from, to time.Time }

// window reads the times that a list is asked for.
func window(l list, query url.Values) (w span, err error) {
	if !l.windowed {
		return span{}, nil
	}
	if w.from, err = moment(query, "updated_at_start_time"); err != nil {
		return span{}, err
	}
	w.to, err = moment(query, "updated_at_end_time")
	return w, err
}

func moment(query url.Values, key string) (time.Time, error) {
	text := query.Get(key)
	if text == "" {
		return time.Time{}, nil
	}
	for _, layout := range []string{time.DateTime, "2006/1/2 15:04:05"} {
		if at, err := time.ParseInLocation(layout, text, Taipei); err == nil {
			return at, nil
		}
	}
	return time.Time{}, fmt.Errorf("%s is invalid", key)
}

// found are the numbers of the objects that were asked for last: the pages of one pull need not look for them again.
type found struct {
	list string
	span
	all []int
}

// matching are the numbers of the objects in a window, the oldest id first.
func (s *Shop) matching(l list, w span) []int {
	if s.found.list == l.name && s.found.span == w {
		return s.found.all
	}
	var all []int
	for n := range l.count {
		at := s.changed(l, n)
		if (w.from.IsZero() || !at.Before(w.from)) && (w.to.IsZero() || !at.After(w.to)) {
			all = append(all, n)
		}
	}
	s.found = found{l.name, w, all}
	return all
}

// paging is which slice of a list is asked for.
type paging struct{ page, per, offset int }

// most is the largest page.
const most = 50

func newPaging(query url.Values) paging {
	read := func(key string, missing int) int {
		n, err := strconv.Atoi(query.Get(key))
		if err != nil || n < 0 {
			return missing
		}
		return n
	}
	return paging{max(1, read("page", 1)), max(1, min(read("per_page", most), most)), read("offset", 0)}
}

func (p paging) slice(all []int) []int {
	from := min(p.offset+(p.page-1)*p.per, len(all))
	return all[from:min(from+p.per, len(all))]
}

// headers tell where in a list of so many objects the page is. The next page of the last one is empty.
func (p paging) headers(h http.Header, total int) {
	pages := (max(0, total-p.offset) + p.per - 1) / p.per
	set := func(name string, n int, told bool) {
		h.Set(name, "")
		if told {
			h.Set(name, strconv.Itoa(n))
		}
	}
	set("X-Page", p.page, true)
	set("X-Per-Page", p.per, true)
	set("X-Offset", p.offset, true)
	set("X-Total", total, true)
	set("X-Total-Pages", pages, true)
	set("X-Next-Page", p.page+1, p.page < pages)
	set("X-Prev-Page", p.page-1, p.page > 1)
}
