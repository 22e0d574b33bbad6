package orders

import (
	"strings"
	"unicode/utf8"
)

const hidden = "***"

// Masked returns the receipt as a stranger may see it: names, streets and postal code hidden, a private link taken out.
// City, state, country, amounts and goods stay. The original is not changed.
func (r Receipt) Masked() Receipt {
	r.RecipientName = maskName(r.RecipientName)
	if r.LinkPrivate {
		r.URL = ""
	}
	if r.Address != nil {
		a := *r.Address
		a.Street1, a.Street2 = maskAll(a.Street1), maskAll(a.Street2)
		a.PostalCode = maskPostalCode(a.PostalCode)
		r.Address = &a
	}
	return r
}

// maskName keeps the first character of each word; a word of one character is hidden whole.
func maskName(name string) string {
	words := strings.Fields(name)
	for i, word := range words {
		_, size := utf8.DecodeRuneInString(word)
		if size == len(word) {
			size = 0
		}
		words[i] = word[:size] + hidden
	}
	return strings.Join(words, " ")
}

func maskAll(text string) string {
	if text == "" {
		return ""
	}
	return hidden
}

// maskPostalCode keeps two characters, which tell a region and never a street; a shorter code is hidden whole.
func maskPostalCode(code string) string {
	runes := []rune(code)
	switch {
	case len(runes) == 0:
		return ""
	case len(runes) <= 2:
		return hidden
	}
	return string(runes[:2]) + hidden
}
