package fold

import (
	"strings"
	"testing"
	"unicode"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// TestWhatIsPlainNeedsNoNormalizing compares every character that is taken for plain with the long way.
func TestWhatIsPlainNeedsNoNormalizing(t *testing.T) {
	plain := 0
	for r := rune(' '); r <= unicode.MaxRune; r++ {
		text := "aB" + string(r) + "Cd"
		if !isPlain(text) {
			continue
		}
		plain++
		folded := norm.NFKC.String(strings.Map(cherokee, cases.Fold().String(norm.NFKC.String(text))))
		bared := squeeze(norm.NFC.String(letters.Replace(strings.Map(bare, norm.NFKD.String(folded)))))
		if Case(text) != squeeze(folded) || Text(text) != bared {
			t.Errorf("%q folds to %q and %q, want %q and %q", text, Case(text), Text(text), folded, bared)
		}
	}
	if plain < 27_000 {
		t.Errorf("only %d characters are plain", plain)
	}
}
