package feeds

import "time"

// Beginning is before any platform had something to tell. What is earlier is how systems write that there is no time.
var Beginning = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)

// latest is how far after the arrival of a delivery a time in it may lie: clocks and zones go wrong by no more.
const latest = 24 * time.Hour

// Impossible says why a moment that a delivery tells cannot be, "" when it can. As a version one that lies ahead would keep
// every later one out, so it is left out, and the time of arrival counts instead.
func Impossible(at, arrival time.Time) (why string) {
	switch {
	case at.Before(Beginning):
		return "is before the year 2000"
	case at.After(arrival.Add(latest)):
		return "is later than the delivery by more than a day"
	}
	return ""
}

// Told is a time for a change, nil when there is none.
func Told(at time.Time) *time.Time {
	if at.IsZero() {
		return nil
	}
	return &at
}
