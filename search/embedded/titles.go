package embedded

import (
	"slices"
	"strings"

	"shopclerk/internal/words"
)

// What a title earns beside its words, of 100 for each word.
const (
	neighbours = 12 // for two words of the query that stand side by side in the title, in the same order
	inOrder    = 4  // for two that come in the same order
	covered    = 30 // for a title that holds nothing else, less for one that holds more
)

// lookAtTitles adds to the scores of documents what their titles tell: whether the words stand together and in order, and
// how much else is in the title.
func (l *lookup) lookAtTitles(docs []uint32) {
	asked := make([]string, 0, len(l.words.Words)+len(l.words.Joins))
	for _, w := range l.words.Words {
		asked = append(asked, w.Text)
	}
	for _, h := range l.stored(docs, lineField) {
		l.tally.slots[h.doc].score += closeness(asked, l.words.Joins, strings.Fields(h.key))
	}
}

// closeness is what a title earns by the place of the words in it.
func closeness(asked []string, joins []words.Join, title []string) uint32 {
	if len(title) == 0 {
		return 0
	}
	var score, have int
	last := -1
	for _, word := range asked {
		at := slices.Index(title, word)
		if at < 0 {
			continue
		}
		have++
		if last >= 0 && at > last {
			score += inOrder
			if at == last+1 {
				score += neighbours
			}
		}
		last = at
	}
	for _, j := range joins {
		if slices.Contains(title, j.Text) {
			score += neighbours
			have++
		}
	}
	return uint32(score + covered*min(have, len(title))/len(title)) //nolint:gosec // small and positive
}
