package zeek

import "time"

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

// asks reports whether anything can be asked about a parcel: only the takeaway family has a call for it that these credentials
// sign. One of an unknown family is asked about, too: Zeek says when it has no such order.
func (f *feed) asks(p parcel) bool {
	of := latest(p, func(t told) family { return t.Family })
	return f.client != nil && (of == takeaway || of == "") && f.base(f.region(p)) != ""
}

// region is the one that a parcel's callbacks named, else the configured one.
func (f *feed) region(p parcel) string {
	if named := latest(p, func(t told) string { return t.Region }); named != "" {
		return named
	}
	return f.Region
}
