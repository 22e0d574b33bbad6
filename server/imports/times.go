package imports

import (
	"errors"
	"strconv"
	"time"
)

var errTime = errors.New("is not a time such as 2026-01-31T12:00:00Z, 2026-01-31 12:00:00 or 1769860800")

// time reads RFC 3339, "YYYY-MM-DD HH:MM:SS" or a day in the shop's zone, or unix seconds; the zero time when empty.
func (f fields) time(name string) *time.Time {
	text, ok := f.scalar(name)
	if !ok {
		return nil
	}
	if text == "" {
		return new(time.Time)
	}
	t, err := parseTime(text, f.zone)
	if err != nil {
		f.refuse(name, "%q %s", clip(text), err)
		return nil
	}
	return &t
}

func parseTime(text string, zone *time.Location) (time.Time, error) {
	for _, layout := range []string{time.RFC3339Nano, time.DateTime, time.DateOnly} {
		if t, err := time.ParseInLocation(layout, text, zone); err == nil {
			if t.Year() < 1970 || t.UTC().Year() > 9999 { // more than databases and RFC 3339 can write
				return t, errors.New("is not a year from 1970 to 9999")
			}
			return t.UTC().Truncate(time.Microsecond), nil
		}
	}
	seconds, err := strconv.ParseInt(text, 10, 64)
	if err != nil || seconds < 0 || len(text) > 11 { // more digits are milliseconds: never guessed
		return time.Time{}, errTime
	}
	return time.Unix(seconds, 0).UTC(), nil
}

// day reads a time of which the day in the shop's zone counts: YYYY-MM-DD, or "".
func (f fields) day(name string) *string {
	t := f.time(name)
	if t == nil {
		return nil
	}
	text := ""
	if !t.IsZero() {
		text = t.In(f.zone).Format(time.DateOnly)
	}
	for _, layout := range []string{time.DateOnly, time.DateTime} {
		// In some zones the clocks change at midnight: such a day does not begin at 0:00 and would become the one before.
		if local, err := time.Parse(layout, f.cells[name].text); err == nil {
			text = local.Format(time.DateOnly)
		}
	}
	return &text
}
