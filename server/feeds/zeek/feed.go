// Package zeek reads what Zeek's couriers tell of parcels, in the callbacks of its three families: takeaway, 2Door and
// parcel. It knows Zeek's envelope, its md5 signature and its codes, asks about parcels that went silent, and where a courier
// is; it does not know what is kept of them, or when it is asked for.
package zeek

import (
	"strings"
	"time"

	"shopclerk/server/feeds"
)

// Options is what one feed of the configuration says.
type Options struct {
	AppID, SecretKey string        // as Zeek gave them; without both nothing verifies and nothing can be asked
	Signature        string        // SignatureOff, VerifyIfPresent, or Require, also when empty
	MaxSkew          time.Duration // how far a signed time may be from now; 180 s when 0
	Region           string        // Zeek's own code, for parcels whose callbacks name none
	Token, InfoPath  string        // of the parcel family's API; without both its parcels are not asked about
	BaseURL          string        // the region's own host when empty, such as http://127.0.0.1:8080
	Now              func() time.Time
}

// What Options.Signature can be, as the configuration writes it.
const (
	Require         = "require"
	VerifyIfPresent = "verify_if_present" // an unsigned call is let in, one that is signed wrongly is not
	SignatureOff    = "off"               // right only where the address itself holds a secret
)

// defaultSkew is the platform's own limit, for calls in either direction.
const defaultSkew = 180 * time.Second

// feed is one feed of the configuration.
type feed struct {
	Options
	takeaway *takeawayClient // nil without credentials
	parcels  *parcelClient   // nil without a token and a path
}

// New gives the feed. Everything comes in parts; without credentials nothing can be asked.
func New(o Options) feeds.Feed {
	if o.MaxSkew <= 0 {
		o.MaxSkew = defaultSkew
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	o.BaseURL = strings.TrimRight(o.BaseURL, "/")
	f := &feed{Options: o, takeaway: newTakeawayClient(o), parcels: newParcelClient(o)}
	offered := feeds.Feed{
		Verify:   f.verify,
		Accepted: accepted(),
		Refused:  refused,
		Subject:  subject,
		Decode:   decode,
		Build:    f.build,
		Redact:   redact,
		Setup:    f.setup,
	}
	if f.takeaway != nil || f.parcels != nil {
		offered.Refresh = f.refresh
	}
	if f.takeaway != nil {
		offered.Probe, offered.Locate = f.probe, f.locate
	}
	return offered
}
