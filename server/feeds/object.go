package feeds

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/shopspring/decimal"
)

// Object is a JSON object as a platform writes it: numbers may be texts, and anything may be null or missing.
type Object map[string]json.RawMessage

// ParseObject reads a body. What is no JSON object is ErrUnreadable.
func ParseObject(body []byte) (Object, error) {
	var o Object
	if err := json.Unmarshal(body, &o); err != nil {
		return nil, fmt.Errorf("%w: it is not a JSON object", ErrUnreadable) // the error of the parser would quote it
	}
	if o == nil {
		return nil, fmt.Errorf("%w: it is null", ErrUnreadable)
	}
	return o, nil
}

// Has reports whether there is anything but null under a key.
func (o Object) Has(key string) bool { return !isNull(o[key]) }

func isNull(raw json.RawMessage) bool {
	raw = bytes.TrimSpace(raw)
	return len(raw) == 0 || bytes.Equal(raw, []byte("null"))
}

// Text returns a text, or a number or a truth as it is written, without space around it; "" for anything else.
func (o Object) Text(key string) string { return scalar(o[key]) }

func scalar(raw json.RawMessage) string {
	raw = bytes.TrimSpace(raw)
	if isNull(raw) {
		return ""
	}
	switch raw[0] {
	case '"':
		var text string
		if json.Unmarshal(raw, &text) != nil {
			return ""
		}
		return strings.TrimSpace(text)
	case '{', '[':
		return ""
	}
	return string(raw)
}

// A number is longer than any amount past these: digits that are written, which cost seconds by the million, and zeros that
// writing 1e400 out would add.
const (
	maxDigits   = 40
	maxExponent = 40
)

// Decimal returns an amount, written as a number or as a text; not valid when there is none.
func (o Object) Decimal(key string) (decimal.NullDecimal, error) {
	text := o.Text(key)
	if text == "" {
		return decimal.NullDecimal{}, nil
	}
	if len(text) > maxDigits {
		return decimal.NullDecimal{}, fmt.Errorf("%w: %s is not an amount", ErrUnreadable, key)
	}
	d, err := decimal.NewFromString(text)
	if err != nil || d.Exponent() > maxExponent || d.Exponent() < -maxExponent {
		return decimal.NullDecimal{}, fmt.Errorf("%w: %s is not an amount", ErrUnreadable, key)
	}
	return decimal.NewNullDecimal(d), nil
}

// Int returns a whole number, written as a number or as a text, such as 3, "3" or 3.0; false when there is none.
func (o Object) Int(key string) (int64, bool, error) {
	d, err := o.Decimal(key)
	if err != nil || !d.Valid {
		return 0, false, err
	}
	if !d.Decimal.IsInteger() || !d.Decimal.BigInt().IsInt64() {
		return 0, false, fmt.Errorf("%w: %s is not a whole number", ErrUnreadable, key)
	}
	return d.Decimal.IntPart(), true, nil
}

// Bool returns a truth, written as true, 1 or "1" and their opposites; false, false when it is none of them.
func (o Object) Bool(key string) (value, ok bool) {
	switch strings.ToLower(o.Text(key)) {
	case "true", "1":
		return true, true
	case "false", "0":
		return false, true
	}
	return false, false
}

// moments are the layouts of times that carry no zone.
var moments = []string{time.DateTime, "2006-01-02T15:04:05", "2006/01/02 15:04:05", time.DateOnly, "2006/01/02"}

// Time returns a moment; one without a zone of its own is of the zone given. It is zero when there is none, as in MySQL's
// "0000-00-00 00:00:00".
func (o Object) Time(key string, zone *time.Location) (time.Time, error) {
	text := o.Text(key)
	if text == "" || strings.HasPrefix(text, "0000-00-00") {
		return time.Time{}, nil
	}
	if at, err := time.Parse(time.RFC3339, text); err == nil {
		return at.UTC(), nil
	}
	for _, layout := range moments {
		if at, err := time.ParseInLocation(layout, text, zone); err == nil {
			return at.UTC(), nil
		}
	}
	return time.Time{}, fmt.Errorf("%w: %s is not a time", ErrUnreadable, key)
}

// Object returns the object under a key, nil when there is none.
func (o Object) Object(key string) Object {
	var inner Object
	if json.Unmarshal(o[key], &inner) != nil {
		return nil
	}
	return inner
}

// Objects returns the objects of the list under a key; what is no object in it is left out.
func (o Object) Objects(key string) []Object {
	var list []json.RawMessage
	if json.Unmarshal(o[key], &list) != nil {
		return nil
	}
	var out []Object
	for _, raw := range list {
		var inner Object
		if json.Unmarshal(raw, &inner) == nil && inner != nil {
			out = append(out, inner)
		}
	}
	return out
}

// Texts returns the texts and numbers of the list under a key; what is empty or neither is left out.
func (o Object) Texts(key string) []string {
	var list []json.RawMessage
	if json.Unmarshal(o[key], &list) != nil {
		return nil
	}
	var out []string
	for _, raw := range list {
		if text := scalar(raw); text != "" {
			out = append(out, text)
		}
	}
	return out
}
