package fields_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"shopclerk/server/imports/fields"
	"shopclerk/server/imports/tables"
)

func zoneNamed(t rapid.TB, name string) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

// cell is a row with one cell, whose column is called "at".
func cell(text string, reading fields.Reading) (fields.Fields, *fields.Notes) {
	notes := &fields.Notes{}
	row := tables.Row{Line: 2, Header: tables.NewHeader([]string{"at"}), Cells: []tables.Cell{{Text: text}}}
	return fields.Of(row, &reading, notes), notes
}

func TestTimesAreReadAsPeopleWriteThem(t *testing.T) {
	for _, c := range []struct{ name, text, zone, want string }{
		{"RFC 3339 in UTC", "2026-01-31T12:00:00Z", "Asia/Taipei", "2026-01-31T12:00:00Z"},
		{"RFC 3339 with fractions, of which microseconds are kept", "2026-01-31T12:00:00.123456789Z", "UTC", "2026-01-31T12:00:00.123456Z"},
		{"an offset behind a space", "2026-01-31 12:00:00 +0800", "UTC", "2026-01-31T04:00:00Z"},
		{"date and time", "2026-01-31 12:00:00", "Asia/Taipei", "2026-01-31T04:00:00Z"},
		{"fractions of a second", "2026-01-31 12:00:00.25", "Asia/Taipei", "2026-01-31T04:00:00.25Z"},
		{"a day", "2026-01-31", "Asia/Ho_Chi_Minh", "2026-01-30T17:00:00Z"},
		{"unix seconds", "1769860800", "Asia/Taipei", "2026-01-31T12:00:00Z"},
		{"no seconds", "2026-01-31 12:05", "Asia/Taipei", "2026-01-31T04:05:00Z"},
		{"an hour of one digit", "2026-01-31 9:05", "Asia/Taipei", "2026-01-31T01:05:00Z"},
		{"slashes", "2026/1/31", "Asia/Taipei", "2026-01-30T16:00:00Z"},
		{"slashes and two digits", "2026/01/05 08:00:30", "Asia/Taipei", "2026-01-05T00:00:30Z"},
		{"points, the year first", "2026.1.31", "Asia/Taipei", "2026-01-30T16:00:00Z"},
		{"points, the day first", "01.02.2026 15:00", "Europe/Berlin", "2026-02-01T14:00:00Z"},
		{"Chinese", "2026年1月31日", "Asia/Taipei", "2026-01-30T16:00:00Z"},
		{"Chinese with a time", "2026年1月31日 15:04", "Asia/Shanghai", "2026-01-31T07:04:00Z"},
		{"Chinese with an afternoon", "2026年1月31日下午3:04", "Asia/Taipei", "2026-01-31T07:04:00Z"},
		{"a Chinese spreadsheet's morning", "2026/1/31 上午 09:30:00", "Asia/Taipei", "2026-01-31T01:30:00Z"},
		{"a Chinese spreadsheet's noon", "2026/1/31 下午 12:30", "Asia/Taipei", "2026-01-31T04:30:00Z"},
		{"a Chinese spreadsheet's midnight", "2026/1/31 上午 12:30", "Asia/Taipei", "2026-01-30T16:30:00Z"},
		{"full width", "２０２６／１／３１　１２：００", "Asia/Taipei", "2026-01-31T04:00:00Z"},
		{"PM", "2026-01-31 3:04 PM", "UTC", "2026-01-31T15:04:00Z"},
		{"pm without space", "31 Jan 2026 3:04:05pm", "UTC", "2026-01-31T15:04:05Z"},
		{"p.m.", "31 Jan 2026 12:15 p.m.", "UTC", "2026-01-31T12:15:00Z"},
		{"a Vietnamese afternoon", "31/01/2026 3:04 CH", "Asia/Ho_Chi_Minh", "2026-01-31T08:04:00Z"},
		{"the time before the date", "15:04 31/01/2026", "Asia/Ho_Chi_Minh", "2026-01-31T08:04:00Z"},
		{"a month's short name", "31 Jan 2026", "UTC", "2026-01-31T00:00:00Z"},
		{"a month's whole name in capitals", "1 FEBRUARY 2026", "UTC", "2026-02-01T00:00:00Z"},
		{"hyphens around a month's name", "31-Jan-2026", "UTC", "2026-01-31T00:00:00Z"},
		{"an American's month", "Jan 31, 2026", "UTC", "2026-01-31T00:00:00Z"},
		{"a day above twelve first", "31/01/2026", "Asia/Taipei", "2026-01-30T16:00:00Z"},
		{"a day above twelve second", "01/31/2026", "Asia/Ho_Chi_Minh", "2026-01-30T17:00:00Z"},
		{"hyphens and a day above twelve", "31-01-2026", "UTC", "2026-01-31T00:00:00Z"},
		{"day and month alike", "02/02/2026", "UTC", "2026-02-02T00:00:00Z"},
		{"day and month in Vietnam", "01/02/2026", "Asia/Ho_Chi_Minh", "2026-01-31T17:00:00Z"},
	} {
		t.Run(c.name, func(t *testing.T) {
			f, notes := cell(c.text, fields.Reading{Zone: zoneNamed(t, c.zone)})
			got := f.Time("at")
			if got == nil || got.Format(time.RFC3339Nano) != c.want {
				t.Errorf("%q is %v, %q; want %s", c.text, got, notes.Problems, c.want)
			}
		})
	}
}

func TestWhatIsNoTimeIsRefused(t *testing.T) {
	const (
		form = " is not a time such as 2026-01-31T12:00:00Z, 2026-01-31 12:00:00 or 1769860800"
		year = " is not a year from 1970 to 9999"
		twin = " can be read as 2026-02-01 or as 2026-01-02; write the year first"
	)
	for _, c := range []struct{ name, text, zone, want string }{
		{"a word", "now", "UTC", form},
		{"no zone behind a T", "2026-01-31T12:00:00", "UTC", form},
		{"a month that there is not", "2026-13-01", "UTC", form},
		{"a day that there is not", "2026-02-30", "UTC", form},
		{"a day that there is not in either way", "31/02/2026", "UTC", form},
		{"an hour that there is not", "2026-01-31 24:00:00", "UTC", form},
		{"an hour after noon that there is not", "2026-01-31 13:00 PM", "UTC", form},
		{"two halves of the day", "2026-01-31 上午 3:00 PM", "UTC", form},
		{"a half without a time", "2026-01-31 PM", "UTC", form},
		{"letters behind the minutes", "2026-01-31 3:00APM", "UTC", form},
		{"two times", "2026-01-31 3:00 4:00", "UTC", form},
		{"a time alone", "12:00", "UTC", form},
		{"no year", "1月31日", "UTC", form},
		{"a year of two digits", "31/01/26", "UTC", form},
		{"a year of the Republic", "115/01/31", "Asia/Taipei", form},
		{"a serial number where there are none", "46053.5", "UTC", form},
		{"milliseconds", "1769860800000", "UTC", form},
		{"before 1970 in seconds", "-1", "UTC", form},
		{"digits of another script", "１７６９８６０８００", "UTC", form},
		{"a year before 1970", "1969-12-31 23:59:59", "UTC", year},
		{"a year before 1970 with slashes", "1969/12/31", "UTC", year},
		{"a moment that is the year 10000 in UTC", "9999-12-31T23:59:59-12:00", "UTC", year},
		{"a date that can be read two ways", "01/02/2026", "UTC", twin},
		{"a date that can be read two ways, with a time", "1-2-2026 12:00", "America/New_York", twin},
		{"a date that can be read two ways where the year stands first", "01/02/2026", "Asia/Taipei", twin},
	} {
		t.Run(c.name, func(t *testing.T) {
			f, notes := cell(c.text, fields.Reading{Zone: zoneNamed(t, c.zone)})
			got := f.Time("at")
			if d := cmp.Diff([]string{`at: "` + c.text + `"` + c.want}, notes.Problems); d != "" || got != nil {
				t.Error(got, d)
			}
		})
	}
}

func TestASpreadsheetsNumberIsATimeOnItsClock(t *testing.T) {
	for _, c := range []struct{ name, text, want, refused string }{
		{"a day", "46053", "2026-01-31T00:00:00+08:00", ""},
		{"noon", "46053.5", "2026-01-31T12:00:00+08:00", ""},
		{"a third of a day", "46053.3333333333", "2026-01-31T08:00:00+08:00", ""},
		{"a moment before midnight", "46053.99999999", "2026-02-01T00:00:00+08:00", ""},
		{"the first day", "25569", "1970-01-01T00:00:00+08:00", ""},
		{"the last day", "2958465", "9999-12-31T00:00:00+08:00", ""},
		{"the day before the first", "25568", "", "is not a year from 1970 to 9999"},
		{"a time without a day", "0.5", "", "is not a year from 1970 to 9999"},
		{"a moment before the year 10000", "2958465.999999", "", "is not a year from 1970 to 9999"},
		{"unix seconds", "1769860800", "2026-01-31T20:00:00+08:00", ""},
		{"a date all the same", "2026-01-31", "2026-01-31T00:00:00+08:00", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			zone := zoneNamed(t, "Asia/Taipei")
			f, notes := cell(c.text, fields.Reading{Zone: zone, Serials: true})
			switch got := f.Time("at"); {
			case c.refused != "":
				if d := cmp.Diff([]string{`at: "` + c.text + `" ` + c.refused}, notes.Problems); d != "" || got != nil {
					t.Error(got, d)
				}
			case got == nil || got.In(zone).Format(time.RFC3339) != c.want:
				t.Errorf("%q is %v, %q; want %s", c.text, got, notes.Problems, c.want)
			}
		})
	}
}

func TestADayIsTheOneThatIsWritten(t *testing.T) {
	for _, c := range []struct{ name, text, zone, want string }{
		{"a moment that is the next day there", "2026-01-11T20:00:00Z", "Asia/Taipei", "2026-01-12"},
		{"unix seconds", "1769860800", "Asia/Taipei", "2026-01-31"},
		{"nothing", "", "Asia/Taipei", ""},
		{"a day that begins at one o'clock", "2025-09-07", "America/Santiago", "2025-09-07"},
		{"such a day with slashes", "2025/9/7", "America/Santiago", "2025-09-07"},
		{"such a day as a spreadsheet's number", "45907", "America/Santiago", "2025-09-07"},
		{"an hour that the clocks leave out", "2025-09-07 00:30", "America/Santiago", "2025-09-07"},
	} {
		t.Run(c.name, func(t *testing.T) {
			f, notes := cell(c.text, fields.Reading{Zone: zoneNamed(t, c.zone), Serials: true})
			if got := f.Day("at"); got == nil || *got != c.want {
				t.Errorf("%q is %v, %q; want %s", c.text, got, notes.Problems, c.want)
			}
		})
	}
}

// The day of a parcel is what customers read; no zone with its clock changes may shift it, in whatever form it is written.
func TestADayStaysThatDayInEveryZoneAndForm(t *testing.T) {
	zones := []string{"Asia/Taipei", "Africa/Cairo", "America/Santiago", "Asia/Beirut", "America/Havana", "America/Asuncion", "Pacific/Apia", "UTC"}
	forms := []string{"2006-01-02", "2006/1/2", "2.1.2006", "2 Jan 2006", "2006年1月2日", "2006年1月2日下午3:04", "2006-01-02 15:04", "15:04:05 2006-01-02"}
	rapid.Check(t, func(t *rapid.T) {
		zone := zoneNamed(t, rapid.SampledFrom(zones).Draw(t, "zone"))
		minute := time.Duration(rapid.IntRange(0, 24*60-1).Draw(t, "minute")) * time.Minute
		day := time.Date(2000, 1, 1+rapid.IntRange(0, 20_000).Draw(t, "day"), 0, 0, 0, 0, time.UTC).Add(minute)
		form := rapid.SampledFrom(forms).Draw(t, "form")
		if form == "2006年1月2日下午3:04" && day.Hour() < 12 {
			day = day.Add(12 * time.Hour)
		}
		f, notes := cell(day.Format(form), fields.Reading{Zone: zone})
		if got := f.Day("at"); got == nil || *got != day.Format(time.DateOnly) {
			t.Fatalf("%s in %s is %v, %q", day.Format(form), zone, got, notes.Problems)
		}
	})
}

// Whatever is read can be stored and written again.
func FuzzTime(f *testing.F) {
	for _, text := range []string{
		"2026-01-31", "2026/1/31 下午3:04", "01/02/2026", "31.01.2026 12:00:00.5", "31 Jan 2026 3PM", "2026年1月31日", "46053.5", "2958465.9999999", "1769860800", "0000-01-01", "9999-12-31 23:59:59", "PM :", "日", "1e5", "\xff",
	} {
		f.Add(text, true, true)
		f.Add(text, false, false)
	}
	f.Fuzz(func(t *testing.T, text string, serials, west bool) {
		reading := fields.Reading{Zone: time.FixedZone("east", 14*3600), Serials: serials}
		if west {
			reading.Zone = time.FixedZone("west", -11*3600)
		}
		row, notes := cell(text, reading)
		got, day := row.Time("at"), row.Day("at")
		if (got == nil) != (len(notes.Problems) > 0) || (got == nil) != (day == nil) {
			t.Fatalf("%q is %v, %v, %q", text, got, day, notes.Problems)
		}
		if got == nil || got.IsZero() {
			return
		}
		if _, err := json.Marshal(got); err != nil || got.Year() < 1969 || got.Location() != time.UTC {
			t.Fatalf("%q is %v, %v", text, got, err)
		}
		if _, err := time.Parse(time.DateOnly, *day); err != nil {
			t.Fatalf("%q is the day %q", text, *day)
		}
	})
}
