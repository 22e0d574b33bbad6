package bots

import (
	"bytes"
	"encoding/json"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Fields is a JSON object, read one level deep. The last of equal keys counts, keys are compared exactly, and a value
// that is null, "" or [] is as good as absent (PHP writes an empty object as []).
type Fields map[string]json.RawMessage

// ReadBody reads the outermost object of a request. Anything that is not one JSON object in UTF-8 is Unreadable.
func ReadBody(body []byte) (Fields, error) {
	var f Fields
	if !utf8.Valid(body) || json.Unmarshal(body, &f) != nil || f == nil {
		return nil, &Refusal{Reason: Unreadable}
	}
	return f, nil
}

// Object returns the object under a name, empty when it is absent.
func (f Fields) Object(name string) (Fields, error) {
	if f.Empty(name) {
		return Fields{}, nil
	}
	var inner Fields
	if json.Unmarshal(f[name], &inner) != nil {
		return nil, invalid(name, NotObject, "")
	}
	return inner, nil
}

// Empty reports whether nothing stands under a name.
func (f Fields) Empty(name string) bool {
	raw := bytes.TrimSpace(f[name])
	switch string(raw) {
	case "", "null", `""`:
		return true
	}
	return raw[0] == '[' && raw[len(raw)-1] == ']' && len(bytes.TrimSpace(raw[1:len(raw)-1])) == 0
}

// Text returns the text or number under a name as trimmed text, "" when it is absent. A number keeps the digits that it
// was written with.
func (f Fields) Text(name string) (string, error) {
	if f.Empty(name) {
		return "", nil
	}
	raw := bytes.TrimSpace(f[name])
	switch c := raw[0]; {
	case c == '"':
		var text string
		if err := json.Unmarshal(raw, &text); err != nil {
			return "", invalid(name, NotText, "")
		}
		return strings.TrimSpace(text), nil
	case c == '-' || c >= '0' && c <= '9':
		return string(raw), nil
	}
	return "", invalid(name, NotText, "")
}

// FirstText returns the first of several names that is not absent: a name and its aliases.
func (f Fields) FirstText(names ...string) (string, error) {
	for _, name := range names {
		if !f.Empty(name) {
			return f.Text(name)
		}
	}
	return "", nil
}

// Scalar returns the JSON scalar under a name as it was written. false when the name is not there.
func (f Fields) Scalar(name string) (json.RawMessage, bool, error) {
	raw, ok := f[name]
	if !ok {
		return nil, false, nil
	}
	if raw = bytes.TrimSpace(raw); raw[0] == '{' || raw[0] == '[' {
		return nil, true, invalid(name, NotAScalar, "")
	}
	return raw, true, nil
}

// whole reads a whole number from 1 to most, written as JSON number or string; fallback when it is absent. A number too
// large for an int is the largest int.
func (f Fields) whole(name string, fallback, most int, problem Problem) (int, error) {
	text, err := f.Text(name)
	if err != nil {
		return 0, invalid(name, problem, "")
	}
	if text == "" {
		return fallback, nil
	}
	if strings.Trim(text, "0123456789") != "" {
		return 0, invalid(name, problem, "")
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		n = math.MaxInt64
	}
	if n < 1 || most > 0 && n > int64(most) {
		return 0, invalid(name, problem, "")
	}
	return int(min(n, maxPage)), nil
}

// maxPage is where page numbers stop counting: no shop has so many pages, and a larger one times its limit would not fit.
const maxPage = 1 << 40
