package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"gorm.io/gorm"

	"shopclerk/catalog"
	"shopclerk/orders"
	"shopclerk/packages"
)

// changedSince is why a row is left as it is when its import is undone.
const changedSince = "was changed after the import and is left as it is"

// UndoChunk puts back what the last chunk of an import changed that is not undone yet, all in one transaction, and reports
// whether there was none left. A row that was changed since is left, counted, and listed among the import's refused rows.
func (s *Store) UndoChunk(ctx context.Context, w Write, id string) (done bool, err error) {
	err = s.write(ctx, w.Shop, func(tx *gorm.DB, numbers *counterRow) error {
		done = false
		i, err := importByID(locking(tx), id)
		if err != nil {
			return err
		}
		if i.State != ImportRunning || !i.Settings.Undo {
			return fmt.Errorf("%w: it is %s", ErrImportStopped, i.State)
		}
		var chunks []chunkRow
		if err := tx.Where("import_id = ?", id).Order("chunk DESC").Limit(1).Find(&chunks).Error; err != nil || len(chunks) == 0 {
			done = err == nil
			return err
		}
		images, err := unpack(chunks[0].Images)
		if err != nil {
			return err
		}
		left, err := s.undo(tx, w, numbers, kindImages{i.Kind, images})
		if err != nil {
			return err
		}
		return s.noteUndone(tx, i, chunks[0], left)
	})
	return done, err
}

func (s *Store) noteUndone(tx *gorm.DB, i Import, c chunkRow, left []RefusedRow) error {
	if err := keepRefused(tx, i, left); err != nil {
		return err
	}
	i.Rows.Kept += int64(len(left))
	i.Chunks--
	i.ProgressedAt = exact(s.now())
	row, err := toImportRow(i)
	if err != nil {
		return err
	}
	return errors.Join(tx.Save(&row).Error, tx.Where("import_id = ? AND chunk = ?", c.ImportID, c.Chunk).Delete(&chunkRow{}).Error)
}

// kindImages are the images of a chunk of one kind of import.
type kindImages struct {
	kind   string
	images []image
}

func (s *Store) undo(tx *gorm.DB, w Write, numbers *counterRow, of kindImages) ([]RefusedRow, error) {
	switch of.kind {
	case "products":
		return undoing[productRow, catalog.Product]{
			noun: func(r productRow) (catalog.Product, error) { return toProduct(r), nil }, keep: productImage, of: productOf,
			name:   func(p catalog.Product) string { return p.SKU },
			store:  func(slots []*slot[catalog.Product]) error { return s.storeProducts(tx, w.Shop, numbers, slots) },
			remove: func(gone []catalog.Product) error { return s.removeProducts(tx, w.Shop, numbers, gone) },
		}.run(tx, w.Shop, of.images)
	case "orders":
		return undoing[orderRow, orders.Order]{
			noun: toOrder, keep: orderImage, of: orderOf,
			name:   func(o orders.Order) string { return o.Number },
			store:  func(slots []*slot[orders.Order]) error { return storeOrders(tx, w, numbers, slots) },
			remove: func(gone []orders.Order) error { return removeOrders(tx, w.Shop, gone) },
		}.run(tx, w.Shop, of.images)
	case "packages":
		return undoing[packageRow, packages.Package]{
			noun: func(r packageRow) (packages.Package, error) { return toPackage(r), nil }, keep: packageImage, of: packageOf,
			name:   func(p packages.Package) string { return p.OrderNumber + " " + p.Number },
			store:  func(slots []*slot[packages.Package]) error { return storePackages(tx, w.Shop, numbers, slots) },
			remove: func(gone []packages.Package) error { return removePackages(tx, w.Shop, gone) },
		}.run(tx, w.Shop, of.images)
	}
	return nil, fmt.Errorf("no import is of %q", of.kind)
}

// undoing puts rows of one kind back.
type undoing[R, N any] struct {
	noun   func(R) (N, error)
	keep   func(N) kept[N]
	of     func(kept[N]) N
	name   func(N) string
	store  func([]*slot[N]) error
	remove func([]N) error
}

func (u undoing[R, N]) run(tx *gorm.DB, shop string, images []image) (left []RefusedRow, err error) {
	there, err := u.there(tx, shop, images)
	if err != nil {
		return nil, err
	}
	var back []*slot[N]
	var gone []N
	for _, im := range slices.Backward(images) {
		now, ok := there[im.ID]
		if !ok {
			continue // somebody has deleted it
		}
		digest, err := u.keep(now).digest()
		switch {
		case err != nil:
			return nil, err
		case digest != im.After:
			left = append(left, RefusedRow{Reason: u.name(now) + " " + changedSince})
		case im.Before == nil:
			gone = append(gone, now)
		default:
			var before kept[N]
			if err := json.Unmarshal(im.Before, &before); err != nil {
				return nil, err
			}
			back = append(back, &slot[N]{before: &now, now: new(u.of(before))})
		}
	}
	if err := u.store(back); err != nil {
		return nil, err
	}
	return left, u.remove(gone)
}

func (u undoing[R, N]) there(tx *gorm.DB, shop string, images []image) (map[int64]N, error) {
	ids := make([]int64, len(images))
	for i, im := range images {
		ids[i] = im.ID
	}
	var rows []R
	if err := tx.Where("shop = ? AND id IN ?", shop, ids).Find(&rows).Error; err != nil {
		return nil, err
	}
	out := make(map[int64]N, len(rows))
	for _, r := range rows {
		n, err := u.noun(r)
		if err != nil {
			return nil, err
		}
		out[u.keep(n).ID] = n
	}
	return out, nil
}
