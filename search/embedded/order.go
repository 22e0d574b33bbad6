package embedded

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"strings"

	index "github.com/blevesearch/bleve_index_api"

	"shopclerk/catalog"
	"shopclerk/internal/words"
	"shopclerk/search"
)

// fewRanked is up to how many documents with the same number of words have their titles looked at.
const fewRanked = 1000

// hit is a document with what it is ordered by.
type hit struct {
	doc uint32
	key string // ends with the id
}

// everything is the page of a query without conditions.
func (l *lookup) everything() search.Hits {
	hidden := len(l.tally.seen)
	if l.q.SortBy == catalog.ByRelevance || l.q.SortBy == catalog.ByUpdated && l.q.Descending {
		count, err := l.reader.DocCount()
		if err != nil {
			l.err = err
			return search.Hits{}
		}
		total := int(count) - hidden //nolint:gosec // a number of documents
		ids, _ := l.newest(min(l.q.Offset(), total), l.q.Limit, math.MaxInt, func(doc uint32) bool { return !l.tally.at(doc).hidden })
		return search.Hits{IDs: ids, Total: total}
	}
	l.tally.next()
	l.all(func(doc uint32) { l.tally.add(doc, 0) })
	return search.Hits{IDs: l.page(), Total: len(l.tally.found)}
}

func (l *lookup) all(f func(doc uint32)) {
	docs, err := l.reader.DocIDReaderAll()
	if err != nil {
		l.err = err
		return
	}
	defer docs.Close()
	for {
		id, err := docs.Next()
		if err != nil || id == nil {
			l.err = err
			return
		}
		f(uint32(id.Value())) //nolint:gosec // an index holds fewer than 2^32 documents
	}
}

// page is the part of what was found that is asked for, in the order that is asked for.
func (l *lookup) page() []int64 {
	from, to := l.q.Offset(), min(l.q.Offset()+l.q.Limit, len(l.tally.found))
	if from >= to || l.err != nil {
		return nil
	}
	if l.q.SortBy != catalog.ByRelevance {
		return l.sorted(from, to)
	}
	return l.ranked(from, to)
}

// sorted orders all that was found by a key.
func (l *lookup) sorted(from, to int) []int64 {
	field, descending := newestField, l.q.Descending
	switch l.q.SortBy {
	case catalog.ByTitle:
		field = byTitleField
	case catalog.ByCreated:
		field = byCreatedField
	default:
		descending = !descending // the key of the newest sorts first
	}
	hits := l.read(l.tally.found, field)
	slices.SortFunc(hits, func(a, b hit) int {
		c := strings.Compare(body(a.key), body(b.key))
		if descending {
			c = -c
		}
		return cmp.Or(c, strings.Compare(a.key, b.key))
	})
	return l.ids(hits[min(from, len(hits)):min(to, len(hits))])
}

// body is a key without its id.
func body(key string) string { return key[:max(0, len(key)-19)] }

// ranked orders by rank, the best first, then by the newest update. Of those with the same number of words only the ones
// are looked at that the page shows.
func (l *lookup) ranked(from, to int) []int64 {
	var with [words.MaxWords + 3]int // a product type and a vendor count as a word each
	for _, doc := range l.tally.found {
		with[l.tally.slots[doc].words]++
	}
	var out []int64
	at := 0 // how many come before
	for n := len(with) - 1; n > 0 && at < to; n-- {
		if end := at + with[n]; with[n] > 0 && end > from {
			out = append(out, l.byScore(l.withWords(n, with[n]), max(from, at)-at, min(to, end)-at)...)
		}
		at += with[n]
	}
	return out
}

// withWords are the documents in which n words were found.
func (l *lookup) withWords(n, count int) []uint32 {
	docs := make([]uint32, 0, count)
	for _, doc := range l.tally.found {
		if int(l.tally.slots[doc].words) == n {
			docs = append(docs, doc)
		}
	}
	return docs
}

// byScore is a part of what has the same number of words. Titles tell which is best when they are few enough to be read.
func (l *lookup) byScore(docs []uint32, from, to int) []int64 {
	if len(docs) > 1 && len(docs) <= fewRanked && len(l.words.Words) > 0 {
		l.lookAtTitles(docs)
	}
	byScore := map[uint32][]uint32{}
	for _, doc := range docs {
		score := l.tally.slots[doc].score
		byScore[score] = append(byScore[score], doc)
	}
	var out []int64
	at := 0
	for _, score := range slices.Backward(slices.Sorted(maps.Keys(byScore))) {
		if at >= to {
			break
		}
		group := byScore[score]
		if end := at + len(group); end > from {
			out = append(out, l.within(group, max(from, at)-at, min(to, end)-at)...)
		}
		at += len(group)
	}
	return out
}

// within is a part of a group of one score, newest first. Of a large group the newest are looked for in the order of the
// index, for as long as that can be expected to take fewer steps than to read the whole group and put it in order.
func (l *lookup) within(group []uint32, from, to int) []int64 {
	all, err := l.reader.DocCount()
	if err != nil {
		l.err = err
		return nil
	}
	if steps := float64(to) * float64(all) / float64(len(group)); steps < float64(len(group)) {
		like := *l.tally.at(group[0])
		ids, done := l.newest(from, to-from, len(group), func(doc uint32) bool {
			s := l.tally.at(doc)
			return !s.hidden && s.words == like.words && s.score == like.score
		})
		if done {
			return ids
		}
	}
	hits := l.read(group, newestField)
	slices.SortFunc(hits, func(a, b hit) int { return strings.Compare(a.key, b.key) })
	return l.ids(hits[min(from, len(hits)):min(to, len(hits))])
}

// newest walks the index from the newest update on and returns n of the documents that are wanted, after skip of them. It
// is not done when it took too many steps: then those that are wanted are old ones.
func (l *lookup) newest(skip, n, most int, wanted func(doc uint32) bool) (ids []int64, done bool) {
	dict, err := l.reader.FieldDict(newestField)
	if err != nil {
		l.err = err
		return nil, true
	}
	defer dict.Close()
	for steps := 0; len(ids) < n && l.err == nil; steps++ {
		if steps >= most {
			return nil, false
		}
		entry, err := dict.Next()
		if err != nil || entry == nil {
			l.err = err
			return ids, true
		}
		l.each(newestField, entry.Term, func(doc uint32) {
			switch {
			case !wanted(doc):
			case skip > 0:
				skip--
			default:
				id, err := idOf(entry.Term)
				ids, l.err = append(ids, id), cmp.Or(l.err, err)
			}
		})
	}
	return ids, true
}

// read reads a value of documents.
func (l *lookup) read(docs []uint32, field string) []hit {
	values, err := l.reader.DocValueReader([]string{field})
	if err != nil {
		l.err = err
		return nil
	}
	docs = slices.Clone(docs)
	slices.Sort(docs) // values are kept in blocks
	hits := make([]hit, 0, len(docs))
	var id index.IndexInternalID
	for n, doc := range docs {
		id = index.NewIndexInternalID(id, uint64(doc))
		h := hit{doc: doc}
		err := values.VisitDocValues(id, func(_ string, term []byte) { h.key = string(term) })
		if n%interval == 0 && err == nil {
			err = l.ctx.Err()
		}
		if err != nil {
			l.err = err
			return nil
		}
		hits = append(hits, h)
	}
	return hits
}

// stored reads a field that is kept with the documents and not looked up by.
func (l *lookup) stored(docs []uint32, field string) []hit {
	hits := make([]hit, 0, len(docs))
	for _, doc := range docs {
		value, err := l.storedValue(doc, field)
		if err != nil {
			l.err = err
			return nil
		}
		hits = append(hits, hit{doc, value})
	}
	return hits
}

func (l *lookup) ids(hits []hit) []int64 {
	out := make([]int64, 0, len(hits))
	for _, h := range hits {
		id, err := idOf(h.key)
		if err != nil {
			l.err = err
		}
		out = append(out, id)
	}
	return out
}
