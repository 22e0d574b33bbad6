package headers

import (
	"cmp"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
)

// How well a name fits a field: what it is called everywhere fits better than a general word, and both better than one
// that stands among other words, of which the longest fits best.
const (
	fitsExactly = 2000
	fitsAlone   = 1000
)

// meaningOf returns the field that a column stands for and how well, "" and 0 when its name says nothing.
func meaningOf(column string) (field string, fit int) {
	outside, inside := brackets(column)
	if foundIn(theIndex().secrets, labelOf(inside)) {
		return "", 0
	}
	name := labelOf(outside)
	if h, ok := theIndex().whole[name.joined]; ok {
		return h.field, h.fit
	}
	if h, ok := theIndex().whole[withoutCurrency(name).joined]; ok && (h.field == "price" || h.field == "sale_price") {
		return h.field, fitsAlone
	}
	for _, p := range theIndex().parts {
		if rest, ok := p.label.cut(name); ok && !foundIn(theIndex().asides, rest) && !foundIn(theIndex().secrets, rest) {
			return p.field, p.fit
		}
	}
	h := theIndex().whole[labelOf(inside).joined] // "No. (SKU)"
	return h.field, min(h.fit, fitsAlone)
}

// withoutCurrency is "Price" of "Price USD".
func withoutCurrency(name label) label {
	words := strings.Fields(name.spaced)
	if n := len(words) - 1; n > 0 && currencyOf(words[n]) != "" {
		return labelOf(strings.Join(words[:n], " "))
	}
	return label{}
}

// index is the table of meanings, folded.
type index struct {
	whole           map[string]hit
	parts           []part // the longest first
	asides, secrets []label
}

type hit struct {
	field string
	fit   int
}

type part struct {
	hit
	label label
}

var theIndex = sync.OnceValue(func() index {
	x := index{whole: map[string]hit{}, asides: labels(asides), secrets: labels(secrets)}
	for _, m := range meanings {
		for _, l := range labels(m.names) {
			x.whole[l.joined] = hit{m.field, fitsExactly}
			x.parts = append(x.parts, part{hit{m.field, utf8.RuneCountInString(l.joined)}, l})
		}
		for _, l := range labels(m.alone) {
			x.whole[l.joined] = hit{m.field, fitsAlone}
		}
	}
	slices.SortStableFunc(x.parts, func(a, b part) int { return cmp.Compare(b.fit, a.fit) })
	return x
})

func labels(list string) (out []label) {
	for text := range strings.SplitSeq(list, "|") {
		if text != "" {
			out = append(out, labelOf(text))
		}
	}
	return out
}
