package imports

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/shopspring/decimal"

	"shopclerk/catalog"
	"shopclerk/internal/fold"
	"shopclerk/internal/money"
)

// fields reads the cells of one row, or of an object inside one, and collects what is wrong with them. Each reader
// returns nil when the field was not mentioned and a pointer to the zero value when it was empty.
type fields struct {
	cells map[string]cell
	path  string // stands before names in messages, such as "summary."
	zone  *time.Location
	notes *notes
}

// notes are what a row's fields have to say: problems refuse the row, warnings do not.
type notes struct{ problems, warnings []string }

func (f fields) refuse(name string, format string, args ...any) {
	f.notes.problems = append(f.notes.problems, f.path+name+": "+fmt.Sprintf(format, args...))
}

func (f fields) warn(name string, format string, args ...any) {
	f.notes.warnings = append(f.notes.warnings, f.path+name+": "+fmt.Sprintf(format, args...))
}

// scalar returns the text of a cell; objects and lists are refused.
func (f fields) scalar(name string) (string, bool) {
	c, ok := f.cells[name]
	if !ok {
		return "", false
	}
	if len(c.json) > 0 && (c.json[0] == '{' || c.json[0] == '[') {
		f.refuse(name, "must be a single value")
		return "", false
	}
	return c.text, true
}

// text reads a text of at most so many characters. Control characters but line ends and tabs are dropped.
func (f fields) text(name string, most int) *string {
	text, ok := f.scalar(name)
	if !ok {
		return nil
	}
	text = strings.TrimSpace(strings.Map(printable, text))
	if utf8.RuneCountInString(text) > most {
		f.refuse(name, "is longer than %d characters", most)
	}
	return &text
}

func printable(r rune) rune {
	if unicode.IsControl(r) && r != '\n' && r != '\t' {
		return -1
	}
	return r
}

// required reads a text that a row cannot be without.
func (f fields) required(name string, most int) string {
	text := f.text(name, most)
	if text == nil || *text == "" {
		f.refuse(name, "is required")
		return ""
	}
	return *text
}

// key reads a text that a row is found by; its folded form must fit, too.
func (f fields) key(name string, most int) string {
	text := f.required(name, most)
	folded := fold.Number(text)
	if text != "" && folded == "" {
		f.refuse(name, "%q has no letter or digit", text)
	}
	if utf8.RuneCountInString(text) <= most && utf8.RuneCountInString(folded) > most {
		f.refuse(name, "is longer than %d characters", most)
	}
	return text
}

// facet reads a property that products are found by; its folded form must fit, too.
func (f fields) facet(name string) *string {
	text := f.text(name, catalog.MaxFacet)
	if text != nil && utf8.RuneCountInString(*text) <= catalog.MaxFacet && utf8.RuneCountInString(fold.Case(*text)) > catalog.MaxFacet {
		f.refuse(name, "is longer than %d characters", catalog.MaxFacet)
	}
	return text
}

// codes reads what finds a product alone: a JSON list, or one text in which several have spaces, commas or bars between.
func (f fields) codes(name string) *[]string {
	c, ok := f.cells[name]
	if !ok {
		return nil
	}
	out := []string{}
	if len(c.json) == 0 || c.json[0] != '[' {
		if text := f.text(name, catalog.MaxCodes); text != nil {
			out = strings.FieldsFunc(*text, func(r rune) bool { return unicode.IsSpace(r) || r == ',' || r == '|' })
		}
		return &out
	}
	var items []json.RawMessage
	if err := json.Unmarshal(c.json, &items); err != nil {
		f.refuse(name, "must be a text or a list of texts")
	}
	for i, item := range items {
		at := fmt.Sprintf("%s[%d]", name, i)
		one := fields{cells: map[string]cell{at: jsonCell(item)}, path: f.path, notes: f.notes}
		if code := one.text(at, catalog.MaxCodes); code != nil && *code != "" {
			out = append(out, *code)
		}
	}
	if utf8.RuneCountInString(strings.Join(out, "")) > catalog.MaxCodes {
		f.refuse(name, "is longer than %d characters", catalog.MaxCodes)
	}
	return &out
}

// notEmpty reads a text that may be absent but not cleared.
func (f fields) notEmpty(name string, most int) *string {
	text := f.text(name, most)
	if text != nil && *text == "" {
		f.refuse(name, "is required")
	}
	return text
}

// link reads a web address, or a path on this server. What is neither would make Messenger refuse the whole message:
// the row goes in without it.
func (f fields) link(name string, most int) *string {
	text := f.text(name, most)
	if text == nil || *text == "" || isLink(*text) {
		return text
	}
	f.warn(name, "%q is not a web address and was left out", clip(*text))
	return new(string)
}

func isLink(text string) bool {
	u, err := url.Parse(text)
	switch {
	case err != nil || strings.ContainsAny(text, " \t\n<>\""):
		return false
	case strings.HasPrefix(text, "/"):
		return !strings.HasPrefix(text, "//")
	}
	return (u.Scheme == "http" || u.Scheme == "https") && u.Host != ""
}

// amount reads money; allowNegative is for adjustments that raise a total.
func (f fields) amount(name string, allowNegative bool) *decimal.NullDecimal {
	text, ok := f.scalar(name)
	if !ok {
		return nil
	}
	if text == "" {
		return &decimal.NullDecimal{}
	}
	parse := money.ParsePositive
	if allowNegative {
		parse = money.Parse
	}
	amount, err := parse(text)
	if err != nil {
		f.refuse(name, "%s", err)
		return nil
	}
	return &decimal.NullDecimal{Decimal: amount, Valid: true}
}

// currency reads an ISO 4217 code in any case.
func (f fields) currency(name string) *string {
	text := f.text(name, 255)
	if text == nil || *text == "" {
		return text
	}
	code := strings.ToUpper(*text)
	if !money.IsCurrency(code) {
		f.refuse(name, "%q is not a currency code such as TWD", clip(*text))
	}
	return &code
}

// whole reads a whole number; nil inside when it is empty.
func (f fields) whole(name string) **int64 {
	text, ok := f.scalar(name)
	if !ok {
		return nil
	}
	if text == "" {
		return new(*int64)
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		f.refuse(name, "%q is not a whole number", clip(text))
		return nil
	}
	return new(&n)
}

var flags = map[string]bool{
	"true": true, "1": true, "yes": true, "y": true, "on": true,
	"false": false, "0": false, "no": false, "n": false, "off": false,
}

// flag reads a yes or no; empty is fallback.
func (f fields) flag(name string, fallback bool) *bool {
	text, ok := f.scalar(name)
	if !ok {
		return nil
	}
	value, known := flags[strings.ToLower(text)]
	if text == "" {
		value = fallback
	} else if !known {
		f.refuse(name, "%q is neither true nor false", clip(text))
	}
	return &value
}

// object reads a JSON object inside a row; nil when it was not mentioned, empty when it was cleared.
func (f fields) object(name string) *fields {
	c, ok := f.cells[name]
	if !ok {
		return nil
	}
	inner := fields{cells: map[string]cell{}, path: f.path + name + ".", zone: f.zone, notes: f.notes}
	if isEmpty(c) {
		return &inner
	}
	r, err := jsonRow(0, c.json)
	if err != nil {
		f.refuse(name, "must be an object")
		return &inner
	}
	inner.cells = r.cells
	return &inner
}

// list reads a JSON list of objects inside a row; nil when it was not mentioned.
func (f fields) list(name string, most int) *[]fields {
	c, ok := f.cells[name]
	if !ok {
		return nil
	}
	out := []fields{}
	if isEmpty(c) {
		return &out
	}
	var raws []json.RawMessage
	if err := json.Unmarshal(c.json, &raws); err != nil || len(raws) > most {
		f.refuse(name, "must be a list of at most %d objects", most)
		return &out
	}
	for i, raw := range raws {
		at := fmt.Sprintf("%s[%d]", name, i)
		r, err := jsonRow(0, raw)
		if err != nil {
			f.refuse(at, "must be an object")
		}
		out = append(out, fields{cells: r.cells, path: f.path + at + ".", zone: f.zone, notes: f.notes})
	}
	return &out
}

func isEmpty(c cell) bool {
	raw := bytes.TrimSpace(c.json)
	return len(raw) == 0 || string(raw) == "null" || string(raw) == `""` || string(raw) == "[]" || string(raw) == "{}"
}

func clip(text string) string {
	if r := []rune(text); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return text
}
