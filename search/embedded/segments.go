package embedded

import (
	"errors"
	"sort"

	"github.com/blevesearch/bleve/v2/index/scorch"
	segment "github.com/blevesearch/scorch_segment_api/v2"
)

// part is one segment of a snapshot. bleve's own reader of a term opens the dictionaries of all segments anew for each
// term; a search asks for hundreds of terms, so it keeps them (measured: a third of its time).
type part struct {
	*scorch.SegmentSnapshot
	first    uint32                            // the number of its first document in the snapshot
	dicts    map[string]segment.TermDictionary // by field, as they are asked for
	postings segment.PostingsList              // used again for the next term
	iterator segment.PostingsIterator          // likewise
}

func partsOf(snapshot *scorch.IndexSnapshot) []*part {
	var parts []*part
	first := uint32(0)
	for _, s := range snapshot.Segments() {
		parts = append(parts, &part{SegmentSnapshot: s, first: first, dicts: map[string]segment.TermDictionary{}})
		first += uint32(s.FullSize()) //nolint:gosec // an index holds fewer than 2^32 documents
	}
	return parts
}

// each calls f with every document of the part that has a term in a field, until f returns false.
func (p *part) each(field string, term []byte, f func(doc uint32) bool) error {
	list, err := p.find(field, term)
	if err != nil || list.Count() == 0 {
		return err
	}
	p.iterator = list.Iterator(false, false, false, p.iterator)
	it, ok := p.iterator.(segment.OptimizablePostingsIterator)
	if !ok {
		return errors.New("the index has segments of an unknown kind")
	}
	if doc, ok := it.DocNum1Hit(); ok {
		f(p.first + uint32(doc)) //nolint:gosec // as above
		return nil
	}
	docs, room := it.ActualBitmap().ManyIterator(), [256]uint32{}
	for n := docs.NextMany(room[:]); n > 0; n = docs.NextMany(room[:]) {
		for _, doc := range room[:n] {
			if !f(p.first + doc) {
				return nil
			}
		}
	}
	return nil
}

// count is how many documents of the part have a term in a field.
func (p *part) count(field string, term []byte) (uint64, error) {
	list, err := p.find(field, term)
	if err != nil {
		return 0, err
	}
	return list.Count(), nil
}

func (p *part) find(field string, term []byte) (segment.PostingsList, error) {
	dict, ok := p.dicts[field]
	if !ok {
		var err error
		if dict, err = p.Segment().Dictionary(field); err != nil {
			return nil, err
		}
		p.dicts[field] = dict
	}
	list, err := dict.PostingsList(term, p.Deleted(), p.postings)
	if err == nil {
		p.postings = list
	}
	return list, err
}

// storedValue reads a field that is kept with a document and not looked up by.
func (l *lookup) storedValue(doc uint32, field string) (value string, err error) {
	at := sort.Search(len(l.parts), func(i int) bool { return l.parts[i].first > doc }) - 1
	err = l.parts[at].VisitDocument(uint64(doc-l.parts[at].first), func(name string, _ byte, v []byte, _ []uint64) bool {
		if name == field {
			value = string(v)
		}
		return name != field
	})
	return value, err
}
