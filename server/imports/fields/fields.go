// Package fields reads typed values out of the cells of a row: texts, amounts, links, times, and says what is wrong with
// them in words for whoever made the file. It knows limits and spellings, and no format.
package fields

import (
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/shopspring/decimal"

	"shopclerk/catalog"
	"shopclerk/internal/fold"
	"shopclerk/server/imports/tables"
)

// Reading says how the rows of one file are to be read.
type Reading struct {
	Zone    *time.Location    // of times that name none
	Columns map[string]string // which column stands for a name; nil where the names are the columns'
	Amounts AmountReader      // nil for numbers as a program writes them, such as 1280.5
	Serials bool              // a time may be the number that a spreadsheet keeps of it
}

// AmountReader reads an amount of money as people write it in a column. currency is the ISO 4217 code that the row is in, ""
// for the shop's; a sign beside the amount that does not fit it is an error. One that names another currency is none: whoever
// reads the row compares the two.
type AmountReader func(column, text, currency string) (decimal.Decimal, error)

// Fields reads the cells of one row, or of an object inside one, and collects what is wrong with them. Each reader
// returns nil when the field was not mentioned and a pointer to the zero value when it was empty.
type Fields struct {
	Line    int
	row     tables.Row
	path    string // stands before names in messages, such as "summary."
	reading *Reading
	notes   *Notes
}

// Notes are what a row's fields have to say: problems refuse the row, warnings do not.
type Notes struct{ Problems, Warnings []string }

// Of reads a row; what is wrong with it is added to the notes.
func Of(row tables.Row, reading *Reading, notes *Notes) Fields {
	return Fields{Line: row.Line, row: row, reading: reading, notes: notes}
}

// Names are the columns of the row as they are written.
func (f *Fields) Names() []string {
	if f.row.Header == nil {
		return nil
	}
	return f.row.Header.Names
}

// Empty reports whether nothing at all is mentioned.
func (f *Fields) Empty() bool { return len(f.row.Cells) == 0 }

// Mentions reports whether there is a cell, be it empty, under a name.
func (f *Fields) Mentions(name string) bool {
	_, ok := f.cell(name)
	return ok
}

// Raw is the text of a cell as it stands there, "" when there is none.
func (f *Fields) Raw(name string) string {
	c, _ := f.cell(name)
	return c.Text
}

func (f *Fields) cell(name string) (tables.Cell, bool) {
	column := f.Column(name)
	if column == "" {
		return tables.Cell{}, false
	}
	return f.row.Cell(column)
}

// Column is what a name is called in the file, "" when no column stands for it.
func (f *Fields) Column(name string) string {
	if f.reading.Columns == nil || f.path != "" {
		return name
	}
	return f.reading.Columns[name]
}

// In is the row with other columns for its names.
func (f *Fields) In(columns map[string]string) Fields {
	reading := *f.reading
	reading.Columns = columns
	other := *f
	other.reading = &reading
	return other
}

// inner is an object inside the row.
func (f *Fields) inner(row tables.Row, name string) Fields {
	return Fields{Line: f.Line, row: row, path: f.path + name + ".", reading: f.reading, notes: f.notes}
}

// Refuse says what is wrong with a field; the row does not go in.
func (f *Fields) Refuse(name string, format string, args ...any) {
	f.notes.Problems = append(f.notes.Problems, f.at(name)+": "+fmt.Sprintf(format, args...))
}

// Warn says what is doubtful in a field; the row goes in.
func (f *Fields) Warn(name string, format string, args ...any) {
	f.notes.Warnings = append(f.notes.Warnings, f.at(name)+": "+fmt.Sprintf(format, args...))
}

// WarnRow says what is doubtful in the row as a whole.
func (f *Fields) WarnRow(text string) { f.notes.Warnings = append(f.notes.Warnings, f.path+text) }

// RefuseRow says what is wrong with the row as a whole.
func (f *Fields) RefuseRow(text string) { f.notes.Problems = append(f.notes.Problems, f.path+text) }

// at names a field as the file does.
func (f *Fields) at(name string) string {
	if column := f.Column(name); column != "" {
		name = column
	}
	return f.path + name
}

// Scalar returns the text of a cell; objects and lists are refused.
func (f *Fields) Scalar(name string) (string, bool) {
	c, ok := f.cell(name)
	if !ok {
		return "", false
	}
	if len(c.JSON()) > 0 && (c.JSON()[0] == '{' || c.JSON()[0] == '[') {
		f.Refuse(name, "must be a single value")
		return "", false
	}
	return c.Text, true
}

// Required reads a text that a row cannot be without.
func (f *Fields) Required(name string, most int) string {
	text := f.Text(name, most)
	if text == nil || *text == "" {
		f.Refuse(name, "is required")
		return ""
	}
	return *text
}

// Key reads a text that a row is found by; its folded form must fit, too.
func (f *Fields) Key(name string, most int) string {
	text := f.Required(name, most)
	folded := fold.Number(text)
	if text != "" && folded == "" {
		f.Refuse(name, "%q has no letter or digit", text)
	}
	if utf8.RuneCountInString(text) <= most && utf8.RuneCountInString(folded) > most {
		f.Refuse(name, "is longer than %d characters", most)
	}
	return text
}

// facetGrowth is how many characters folding makes of a byte at most.
const facetGrowth = 6

// Facet reads a property that products are found by; its folded form must fit, too.
func (f *Fields) Facet(name string) *string {
	text := f.Text(name, catalog.MaxFacet)
	if text != nil && len(*text) > catalog.MaxFacet/facetGrowth && utf8.RuneCountInString(*text) <= catalog.MaxFacet && utf8.RuneCountInString(fold.Case(*text)) > catalog.MaxFacet {
		f.Refuse(name, "is longer than %d characters", catalog.MaxFacet)
	}
	return text
}

// Codes reads what finds a product alone: a JSON list, or one text in which several have spaces, commas or bars between.
func (f *Fields) Codes(name string) *[]string {
	c, ok := f.cell(name)
	if !ok {
		return nil
	}
	out := []string{}
	list := c.JSON()
	if list == nil && strings.HasPrefix(c.Text, "[") && json.Valid([]byte(c.Text)) {
		list = json.RawMessage(c.Text) // as exports write codes that have a space or a comma inside
	}
	if len(list) == 0 || list[0] != '[' {
		if text := f.Text(name, catalog.MaxCodes); text != nil {
			out = strings.FieldsFunc(*text, func(r rune) bool { return unicode.IsSpace(r) || r == ',' || r == '|' })
		}
		return &out
	}
	var items []json.RawMessage
	if err := json.Unmarshal(list, &items); err != nil {
		f.Refuse(name, "must be a text or a list of texts")
	}
	for i, item := range items {
		at := fmt.Sprintf("%s[%d]", name, i)
		header := tables.NewHeader([]string{at})
		one := Fields{row: tables.Row{Header: header, Cells: []tables.Cell{tables.JSONCell(item)}}, path: f.path, reading: &Reading{}, notes: f.notes}
		if code := one.Text(at, catalog.MaxCodes); code != nil && *code != "" {
			out = append(out, *code)
		}
	}
	if utf8.RuneCountInString(strings.Join(out, "")) > catalog.MaxCodes {
		f.Refuse(name, "is longer than %d characters", catalog.MaxCodes)
	}
	return &out
}

// NotEmpty reads a text that may be absent but not cleared.
func (f *Fields) NotEmpty(name string, most int) *string {
	text := f.Text(name, most)
	if text != nil && *text == "" {
		f.Refuse(name, "is required")
	}
	return text
}

// Link reads a web address, or a path on this server. What is neither would make Messenger refuse the whole message:
// the row goes in without it.
func (f *Fields) Link(name string, most int) *string {
	text := f.Text(name, most)
	if text == nil || *text == "" || isLink(*text) {
		return text
	}
	f.Warn(name, "%q is not a web address and was left out", Clip(*text))
	return new(string)
}

func isLink(text string) bool { return isPlainLink(text) || isAnyLink(text) }

func isAnyLink(text string) bool {
	u, err := url.Parse(text)
	switch {
	case err != nil || strings.ContainsAny(text, " \t\n<>\""):
		return false
	case strings.HasPrefix(text, "/"):
		return !strings.HasPrefix(text, "//")
	}
	return (u.Scheme == "http" || u.Scheme == "https") && u.Host != ""
}

// isPlainLink knows most addresses of the web without taking them apart: those of a host by name and of the signs that need no
// second look (measured: a twentieth of what an import allocates).
func isPlainLink(text string) bool {
	rest, ok := strings.CutPrefix(text, "https://")
	if !ok {
		if rest, ok = strings.CutPrefix(text, "http://"); !ok {
			return false
		}
	}
	host, path := rest, ""
	if i := strings.IndexByte(rest, '/'); i >= 0 {
		host, path = rest[:i], rest[i:]
	}
	return host != "" && only(host, ".-") && only(path, "/.-_~?&=+,;!@#")
}

// only reports whether a text is of ASCII letters, digits and some signs.
func only(text, signs string) bool {
	for i := range len(text) {
		c := text[i]
		if !('a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || strings.IndexByte(signs, c) >= 0) {
			return false
		}
	}
	return true
}

// Clip shortens a text of the file for a message.
func Clip(text string) string {
	if r := []rune(text); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return text
}
