package store

import (
	"database/sql/driver"
	"errors"
	"fmt"
	"time"
)

// stamp is a time as both dialects keep it: UTC to the microsecond, as text of one width, so that it sorts as text too.
// The zero time is NULL.
type stamp time.Time

const stampLayout = "2006-01-02 15:04:05.000000"

// Value writes the stamp.
func (s stamp) Value() (driver.Value, error) {
	t := time.Time(s)
	if t.IsZero() {
		return nil, nil
	}
	// Go writes RFC 3339 three times as fast as another layout.
	text := t.UTC().AppendFormat(make([]byte, 0, len(stampLayout)), time.RFC3339)
	if len(text) != len("2006-01-02T15:04:05Z") {
		return t.UTC().Format(stampLayout), nil // a year of more than four digits
	}
	text[len("2006-01-02")], text[len(text)-1] = ' ', '.'
	for micros, unit := t.Nanosecond()/1000, 100_000; unit > 0; unit /= 10 {
		text = append(text, '0'+byte(micros/unit%10))
	}
	return string(text), nil
}

// Scan reads a stamp.
func (s *stamp) Scan(from any) error {
	var text string
	switch v := from.(type) {
	case nil:
		*s = stamp{}
		return nil
	case time.Time:
		*s = stamp(v.UTC())
		return nil
	case string:
		text = v
	case []byte:
		text = string(v)
	default:
		return fmt.Errorf("cannot read a time from %T", from)
	}
	t, err := time.Parse("2006-01-02 15:04:05.999999", text)
	*s = stamp(t)
	return err
}

// GormDataType tells GORM that the type is one column.
func (stamp) GormDataType() string { return "time" }

// exact drops what the database would drop, so that what is compared before writing equals what is read afterwards.
func exact(t time.Time) time.Time { return t.UTC().Truncate(time.Microsecond) }

// errTime refuses a row with a time that a column or a document cannot hold, such as milliseconds taken for seconds.
var errTime = errors.New("a time is not of the years 1000 to 9999")

// keepable brings times to what the database keeps of them.
func keepable(times ...*time.Time) error {
	for _, t := range times {
		*t = exact(*t)
		if year := t.Year(); !t.IsZero() && (year < 1000 || year > 9999) {
			return errTime
		}
	}
	return nil
}
