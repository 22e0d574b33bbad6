package embedded

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"github.com/blevesearch/bleve/v2/index/scorch"

	"shopclerk/catalog"
	"shopclerk/internal/words"
	"shopclerk/search"
)

// lookup is one search in one snapshot of an index.
type lookup struct {
	ctx    context.Context
	reader *scorch.IndexSnapshot
	parts  []*part
	q      catalog.Query
	words  words.Query
	tally  *tally
	err    error // the first one; after it nothing more is looked up
}

// Search finds the page of a query.
func (e *Engine) Search(ctx context.Context, shop string, q catalog.Query) (search.Hits, error) {
	s := e.shelf(shop)
	s.RLock()
	defer s.RUnlock()
	reader, err := s.reader()
	if err != nil {
		return search.Hits{}, err
	}
	defer reader.Close()
	t, _ := s.pool.Get().(*tally)
	if t == nil {
		t = &tally{}
	}
	defer func() { t.reset(); s.pool.Put(t) }()
	l := &lookup{ctx: ctx, reader: reader, parts: partsOf(reader), q: q, tally: t}
	hits := l.run()
	if l.err != nil {
		return search.Hits{}, fmt.Errorf("search index of shop %s: %w", shop, l.err)
	}
	return hits, nil
}

// reader opens a snapshot of the index, which the caller closes; the caller holds the lock.
func (s *shelf) reader() (*scorch.IndexSnapshot, error) {
	if s.index == nil {
		return nil, search.ErrNotBuilt
	}
	inner, err := s.index.Advanced()
	if err != nil {
		return nil, err
	}
	reader, err := inner.Reader()
	if err != nil {
		return nil, err
	}
	snapshot, ok := reader.(*scorch.IndexSnapshot)
	if !ok {
		return nil, errors.Join(fmt.Errorf("the index is a %T", reader), reader.Close())
	}
	return snapshot, nil
}

func (l *lookup) run() search.Hits {
	if l.q.HideSoldOut {
		l.each(soldOutField, yes, l.tally.hide)
	}
	if l.q.Everything() {
		return l.everything()
	}
	l.words = words.Parse(l.q.Title)
	if !l.code() {
		l.match(titleFields)
		if len(l.tally.found) == 0 && len(l.words.Words) > 0 {
			l.match(descFields)
		}
	}
	for field, value := range map[string]string{wholeTypeField: l.q.ProductType, wholeVendor: l.q.Vendor} {
		if value = words.Fold(value); value != "" {
			l.tally.next()
			l.each(field, value, func(doc uint32) { l.tally.add(doc, wholeScore) })
		}
	}
	if l.err != nil {
		return search.Hits{}
	}
	return search.Hits{IDs: l.page(), Total: len(l.tally.found)}
}

// code reports whether the title is a code, whose products are then all that it finds.
func (l *lookup) code() bool {
	code := words.Code(l.q.Title)
	if code == "" {
		return false
	}
	l.tally.next()
	l.each(codeField, code, func(doc uint32) { l.tally.add(doc, exactScore) })
	return len(l.tally.found) > 0
}

// each calls f with every document that has a term in a field.
func (l *lookup) each(field, term string, f func(doc uint32)) {
	if l.err == nil {
		l.err = l.ctx.Err()
	}
	for _, p := range l.parts {
		if l.err != nil {
			return
		}
		n := 0
		l.err = p.each(field, []byte(term), func(doc uint32) bool {
			f(doc)
			n++
			return n%interval != 0 || l.ctx.Err() == nil
		})
		l.err = cmp.Or(l.err, l.ctx.Err())
	}
}

// interval is after how many documents a search looks whether somebody still waits for it.
const interval = 1 << 14
