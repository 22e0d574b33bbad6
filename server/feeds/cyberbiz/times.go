package cyberbiz

import (
	"time"

	"shopclerk/server/feeds"
)

// taipei is where the times are of, which carry no zone: Taiwan has kept to one offset since 1979.
var taipei = time.FixedZone("Asia/Taipei", 8*60*60)

// moment reads when something was; zero when there is no time, or one that cannot be.
func (r reader) moment(key string) time.Time {
	at, err := r.Time(key, taipei)
	if err != nil || r.nested(key) {
		r.warn(key, "is not a time and was left out")
		return time.Time{}
	}
	if why := feeds.Impossible(at, r.at); why != "" && !at.IsZero() {
		r.warn(key, "%s and was left out", why)
		return time.Time{}
	}
	return at
}

// The ends of what a day of sale can be, so that it can be written and kept.
var (
	firstDay = time.Unix(0, 0).UTC()
	lastDay  = time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC)
)

// bound reads when sales begin or end, which may lie as far in the past or the future as the shop likes.
func (r reader) bound(key string) time.Time {
	at, err := r.Time(key, taipei)
	switch {
	case err != nil || r.nested(key):
		r.warn(key, "is not a time and was left out")
		return time.Time{}
	case at.IsZero():
		return at
	case at.Before(firstDay):
		return firstDay
	case at.After(lastDay):
		return lastDay
	}
	return at
}

// day reads a day, YYYY-MM-DD; "" when there is none.
func (r reader) day(key string) string {
	at, err := r.Time(key, taipei)
	if err != nil || r.nested(key) {
		r.warn(key, "is not a day and was left out")
		return ""
	}
	if at.Before(feeds.Beginning) || at.After(lastDay) {
		return ""
	}
	return at.In(taipei).Format(time.DateOnly)
}
