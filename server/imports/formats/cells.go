package formats

import (
	"net/url"
	"strings"
	"unicode/utf8"

	"shopclerk/catalog"
	"shopclerk/internal/fold"
	"shopclerk/internal/plain"
	"shopclerk/server/imports/fields"
)

// The functions below read what is only a part of a cell, or stands in it in another form; what is wrong is noted at the
// cell's name.

// Description is the text of a description in HTML. One that is too long is cut, with a warning: it is better than none.
func Description(f fields.Fields, name, html string) *string {
	text := plain.Text(html)
	if utf8.RuneCountInString(text) > catalog.MaxDesc {
		f.Warn(name, "is longer than %d characters and was cut", catalog.MaxDesc)
		text = string([]rune(text)[:catalog.MaxDesc])
	}
	return &text
}

// Facet is a property that products are found by, such as the last part of a path of categories.
func Facet(f fields.Fields, name, text string) *string {
	text = strings.TrimSpace(text)
	if max(utf8.RuneCountInString(text), utf8.RuneCountInString(fold.Case(text))) > catalog.MaxFacet {
		f.Refuse(name, "is longer than %d characters", catalog.MaxFacet)
	}
	return &text
}

// LastPart is the narrowest category of a path such as "Clothing > Shirts".
func LastPart(path string) string {
	return strings.TrimSpace(path[strings.LastIndexByte(path, '>')+1:])
}

// Link is a web address, such as the first one of several; what is none is left out with a warning.
func Link(f fields.Fields, name, text string) *string {
	text = strings.TrimSpace(text)
	u, err := url.Parse(text)
	switch {
	case text == "":
	case err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || strings.ContainsAny(text, " \t\n<>\""):
		f.Warn(name, "%q is not a web address and was left out", fields.Clip(text))
		text = ""
	case utf8.RuneCountInString(text) > catalog.MaxURL:
		f.Refuse(name, "is longer than %d characters", catalog.MaxURL)
	}
	return &text
}
