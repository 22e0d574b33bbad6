// Package imports brings a shop's own files in: bytes → table → format → nouns → store. It owns what an import is: its
// upload, what it would do, its steps, its refused rows, and its undoing. It knows neither HTTP nor SQL, and no format.
package imports

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"shopclerk/config"
	"shopclerk/internal/store"
	"shopclerk/server/imports/formats"
	"shopclerk/server/imports/tables"
)

// Sources of what no feed brings.
const (
	FileSource   = "file"
	SampleSource = "sample"
)

// Mirror is the mode in which what is not in the file is unpublished.
const Mirror = "mirror"

var sourceName = regexp.MustCompile(`^[a-z0-9][a-z0-9_-]{0,63}$`)

// CheckSource refuses a source that a file must not write to: a feed owns its rows.
func CheckSource(source string, shop config.Shop) error {
	if !sourceName.MatchString(source) {
		return fmt.Errorf("%q is not a name of small letters, digits, - and _", clip(source))
	}
	for _, f := range shop.Feeds {
		if f.ID == source {
			return fmt.Errorf("%q is a feed, which keeps its rows itself", source)
		}
	}
	return nil
}

// CheckSettings refuses what cannot be asked of an import of a kind, naming the setting.
func (f Formats) CheckSettings(k Kind, s store.ImportSettings) error {
	switch {
	case s.Format != "" && !slices.Contains(f.Names(k), s.Format):
		return fmt.Errorf("format: %q is none of %s", clip(s.Format), strings.Join(f.Names(k), ", "))
	case s.Mode != "" && s.Mode != Mirror:
		return fmt.Errorf("mode: %q is not mirror", clip(s.Mode))
	case s.Mode == Mirror && k != Products:
		return errors.New("mode: only products can be mirrored")
	case s.Variants != "" && s.Variants != string(formats.OneAProduct) && s.Variants != string(formats.OneAVariant):
		return fmt.Errorf("variants: %q is neither product nor variant", clip(s.Variants))
	case s.Encoding != "" && !slices.Contains(tables.Encodings(), s.Encoding):
		return fmt.Errorf("encoding: %q is none of %s", clip(s.Encoding), strings.Join(tables.Encodings(), ", "))
	case s.Delimiter != "" && delimiter(s.Delimiter) == 0:
		return fmt.Errorf("delimiter: %q is none of , ; | and tab", clip(s.Delimiter))
	}
	for _, column := range slices.Sorted(maps.Keys(s.Mapping)) {
		if column == "" {
			return errors.New("map: a column is without a name")
		}
	}
	return nil
}

func delimiter(text string) rune {
	switch text {
	case ",", ";", "|", "\t":
		r, _ := utf8.DecodeRuneInString(text)
		return r
	case "tab", `\t`:
		return '\t'
	}
	return 0
}

// job is one import at work.
type job struct {
	store.Import
	shop config.Shop
	path string // of the upload
	// remembered returns what somebody said of the columns of a table with this header.
	remembered func(header string) (map[string]string, error)
}

func (j *job) open() (*tables.Table, error) {
	file, err := os.Open(j.path)
	if err != nil {
		return nil, errors.New("the uploaded file is gone")
	}
	return tables.Open(file, tables.Options{Encoding: j.Settings.Encoding, Delimiter: delimiter(j.Settings.Delimiter)})
}

func (j *job) options() formats.Options {
	o := formats.Options{Variants: formats.Variants(j.Settings.Variants), UnitPrices: j.Settings.UnitPrices, Currency: j.shop.Currency}
	if o.Variants == "" {
		o.Variants = formats.OneAProduct
	}
	return o
}

// write is on whose behalf rows are written.
func (j *job) write(step *store.Step) store.Write {
	return store.Write{Shop: j.Shop, Source: j.Source, Currency: j.shop.Currency, Region: j.shop.Region, Step: step}
}

func clip(text string) string {
	if r := []rune(text); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return text
}

// At is how a message about a line reads: "line 17: price: …"; line 0 is the whole file.
func At(line int, text string) string {
	if line == 0 {
		return text
	}
	return fmt.Sprintf("line %d: %s", line, text)
}
