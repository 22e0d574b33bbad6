package abaha

import (
	"fmt"
	"net/url"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/shopspring/decimal"

	"shopclerk/internal/fold"
	"shopclerk/server/feeds"
)

const maxID = 64 // characters of an id; Abaha's have six or seven digits

// hanoi is where the times are of, which carry no zone: Vietnam has kept to one offset since 1975.
var hanoi = time.FixedZone("Asia/Ho_Chi_Minh", 7*60*60)

// tooLarge is the first amount that the store has no room for.
var tooLarge = decimal.New(1, 15)

// notes collects warnings.
type notes struct{ warnings []string }

// reader reads the fields of one object. What can be done without is left out with a warning when it cannot be read.
type reader struct {
	feeds.Object
	path string    // of the object in the delivery, such as "address."
	at   time.Time // of arrival
	said *notes
}

// inner reads the object under a key, an empty one when there is none.
func (r reader) inner(key string) reader {
	return reader{Object: r.Object.Object(key), path: r.path + key + ".", at: r.at, said: r.said}
}

func (r reader) warn(key, format string, args ...any) {
	r.said.warnings = append(r.said.warnings, r.path+key+": "+fmt.Sprintf(format, args...))
}

func unreadable(key, problem string) error {
	return fmt.Errorf("%w: %s %s", feeds.ErrUnreadable, key, problem)
}

// id reads what an object is known by.
func (r reader) id(key string, most int) (string, error) {
	id := clean(r.Text(key))
	switch {
	case fold.Number(id) == "":
		return "", unreadable(key, "is missing")
	case !fits(id, fold.Number(id), most):
		return "", unreadable(key, fmt.Sprintf("is longer than %d characters", most))
	}
	return id, nil
}

// fits reports whether a text is short enough both as it is written and as it is compared.
func fits(text, folded string, most int) bool {
	return max(utf8.RuneCountInString(text), utf8.RuneCountInString(folded)) <= most
}

// text reads a text, cut to so many characters.
func (r reader) text(key string, most int) string { return r.cut(key, clean(r.Text(key)), most) }

func (r reader) cut(key, text string, most int) string {
	if utf8.RuneCountInString(text) <= most {
		return text
	}
	r.warn(key, "is longer than %d characters and was cut", most)
	return strings.TrimSpace(string([]rune(text)[:most]))
}

// clean drops control characters but line ends and tabs, and the space around.
func clean(text string) string {
	return strings.TrimSpace(strings.Map(func(c rune) rune {
		if unicode.IsControl(c) && c != '\n' && c != '\t' {
			return -1
		}
		return c
	}, text))
}

// link reads a web address. What is none would make Messenger refuse the whole message.
func (r reader) link(key string, most int) string {
	text := clean(r.Text(key))
	if text == "" {
		return ""
	}
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || strings.ContainsAny(text, " \t\n<>\"") {
		r.warn(key, "is not a web address and was left out")
		return ""
	}
	if utf8.RuneCountInString(text) > most {
		r.warn(key, "is longer than %d characters and was left out", most)
		return ""
	}
	return text
}

// amount reads an amount; not valid when there is none, and with a warning when it is none.
func (r reader) amount(key string) decimal.NullDecimal {
	d, problem := r.readAmount(key)
	if problem != "" {
		r.warn(key, "%s and was left out", problem)
	}
	return d
}

// readAmount reads an amount and says what is wrong with it, "" for nothing.
func (r reader) readAmount(key string) (none decimal.NullDecimal, problem string) {
	d, problem := r.readDecimal(key)
	switch {
	case problem != "" || !d.Valid:
		return none, problem
	case d.Decimal.IsNegative():
		return none, "is less than 0"
	case d.Decimal.GreaterThanOrEqual(tooLarge):
		return none, "is too large"
	case !d.Decimal.Equal(d.Decimal.Truncate(4)):
		return none, "has more than 4 decimals"
	}
	return d, ""
}

// readDecimal reads a number.
func (r reader) readDecimal(key string) (d decimal.NullDecimal, problem string) {
	d, err := r.Decimal(key)
	if err != nil {
		return d, "is not an amount"
	}
	return d, ""
}

// code reads a code. fallback stands for one that is missing and, with a warning, for what is no number.
func (r reader) code(key string, fallback int64) int64 {
	switch n, ok, err := r.Int(key); {
	case err == nil && ok:
		return n
	case err == nil:
		return fallback
	}
	r.warn(key, "is not a code and was taken for %d", fallback)
	return fallback
}

// flag reads a flag, which is "1" when it is set.
func (r reader) flag(key string) bool {
	set, ok := r.Bool(key)
	if !ok && r.Text(key) != "" {
		r.warn(key, "is not 0 or 1 and was taken for 0")
	}
	return set
}

// moment reads a time; zero when there is none, or one that cannot be.
func (r reader) moment(key string) time.Time {
	at, err := r.Time(key, hanoi)
	if err != nil {
		r.warn(key, "is not a time and was left out")
		return time.Time{}
	}
	if why := feeds.Impossible(at, r.at); why != "" && !at.IsZero() {
		r.warn(key, "%s and was left out", why)
		return time.Time{}
	}
	return at
}
