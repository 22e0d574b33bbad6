// Package zipf makes product titles whose words are as frequent as words of a language are, by Zipf's law, for
// benchmarks: a vocabulary in which each word is in a tenth of all titles would measure something that does not exist.
package zipf

import (
	"math/rand/v2"
	"strconv"
	"strings"
)

const words = 150_000

// Vocabulary makes titles of Latin words and of Chinese ones of two characters. Two of one seed make the same.
type Vocabulary struct {
	random *rand.Rand
	zipf   *rand.Zipf
}

// New begins a vocabulary.
func New(seed uint64) *Vocabulary {
	random := rand.New(rand.NewPCG(seed, 7)) //nolint:gosec // the same titles each time
	return &Vocabulary{random, rand.NewZipf(random, 1.1, 8, words)}
}

// Intn is a number from 0 to n-1, all alike.
func (v *Vocabulary) Intn(n int) int { return v.random.IntN(n) }

// Latin is a word of six letters.
func (v *Vocabulary) Latin() string {
	n, word := v.zipf.Uint64(), ""
	for range 3 {
		word += string("bcdfghklmnprstvz"[n%16]) + string("aeiou"[n/16%5])
		n /= 80
	}
	return word
}

// Chinese is a word of two characters.
func (v *Vocabulary) Chinese() string {
	n := v.zipf.Uint64()
	return string([]rune{rune(0x4E00 + n%4000), rune(0x4E00 + n/4000*97%4000)}) //nolint:gosec // less than 4000 above
}

// Brand is one of 500 vendors.
func (v *Vocabulary) Brand() string {
	return "Brand " + strconv.FormatUint(v.zipf.Uint64()%500, 10)
}

// Title is of one script or the other, or both.
func (v *Vocabulary) Title() string {
	if v.random.IntN(2) == 0 {
		return strings.Join([]string{v.Latin(), v.Latin(), v.Latin(), v.Latin(), strconv.Itoa(v.random.IntN(1000))}, " ")
	}
	return v.Chinese() + v.Chinese() + v.Chinese() + " " + v.Chinese() + " " + v.Latin()
}

// Question is what a customer may type who looks for a title: its beginning, as far as two Chinese words or four Latin
// letters go, and one of its words.
func (v *Vocabulary) Question(title string) string {
	parts := strings.Fields(title)
	first := []rune(parts[0])
	return string(first[:min(len(first), 4)]) + " " + parts[v.random.IntN(len(parts))]
}
