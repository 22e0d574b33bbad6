package store

import (
	"cmp"
	"time"

	"gorm.io/gorm"

	"shopclerk/catalog"
	"shopclerk/packages"
)

// turn is the running transaction of a writer, who has the shop for itself until it ends.
type turn struct {
	Write
	tx      *gorm.DB
	numbers *counterRow
	arrival time.Time // of the first change
	// replaces says that each change is all there is to say: what stands gives way to it, whichever is older, and what the
	// change does not mention is not taken from there.
	replaces bool
}

// product is what a change that arrived at a moment makes of a product, as it can be kept.
func (t turn) product(c catalog.Change, old *catalog.Product, at time.Time) (catalog.Product, error) {
	base := old
	if t.replaces {
		base = nil
	}
	p, err := c.Apply(base, t.Currency, at)
	if err == nil && t.replaces && old != nil {
		p = inPlaceOf(*old, p, c)
	}
	p.Source = t.Source
	return p, cmp.Or(err, keepable(&p.CreatedAt, &p.UpdatedAt, &p.Version))
}

// inPlaceOf gives a product the number of the one that it replaces, and its times where the change names none.
func inPlaceOf(old, p catalog.Product, c catalog.Change) catalog.Product {
	p.ID = old.ID
	if c.UpdatedAt != nil && !c.UpdatedAt.IsZero() {
		return p
	}
	if c.CreatedAt == nil || c.CreatedAt.IsZero() {
		p.CreatedAt = old.CreatedAt
	}
	if p.Digest() == old.Digest() {
		p.UpdatedAt = old.UpdatedAt
	}
	return p
}

// parcel is what a change that arrived at a moment makes of a parcel, as it can be kept.
func (t turn) parcel(c packages.Change, old *packages.Package, at time.Time) (packages.Package, error) {
	base := old
	if t.replaces {
		base = nil
	}
	p := c.Apply(base, at)
	if t.replaces && old != nil {
		p.ID = old.ID
	}
	p.Source = t.Source
	if p.DeliveredAt != nil {
		p.DeliveredAt = new(*p.DeliveredAt)
		if err := keepable(p.DeliveredAt); err != nil {
			return p, err
		}
	}
	return p, keepable(&p.Version)
}
