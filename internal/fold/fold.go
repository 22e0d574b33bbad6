// Package fold makes texts comparable: what a customer types and what a shop wrote fold to the same key. It owns
// which differences do not count; it knows nothing of what the texts name.
package fold

import (
	"strings"
	"unicode"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// Case folds case, width and runs of white space: "Ｔ恤 CAFÉ" and "t恤  café" are the same.
func Case(s string) string { return squeeze(folded(s)) }

// Text folds what Case folds, and accents (đ and Đ too) and ligatures: "Café" and "cafe", "Œuvre" and "oeuvre" are the
// same. Marks that carry meaning
// outside the European scripts (kana voicing, Thai vowels) stay.
func Text(s string) string {
	s = folded(s)
	if !isPlain(s) {
		s = norm.NFC.String(letters.Replace(strings.Map(bare, norm.NFKD.String(s))))
	}
	return squeeze(s) // last: an accent that stands alone leaves the space that carried it
}

// letters are those that are written with others where the keyboard has no key for them.
var letters = strings.NewReplacer("æ", "ae", "œ", "oe", "ø", "o", "ł", "l", "ð", "d", "þ", "th", "ı", "i")

// bare drops a mark that is an accent.
func bare(r rune) rune {
	switch {
	case r >= 0x0300 && r <= 0x036F: // combining diacritical marks
		return -1
	case r == 'đ':
		return 'd'
	}
	return r
}

// Number folds an order number, a parcel number or a SKU: surrounding space, leading "#", letter case and width do not
// count; leading zeros and accents do.
func Number(s string) string {
	s = strings.TrimRightFunc(folded(s), isBlank)
	return strings.TrimLeftFunc(s, func(r rune) bool { return r == '#' || isBlank(r) })
}

// folded folds case and width. It normalizes again afterwards, for a letter that folds to two leaves its marks behind in
// another order than the one they would have been written in.
func folded(s string) string {
	if isPlain(s) {
		return lower(s)
	}
	return norm.NFKC.String(strings.Map(cherokee, cases.Fold().String(norm.NFKC.String(s))))
}

// lower folds the case of a plain text, in which only ASCII has any; strings.ToLower looks up every Chinese character.
func lower(s string) string {
	isUpper := func(c byte) bool { return 'A' <= c && c <= 'Z' }
	at := 0
	for at < len(s) && !isUpper(s[at]) {
		at++
	}
	if at == len(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	b.WriteString(s[:at])
	for _, c := range []byte(s[at:]) {
		if isUpper(c) {
			c += 'a' - 'A'
		}
		b.WriteByte(c)
	}
	return b.String()
}

// cherokee folds to capitals, as Unicode has it for this script alone; cases.Fold swaps the two cases instead.
func cherokee(r rune) rune {
	switch {
	case r >= 0xAB70 && r <= 0xABBF:
		return r - 0xAB70 + 0x13A0
	case r >= 0x13F8 && r <= 0x13FD:
		return r - 8
	}
	return r
}

// squeeze makes one space of each run of white space and drops those at the ends.
func squeeze(s string) string {
	if isSqueezed(s) {
		return s
	}
	return strings.Join(strings.Fields(s), " ")
}

func isSqueezed(s string) bool {
	before := ' '
	for _, r := range s {
		if unicode.IsSpace(r) && (r != ' ' || before == ' ') {
			return false
		}
		before = r
	}
	return s == "" || before != ' '
}

func isBlank(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }

// isPlain reports whether there is nothing to normalize in a text: it is of ASCII and of Chinese characters that have one
// form only (measured: five times as fast as finding that out by normalizing).
func isPlain(s string) bool {
	for _, r := range s {
		if r >= 0x80 && (r < 0x3400 || r > 0x9FFF || r > 0x4DBF && r < 0x4E00) {
			return false
		}
	}
	return true
}
