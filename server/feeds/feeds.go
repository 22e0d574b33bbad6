// Package feeds keeps shops current from outside systems: it takes their deliveries, keeps each before it is acknowledged,
// works them off afterwards, and pulls what they offer. It knows the platforms by their Feed only; each platform's own
// words stay in its folder below.
package feeds

import (
	"context"
	"errors"
	"time"

	"shopclerk/internal/store"
)

// What a feed has to tell, and the pieces of it.
type (
	News  = store.News
	Part  = store.Part
	Built = store.Built
)

// What a feed can say of a call, a delivery or a parcel besides its news. The detail is wrapped.
var (
	// ErrSignature is a call that does not prove whose it is.
	ErrSignature = errors.New("the signature is missing or wrong")
	// ErrExpired is a call that was signed too long ago, or for a later time.
	ErrExpired = errors.New("the signed time is too far from now")
	// ErrUnreadable is a delivery that will be no more readable the next time.
	ErrUnreadable = errors.New("the delivery cannot be read")
	// ErrTooLarge is a call whose body is larger than MaxBody.
	ErrTooLarge = errors.New("the body is too large")
	// ErrNotLocated is a parcel of which the platform does not tell where it is.
	ErrNotLocated = errors.New("the platform does not tell where the courier is")
	// ErrUnavailable is a delivery that can be kept neither in the database nor on the disk.
	ErrUnavailable = errors.New("nothing can be kept at the moment")
)

// MaxBody is the largest body of a delivery, in bytes.
const MaxBody = 2 << 20

// Call is one POST to a feed's address, before anything of it is believed.
type Call struct {
	Event  string                     // the rest of the address after the feed's id, such as "orders/create"; may be ""
	Header func(name string) []string // the values of a header, in whatever case its name is written
	Body   []byte                     // as it came, byte for byte
	At     time.Time                  // of arrival
}

// Delivery is a call that proved whose it is.
type Delivery struct {
	Event string // the platform's name of what happened; "" when only the body tells it
	Body  []byte
	At    time.Time // of arrival
}

// Subject says what a delivery is about, for the log and for recognising a repetition.
type Subject struct {
	Event  string    // as in Delivery, or as the body tells it
	Object string    // such as "order 500001", in the platform's own ids; "" when it cannot be told
	At     time.Time // the source's time of the change; zero when the delivery carries none
}

// Reply is what a platform is answered, in its own words.
type Reply struct {
	Status      int
	ContentType string
	Body        []byte
}

// Feed is what one platform offers, for one feed of the configuration. A nil function is not offered.
type Feed struct {
	// Verify proves that a call comes from the platform, by its raw bytes, in constant time, and returns the event that it
	// names, which may be "". The error wraps ErrSignature or ErrExpired and holds nothing of the call.
	Verify func(c Call) (event string, err error)
	// Accepted is the reply to a call that is kept.
	Accepted Reply
	// Refused is the reply to one that is not; err is one of those above.
	Refused func(err error) Reply
	// Subject reads what a verified delivery is about; it never fails, what cannot be read stays empty.
	Subject func(d Delivery) Subject
	// Decode reads a delivery. It is a function of the delivery alone. Warnings say, without a personal datum, what was
	// read otherwise than it is written, such as a code that is not known. The error wraps ErrUnreadable, and says which
	// field is bad.
	Decode func(d Delivery) (news News, warnings []string, err error)
	// Build makes the nouns of a group from its parts, which are sorted by name. It is a function of its arguments alone.
	Build func(group string, parts []Part, now time.Time) (Built, error)
	// Redact takes signatures and secrets out of a body before anybody sees it.
	Redact func(body []byte) []byte
	// Pulls are the lists that can be pulled, in the order in which they are to be.
	Pulls []Pull
	// Refresh asks the platform about a group whose time has come; see Built.Due.
	Refresh func(ctx context.Context, group string, parts []Part) (News, error)
	// Locate asks the platform where the courier is who has a parcel, by the parcel's number; known reads the parts of a
	// group. It is ErrNotLocated when the platform does not tell. The place is a person's: it is shown, and not kept.
	Locate func(ctx context.Context, number string, known func(group string) ([]Part, error)) (Position, error)
	// Probe makes one harmless call that the platform accepts only with the right credentials.
	Probe func(ctx context.Context) error
	// Setup says what to type into the platform's own settings page, line by line, for the feed's address.
	Setup func(address string) []string
}

// Position is a place on earth, in degrees: Latitude -90 to 90, Longitude -180 to 180.
type Position struct{ Latitude, Longitude float64 }

// Pull is one list of the platform.
type Pull struct {
	Kind string // "orders", "products" or "customers"
	// Page reads one page of what was changed in a window. cursor is "" for the first page and Page.Next of the page before
	// for the others.
	Page func(ctx context.Context, w Window, cursor string) (Page, error)
}

// Window is a span of source times, both ends included.
type Window struct{ Since, Until time.Time }

// Page is one page of a pull.
type Page struct {
	News     News
	Warnings []string
	Objects  int    // how many there were
	Total    int    // of all pages, 0 when the platform does not say
	Next     string // the cursor of the next page, "" after the last
}

// PullError is a pull that the platform refused.
type PullError struct {
	Err   error
	After time.Duration // how long the platform wants to be left alone; 0 when it does not say
	Final bool          // trying again is of no use until somebody changes the credentials or the licence
}

// Error says what the platform refused.
func (e *PullError) Error() string { return e.Err.Error() }

// Unwrap returns the cause.
func (e *PullError) Unwrap() error { return e.Err }
