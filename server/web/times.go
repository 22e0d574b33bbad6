package web

import (
	"fmt"
	"html/template"
	"time"
)

// moment reads a time.Time or a *time.Time; anything else is the zero time.
func moment(value any) time.Time {
	switch at := value.(type) {
	case time.Time:
		return at
	case *time.Time:
		if at != nil {
			return *at
		}
	}
	return time.Time{}
}

// shortTime is a moment to the minute, as the language writes dates.
func shortTime(language string, at time.Time) string {
	if at.IsZero() {
		return nothing
	}
	switch language {
	case "en":
		return at.Format("2 Jan 2006, 15:04")
	case "vi":
		return at.Format("02/01/2006 15:04")
	}
	return at.Format("2006/01/02 15:04")
}

func timeElement(at time.Time, text string) template.HTML {
	if at.IsZero() {
		return template.HTML(nothing)
	}
	return template.HTML(fmt.Sprintf(`<time datetime="%s">%s</time>`, at.Format(time.RFC3339), template.HTMLEscapeString(text))) //nolint:gosec // escaped here
}

// shortDate is a moment to the day.
func shortDate(language string, at time.Time) string {
	switch language {
	case "en":
		return at.Format("2 Jan 2006")
	case "vi":
		return at.Format("02/01/2006")
	}
	return at.Format("2006/01/02")
}

// longAgo is when a date tells more than a number of days.
const longAgo = 100 * 24 * time.Hour

// ago says in words how long ago a moment was; a moment in the future says how long there is until it, and one that is long ago
// is told by its date.
func (w *Web) ago(language string, at, now time.Time) template.HTML {
	if at.IsZero() {
		return template.HTML(nothing)
	}
	said := shortDate(language, at)
	if since := now.Sub(at); since < longAgo {
		said = w.span(language, since)
	}
	text := template.HTMLEscapeString(said)
	return template.HTML(fmt.Sprintf(`<time datetime="%s" title="%s">%s</time>`, //nolint:gosec // escaped here
		at.Format(time.RFC3339), template.HTMLEscapeString(shortTime(language, at)), text))
}

func (w *Web) span(language string, since time.Duration) string {
	direction := "shared.ago_"
	if since < 0 {
		direction, since = "shared.in_", -since
	}
	unit, n := "days", since/(24*time.Hour)
	switch {
	case since < time.Minute:
		unit, n = "seconds", since/time.Second
	case since < time.Hour:
		unit, n = "minutes", since/time.Minute
	case since < 48*time.Hour:
		unit, n = "hours", since/time.Hour
	}
	return w.Word(language, direction+unit, "n", int(n))
}
