package imports

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

func zoneNamed(t rapid.TB, name string) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

func TestTimesAreReadInTheirThreeForms(t *testing.T) {
	for _, c := range []struct{ name, text, zone, want string }{
		{"RFC 3339 in UTC", "2026-01-31T12:00:00Z", "Asia/Taipei", "2026-01-31T12:00:00Z"},
		{"RFC 3339 with an offset", "2026-01-31T12:00:00+08:00", "America/New_York", "2026-01-31T04:00:00Z"},
		{"RFC 3339 with fractions, of which microseconds are kept", "2026-01-31T12:00:00.123456789Z", "UTC", "2026-01-31T12:00:00.123456Z"},
		{"date and time in Taipei", "2026-01-31 12:00:00", "Asia/Taipei", "2026-01-31T04:00:00Z"},
		{"date and time in New York in winter", "2026-01-31 12:00:00", "America/New_York", "2026-01-31T17:00:00Z"},
		{"date and time in New York in summer", "2026-07-31 12:00:00", "America/New_York", "2026-07-31T16:00:00Z"},
		{"a day in Ho Chi Minh City", "2026-01-31", "Asia/Ho_Chi_Minh", "2026-01-30T17:00:00Z"},
		{"unix seconds", "1769860800", "Asia/Taipei", "2026-01-31T12:00:00Z"},
		{"nought seconds", "0", "Asia/Taipei", "1970-01-01T00:00:00Z"},
		{"the first day there is, east of Greenwich", "1970-01-01 00:00:00", "Asia/Taipei", "1969-12-31T16:00:00Z"},
		{"the last moment there is", "9999-12-31T23:59:59Z", "UTC", "9999-12-31T23:59:59Z"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := parseTime(c.text, zoneNamed(t, c.zone))
			if err != nil || got.Format(time.RFC3339Nano) != c.want {
				t.Errorf("%q is %s, %v; want %s", c.text, got.Format(time.RFC3339Nano), err, c.want)
			}
		})
	}
}

func TestWhatIsNoTimeIsRefused(t *testing.T) {
	const year, form = " is not a year from 1970 to 9999", notATime
	for _, c := range []struct{ name, text, want string }{
		{"a word", "now", form},
		{"no zone behind a T", "2026-01-31T12:00:00", form},
		{"no seconds", "2026-01-31 12:00", form},
		{"slashes", "2026/01/31", form},
		{"day first", "31-01-2026", form},
		{"a month that there is not", "2026-13-01", form},
		{"an hour that there is not", "2026-01-31 24:00:00", form},
		{"milliseconds", "1769860800000", form},
		{"fractions of a second since 1970", "1769860800.5", form},
		{"before 1970 in seconds", "-1", form},
		{"an exponent", "1.7e9", form},
		{"digits of another script", "１７６９８６０８００", form},
		{"a year before 1970", "1969-12-31 23:59:59", year},
		{"the year nought", "0000-01-01", year},
		{"a moment that is the year 10000 in UTC", "9999-12-31T23:59:59-12:00", year},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, n := read(t, products(), `{"sku":"1","updated_at":"`+c.text+`"}`, taipei)
			if want := `updated_at: "` + c.text + `"` + c.want; len(n.problems) != 1 || n.problems[0] != want {
				t.Errorf("got %q, want %q", n.problems, want)
			}
		})
	}
}

func TestAParcelsDayIsTheDayInTheShopsZone(t *testing.T) {
	for _, c := range []struct{ name, text, zone, want string }{
		{"a day", "2026-01-12", "Asia/Taipei", "2026-01-12"},
		{"a day and a time", "2026-01-12 23:59:59", "Asia/Taipei", "2026-01-12"},
		{"a moment that is the next day there", "2026-01-11T20:00:00Z", "Asia/Taipei", "2026-01-12"},
		{"a moment that is the day before there", "2026-01-12T02:00:00Z", "America/New_York", "2026-01-11"},
		{"unix seconds", "1769860800", "Asia/Taipei", "2026-01-31"},
		{"nothing", "", "Asia/Taipei", ""},
		{"a day that begins at one o'clock", "2025-09-07", "America/Santiago", "2025-09-07"},
		{"an hour that the clocks leave out", "2025-09-07 00:30:00", "America/Santiago", "2025-09-07"},
	} {
		t.Run(c.name, func(t *testing.T) {
			change, n := read(t, parcels(), `{"order_number":"1","package_number":"2","exp_delivery":"`+c.text+`"}`, zoneNamed(t, c.zone))
			if len(n.problems) > 0 || *change.ExpectedOn != c.want {
				t.Errorf("%q is %q, %q; want %q", c.text, *change.ExpectedOn, n.problems, c.want)
			}
		})
	}
}

// The day of a parcel is what customers read; no zone with its clock changes may shift it.
func TestADayStaysThatDayInEveryZone(t *testing.T) {
	zones := []string{"Asia/Taipei", "Africa/Cairo", "America/Santiago", "Asia/Beirut", "America/Havana", "America/Asuncion", "Pacific/Apia", "UTC"}
	rapid.Check(t, func(t *rapid.T) {
		zone := zoneNamed(t, rapid.SampledFrom(zones).Draw(t, "zone"))
		day := time.Date(2000, 1, 1+rapid.IntRange(0, 20_000).Draw(t, "day"), 0, 0, 0, 0, time.UTC).Format(time.DateOnly)
		change, n := read(t, parcels(), `{"order_number":"1","package_number":"2","exp_delivery":"`+day+`"}`, zone)
		if len(n.problems) > 0 || *change.ExpectedOn != day {
			t.Fatalf("%s in %s is %q, %q", day, zone, *change.ExpectedOn, n.problems)
		}
	})
}
