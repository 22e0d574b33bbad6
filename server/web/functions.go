package web

import (
	"fmt"
	"html/template"
	"net/url"
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"shopclerk/internal/money"
)

// nothing stands where there is no value.
const nothing = "–"

// functions are what templates call. They are bound to a language, a zone and a shop.
func (w *Web) functions(language string, zone *time.Location, shop string) template.FuncMap {
	return template.FuncMap{
		// t "area.name" "n" 12 is a text in the visitor's language.
		"t": func(key string, args ...any) string { return w.Word(language, key, args...) },
		// time shows a moment in the shop's zone, as a <time> element; clock does so as mere text, for attributes.
		"time": func(at any) template.HTML {
			return timeElement(moment(at).In(zone), shortTime(language, moment(at).In(zone)))
		},
		"clock": func(at any) string { return shortTime(language, moment(at).In(zone)) },
		// ago says how long ago a moment was, with the moment itself in its title.
		"ago": func(at any) template.HTML { return w.ago(language, moment(at).In(zone), w.Now()) },
		// number groups the digits of a whole number; nil is a dash.
		"number": func(n any) string { return argument(language, n) },
		// money shows an amount with its currency's decimals and code.
		"money": func(amount any, currency string) string { return showMoney(language, amount, currency) },
		// bytes shows a size.
		"bytes": func(n any) string { return size(language, n) },
		// icon is an SVG of icons/, hidden from screen readers: words stand beside it.
		"icon": w.icon,
		// url is a path of the page with parameters, name before value; it keeps the shop, and leaves out empty values.
		"url": func(path string, pairs ...any) string { return address(path, shop, pairs) },
		// asset is the address of a file of assets/, with its digest.
		"asset": w.asset,
		// dict makes a map for a part that needs more than one value, key before value.
		"dict": dict,
		// lang is the language of the page.
		"lang": func() string { return language },
	}
}

func address(path, shop string, pairs []any) string {
	q := url.Values{}
	if shop != "" {
		q.Set("shop", shop)
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		if text := fmt.Sprint(pairs[i+1]); text != "" {
			q.Set(fmt.Sprint(pairs[i]), text)
		}
	}
	if len(q) == 0 {
		return path
	}
	return path + "?" + q.Encode()
}

func dict(pairs ...any) (map[string]any, error) {
	if len(pairs)%2 != 0 {
		return nil, fmt.Errorf("dict: a key without a value")
	}
	m := map[string]any{}
	for i := 0; i < len(pairs); i += 2 {
		m[fmt.Sprint(pairs[i])] = pairs[i+1]
	}
	return m, nil
}

// pointed is what a pointer points to; nil where it points to nothing. Templates follow pointers only where they print them.
func pointed(value any) any {
	v := reflect.ValueOf(value)
	if v.Kind() != reflect.Pointer {
		return value
	}
	if v.IsNil() {
		return nil
	}
	return v.Elem().Interface()
}

// whole reads any whole number.
func whole(value any) (int64, bool) {
	switch v := reflect.ValueOf(pointed(value)); {
	case !v.IsValid():
		return 0, false
	case v.CanInt():
		return v.Int(), v.Type() != reflect.TypeFor[time.Duration]()
	case v.CanUint():
		return int64(v.Uint()), true //nolint:gosec // nothing here is that large
	}
	return 0, false
}

// grouped writes a whole number with its thousands apart.
func grouped(language string, n int64) string {
	return groupDigits(language, strconv.FormatInt(n, 10))
}

// groupDigits parts the thousands of a plain decimal, as its language does: 1,234.5, in Vietnamese 1.234,5.
func groupDigits(language, text string) string {
	thousands, point := ",", "."
	if language == "vi" {
		thousands, point = ".", ","
	}
	sign := ""
	if strings.HasPrefix(text, "-") {
		sign, text = "-", text[1:]
	}
	wholePart, fraction, hasFraction := strings.Cut(text, ".")
	for at := len(wholePart) - 3; at > 0; at -= 3 {
		wholePart = wholePart[:at] + thousands + wholePart[at:]
	}
	if hasFraction {
		wholePart += point + fraction
	}
	return sign + wholePart
}

func showMoney(language string, amount any, currency string) string {
	switch a := pointed(amount).(type) {
	case nil:
		return nothing
	case decimal.Decimal:
		return strings.TrimSpace(groupDigits(language, money.Format(a, currency)) + " " + currency)
	case decimal.NullDecimal:
		if !a.Valid {
			return nothing
		}
		return showMoney(language, a.Decimal, currency)
	default:
		return strings.TrimSpace(fmt.Sprint(a) + " " + currency)
	}
}

// size is a number of bytes in the largest unit that leaves at least one.
func size(language string, value any) string {
	n, ok := whole(value)
	if !ok {
		return nothing
	}
	units := []string{"B", "KB", "MB", "GB", "TB"}
	f, unit := float64(n), 0
	for f >= 1000 && unit < len(units)-1 {
		f, unit = f/1000, unit+1
	}
	text := strconv.FormatFloat(f, 'f', 1, 64)
	if unit == 0 || f >= 100 {
		text = strconv.FormatFloat(f, 'f', 0, 64)
	}
	return groupDigits(language, text) + " " + units[unit]
}
