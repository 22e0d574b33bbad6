package fields

import (
	"testing"
	"unicode"
	"unicode/utf8"

	"shopclerk/internal/fold"
	"shopclerk/server/imports/tables"
)

func TestTextLosesControlCharactersAndSpaceAround(t *testing.T) {
	for text, want := range map[string]string{
		"":                              "",
		"plain":                         "plain",
		"  咖啡 Café \t":                  "咖啡 Café",
		"a\x00b\x1fc\x7fd":              "abcd",
		"a\u0085b\u009fc\u00a0é©":       "abc\u00a0é©",
		"line\r\nline\tend":             "line\nline\tend",
		"\xef\xbb\xbfno \xff text \xc2": "\ufeffno \ufffd text \ufffd",
	} {
		row := tables.Row{Header: tables.NewHeader([]string{"title"}), Cells: []tables.Cell{{Text: text}}}
		f := Of(row, &Reading{}, new(Notes))
		got := f.Text("title", 100)
		if got == nil || *got != want {
			t.Errorf("%q is read as %v, want %q", text, got, want)
		}
	}
}

func TestFoldingGrowsNoTextMoreThanFacetExpects(t *testing.T) {
	most := 0
	for r := rune(1); r <= unicode.MaxRune; r++ {
		text := string(r)
		folded := utf8.RuneCountInString(fold.Case(text))
		if folded > facetGrowth*len(text) {
			t.Fatalf("%q folds to %d characters", text, folded)
		}
		most = max(most, folded/len(text))
	}
	if most != facetGrowth {
		t.Errorf("a byte becomes at most %d characters, not %d", most, facetGrowth)
	}
}
