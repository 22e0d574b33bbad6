package tables

import (
	"unicode"
	"unicode/utf8"
)

// guessUTF16 knows UTF-16 without a mark by its ASCII letters, digits and line ends, of which every other byte is 0.
func guessUTF16(sample []byte) (charset, bool) {
	var zeros [2]int
	for i, b := range sample {
		if b == 0 {
			zeros[i%2]++
		}
	}
	c, most, least := utf16LE, zeros[1], zeros[0]
	if zeros[0] > zeros[1] {
		c, most, least = utf16BE, zeros[0], zeros[1]
	}
	if most*20 < len(sample) || least*4 > most || len(sample) < 2 {
		return charset{}, false
	}
	text := decodeSample(c, sample, false)
	odd := 0
	for _, r := range text {
		if r == utf8.RuneError || !unicode.IsPrint(r) && !unicode.IsSpace(r) {
			odd++
		}
	}
	return c, odd*20 <= utf8.RuneCountInString(text)
}

// guess tells the encoding by trying each, and counting the letters that are frequent in its language.
func guess(sample []byte, whole bool) (charset, error) {
	good, bad := countUTF8(sample, whole)
	if bad == 0 || good > bad {
		return utf8Set, nil
	}
	mixed := good*20 > bad // a few sequences of UTF-8 come out of other letters by chance
	best, c := 0.0, utf8Set
	for _, l := range languages {
		if mixed && !l.han {
			continue
		}
		if share := l.share(decodeSample(l.charset, sample, whole)); share > best && share >= l.enough {
			best, c = share, l.charset
		}
	}
	if best == 0 && !mixed && bad*50 >= len(sample) && !isJSON(sample) {
		return charset{}, errEncoding
	}
	return c, nil // UTF-8 with some damage, if no other, of which the rows will tell
}

// countUTF8 counts characters of more than one byte, and bytes that belong to none.
func countUTF8(sample []byte, whole bool) (good, bad int) {
	if !whole {
		sample = cutRune(sample)
	}
	for len(sample) > 0 {
		r, size := utf8.DecodeRune(sample)
		switch {
		case r == utf8.RuneError && size == 1:
			bad++
		case size > 1:
			good++
		}
		sample = sample[size:]
	}
	return good, bad
}

// decodeSample decodes a sample; of one that is not whole the last character may be cut, and is left out.
func decodeSample(c charset, sample []byte, whole bool) string {
	out := make([]byte, 4*len(sample)+64)
	n, _, _ := c.decoder().Transform(out, sample, whole) // an error tells of a cut character
	return string(out[:n])
}

// share is how much of a text outside of ASCII is frequent in a language, from 0 to 1.
func (l language) share(text string) float64 {
	runes := []rune(" " + text + " ")
	all, frequent := 0, 0
	for i, r := range runes {
		switch {
		case r == utf8.RuneError:
			all += 10 // a text that really has this encoding has next to none
		case r < utf8.RuneSelf || l.han && !unicode.IsLetter(r) && unicode.IsPrint(r):
		case !l.frequent[r]:
			all++
		case !l.han && runes[i-1] >= utf8.RuneSelf && runes[i+1] >= utf8.RuneSelf && !l.tones:
			all++ // letters with accents stand among plain ones
		default:
			all++
			frequent++
		}
	}
	return float64(frequent) / float64(max(all, 1))
}
