// Package packages holds the parcel of an order, the vocabulary of what can have happened to it, and which of two
// versions wins. It does no I/O and knows neither files nor couriers.
package packages

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"time"

	"shopclerk/internal/fold"
)

// ErrNotFound is a package number that no parcel has.
var ErrNotFound = errors.New("package not found")

// Longest texts, in characters.
const (
	MaxNumber = 255
	MaxText   = 512
	MaxURL    = 2048
)

// Package is one parcel of one shop as its source last told it. Its order may not be known yet.
type Package struct {
	ID     int64  `json:"-"` // the store's number of it, 0 before it is stored
	Source string `json:"-"` // "file", "sample" or a feed's id

	OrderNumber    string     `json:"order_number"`
	Number         string     `json:"package_number"`
	ProductName    string     `json:"product_name"`
	Carrier        string     `json:"carrier"`
	TrackingNumber string     `json:"tracking_number"`
	TrackingURL    string     `json:"tracking_url"`
	Status         Status     `json:"status"`
	ExpectedOn     string     `json:"expected_on"`            // YYYY-MM-DD, or ""
	DeliveredAt    *time.Time `json:"delivered_at,omitempty"` // nil until a source tells it
	ImageURL       string     `json:"image_url"`

	Version time.Time `json:"-"` // which of two writes is later: the source's time, else the time of arrival
}

// Key is what makes a parcel unique within its source.
func (p Package) Key() Key { return Key{fold.Number(p.OrderNumber), fold.Number(p.Number)} }

// Key names a parcel within its source: the folded numbers of its order and of itself.
type Key struct{ Order, Number string }

// DeliveryDay is the day of delivery once it is known, else the expected day: YYYY-MM-DD in the given zone, or "".
func (p Package) DeliveryDay(zone *time.Location) string {
	if p.DeliveredAt != nil {
		return p.DeliveredAt.In(zone).Format(time.DateOnly)
	}
	return p.ExpectedOn
}

// Digest is a hex digest of everything but the time of writing.
func (p Package) Digest() string {
	if p.DeliveredAt != nil {
		at := p.DeliveredAt.UTC()
		p.DeliveredAt = &at
	}
	content, err := json.Marshal(p)
	if err != nil { // strings and times always marshal
		panic(err)
	}
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:16])
}

// Supersedes reports whether p is to replace old, both being versions of one parcel: the later one wins, at equal times
// the one that has come further, then the one with the larger digest, so that any order of arrival ends the same.
func (p Package) Supersedes(old Package) bool {
	return cmp.Or(p.Version.Compare(old.Version), cmp.Compare(p.Status.Rank(), old.Status.Rank()),
		cmp.Compare(p.Digest(), old.Digest())) > 0
}

// Same reports whether nothing but the time of writing differs between two versions.
func (p Package) Same(old Package) bool { return p.Digest() == old.Digest() }
