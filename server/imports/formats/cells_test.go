package formats_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"shopclerk/server/imports/fields"
	"shopclerk/server/imports/formats"
)

func TestALinkOutOfACellIsCheckedLikeAWholeOne(t *testing.T) {
	for text, want := range map[string]string{
		"https://s.example/1.jpg": "", " http://s.example ": "", "": "",
		"s.example/1.jpg":       `images: "s.example/1.jpg" is not a web address and was left out`,
		"ftp://s.example/1":     `images: "ftp://s.example/1" is not a web address and was left out`,
		"https://":              `images: "https://" is not a web address and was left out`,
		"https://s.example/a b": `images: "https://s.example/a b" is not a web address and was left out`,
		"https://s.example/" + strings.Repeat("x", 2048): "images: is longer than 2048 characters",
	} {
		var notes fields.Notes
		got := *formats.Link(row(1, &notes), "images", text)
		if d := cmp.Diff(want, strings.Join(append(notes.Problems, notes.Warnings...), "; ")); d != "" {
			t.Error(d)
		}
		if len(notes.Warnings) > 0 && got != "" || want == "" && got != strings.TrimSpace(text) {
			t.Errorf("%.40q is taken as %.40q", text, got)
		}
	}
}

func TestAFacetOutOfACellMustFitFoldedToo(t *testing.T) {
	for text, want := range map[string]string{
		" Shirts ": "", strings.Repeat("長", 255): "",
		strings.Repeat("長", 256): "type: is longer than 255 characters", strings.Repeat("ﬃ", 200): "type: is longer than 255 characters",
	} {
		var notes fields.Notes
		got := *formats.Facet(row(1, &notes), "type", text)
		if d := cmp.Diff(want, strings.Join(notes.Problems, "; ")); d != "" || got != strings.TrimSpace(text) {
			t.Errorf("%.20q: %s", text, d)
		}
	}
}

func TestTheLastPartOfAPath(t *testing.T) {
	for path, want := range map[string]string{"A > B > C": "C", "A": "A", "": "", "A >": "", "A>B": "B"} {
		if got := formats.LastPart(path); got != want {
			t.Errorf("%q ends with %q, want %q", path, got, want)
		}
	}
}

func TestADescriptionIsCutWhereItIsTooLong(t *testing.T) {
	var notes fields.Notes
	got := formats.Description(row(1, &notes), "desc", "<p>"+strings.Repeat("長", 20_001)+"</p>")
	if *got != strings.Repeat("長", 20_000) {
		t.Errorf("%d characters are left", utf8.RuneCountInString(*got))
	}
	if d := cmp.Diff([]string{"desc: is longer than 20000 characters and was cut"}, notes.Warnings); d != "" {
		t.Error(d)
	}
}
