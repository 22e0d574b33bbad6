package store

import (
	"context"
	"database/sql"
	"encoding/json"

	"gorm.io/gorm"
)

// Plan is what an import would do.
type Plan struct {
	Story    json.RawMessage
	Rows     ImportRows
	Refused  []RefusedRow
	Problems []string
	Warnings int64
	Keep     bool   // its refused rows are kept: the import ends with it, or somebody is to see them
	Error    string // why the file cannot go in, of an import that waits all the same
}

// SavePlan keeps what an import would do, in the place of what was kept before.
func (s *Store) SavePlan(ctx context.Context, id string, p Plan) error {
	return s.retried(ctx, func() error {
		return s.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
			i, err := importByID(locking(tx), id)
			if err != nil {
				return err
			}
			if err := tx.Where("import_id = ?", id).Delete(&refusedRow{}).Error; err != nil {
				return err
			}
			i.Story, i.Rows, i.Problems, i.Warnings, i.BytesRead, i.Error = p.Story, p.Rows, p.Problems, p.Warnings, 0, p.Error
			if p.Keep {
				i.BytesRead = i.BytesTotal
				if err := keepRefused(tx, i, p.Refused); err != nil {
					return err
				}
			}
			row, err := toImportRow(i)
			if err != nil {
				return err
			}
			return tx.Save(&row).Error
		})
	})
}

// Mapping returns which column of a table with such a header somebody said to stand for which field; nil when nobody did.
func (s *Store) Mapping(ctx context.Context, shop, kind, header string) (mapping map[string]string, err error) {
	var raw []byte
	const query = "SELECT mapping FROM import_mappings WHERE shop = ? AND kind = ? AND header_key = ?"
	err = s.read(ctx, query, func(rows *sql.Rows) error { return rows.Scan(&raw) }, shop, kind, digestOf([]byte(header)))
	if err != nil || raw == nil {
		return nil, err
	}
	return mapping, json.Unmarshal(raw, &mapping)
}

// SetMapping remembers which column stands for which field.
func (s *Store) SetMapping(ctx context.Context, shop, kind, header string, mapping map[string]string) error {
	raw, err := json.Marshal(mapping)
	if err != nil {
		return err
	}
	row := mappingRow{shop, kind, digestOf([]byte(header)), raw}
	return s.retried(ctx, func() error { return s.db.WithContext(ctx).Save(&row).Error })
}

// mappingRow is a row of import_mappings.
type mappingRow struct {
	Shop      string `gorm:"primaryKey"`
	Kind      string `gorm:"primaryKey"`
	HeaderKey string `gorm:"primaryKey"`
	Mapping   []byte
}

// TableName names the table.
func (mappingRow) TableName() string { return "import_mappings" }

// HasSource reports whether a source has any product.
func (s *Store) HasSource(ctx context.Context, shop, source string) (bool, error) {
	var ids []int64
	err := s.db.WithContext(ctx).Model(&productRow{}).Where("shop = ? AND source = ?", shop, source).Limit(1).Pluck("id", &ids).Error
	return len(ids) > 0, unavailable(err)
}

// CountPublished returns how many products of a source customers can see.
func (s *Store) CountPublished(ctx context.Context, shop, source string) (n int, err error) {
	const query = "SELECT COUNT(*) FROM products WHERE shop = ? AND source = ? AND published = 1"
	err = s.read(ctx, query, func(rows *sql.Rows) error { return rows.Scan(&n) }, shop, source)
	return n, err
}

// EachPublished calls f with the ids of a source's published products, a batch at a time, in order.
func (s *Store) EachPublished(ctx context.Context, shop, source string, f func(ids []int64) error) error {
	const query = "SELECT id FROM products WHERE shop = ? AND source = ? AND published = 1 AND id > ? ORDER BY id LIMIT 500"
	for last := int64(0); ; {
		var ids []int64
		err := s.read(ctx, query, func(rows *sql.Rows) error {
			var id int64
			err := rows.Scan(&id)
			ids = append(ids, id)
			return err
		}, shop, source, last)
		if err != nil || len(ids) == 0 {
			return err
		}
		last = ids[len(ids)-1]
		if err := f(ids); err != nil {
			return err
		}
	}
}

// ProductIDs returns the ids of those of a source's products that exist, by their keys.
func (s *Store) ProductIDs(ctx context.Context, shop, source string, keys []string) (ids []int64, err error) {
	err = s.db.WithContext(ctx).Model(&productRow{}).Where("shop = ? AND source = ? AND source_key IN ?", shop, source, keys).Pluck("id", &ids).Error
	return ids, unavailable(err)
}
