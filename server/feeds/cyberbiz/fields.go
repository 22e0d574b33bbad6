package cyberbiz

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"shopclerk/internal/fold"
	"shopclerk/server/feeds"
)

const (
	maxID       = 64  // characters of an id; CYBERBIZ's have up to nine digits
	maxWarnings = 100 // of one delivery or page
)

// notes collects warnings, each once: what is wrong with one line is wrong with all of them.
type notes struct{ warnings []string }

func (n *notes) add(text string) {
	if len(n.warnings) < maxWarnings && !slices.Contains(n.warnings, text) {
		n.warnings = append(n.warnings, text)
	}
}

func unreadable(key, problem string) error {
	return fmt.Errorf("%w: %s %s", feeds.ErrUnreadable, key, problem)
}

// nested reports whether there is an object or a list where one value was expected.
func (r reader) nested(key string) bool {
	raw := r.Object[key] // begins with the value itself
	return len(raw) > 0 && (raw[0] == '{' || raw[0] == '[')
}

// id reads what an object is known by. Ids become names of parts, so that they are of plain characters.
func (r reader) id(key string) (string, error) {
	id := clean(r.Text(key))
	if id == "" || id == "0" {
		return "", unreadable(r.path+key, "is missing")
	}
	if len(id) > maxID || strings.ContainsFunc(id, func(c rune) bool {
		return (c < '0' || c > '9') && (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && c != '-' && c != '_'
	}) {
		return "", unreadable(r.path+key, "is not an id")
	}
	return id, nil
}

// text reads a text, cut to so many characters.
func (r reader) text(key string, most int) string {
	if r.nested(key) {
		r.warn(key, "is not a text and was left out")
		return ""
	}
	return r.cut(key, clean(r.Text(key)), most)
}

func (r reader) cut(key, text string, most int) string {
	if utf8.RuneCountInString(text) <= most {
		return text
	}
	r.warn(key, "is longer than %d characters and was cut", most)
	return strings.TrimSpace(string([]rune(text)[:most]))
}

// whole reads a text that is of no use when it is cut: a code, or an account. It has to fit as it is compared, too.
func (r reader) whole(key string, most int, compared func(string) string) string {
	if r.nested(key) {
		r.warn(key, "is not a text and was left out")
		return ""
	}
	text := clean(r.Text(key))
	if max(utf8.RuneCountInString(text), utf8.RuneCountInString(compared(text))) > most {
		r.warn(key, "is longer than %d characters and was left out", most)
		return ""
	}
	return text
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

// truth reads a flag. fallback stands for one that is missing and, with a warning, for what is neither true nor false.
func (r reader) truth(key string, fallback bool) bool {
	set, ok := r.Bool(key)
	if ok {
		return set
	}
	if r.Text(key) != "" || r.nested(key) {
		r.warn(key, "is neither true nor false and was taken for %t", fallback)
	}
	return fallback
}

// number reads an order's number, which is written as a number or as a text, here and there with the # of its name.
func (r reader) number(key string, most int) (string, error) {
	number := strings.TrimSpace(strings.TrimLeft(clean(r.Text(key)), "# "))
	if n, ok, err := r.Int(key); ok && err == nil && !strings.HasPrefix(number, "0") { // 10001.0 is one as well
		number = fmt.Sprint(n)
	}
	switch folded := fold.Number(number); {
	case r.nested(key):
		return "", unreadable(r.path+key, "is not a number")
	case folded == "":
		return "", unreadable(r.path+key, "is missing")
	case max(utf8.RuneCountInString(number), utf8.RuneCountInString(folded)) > most:
		return "", unreadable(r.path+key, fmt.Sprintf("is longer than %d characters", most))
	}
	return number, nil
}
