package meili

import (
	"math"
	"slices"
	"strings"
	"unicode"

	"shopclerk/internal/words"
)

const (
	maxParts = 30   // sub-queries for the words of one title, about
	steep    = 1000 // by how much a match of one word more outweighs; a score of Meilisearch is between 0 and 1
	fewWords = 4    // up to here every subset is asked for
)

// part is one sub-query: documents that have all of its words.
type part struct {
	text   string
	weight float64
}

// partsOf are the sub-queries of a title, most words first. A document is ranked by the first one that finds it.
func partsOf(q words.Query) []part {
	var out []part
	for _, set := range subsets(len(q.Words)) {
		weight := math.Pow(steep, float64(len(set)))
		out = append(out, part{text: phrase(q, set, nil), weight: weight})
		for _, j := range q.Joins {
			if len(out) < 2*maxParts && covers(set, j) {
				out = append(out, part{text: phrase(q, set, &j), weight: weight})
			}
		}
	}
	return out
}

// subsets are the sets of word numbers that are asked for, each in ascending order, the larger ones first.
func subsets(n int) [][]int {
	var out [][]int
	add := func(set []int) {
		if len(set) > 0 && !slices.ContainsFunc(out, func(have []int) bool { return slices.Equal(have, set) }) {
			out = append(out, set)
		}
	}
	if n <= fewWords {
		for mask := range 1 << n {
			add(members(n, func(i int) bool { return mask>>i&1 == 1 }))
		}
	} else {
		add(members(n, func(int) bool { return true }))
		for i := range n {
			add([]int{i})
		}
		for i := range n - 1 {
			add([]int{i, i + 1})
		}
		for skip := range n {
			if len(out) < maxParts {
				add(members(n, func(i int) bool { return i != skip }))
			}
		}
		for size := n - 2; size > 2; size-- { // neighbours
			for from := 0; from+size <= n && len(out) < maxParts; from++ {
				add(members(n, func(i int) bool { return i >= from && i < from+size }))
			}
		}
	}
	slices.SortStableFunc(out, func(a, b []int) int { return len(b) - len(a) })
	return out
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
