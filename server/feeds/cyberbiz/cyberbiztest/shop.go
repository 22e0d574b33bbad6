// Package cyberbiztest stands in for CYBERBIZ's API: one shop with orders, products and customers that are made by a rule,
// behind a gateway that checks signatures as Kong does, pages, limits, and fails on demand. It is for tests and benchmarks.
package cyberbiztest

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"
)

// Options say what the shop holds and who may see it.
type Options struct {
	// Username and Secret are let in by Kong's hmac, Token by Bearer; what is empty lets nobody in.
	Username, Secret, Token string
	// PathOnly checks signatures as Kong did before 0.14: over the path without the query.
	PathOnly bool
	// Orders, Products and Customers are how many there are of each. Order n has the id 500001+n and the number 10001+n,
	// product n the id 700001+n and customer n the id 900001+n, each counted from 0.
	Orders, Products, Customers int
	// First is when the first object of each list was changed, and Every how much later each following one was; the
	// beginning of 2026 in Taipei and a minute when they are zero.
	First time.Time
	Every time.Duration
	// Bare leaves the paging headers out of the answers.
	Bare bool
	// Rate is how many calls are answered within one second of the clock; 0 is no limit.
	Rate int
	// Faults go wrong from the beginning; Break adds more.
	Faults []Fault
	// Now is the gateway's clock; time.Now when nil.
	Now func() time.Time
}

// Shop is the stand-in. It may be called and changed by several at a time.
type Shop struct {
	options Options

	mu     sync.Mutex
	faults []Fault
	calls  []string
	second int64                             // of the last call
	count  int                               // of calls within it
	put    map[string]map[int]map[string]any // what is otherwise than by the rule: by list, number and field
	found  found
}

// Taipei is the zone of all times of the API, which carry none.
var Taipei = time.FixedZone("Asia/Taipei", 8*60*60)

// New gives a shop that answers as the API's host does.
func New(o Options) *Shop {
	if o.First.IsZero() {
		o.First = time.Date(2026, 1, 1, 0, 0, 0, 0, Taipei)
	}
	if o.Every == 0 {
		o.Every = time.Minute
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	return &Shop{options: o, faults: append([]Fault(nil), o.Faults...), put: map[string]map[int]map[string]any{}}
}

// Put sets fields of object n of a list ("orders", "products" or "customers"), as they are to stand in its JSON. Setting
// "updated_at" moves it to another window.
func (s *Shop) Put(list string, n int, fields map[string]any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.found = found{}
	if s.put[list] == nil {
		s.put[list] = map[int]map[string]any{}
	}
	if s.put[list][n] == nil {
		s.put[list][n] = map[string]any{}
	}
	for key, value := range fields {
		s.put[list][n][key] = value
	}
}

// Calls returns the targets of all calls so far, such as "/v1/orders?page=1&per_page=50", those that were refused too.
func (s *Shop) Calls() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string(nil), s.calls...)
}

// ServeHTTP answers one call: faults come first, then the limit, then the credentials, as at a gateway.
func (s *Shop) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	name := strings.TrimPrefix(r.URL.Path, "/v1/")
	fault, wait := s.enter(name, r)
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Date", s.options.Now().UTC().Format(http.TimeFormat))
	switch {
	case fault != nil && !fault.Cut:
		fault.write(w)
		return
	case wait:
		w.Header().Set("Retry-After", "1")
		refuse(w, http.StatusTooManyRequests, `{"message":"API rate limit exceeded"}`)
		return
	}
	if reason := s.admit(r); reason != "" {
		refuse(w, http.StatusUnauthorized, reason)
		return
	}
	body, status := s.page(w.Header(), name, r)
	if fault != nil {
		cut(w, body)
		return
	}
	w.WriteHeader(status)
	w.Write(body) //nolint:errcheck // the client went away
}

// enter notes a call, and tells whether it is to fail or comes too soon.
func (s *Shop) enter(list string, r *http.Request) (fault *Fault, wait bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.calls = append(s.calls, r.RequestURI)
	if now := s.options.Now().Unix(); now != s.second {
		s.second, s.count = now, 0
	}
	s.count++
	return s.fault(list, r), s.options.Rate > 0 && s.count > s.options.Rate
}

func refuse(w http.ResponseWriter, status int, body string) {
	w.WriteHeader(status)
	io.WriteString(w, body) //nolint:errcheck // the client went away
}

// page answers a call that was let in.
func (s *Shop) page(h http.Header, name string, r *http.Request) (body []byte, status int) {
	l, known := s.list(name)
	if !known || r.Method != http.MethodGet {
		return []byte(`{"error":["無此資源"]}`), http.StatusNotFound
	}
	span, err := window(l, r.URL.Query())
	if err != nil {
		body, _ := json.Marshal(map[string][]string{"error": {err.Error()}}) //nolint:errcheck // a text always marshals
		return body, http.StatusUnprocessableEntity
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	p := newPaging(r.URL.Query())
	matching := s.matching(l, span)
	if !s.options.Bare {
		p.headers(h, len(matching))
	}
	body = []byte{'['}
	for i, n := range p.slice(matching) {
		if i > 0 {
			body = append(body, ',')
		}
		body = s.object(body, l, n)
	}
	return append(body, ']'), http.StatusOK
}

// object adds object n to a body.
func (s *Shop) object(body []byte, l list, n int) []byte {
	fields := s.put[l.name][n]
	if len(fields) == 0 {
		return l.write(body, n)
	}
	var whole map[string]any
	if err := json.Unmarshal(l.write(nil, n), &whole); err != nil {
		panic(fmt.Sprintf("object %d of %s is no JSON: %v", n, l.name, err))
	}
	for key, value := range fields {
		whole[key] = value
	}
	changed, err := json.Marshal(whole)
	if err != nil {
		panic(fmt.Sprintf("a field of object %d of %s is no JSON: %v", n, l.name, err))
	}
	return append(body, changed...)
}
