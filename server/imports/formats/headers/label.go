package headers

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"shopclerk/internal/fold"
)

// label is a name whose case, width, accents and punctuation do not count.
type label struct {
	spaced string // " unit price ", with space between scripts, too
	joined string // "unitprice"
}

func labelOf(text string) label {
	var out strings.Builder
	last := other
	for _, r := range fold.Text(apart(text)) {
		k := kindOf(r)
		if k != last && last != other || k == other {
			out.WriteByte(' ')
		}
		if k != other {
			out.WriteRune(r)
		}
		last = k
	}
	words := strings.Fields(out.String())
	if len(words) == 0 {
		return label{}
	}
	return label{" " + strings.Join(words, " ") + " ", strings.Join(words, "")}
}

// apart puts a space where a program joins two words: "productName".
func apart(text string) string {
	var out strings.Builder
	small := false
	for _, r := range text {
		if small && unicode.IsUpper(r) {
			out.WriteByte(' ')
		}
		small = unicode.IsLower(r)
		out.WriteRune(r)
	}
	return out.String()
}

type kind int

const (
	other kind = iota
	letter
	digit
	ideograph
)

func kindOf(r rune) kind {
	switch {
	case unicode.Is(unicode.Han, r):
		return ideograph
	case unicode.IsLetter(r) || unicode.IsMark(r):
		return letter
	case unicode.IsNumber(r):
		return digit
	}
	return other
}

// cut reports whether a label stands in another, and what is left of that. Words of alphabets must be there whole.
func (l label) cut(name label) (rest label, ok bool) {
	all, part := name.spaced, l.spaced
	if r, _ := utf8.DecodeRuneInString(l.joined); kindOf(r) == ideograph {
		all, part = name.joined, l.joined
	}
	before, behind, ok := strings.Cut(all, part)
	if !ok || part == "" {
		return label{}, false
	}
	return labelOf(before + " " + behind), true
}

func foundIn(words []label, name label) bool {
	return slices.ContainsFunc(words, func(l label) bool { _, ok := l.cut(name); return ok })
}

// brackets parts what stands in brackets of any kind, such as a unit, from the rest. Where there is nothing but brackets
// they are the name.
func brackets(text string) (outside, inside string) {
	var out, in strings.Builder
	depth := 0
	for _, r := range text {
		switch {
		case strings.ContainsRune("([{<（［｛＜【〔「『《〈", r):
			depth++
			in.WriteByte(' ')
		case strings.ContainsRune(")]}>）］｝＞】〕」』》〉", r):
			depth = max(depth-1, 0)
			out.WriteByte(' ')
		case depth > 0:
			in.WriteRune(r)
		default:
			out.WriteRune(r)
		}
	}
	outside, inside = strings.TrimSpace(out.String()), strings.TrimSpace(in.String())
	if labelOf(outside).joined == "" {
		return inside, ""
	}
	return outside, inside
}
