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
func Case(s string) string {
	if isASCII(s) {
		s = strings.ToLower(s)
	} else {
		s = cases.Fold().String(norm.NFKC.String(s))
	}
	return strings.Join(strings.Fields(s), " ")
}

// Text folds what Case folds, and accents (đ and Đ too): "Café" and "cafe" are the same. Marks that carry meaning
// outside the European scripts (kana voicing, Thai vowels) stay.
func Text(s string) string {
	s = Case(s)
	if isASCII(s) {
		return s
	}
	return norm.NFC.String(strings.Map(func(r rune) rune {
		switch {
		case r >= 0x0300 && r <= 0x036F: // combining diacritical marks
			return -1
		case r == 'đ':
			return 'd'
		}
		return r
	}, norm.NFKD.String(s)))
}

// Number folds an order number, a parcel number or a SKU: surrounding space, leading "#", letter case and width do not
// count; leading zeros and accents do.
func Number(s string) string {
	if isASCII(s) {
		s = strings.ToLower(s)
	} else {
		s = cases.Fold().String(norm.NFKC.String(s))
	}
	s = strings.TrimFunc(s, isBlank)
	return strings.TrimFunc(strings.TrimLeft(s, "#"), isBlank)
}

func isBlank(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}
