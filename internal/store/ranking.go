package store

import (
	"bytes"
	"cmp"
	"slices"

	"shopclerk/catalog"
)

// ranking keeps the first of what is found in the order of a query, as many as its page needs, and counts all.
type ranking struct {
	total  int
	query  catalog.Query
	first  []ranked // in no order, and some more than are needed
	last   ranked   // what does not come before it is not needed
	enough bool     // there is such a last one
}

// ranked is a product with what it is ordered by.
type ranked struct {
	id   int64
	rank int
	key  []byte
}

// spare is how many more than are needed are kept before they are sorted.
const spare = 1024

// maxPage is where page numbers stop counting: a larger one times its limit might not fit.
const maxPage = 1 << 31

func newRanking(q catalog.Query) *ranking {
	q.Page = min(q.Page, maxPage)
	return &ranking{query: q}
}

// add takes a product with at least one of what is wanted, or every one. key is not kept.
func (r *ranking) add(id int64, rank int, key []byte, everything bool) {
	if rank == 0 && !everything {
		return
	}
	r.total++
	p := ranked{id, rank, key}
	if r.enough && r.compare(p, r.last) > 0 {
		return
	}
	p.key = bytes.Clone(key)
	if r.first = append(r.first, p); len(r.first) >= r.need()+spare {
		r.sort()
	}
}

func (r *ranking) need() int { return r.query.Offset() + r.query.Limit }

func (r *ranking) sort() {
	slices.SortFunc(r.first, r.compare)
	if need := r.need(); need > 0 && len(r.first) >= need {
		r.first = r.first[:need]
		r.last, r.enough = r.first[need-1], true
	}
}

// compare orders by the query's field, or the most of the words first, then the newest; last by the id.
func (r *ranking) compare(a, b ranked) int {
	if r.query.SortBy == catalog.ByRelevance {
		return cmp.Or(cmp.Compare(b.rank, a.rank), bytes.Compare(b.key, a.key), cmp.Compare(a.id, b.id))
	}
	c := bytes.Compare(a.key, b.key)
	if r.query.Descending {
		c = -c
	}
	return cmp.Or(c, cmp.Compare(a.id, b.id))
}

// page is what was asked for.
func (r *ranking) page() (ids []int64) {
	r.sort()
	for _, p := range r.first[min(r.query.Offset(), len(r.first)):min(r.need(), len(r.first))] {
		ids = append(ids, p.id)
	}
	return ids
}
