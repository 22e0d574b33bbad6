// Package zeektest stands in for Zeek: it answers what is asked about takeaway orders and their couriers, checks signatures and
// times as the document says, refuses to be asked the same twice in a minute, fails on demand, and signs callbacks. It also
// answers about orders of the parcel family who has its token. It is for tests and shares nothing with the feed, so that the
// two check each other.
package zeektest

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"
)

// Options say who may ask, and what the clock shows.
type Options struct {
	AppID, SecretKey string
	Token, InfoPath  string           // of the parcel family; the path is without the version
	Now              func() time.Time // time.Now when nil
}

// Zeek is the stand-in. It may be asked and changed by several at a time.
type Zeek struct {
	options Options

	mu     sync.Mutex
	orders map[string]map[string]any
	places map[string]any       // of the couriers, by order
	asked  map[string]time.Time // when, by what was asked
	calls  []Call
	faults []Fault
}

// Call is one that came, whether it was answered or refused.
type Call struct{ Path, Region, OrderID string }

// Fault is an answer in the place of the next one.
type Fault struct {
	Status int // 200 when 0
	Body   string
	Wait   time.Duration // before it
	Cut    bool          // breaks the connection off in the middle
}

// The codes of the document that are answered here.
const (
	WrongTime      = 261002
	MissingParam   = 261003
	WrongParam     = 261004
	AskedTwice     = 261005
	UnknownAccount = 262001
	WrongSignature = 262002
	UnknownOrder   = 263001
)

const (
	maxSkew  = 180 * time.Second
	onlyOnce = 60 * time.Second
)

// New gives a Zeek without orders. It answers as its host does, at any path that ends as the documented ones do.
func New(o Options) *Zeek {
	if o.Now == nil {
		o.Now = time.Now
	}
	return &Zeek{options: o, orders: map[string]map[string]any{}, places: map[string]any{}, asked: map[string]time.Time{}}
}

// Put sets fields of an order, such as "order_status" and "client_order_id". One that was not there is from then on.
func (z *Zeek) Put(id string, fields map[string]any) {
	z.mu.Lock()
	defer z.mu.Unlock()
	if z.orders[id] == nil {
		z.orders[id] = map[string]any{"order_id": id}
	}
	for key, value := range fields {
		z.orders[id][key] = value
	}
}

// Place sets the data that is answered about the courier of an order.
func (z *Zeek) Place(id string, data any) {
	z.mu.Lock()
	defer z.mu.Unlock()
	z.places[id] = data
}

// Break makes the next answers other ones, one for each fault.
func (z *Zeek) Break(faults ...Fault) {
	z.mu.Lock()
	defer z.mu.Unlock()
	z.faults = append(z.faults, faults...)
}

// Calls returns the calls so far.
func (z *Zeek) Calls() []Call {
	z.mu.Lock()
	defer z.mu.Unlock()
	return append([]Call(nil), z.calls...)
}

// ServeHTTP answers one call.
func (z *Zeek) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	q := readRequest(body)
	fault := z.enter(r, q)
	switch {
	case fault != nil:
		fault.write(w)
		return
	case r.Method != http.MethodPost || !z.known(r.URL.Path):
		http.NotFound(w, r)
		return
	case z.isParcels(r.URL.Path) && !z.lets(r):
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	answer := map[string]any{}
	if code, message := z.refuses(r.URL.Path, q); code != 0 {
		answer["error"], answer["err_msg"] = code, message
	} else {
		answer["error"], answer["data"] = 0, z.answer(r.URL.Path, q.orderID())
	}
	w.Header().Set("Content-Type", "application/json")
	json.NewEncoder(w).Encode(answer) //nolint:errcheck // the client went away
}

// enter notes a call, and returns what is to go wrong with it.
func (z *Zeek) enter(r *http.Request, q request) *Fault {
	z.mu.Lock()
	defer z.mu.Unlock()
	region := q.region()
	if z.isParcels(r.URL.Path) {
		region = r.Header.Get("KS-Region")
	}
	z.calls = append(z.calls, Call{r.URL.Path, region, q.orderID()})
	if len(z.faults) == 0 {
		return nil
	}
	fault := z.faults[0]
	z.faults = z.faults[1:]
	return &fault
}

// answer is the data of an answer about an order that there is.
func (z *Zeek) answer(path, id string) any {
	z.mu.Lock()
	defer z.mu.Unlock()
	if strings.HasSuffix(path, positionPath) {
		return z.places[id]
	}
	out := map[string]any{}
	for key, value := range z.orders[id] {
		out[key] = value
	}
	return out
}

func (f *Fault) write(w http.ResponseWriter) {
	time.Sleep(f.Wait)
	if f.Cut {
		w.Header().Set("Content-Length", "100000")
	}
	w.WriteHeader(max(f.Status, http.StatusOK))
	io.WriteString(w, f.Body) //nolint:errcheck // the client went away
	if f.Cut {
		http.NewResponseController(w).Flush() //nolint:errcheck // a recorder cannot
		panic(http.ErrAbortHandler)
	}
}
