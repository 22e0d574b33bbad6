package zeek

import (
	"cmp"
	"context"
	"time"

	"shopclerk/server/feeds"
)

// When a parcel that is on its way is asked about: first some time after the last news of it, then after pauses that double,
// and no longer when it has been silent for days.
const (
	firstAsk  = 30 * time.Minute
	widestAsk = 6 * time.Hour
	silence   = 7 * 24 * time.Hour
)

// due is when a parcel is to be asked about next, after a moment; zero is never. Asking is no news of its own, so that the
// pauses widen until something has changed.
func (f *feed) due(p parcel, now time.Time) time.Time {
	last := p.last()
	if _, ended := p.end(); ended || !f.asks(p) || !p.unknown.Before(last) {
		return time.Time{}
	}
	at := last
	for pause := firstAsk; !at.After(now) || at.Equal(last); pause = min(2*pause, widestAsk) {
		at = at.Add(pause)
		if at.Sub(last) > silence {
			return time.Time{}
		}
	}
	return at
}

// asks reports whether anything can be asked about a parcel.
func (f *feed) asks(p parcel) bool {
	return f.info(p.family()) != nil && f.place(f.region(p)).host != ""
}

// info is the call that tells how far a parcel of a family is; nil when there is none, or no credentials for it. There is none
// of 2Door.
func (f *feed) info(of family) func(ctx context.Context, to place, id string) (feeds.Object, error) {
	switch {
	case of == takeaway && f.takeaway != nil:
		return f.takeaway.info
	case of == dash && f.parcels != nil:
		return f.parcels.info
	}
	return nil
}

// family is the one that a parcel is of. One that no callback names is asked about as takeaway: Zeek says when it has no such
// order.
func (p parcel) family() family {
	return cmp.Or(latest(p, func(t told) family { return t.Family }), takeaway)
}

// region is the one that a parcel's callbacks named, else the configured one.
func (f *feed) region(p parcel) string {
	if named := latest(p, func(t told) string { return t.Region }); named != "" {
		return named
	}
	return f.Region
}
