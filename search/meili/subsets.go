package meili

import (
	"math"
	"slices"
	"strings"
	"unicode"

	"shopclerk/internal/words"
)

const (
	maxParts = 30  // sub-queries for the words of one title, about
	steep    = 1e9 // by how much a match of one word more outweighs; ten words with all their typos scored 0.0007 of 1
	fewWords = 4   // up to here every subset is asked for
	maxSet   = 10  // words of one query that Meilisearch reads; it leaves out the rest without saying so
)

// part is one sub-query: documents that have all of its words.
type part struct {
	text   string
	weight float64
}

// partsOf are the sub-queries of a title, most words first. A document is ranked by the first one that finds it.
func partsOf(q words.Query) []part {
	var out []part
	for i, set := range subsets(len(q.Words)) {
		weight := math.Pow(steep, float64(len(set)))
		if i == 0 {
			weight = math.Pow(steep, float64(len(q.Words))) // it stands for all of them
		}
		out = append(out, part{text: phrase(q, set, nil), weight: weight})
		for _, j := range q.Joins {
			if len(out) < 2*maxParts && covers(set, j) {
				out = append(out, part{text: phrase(q, set, &j), weight: weight})
			}
		}
	}
	return out
}

// subsets are the sets of word numbers that are asked for, each in ascending order, the larger ones first and of those
// the one before all others that stands for the whole title.
func subsets(n int) [][]int {
	var out sets
	switch {
	case n <= fewWords:
		for mask := 1<<n - 1; mask > 0; mask-- {
			out.add(members(n, func(i int) bool { return mask>>i&1 == 1 }))
		}
	case n <= maxSet:
		out.some(n)
	default:
		out.long(n)
	}
	slices.SortStableFunc(out, func(a, b []int) int { return len(b) - len(a) })
	return out
}

type sets [][]int

func (s *sets) add(set []int) {
	if !slices.ContainsFunc(*s, func(have []int) bool { return slices.Equal(have, set) }) {
		*s = append(*s, set)
	}
}

// some are all words, all but one, neighbours, and each by itself.
func (s *sets) some(n int) {
	s.neighbours(n, n, 1)
	s.neighbours(n, 1, 1)
	s.neighbours(n, 2, 1)
	for skip := range n {
		if len(*s) < maxParts {
			s.add(members(n, func(i int) bool { return i != skip }))
		}
	}
	for size := n - 2; size > 2 && len(*s) < maxParts; size-- {
		s.neighbours(n, size, 1)
	}
}

// long is for more words than one query may have. What has them all is found by some that are spread over the whole; what
// lacks a few that stand together, by the set without just these.
func (s *sets) long(n int) {
	s.add(members(n, func(i int) bool { return i*maxSet%n < maxSet }))
	gap := n - maxSet
	for from := 0; from < n; from += gap {
		start := min(from, n-gap)
		s.add(members(n, func(i int) bool { return i < start || i >= start+gap }))
	}
	s.neighbours(n, maxSet/2, 2)
	s.neighbours(n, 2, 1)
	s.neighbours(n, 1, 1)
}

// neighbours adds sets of words that stand together, beginning at every step-th word.
func (s *sets) neighbours(n, size, step int) {
	for from := 0; from+size <= n; from += step {
		s.add(members(n, func(i int) bool { return i >= from && i < from+size }))
	}
}

func members(n int, in func(int) bool) []int {
	var set []int
	for i := range n {
		if in(i) {
			set = append(set, i)
		}
	}
	return set
}

func covers(set []int, j words.Join) bool {
	for i := j.First; i <= j.Last; i++ {
		if !slices.Contains(set, i) {
			return false
		}
	}
	return true
}

// phrase writes the words of a set as Meilisearch reads them, with a join in the place of its words. A space at the end
// says that the last word is finished.
func phrase(q words.Query, set []int, j *words.Join) string {
	var out []string
	prefix := false
	for _, i := range set {
		prefix = q.Words[i].Prefix
		switch {
		case j == nil || i < j.First || i > j.Last:
			out = append(out, term(q.Words[i]))
		case i == j.First:
			out = append(out, j.Text)
		}
	}
	text := strings.Join(out, " ")
	if !prefix {
		text += " "
	}
	return text
}

// term quotes what Meilisearch would look up with typos though it has a digit.
func term(w words.Word) string {
	switch {
	case words.IsGram(w.Text):
		return encode(w.Text)
	case w.Typos == 0 && !w.Prefix && strings.ContainsFunc(w.Text, unicode.IsNumber):
		return `"` + w.Text + `"`
	}
	return w.Text
}
