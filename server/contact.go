package server

import (
	"strings"
	"unicode"
)

// phoneDigits is how many digits in a row may be a phone number; shorter ones are not dialled from elsewhere.
const phoneDigits = 7

// looksLikeContact tells whether a folded search may be an e-mail address, a name in a messenger or a phone number that
// somebody typed into the wrong field. It rather says so too often: the merchant misses a barcode, which is less than a
// customer's number in a list. Card and order numbers are as long, and are kept out with it.
func looksLikeContact(folded string) bool {
	if strings.Contains(folded, "@") {
		return true
	}
	digits := 0
	for _, r := range folded {
		switch {
		case unicode.IsDigit(r):
			digits++
		case !strings.ContainsRune(" +-.,/()_‐‑‒–—−・", r): // what stands between the digits of a number
			digits = 0
		}
		if digits >= phoneDigits {
			return true
		}
	}
	return false
}
