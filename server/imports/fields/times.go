package fields

import (
	"errors"
	"strconv"
	"time"
)

var (
	errTime = errors.New("is not a time such as 2026-01-31T12:00:00Z, 2026-01-31 12:00:00 or 1769860800")
	errYear = errors.New("is not a year from 1970 to 9999") // more than databases and RFC 3339 can write
)

// zoned are the forms of times that name their zone.
var zoned = []string{time.RFC3339Nano, "2006-01-02 15:04:05 -0700"}

// Time reads RFC 3339, a date and a time of the day as people write them, in the shop's zone, or unix seconds; the zero time
// when empty. Where the reading says so, a number may be a spreadsheet's.
func (f *Fields) Time(name string) *time.Time {
	t, _ := f.moment(name)
	return t
}

// moment reads a time, and the day that stands there, "" when the time is in a zone of its own.
func (f *Fields) moment(name string) (t *time.Time, day string) {
	text, ok := f.Scalar(name)
	if !ok {
		return nil, ""
	}
	if text == "" {
		return new(time.Time), ""
	}
	at, day, err := f.parseTime(text)
	if err != nil {
		f.Refuse(name, "%q %s", Clip(text), err)
		return nil, ""
	}
	return &at, day
}

func (f *Fields) parseTime(text string) (t time.Time, day string, err error) {
	for _, layout := range zoned {
		if t, err := time.Parse(layout, text); err == nil {
			return inBounds(t, "")
		}
	}
	wall, err := f.wallClock(text)
	if err == nil {
		if wall.Year() > 9999 {
			return t, "", errYear
		}
		year, month, dayOfMonth := wall.Date()
		t = time.Date(year, month, dayOfMonth, wall.Hour(), wall.Minute(), wall.Second(), wall.Nanosecond(), f.zone())
		return inBounds(t, wall.Format(time.DateOnly))
	}
	seconds, numeric := strconv.ParseInt(text, 10, 64)
	switch {
	case !errors.Is(err, errTime):
		return t, "", err
	case numeric != nil || seconds < 0 || len(text) > 11: // more digits are milliseconds: never guessed
		return t, "", errTime
	}
	return time.Unix(seconds, 0).UTC(), "", nil
}

func inBounds(t time.Time, day string) (time.Time, string, error) {
	if t.Year() < 1970 || t.UTC().Year() > 9999 {
		return t, "", errYear
	}
	return t.UTC().Truncate(time.Microsecond), day, nil
}

// Day reads a time of which the day in the shop's zone counts: YYYY-MM-DD, or "".
func (f *Fields) Day(name string) *string {
	t, day := f.moment(name)
	switch {
	case t == nil:
		return nil
	case day == "" && !t.IsZero():
		day = t.In(f.zone()).Format(time.DateOnly)
	}
	// Else it is the one that is written. In some zones the clocks change at midnight: such a day does not begin at 0:00,
	// and its time would be in the day before.
	return &day
}

func (f *Fields) zone() *time.Location {
	if f.reading.Zone == nil {
		return time.UTC
	}
	return f.reading.Zone
}

// NotZero takes an emptied time as not mentioned, for what always has its times.
func NotZero(t *time.Time) *time.Time {
	if t == nil || t.IsZero() {
		return nil
	}
	return t
}
