package fields

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/width"
)

// dateForms are the forms of dates that can be read in one way. A date with points is written day first everywhere.
var dateForms = []string{
	"2006-1-2", "2006/1/2", "2006.1.2", "2.1.2006", "2 Jan 2006", "2 January 2006", "2-Jan-2006", "Jan 2, 2006", "January 2, 2006",
}

// dayFirst are the zones of countries where 1/2/2026 is the first of February to everybody. In Taiwan, Hong Kong and China
// the year stands first, so there it tells nothing.
var dayFirst = map[string]bool{"Asia/Ho_Chi_Minh": true, "Asia/Saigon": true}

// halves are the words for the halves of the day: English, with and without points, and Vietnamese.
var halves = map[string]string{"AM": "AM", "A.M.": "AM", "SA": "AM", "PM": "PM", "P.M.": "PM", "CH": "PM"}

var chinese = strings.NewReplacer("上午", " AM ", "下午", " PM ", "年", "-", "月", "-", "日", " ")

// wallClock reads a date, and a time of the day where there is one, as people and spreadsheets write them: what a clock on
// the shop's wall showed, as if it were UTC. The error is errTime when the text is something else.
func (f *Fields) wallClock(text string) (time.Time, error) {
	if f.reading.Serials {
		if days, err := strconv.ParseFloat(text, 64); err == nil && strings.Trim(text, "0123456789.") == "" && days < serialsEnd {
			return fromSerial(days)
		}
	}
	date, clock := splitMoment(text)
	day, err := readDate(date, dayFirst[f.zone().String()])
	if err != nil {
		return time.Time{}, err
	}
	since, err := readClock(clock)
	return day.Add(since), err
}

// Spreadsheets count days since 1899-12-30. Numbers from serialsEnd on, which would be the year 10000, are unix seconds.
const (
	serialOf1970 = 25569
	serialsEnd   = 2958466
)

func fromSerial(days float64) (time.Time, error) {
	if days < serialOf1970 {
		return time.Time{}, errYear
	}
	whole, part := math.Modf(days)
	seconds := math.Round(part * 24 * 60 * 60) // a third of a day has no exact fraction
	return time.Date(1899, 12, 30+int(whole), 0, 0, int(seconds), 0, time.UTC), nil
}

// splitMoment parts the date from the time of the day, whichever stands first. clock is "" or as in "3:04:05 PM".
func splitMoment(text string) (date, clock string) {
	var dates, clocks, half []string
	for _, word := range strings.Fields(chinese.Replace(width.Fold.String(text))) {
		upper := strings.ToUpper(word)
		switch {
		case halves[upper] != "":
			half = append(half, halves[upper])
		case strings.Contains(word, ":"):
			digits := strings.TrimRight(upper, "APM") // "3:00PM"
			clocks = append(clocks, digits)
			if digits != upper {
				half = append(half, upper[len(digits):])
			}
		default:
			dates = append(dates, word)
		}
	}
	return strings.Join(dates, " "), strings.Join(append(clocks, half...), " ")
}

func readDate(text string, dayFirst bool) (time.Time, error) {
	for _, layout := range dateForms {
		if day, err := time.Parse(layout, text); err == nil {
			return day, nil
		}
	}
	text = strings.ReplaceAll(text, "-", "/")
	a, noDay := time.Parse("2/1/2006", text)
	b, noMonth := time.Parse("1/2/2006", text)
	switch {
	case noDay != nil && noMonth != nil:
		return a, errTime
	case noDay != nil:
		return b, nil
	case noMonth != nil || dayFirst || a.Equal(b):
		return a, nil
	}
	return a, fmt.Errorf("can be read as %s or as %s; write the year first", a.Format(time.DateOnly), b.Format(time.DateOnly))
}

func readClock(text string) (time.Duration, error) {
	if text == "" {
		return 0, nil
	}
	for _, layout := range []string{"15:04:05", "15:04", "3:04:05 PM", "3:04 PM"} {
		if t, err := time.Parse(layout, text); err == nil {
			return t.Sub(time.Date(0, 1, 1, 0, 0, 0, 0, time.UTC)), nil
		}
	}
	return 0, errTime
}
