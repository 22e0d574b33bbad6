package store

import (
	"context"
	"time"
)

// ImportSource is what is known of a file that is fetched by itself.
type ImportSource struct {
	ETag, LastModified string    // of the file that was taken last
	LookedAt           time.Time // zero when it never was
	Error              string    // why it could not be fetched the last time
}

// importSourceRow is a row of import_sources.
type importSourceRow struct {
	Shop         string `gorm:"primaryKey"`
	ID           string `gorm:"primaryKey"`
	Etag         string
	LastModified string
	LookedAt     stamp
	Error        string
}

// TableName names the table.
func (importSourceRow) TableName() string { return "import_sources" }

// ImportSource returns what is known of a file of the configuration.
func (s *Store) ImportSource(ctx context.Context, shop, id string) (ImportSource, error) {
	var rows []importSourceRow
	err := s.db.WithContext(ctx).Where("shop = ? AND id = ?", shop, id).Find(&rows).Error
	r := first(rows)
	return ImportSource{r.Etag, r.LastModified, time.Time(r.LookedAt), r.Error}, unavailable(err)
}

// SetImportSource keeps what is known of a file of the configuration.
func (s *Store) SetImportSource(ctx context.Context, shop, id string, i ImportSource) error {
	row := importSourceRow{shop, id, clip(i.ETag, 255), clip(i.LastModified, 255), stamp(i.LookedAt), clip(i.Error, 1024)}
	return s.retried(ctx, func() error { return s.db.WithContext(ctx).Save(&row).Error })
}
