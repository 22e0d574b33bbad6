package embedded

import (
	"cmp"
	"math/bits"
	"slices"

	index "github.com/blevesearch/bleve_index_api"

	"shopclerk/internal/words"
)

// fieldScore is how much a word found in a field counts.
type fieldScore struct {
	name                            string
	exact, prefix, oneTypo, twoTypo uint32 // 0 is not looked up
}

const (
	exactScore = 100
	wholeScore = 90 // of a product type or vendor that was asked for by its whole name
)

var (
	titleFields = []fieldScore{
		{titleField, exactScore, 92, 70, 50},
		{skuField, 96, 88, 0, 0},
		{vendorField, 90, 84, 62, 45},
		{typeField, 88, 82, 60, 44},
	}
	descFields = []fieldScore{{descField, exactScore, 80, 60, 40}}
)

// maxTerms bounds how many terms an unfinished word may stand for.
const maxTerms = 5000

// candidate is a term of the index for a word of the query.
type candidate struct {
	field, term string
	score       uint32
}

// match looks up every word in some fields. A document counts a word once, for the best of the terms that it has.
func (l *lookup) match(fields []fieldScore) {
	perWord := make([][]candidate, len(l.words.Words))
	for i, w := range l.words.Words {
		for _, f := range fields {
			perWord[i] = append(perWord[i], l.candidates(w, f)...)
		}
	}
	for _, c := range l.joined(fields) {
		perWord[c.at] = append(perWord[c.at], c.candidate)
	}
	for i, list := range perWord {
		rarity := l.rarity(l.words.Words[i].Text)
		slices.SortStableFunc(list, func(a, b candidate) int { return int(b.score) - int(a.score) })
		l.tally.next()
		for _, c := range list {
			l.each(c.field, c.term, func(doc uint32) { l.tally.add(doc, c.score+rarity) })
		}
	}
}

// rarity is what a word earns for being in few titles: of two products with one word of "white T-shirt" each, the shirt is
// the better one, for more things are white.
func (l *lookup) rarity(term string) uint32 {
	if l.err != nil {
		return 0
	}
	all, err := l.reader.DocCount()
	var with uint64
	for _, p := range l.parts {
		n, failed := p.count(titleField, []byte(term))
		with, err = with+n, cmp.Or(err, failed)
	}
	if err != nil || with == 0 {
		l.err = err
		return 0
	}
	return min(maxRarity, uint32(perHalving*bits.Len64(all/with))) //nolint:gosec // at most 64 times a few
}

// What a word earns each time that half as many titles have it, and at the most.
const (
	perHalving = 3
	maxRarity  = 30
)

type joinedCandidate struct {
	candidate
	at int
}

// joined are the terms that neighbours make together; each of the words is found by them.
func (l *lookup) joined(fields []fieldScore) []joinedCandidate {
	var out []joinedCandidate
	for _, j := range l.words.Joins {
		prefix := l.words.Words[j.Last].Prefix
		for _, f := range fields {
			for _, c := range l.candidates(words.Word{Text: j.Text, Prefix: prefix}, f) {
				for at := j.First; at <= j.Last; at++ {
					out = append(out, joinedCandidate{c, at})
				}
			}
		}
	}
	return out
}

// candidates are the terms of a field that a word may mean.
func (l *lookup) candidates(w words.Word, f fieldScore) []candidate {
	out := []candidate{{field: f.name, term: w.Text, score: f.exact}}
	if w.Prefix {
		l.terms(func() (index.FieldDict, error) { return l.reader.FieldDictPrefix(f.name, []byte(w.Text)) }, func(term string) {
			if term != w.Text {
				out = append(out, candidate{field: f.name, term: term, score: f.prefix})
			}
		})
	}
	if w.Typos > 0 && f.oneTypo > 0 {
		out = append(out, l.similar(w, f)...)
	}
	return out
}

// similar are the terms that differ from a word by typos. One in the first letter counts for two, as in Meilisearch.
func (l *lookup) similar(w words.Word, f fieldScore) []candidate {
	first := ""
	if w.Typos == 1 {
		first = string([]rune(w.Text)[:1])
	}
	var out []candidate
	var distance index.FuzzyAutomaton
	l.terms(func() (dict index.FieldDict, err error) {
		dict, distance, err = l.reader.FieldDictFuzzyAutomaton(f.name, w.Text, w.Typos, first)
		return dict, err
	}, func(term string) {
		_, typos := distance.MatchAndDistance(term)
		if typos > 0 && []rune(term)[0] != []rune(w.Text)[0] {
			typos++
		}
		switch {
		case typos == 0 || int(typos) > w.Typos || words.IsGram(term):
		case typos == 1:
			out = append(out, candidate{field: f.name, term: term, score: f.oneTypo})
		default:
			out = append(out, candidate{field: f.name, term: term, score: f.twoTypo})
		}
	})
	return out
}

// terms calls f with the terms of a dictionary.
func (l *lookup) terms(open func() (index.FieldDict, error), f func(term string)) {
	if l.err != nil {
		return
	}
	dict, err := open()
	if err != nil {
		l.err = err
		return
	}
	defer dict.Close()
	for range maxTerms {
		entry, err := dict.Next()
		if err != nil || entry == nil {
			l.err = err
			return
		}
		f(entry.Term)
	}
}
