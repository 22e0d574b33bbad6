package embedded

import (
	"cmp"
	"slices"
	"strings"

	index "github.com/blevesearch/bleve_index_api"

	"shopclerk/catalog"
	"shopclerk/search"
)

const (
	// fewFound is up to how many documents of one rank are read to be put in order; of more, the newest are looked for in
	// the order of the index.
	fewFound = 4096
	// fewRanked is up to how many documents with the same number of words have their titles looked at.
	fewRanked = 1000
)

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
		ids := l.newest(min(l.q.Offset(), total), l.q.Limit, func(doc uint32) bool { return !l.tally.at(doc).hidden })
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

// ranked orders by rank, the best first, then by the newest update.
func (l *lookup) ranked(from, to int) []int64 {
	var out []int64
	at := 0 // how many come before the group
	for _, group := range l.groups() {
		end := at + len(group)
		if end > from && at < to {
			out = append(out, l.within(group, max(from, at)-at, min(to, end)-at)...)
		}
		if at = end; at >= to {
			break
		}
	}
	return out
}

// groups parts what was found by rank. Documents with the same number of words are ranked by their titles when they are
// few enough to be read.
func (l *lookup) groups() [][]uint32 {
	byWords := map[uint8][]uint32{}
	for _, doc := range l.tally.found {
		w := l.tally.slots[doc].words
		byWords[w] = append(byWords[w], doc)
	}
	for _, docs := range byWords {
		if len(docs) > 1 && len(docs) <= fewRanked && len(l.words.Words) > 0 {
			l.lookAtTitles(docs)
		}
	}
	byRank := map[uint32][]uint32{}
	for _, doc := range l.tally.found {
		r := l.tally.slots[doc].rank()
		byRank[r] = append(byRank[r], doc)
	}
	ranks := make([]uint32, 0, len(byRank))
	for r := range byRank {
		ranks = append(ranks, r)
	}
	slices.SortFunc(ranks, func(a, b uint32) int { return cmp.Compare(b, a) })
	out := make([][]uint32, len(ranks))
	for i, r := range ranks {
		out[i] = byRank[r]
	}
	return out
}

// within is a part of a group, newest first.
func (l *lookup) within(group []uint32, from, to int) []int64 {
	if len(group) > fewFound {
		rank := l.tally.slots[group[0]].rank()
		return l.newest(from, to-from, func(doc uint32) bool {
			s := l.tally.at(doc)
			return !s.hidden && s.words > 0 && s.rank() == rank
		})
	}
	hits := l.read(group, newestField)
	slices.SortFunc(hits, func(a, b hit) int { return strings.Compare(a.key, b.key) })
	return l.ids(hits[min(from, len(hits)):min(to, len(hits))])
}

// newest walks the index from the newest update on and returns n of the documents that are wanted, after skip of them.
func (l *lookup) newest(skip, n int, wanted func(doc uint32) bool) []int64 {
	dict, err := l.reader.FieldDict(newestField)
	if err != nil {
		l.err = err
		return nil
	}
	defer dict.Close()
	var out []int64
	for len(out) < n && l.err == nil {
		entry, err := dict.Next()
		if err != nil || entry == nil {
			l.err = err
			return out
		}
		l.each(newestField, entry.Term, func(doc uint32) {
			switch {
			case !wanted(doc):
			case skip > 0:
				skip--
			default:
				id, err := idOf(entry.Term)
				out, l.err = append(out, id), cmp.Or(l.err, err)
			}
		})
	}
	return out
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
		id, err := l.reader.ExternalID(index.NewIndexInternalID(nil, uint64(doc)))
		if err != nil {
			l.err = err
			return nil
		}
		document, err := l.reader.Document(id)
		if err != nil || document == nil {
			l.err = err
			return nil
		}
		h := hit{doc: doc}
		document.VisitFields(func(f index.Field) {
			if f.Name() == field {
				h.key = string(f.Value())
			}
		})
		hits = append(hits, h)
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
