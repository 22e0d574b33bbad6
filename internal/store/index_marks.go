package store

import (
	"context"
	"fmt"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// IndexMark is where an index that is kept outside of this program stands.
type IndexMark struct {
	Position   int64 // the number of the last change that is in it
	Generation int64 // for which `reindex` it was built
	Built      bool  // complete
}

// markRow is a row of index_marks.
type markRow struct {
	Shop       string `gorm:"primaryKey"`
	IndexName  string `gorm:"primaryKey"`
	Position   int64
	Generation int64
	Built      bool
}

// TableName names the table.
func (markRow) TableName() string { return "index_marks" }

// wanted is the name under which the generation stands that all indexes should be of.
const wanted = "wanted"

// IndexMark returns where a shop's index stands, the zero mark when nobody has said.
func (s *Store) IndexMark(ctx context.Context, shop, index string) (IndexMark, error) {
	var rows []markRow
	err := s.db.WithContext(ctx).Where("shop = ? AND index_name = ?", shop, index).Find(&rows).Error
	r := first(rows)
	return IndexMark{r.Position, r.Generation, r.Built}, unavailable(err)
}

// SetIndexMark says where a shop's index stands, on behalf of who holds a lease; ErrLeaseLost when that is another by now.
func (s *Store) SetIndexMark(ctx context.Context, lease, holder, shop, index string, m IndexMark) error {
	row := markRow{shop, index, m.Position, m.Generation, m.Built}
	return s.write(ctx, shop, func(tx *gorm.DB, _ *counterRow) error {
		held, err := s.holds(tx, lease, holder)
		if err == nil && !held {
			err = fmt.Errorf("%w: %s", ErrLeaseLost, lease)
		}
		if err != nil {
			return err
		}
		return putMark(tx, row)
	})
}

func putMark(tx *gorm.DB, row markRow) error {
	columns := []clause.Column{{Name: "shop"}, {Name: "index_name"}}
	return tx.Clauses(clause.OnConflict{Columns: columns, UpdateAll: true}).Create(&row).Error
}

// RaiseGeneration asks every index of a shop to be built anew and returns the generation that they should be of.
func (s *Store) RaiseGeneration(ctx context.Context, shop string) (generation int64, err error) {
	err = s.write(ctx, shop, func(tx *gorm.DB, _ *counterRow) error {
		var rows []markRow
		if err := tx.Where("shop = ? AND index_name = ?", shop, wanted).Find(&rows).Error; err != nil {
			return err
		}
		generation = first(rows).Generation + 1
		return putMark(tx, markRow{Shop: shop, IndexName: wanted, Generation: generation})
	})
	return generation, err
}

// IndexTarget is where a shop's index should stand: at the last change, and of which generation.
func (s *Store) IndexTarget(ctx context.Context, shop string) (last, generation int64, err error) {
	if last, err = s.LastChange(ctx, shop); err != nil {
		return 0, 0, err
	}
	mark, err := s.IndexMark(ctx, shop, wanted)
	return last, mark.Generation, err
}
