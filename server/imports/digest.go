package imports

import (
	"context"
	"encoding/binary"
	"fmt"

	"github.com/cespare/xxhash/v2"

	"shopclerk/internal/store"
	"shopclerk/server/imports/fields"
	"shopclerk/server/imports/formats"
	"shopclerk/server/imports/tables"
)

// readingVersion is raised when a file's rows come to mean something else, so that they are read anew.
const readingVersion = 1

// recogniser knows items again that an import has written before, by a digest of their rows that is kept with what they
// became. What is known again is neither read nor compared, which makes an import of a file that hardly changed several
// times as fast.
type recogniser struct {
	store  *store.Store
	job    *job
	keyer  formats.Keyer
	prefix uint64 // a digest of all beside the row that says what it means
	// seen are the products that this file has had: what is stored of them may be about to change.
	seen bitSet

	header *tables.Header
	names  uint64 // a digest of its names
}

func names64(header *tables.Header) uint64 {
	h := xxhash.New()
	var size [8]byte
	for _, name := range header.Names {
		write(h, &size, name)
	}
	return h.Sum64()
}

// recogniser is nil where a format cannot name what a row is of, or the source has nothing yet.
func (s *source[C]) recogniser(ctx context.Context, q *Queue, j *job) (*recogniser, error) {
	keyer, ok := s.format.(formats.Keyer)
	if !ok || Kind(j.Kind) != Products {
		return nil, nil //nolint:nilnil // there is none
	}
	known, err := q.Store.HasSource(ctx, j.Shop, j.Source)
	if err != nil {
		return nil, notStored(err)
	}
	r := &recogniser{job: j, keyer: keyer, prefix: s.meaning(j)}
	if known {
		r.store = q.Store
	}
	return r, nil
}

// meaning is a digest of what a row's text does not say.
func (s *source[C]) meaning(j *job) uint64 {
	return xxhash.Sum64String(fmt.Sprintln(readingVersion, s.format.Name(), s.options, s.reading.Columns, s.reading.Zone, s.reading.Serials, j.shop.Currency))
}

// digest is of the rows of an item, never 0.
func (r *recogniser) digest(rows []tables.Row) uint64 {
	h := xxhash.NewWithSeed(r.prefix)
	var size [8]byte
	for _, row := range rows {
		if row.Header != r.header { // of a table it is the same for all
			r.header, r.names = row.Header, names64(row.Header)
		}
		binary.LittleEndian.PutUint64(size[:], r.names)
		h.Write(size[:])
		for _, c := range row.Cells {
			if c.JSON() != nil {
				write(h, &size, string(c.JSON()))
			} else {
				write(h, &size, c.Text)
			}
		}
	}
	return max(h.Sum64(), 1)
}

// write adds a text with its length, so that no two lists of texts are one.
func write(h *xxhash.Digest, size *[8]byte, text string) {
	binary.LittleEndian.PutUint64(size[:], uint64(len(text)))
	h.Write(size[:])
	h.WriteString(text)
}

// candidate is an item that may be known.
type candidate struct {
	key    string
	digest uint64
	stored store.RowDigest
	known  bool // it is stored just so
}

// look tells which items of a batch are known. Of a key that the file has several times none is: the last one counts.
func (r *recogniser) look(ctx context.Context, list []*candidate) error {
	if r.store == nil {
		return nil
	}
	times := make(map[string]int, len(list))
	keys := make([]string, 0, len(list))
	for _, c := range list {
		if c.key != "" {
			keys = append(keys, c.key)
		}
		times[c.key]++
	}
	stored, err := r.store.RowDigests(ctx, r.job.Shop, r.job.Source, keys)
	if err != nil {
		return err
	}
	for _, c := range list {
		s, ok := stored[c.key]
		if !ok {
			continue
		}
		c.stored = s
		c.known = times[c.key] == 1 && s.Digest == c.digest && !r.seen.has(s.ID)
		r.seen.add(s.ID)
	}
	return nil
}

// candidate is what rows are of, and their digest.
func (r *recogniser) candidate(rows []tables.Row, reading *fields.Reading, o formats.Options) candidate {
	return candidate{key: r.keyer.Key(fields.Of(rows[0], reading, new(fields.Notes)), o), digest: r.digest(rows)}
}
