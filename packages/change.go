package packages

import (
	"cmp"
	"time"

	"shopclerk/internal/fold"
)

// Change is what a source says of one parcel. A nil field was not mentioned and keeps its value; a pointer to the zero
// value clears it.
type Change struct {
	OrderNumber, Number string

	ProductName, Carrier, TrackingNumber, TrackingURL, ExpectedOn, ImageURL *string

	Status      *Status
	DeliveredAt **time.Time
	UpdatedAt   *time.Time // the source's time of the change, nil when it has none
}

// Key is the key of the parcel that is meant.
func (c Change) Key() Key { return Key{fold.Number(c.OrderNumber), fold.Number(c.Number)} }

// Apply returns old with the change made. old is nil when the source has no such parcel yet; now is the time of arrival.
func (c Change) Apply(old *Package, now time.Time) Package {
	var p Package
	if old != nil {
		p = *old
	}
	p.OrderNumber, p.Number = cmp.Or(c.OrderNumber, p.OrderNumber), cmp.Or(c.Number, p.Number)
	p.Version = now
	if c.UpdatedAt != nil && !c.UpdatedAt.IsZero() {
		p.Version = *c.UpdatedAt
	}
	set(&p.ProductName, c.ProductName)
	set(&p.Carrier, c.Carrier)
	set(&p.TrackingNumber, c.TrackingNumber)
	set(&p.TrackingURL, c.TrackingURL)
	set(&p.ExpectedOn, c.ExpectedOn)
	set(&p.ImageURL, c.ImageURL)
	set(&p.Status, c.Status)
	set(&p.DeliveredAt, c.DeliveredAt)
	return p
}

func set[T any](field *T, value *T) {
	if value != nil {
		*field = *value
	}
}
