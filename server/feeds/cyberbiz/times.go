package cyberbiz

import (
	"time"
)

// taipei is where the times are of, which carry no zone: Taiwan has kept to one offset since 1979.
var taipei = time.FixedZone("Asia/Taipei", 8*60*60)

// beginning is before CYBERBIZ had anything to tell. What is earlier is how systems write that there is no time.
var beginning = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)

// moment reads when something was; zero when there is no time. One that cannot be, such as a day after the delivery's
// arrival, would keep every later version out: it is left out, and the time of arrival counts instead.
func (r reader) moment(key string) time.Time {
	at, err := r.Time(key, taipei)
	switch {
	case err != nil || r.nested(key):
		r.warn(key, "is not a time and was left out")
	case at.IsZero():
		return at
	case at.Before(beginning):
		r.warn(key, "is before the year 2000 and was left out")
	case at.After(r.at.Add(24 * time.Hour)):
		r.warn(key, "is later than the delivery by more than a day and was left out")
	default:
		return at
	}
	return time.Time{}
}

// told is a time for a change, nil when there is none.
func told(at time.Time) *time.Time {
	if at.IsZero() {
		return nil
	}
	return &at
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
	if at.Before(beginning) || at.After(lastDay) {
		return ""
	}
	return at.In(taipei).Format(time.DateOnly)
}
