package store

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math"
	"time"

	"shopclerk/catalog"
	"shopclerk/orders"
	"shopclerk/packages"
)

const (
	maxPastImports = 20 // of a source that are looked through, the last ones
	maxPastChunks  = 40 // of them all that are unpacked, two milliseconds each
)

// RowOf names one row that imports may have changed: kind is KindProducts, KindOrders or KindPackages.
type RowOf struct {
	Shop, Kind, Source string
	ID                 int64
}

// PastChange is what an import did to a row.
type PastChange struct {
	Import Import
	At     time.Time
	// Before is the row as it was, a *catalog.Product, *orders.Order or *packages.Package; nil when the import brought it.
	Before any
}

// PastChanges are what the last imports of its source did to a row, the newest first. What is undone, or older than what is kept for
// undoing, is not among them. complete is false when more had to be looked through than one page may: then some are missing.
func (s *Store) PastChanges(ctx context.Context, row RowOf) (list []PastChange, complete bool, err error) {
	imports, err := s.Imports(ctx, ImportFilter{Shop: row.Shop, Kind: row.Kind, Source: row.Source, Limit: maxPastImports})
	if err != nil {
		return nil, false, err
	}
	left := maxPastChunks
	for _, i := range imports {
		if i.Chunks == 0 {
			continue
		}
		chunks, err := s.chunksWith(ctx, i.ID, row.ID, left+1)
		if err != nil {
			return nil, false, err
		}
		if len(chunks) > left {
			return list, false, nil
		}
		left -= len(chunks)
		for _, c := range chunks {
			changes, err := changesIn(c, i, row)
			if err != nil {
				return nil, false, err
			}
			list = append(list, changes...)
		}
	}
	return list, true, nil
}

// chunksWith returns chunks of an import that may hold a row, the last ones first.
func (s *Store) chunksWith(ctx context.Context, id string, row int64, limit int) (chunks []chunkRow, err error) {
	err = s.db.WithContext(ctx).Table("import_chunks"+s.by("import_chunks_by_rows")).
		Where("import_id = ? AND first_id <= ? AND last_id >= ?", id, row, row).
		Order("chunk DESC").Limit(limit).Find(&chunks).Error
	return chunks, unavailable(err)
}

func changesIn(c chunkRow, i Import, row RowOf) (list []PastChange, err error) {
	raw, err := inflate(c.Images)
	if err != nil || !bytes.Contains(raw, fmt.Appendf(nil, `{"id":%d,`, row.ID)) { // as pack writes it: most chunks do not have it
		return nil, err
	}
	var images []image
	if err := json.Unmarshal(raw, &images); err != nil {
		return nil, err
	}
	for n := len(images) - 1; n >= 0; n-- {
		if images[n].ID != row.ID {
			continue
		}
		change := PastChange{Import: i, At: time.Time(c.At)}
		if images[n].Before != nil {
			if change.Before, err = nounOf(row.Kind, images[n].Before); err != nil {
				return nil, err
			}
		}
		list = append(list, change)
	}
	return list, nil
}

// nounOf reads a row as an image has it.
func nounOf(kind string, raw json.RawMessage) (any, error) {
	switch kind {
	case KindProducts:
		return imaged(raw, productOf)
	case KindOrders:
		return imaged(raw, orderOf)
	}
	return imaged(raw, packageOf)
}

func imaged[N catalog.Product | orders.Order | packages.Package](raw json.RawMessage, of func(kept[N]) N) (any, error) {
	var k kept[N]
	if err := json.Unmarshal(raw, &k); err != nil {
		return nil, err
	}
	return new(of(k)), nil
}

// idRange is the smallest and the largest id of the rows in a chunk.
func idRange(images []image) (firstID, lastID int64) {
	firstID = math.MaxInt64
	for _, im := range images {
		firstID, lastID = min(firstID, im.ID), max(lastID, im.ID)
	}
	return firstID, lastID
}

// ProductByID returns one product, published or not; ErrNotFound when the shop has none of that id.
func (s *Store) ProductByID(ctx context.Context, shop string, id int64) (catalog.Product, error) {
	found, err := s.ProductsByID(ctx, shop, []int64{id})
	if err != nil {
		return catalog.Product{}, err
	}
	p, ok := found[id]
	if !ok {
		return p, ErrNotFound
	}
	return p, nil
}
