package store

import (
	"context"
	"encoding/json"
	"time"
)

// Import is what is known of one import that came over HTTP.
type Import struct {
	ID         string
	Shop       string
	Kind       string // "products", "orders" or "packages"
	Source     string
	Format     string // "json", "ndjson" or "csv"; "" until the file was looked at
	State      string // "queued", "running", "done" or "failed"
	DryRun     bool
	UnitPrices bool // elements[].price in the file is for one piece
	Read       int
	New        int
	Changed    int
	Unchanged  int
	Refused    int
	Problems   []string // lines about refused rows and warnings, the first of them
	Error      string
	StartedAt  time.Time
	FinishedAt time.Time // zero while it runs
}

// importRow is a row of imports.
type importRow struct {
	ID            string `gorm:"primaryKey"`
	Shop          string
	Kind          string
	Source        string
	Format        string
	State         string
	ElementPrice  string // "line" or "unit"
	DryRun        bool
	RowsRead      int
	RowsNew       int
	RowsChanged   int
	RowsUnchanged int
	RowsRefused   int
	Problems      []byte
	Error         string
	StartedAt     stamp
	FinishedAt    stamp
}

// TableName names the table.
func (importRow) TableName() string { return "imports" }

// SaveImport stores what is known of an import, replacing what was known before.
func (s *Store) SaveImport(ctx context.Context, i Import) error {
	problems, err := json.Marshal(i.Problems)
	if err != nil {
		return err
	}
	elementPrice := "line"
	if i.UnitPrices {
		elementPrice = "unit"
	}
	row := importRow{
		ID: i.ID, Shop: i.Shop, Kind: i.Kind, Source: i.Source, Format: i.Format, State: i.State, DryRun: i.DryRun,
		ElementPrice: elementPrice, RowsRead: i.Read, RowsNew: i.New, RowsChanged: i.Changed, RowsUnchanged: i.Unchanged, RowsRefused: i.Refused,
		Problems: problems, Error: clip(i.Error, 512), StartedAt: stamp(i.StartedAt), FinishedAt: stamp(i.FinishedAt),
	}
	return unavailable(s.db.WithContext(ctx).Save(&row).Error)
}

// ImportByID returns an import; ErrNotFound when there is none.
func (s *Store) ImportByID(ctx context.Context, id string) (Import, error) {
	var rows []importRow
	if err := s.db.WithContext(ctx).Where("id = ?", id).Find(&rows).Error; err != nil {
		return Import{}, unavailable(err)
	}
	if len(rows) == 0 {
		return Import{}, ErrNotFound
	}
	r := rows[0]
	i := Import{
		ID: r.ID, Shop: r.Shop, Kind: r.Kind, Source: r.Source, Format: r.Format, State: r.State, DryRun: r.DryRun,
		UnitPrices: r.ElementPrice == "unit", Read: r.RowsRead, New: r.RowsNew, Changed: r.RowsChanged, Unchanged: r.RowsUnchanged, Refused: r.RowsRefused,
		Error: r.Error, StartedAt: time.Time(r.StartedAt), FinishedAt: time.Time(r.FinishedAt),
	}
	return i, json.Unmarshal(r.Problems, &i.Problems)
}

func clip(text string, most int) string {
	if r := []rune(text); len(r) > most {
		return string(r[:most])
	}
	return text
}
