package store

import (
	"context"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"shopclerk/internal/words"
)

// maxEmptySearches is how many searches a shop keeps; the ones that were not seen for longest go.
const maxEmptySearches = 10_000

// maxEmptyQuery is how many characters of a search are kept.
const maxEmptyQuery = 200

// EmptySearch is something that customers searched for and did not find.
type EmptySearch struct {
	Query  string // as it was typed last
	Times  int64
	LastAt time.Time
}

// emptySearchRow is a row of empty_searches.
type emptySearchRow struct {
	Shop     string `gorm:"primaryKey"`
	QueryKey string `gorm:"primaryKey"`
	Query    string
	Times    int64
	LastAt   stamp
}

// TableName names the table.
func (emptySearchRow) TableName() string { return "empty_searches" }

// NoteEmptySearches adds to what was searched for in vain. Queries that differ only in what does not count are one.
func (s *Store) NoteEmptySearches(ctx context.Context, shop string, list []EmptySearch) error {
	add := clause.OnConflict{
		Columns: []clause.Column{{Name: "shop"}, {Name: "query_key"}},
		DoUpdates: clause.Assignments(map[string]any{
			"times": gorm.Expr("empty_searches.times + " + s.incoming("times")),
			"query": gorm.Expr(s.incoming("query")), "last_at": gorm.Expr(s.incoming("last_at")),
		}),
	}
	return s.write(ctx, shop, func(tx *gorm.DB, _ *counterRow) error {
		for _, e := range list {
			row := emptySearchRow{shop, clipRunes(words.Fold(e.Query), maxEmptyQuery), clipRunes(e.Query, maxEmptyQuery), e.Times, stamp(exact(e.LastAt))}
			if row.QueryKey == "" {
				continue
			}
			if err := tx.Clauses(add).Create(&row).Error; err != nil {
				return err
			}
		}
		return forgetEmptySearches(tx, shop)
	})
}

// forgetEmptySearches drops what is too much.
func forgetEmptySearches(tx *gorm.DB, shop string) error {
	var count int64
	if err := tx.Model(&emptySearchRow{}).Where("shop = ?", shop).Count(&count).Error; err != nil || count <= maxEmptySearches {
		return err
	}
	var old []string
	err := tx.Model(&emptySearchRow{}).Where("shop = ?", shop).Order("last_at").Limit(int(count)-maxEmptySearches).Pluck("query_key", &old).Error
	if err != nil {
		return err
	}
	return tx.Where("shop = ? AND query_key IN ?", shop, old).Delete(&emptySearchRow{}).Error
}

// EmptySearches returns up to limit of what was searched for in vain, the most frequent first, then the latest.
func (s *Store) EmptySearches(ctx context.Context, shop string, limit int) ([]EmptySearch, error) {
	var rows []emptySearchRow
	err := s.db.WithContext(ctx).Where("shop = ?", shop).Order("times DESC, last_at DESC, query_key").Limit(limit).Find(&rows).Error
	out := make([]EmptySearch, len(rows))
	for i, r := range rows {
		out[i] = EmptySearch{r.Query, r.Times, time.Time(r.LastAt)}
	}
	return out, unavailable(err)
}

func clipRunes(text string, n int) string {
	if runes := []rune(text); len(runes) > n {
		return string(runes[:n])
	}
	return text
}
