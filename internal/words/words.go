// Package words makes of a text the terms under which it is found, the same for what a shop wrote and for what a customer
// typed. Both engines use it, so that they agree on what a word is. It does no I/O and knows no engine.
package words

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// token is a part of a folded text: a word of an alphabet, or a run of a script that writes no spaces.
type token struct {
	text   string
	run    bool // of a script without spaces
	joined bool // a sign such as a hyphen, or nothing at all, is between this one and the one before
}

// shortPart is up to how many letters a part of "usb c" or "t shirt" has, which is often written in one word; a part with
// digits, as in "xbox 360", may have twice as many.
const shortPart = 2

func short(part string) bool {
	n := letters(part)
	return n <= shortPart || n <= 2*shortPart && strings.ContainsFunc(part, unicode.IsNumber)
}

// Terms returns the terms of a text, in its order, each as often as it comes: words of alphabets without their plural s,
// "t-shirt" also as "tshirt", and of scripts without spaces each character and each pair of characters.
func Terms(text string) []string {
	tokens := split(text)
	out := make([]string, 0, 3*len(tokens))
	for i, t := range tokens {
		if t.run {
			out = appendGrams(out, t.text)
		} else {
			out = append(out, t.text)
		}
		if i > 0 {
			out = appendSeam(out, tokens, i)
		}
	}
	return out
}

// appendSeam adds what tokens i-1 and i are together: one word, where that is how some write it, or the letters of
// "T恤" beside the character after them.
func appendSeam(out []string, tokens []token, i int) []string {
	before, t := tokens[i-1], tokens[i]
	switch {
	case before.run && t.run:
	case before.run != t.run:
		if seam := seam(before, t); seam != "" {
			out = append(out, seam)
		}
	case t.joined:
		joined := before.text + t.text
		out = append(out, joined)
		if i > 1 && before.joined && !tokens[i-2].run {
			out = append(out, tokens[i-2].text+joined)
		}
	case short(before.text) || short(t.text):
		out = append(out, before.text+t.text)
	}
	return out
}

// seam is the pair at the border between an alphabet and a script without spaces, "" when the word is too long to be felt
// as one with the character.
func seam(before, after token) string {
	if !after.joined {
		return ""
	}
	if after.run {
		if letters(before.text) > shortPart {
			return ""
		}
		r, _ := utf8.DecodeRuneInString(after.text)
		return before.text + string(r)
	}
	if letters(after.text) > shortPart {
		return ""
	}
	r, _ := utf8.DecodeLastRuneInString(before.text)
	return string(r) + after.text
}

// appendGrams adds the characters of a run and the pairs of them.
func appendGrams(out []string, run string) []string {
	for run != "" {
		_, one := utf8.DecodeRuneInString(run)
		out = append(out, run[:one])
		if one < len(run) {
			_, next := utf8.DecodeRuneInString(run[one:])
			out = append(out, run[:one+next])
		}
		run = run[one:]
	}
	return out
}

// split folds a text and takes it apart. Signs are dropped.
func split(text string) []token { return splitFolded(Fold(text)) }

func splitFolded(folded string) []token {
	out := make([]token, 0, 1+len(folded)/4)
	start, run, tight := -1, false, false
	flush := func(end int) {
		if start >= 0 {
			t := token{text: folded[start:end], run: run, joined: tight && len(out) > 0}
			if !run {
				t.text = singular(t.text)
			}
			out = append(out, t)
			start, tight = -1, true
		}
	}
	for i, r := range folded {
		switch {
		case gram(r):
			if start >= 0 && !run {
				flush(i)
			}
			if start < 0 {
				start, run = i, true
			}
		case unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsMark(r) && start >= 0:
			if start >= 0 && run && !unicode.IsMark(r) {
				flush(i)
			}
			if start < 0 {
				start, run = i, false
			}
		default:
			flush(i)
			tight = tight && strings.ContainsRune(joiners, r)
		}
	}
	flush(len(folded))
	return out
}

// joiners are the signs that stand between the parts of one word.
const joiners = "-_/'’.·&+‐‑"

// gram reports whether a character belongs to a script that writes no spaces between words, or, as Korean, few.
func gram(r rune) bool {
	if r < 0x0E00 {
		return false
	}
	if r >= 0x4E00 && r <= lastHan { // the most of them, without a search in tables
		return true
	}
	return r == 'ー' || unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar)
}

// singular takes the plural s off an English word. "glass", "canvas" and "bus" keep theirs.
func singular(word string) string {
	n := len(word)
	if n < 4 || word[n-1] != 's' || strings.IndexByte("siua0123456789", word[n-2]) >= 0 {
		return word
	}
	return word[:n-1]
}

func letters(word string) int { return utf8.RuneCountInString(word) }

// IsGram reports whether a term is of a script without spaces, so that it is found as it is or not at all.
func IsGram(term string) bool { return strings.ContainsFunc(term, gram) }

// maxTypoLetters is up to how many letters a word is looked up with typos: no word is longer, and what tells similar words
// grows with each.
const maxTypoLetters = 40

// Typos is how many typos a term may have, as Meilisearch defines it: one from 5 letters, two from 9, none in what has a
// digit or is of a script without spaces.
func Typos(term string) int {
	n := letters(term)
	switch {
	case n < 5 || n > maxTypoLetters || strings.ContainsFunc(term, func(r rune) bool { return unicode.IsNumber(r) || gram(r) }):
		return 0
	case n < 9:
		return 1
	}
	return 2
}

// Code folds a SKU or a barcode, which is found as a whole: neither case, width, space nor signs count.
func Code(text string) string { return codeOf(Fold(text)) }

func codeOf(folded string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsNumber(r) {
			return r
		}
		return -1
	}, folded)
}

// partOfCode is from how many letters on a part of a SKU is looked up by itself: shorter ones stand in half the shop's.
const partOfCode = 4

// SKU returns the terms of a SKU: its Code, and its longer parts. It has none where it has no Code.
func SKU(text string) []string {
	folded := Fold(text)
	code := codeOf(folded)
	if code == "" {
		return nil
	}
	out := append(make([]string, 0, 4), code)
	for _, t := range splitFolded(folded) {
		if letters(t.text) >= partOfCode && !slices.Contains(out, t.text) {
			out = append(out, t.text)
		}
	}
	return out
}

// Codes are the folded codes under which a product is found alone, without repetition.
func Codes(texts ...string) []string {
	var out []string
	for _, text := range texts {
		if code := Code(text); code != "" && !slices.Contains(out, code) {
			out = append(out, code)
		}
	}
	return out
}
