package embedded

import (
	"context"
	"strconv"
)

// Digests reads what the index says of the products of a range of ids.
func (e *Engine) Digests(ctx context.Context, shop string, from, to int64) (map[int64]uint64, error) {
	s := e.shelf(shop)
	s.RLock()
	defer s.RUnlock()
	reader, err := s.reader()
	if err != nil {
		return nil, err
	}
	defer reader.Close()
	l := &lookup{ctx: ctx, reader: reader, parts: partsOf(reader), tally: &tally{}}
	dict, err := reader.FieldDictRange("_id", []byte(idKey(from)), []byte(idKey(to-1)))
	if err != nil {
		return nil, err
	}
	defer dict.Close()
	ids := map[uint32]int64{}
	var docs []uint32
	for {
		entry, err := dict.Next()
		if err != nil {
			return nil, err
		}
		if entry == nil {
			break
		}
		id, err := strconv.ParseInt(entry.Term, 10, 64)
		if err != nil {
			return nil, err
		}
		l.each("_id", entry.Term, func(doc uint32) { ids[doc] = id; docs = append(docs, doc) })
	}
	out := make(map[int64]uint64, len(docs))
	for _, h := range l.stored(docs, digestField) {
		if out[ids[h.doc]], err = strconv.ParseUint(h.key, 16, 64); err != nil {
			return nil, err
		}
	}
	return out, l.err
}
