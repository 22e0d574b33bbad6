package store

import (
	"cmp"
	"context"
	"database/sql"
	"slices"

	"gorm.io/gorm"

	"shopclerk/catalog"
	"shopclerk/internal/fold"
)

// The properties that are counted.
const (
	productType = "product_type"
	vendor      = "vendor"
)

// facetRow is a row of facets.
type facetRow struct {
	Shop     string `gorm:"primaryKey"`
	Property string `gorm:"primaryKey"`
	ValueKey string `gorm:"primaryKey"`
	Value    string `gorm:"primaryKey"`
	Used     int64
}

// TableName names the table.
func (facetRow) TableName() string { return "facets" }

var facetRepeats = newRepeats([]string{"shop", "property", "value_key", "value", "used"}, []string{"shop", "property"}, nil)

// facetCounts is by how much the use of a value changes.
type facetCounts map[facetValue]int64

// facetValue is a value of a property as it is written.
type facetValue struct{ property, text string }

// move counts one product that was before (nil: was not there) and is now (nil: is gone).
func (c facetCounts) move(before, now *catalog.Product) {
	c.add(before, -1)
	c.add(now, +1)
}

func (c facetCounts) add(p *catalog.Product, n int64) {
	if p == nil || !p.Published {
		return
	}
	c[facetValue{productType, p.ProductType}] += n
	c[facetValue{vendor, p.Vendor}] += n
}

// rows are the counts as they are stored, in the one order in which everybody writes them.
func (c facetCounts) rows(shop string) []facetRow {
	rows := make([]facetRow, 0, len(c))
	for value, n := range c {
		if key := fold.Case(value.text); key != "" && n != 0 {
			rows = append(rows, facetRow{shop, value.property, key, value.text, n})
		}
	}
	slices.SortFunc(rows, func(a, b facetRow) int {
		return cmp.Or(cmp.Compare(a.Property, b.Property), cmp.Compare(a.ValueKey, b.ValueKey), cmp.Compare(a.Value, b.Value))
	})
	return rows
}

// writeFacets adds counts to what is stored.
func (s *Store) writeFacets(tx *gorm.DB, shop string, rows []facetRow) error {
	if len(rows) == 0 {
		return nil
	}
	conflict := map[string]string{SQLite: " ON CONFLICT (shop, property, value_key, value) DO UPDATE SET ", MySQL: " ON DUPLICATE KEY UPDATE "}[s.dialect] +
		"used = facets.used + " + s.incoming("used")
	const table = "facets (shop, property, value_key, value, used)"
	tuple := func(values []any, i int) []any {
		return append(values, rows[i].Shop, rows[i].Property, rows[i].ValueKey, rows[i].Value, rows[i].Used)
	}
	done, err := s.writeRepeating(tx, len(rows), table, conflict, facetRepeats, tuple)
	if err == nil {
		err = s.writeTuples(tx, len(rows)-done,
			func(n int) string { return "INSERT INTO " + table + " VALUES " + tuples(n, 5) + conflict },
			func(values []any, i int) []any { return tuple(values, done+i) })
	}
	if err != nil || !slices.ContainsFunc(rows, func(r facetRow) bool { return r.Used < 0 }) {
		return err
	}
	return tx.Where("shop = ? AND used <= 0", shop).Delete(&facetRow{}).Error
}

// Property returns the values in use by published products, the most used first, then by name; with both properties
// asked for, product types before vendors. Values that differ only in case or width are one, in the spelling that is
// used most.
func (s *Store) Property(ctx context.Context, shop string, f catalog.Facet) ([]string, error) {
	var out []string
	for _, property := range asked(f) {
		rows, err := s.readFacets(ctx, shop, property)
		if err != nil {
			return nil, err
		}
		out = append(out, byUse(rows)...)
	}
	return out, nil
}

func (s *Store) readFacets(ctx context.Context, shop, property string) (list []facetRow, err error) {
	const query = "SELECT value_key, value, used FROM facets WHERE shop = ? AND property = ? AND used > 0"
	err = s.read(ctx, query, func(rows *sql.Rows) error {
		var r facetRow
		err := rows.Scan(&r.ValueKey, &r.Value, &r.Used)
		list = append(list, r)
		return err
	}, shop, property)
	return list, err
}

func asked(f catalog.Facet) []string {
	var out []string
	if f.ProductType {
		out = append(out, productType)
	}
	if f.Vendor {
		out = append(out, vendor)
	}
	return out
}

// byUse makes one entry of each key and sorts them.
func byUse(rows []facetRow) []string {
	type entry struct {
		best  facetRow
		total int64
	}
	byKey := make(map[string]*entry, len(rows))
	for _, r := range rows {
		e := byKey[r.ValueKey]
		if e == nil {
			e = &entry{best: r}
			byKey[r.ValueKey] = e
		}
		e.total += r.Used
		if cmp.Or(cmp.Compare(r.Used, e.best.Used), cmp.Compare(e.best.Value, r.Value)) > 0 {
			e.best = r
		}
	}
	entries := make([]*entry, 0, len(byKey))
	for _, e := range byKey {
		entries = append(entries, e)
	}
	slices.SortFunc(entries, func(a, b *entry) int {
		return cmp.Or(cmp.Compare(b.total, a.total), cmp.Compare(a.best.ValueKey, b.best.ValueKey))
	})
	out := make([]string, len(entries))
	for i, e := range entries {
		out[i] = e.best.Value
	}
	return out
}
