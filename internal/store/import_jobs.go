package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"time"

	"gorm.io/gorm"
)

// The states of an import.
const (
	ImportQueued    = "queued"
	ImportRunning   = "running"
	ImportWaiting   = "waiting" // for somebody to confirm what it would do
	ImportDone      = "done"
	ImportFailed    = "failed"
	ImportCancelled = "cancelled"
	ImportUndone    = "undone"
)

// Import is one import of one file, from its upload on.
type Import struct {
	ID       string
	Shop     string
	Kind     string // "products", "orders" or "packages"
	Source   string
	State    string
	FileName string // as whoever brought it calls it; only shown
	Settings ImportSettings
	Format   string   // "" until the file was looked at
	Columns  []string // of the file's header row, for giving refused rows back

	Items                 int64 // of the file that are done; an item is what its format takes together
	BytesRead, BytesTotal int64
	Rows                  ImportRows
	Chunks                int64 // of changes that can be undone
	Warnings              int64
	Problems              []string // lines about refused rows and warnings, the first of them
	Story                 json.RawMessage
	Error                 string

	QueuedAt     time.Time
	StartedAt    time.Time // zero until it runs
	ProgressedAt time.Time // when it last did something
	FinishedAt   time.Time // zero until it ends
}

// ImportSettings is what was asked for.
type ImportSettings struct {
	Format     string            `json:"format,omitempty"` // "" is told by the file
	Mode       string            `json:"mode,omitempty"`   // "" adds and changes; "mirror" also unpublishes what is not in the file
	Variants   string            `json:"variants,omitempty"`
	Encoding   string            `json:"encoding,omitempty"`
	Delimiter  string            `json:"delimiter,omitempty"`
	Mapping    map[string]string `json:"mapping,omitempty"` // field by column
	UnitPrices bool              `json:"unit_prices,omitempty"`
	DryRun     bool              `json:"dry_run,omitempty"`
	Ask        bool              `json:"ask,omitempty"` // it waits to be confirmed whatever it would do
	Confirmed  bool              `json:"confirmed,omitempty"`
	Undo       bool              `json:"undo,omitempty"`  // it is being undone
	Table      string            `json:"table,omitempty"` // how the file is written, once it was looked at: "csv", "xlsx", "json", "ndjson" or "xml"
}

// ImportRows count what came of the rows of an import.
type ImportRows struct {
	Read, New, Changed, Unchanged, Refused int64
	Unpublished                            int64 // by a mirror, because the file does not have them
	Kept                                   int64 // by an undo, because they were changed since
}

// Plus adds two counts.
func (r ImportRows) Plus(o ImportRows) ImportRows {
	return ImportRows{
		r.Read + o.Read, r.New + o.New, r.Changed + o.Changed, r.Unchanged + o.Unchanged, r.Refused + o.Refused,
		r.Unpublished + o.Unpublished, r.Kept + o.Kept,
	}
}

// importRow is a row of import_jobs.
type importRow struct {
	ID              string `gorm:"primaryKey"`
	Shop            string
	Kind            string
	Source          string
	State           string
	FileName        string
	Settings        []byte
	Format          string
	Columns         []byte
	Items           int64
	BytesRead       int64
	BytesTotal      int64
	RowsRead        int64
	RowsNew         int64
	RowsChanged     int64
	RowsUnchanged   int64
	RowsRefused     int64
	RowsUnpublished int64
	RowsKept        int64
	Chunks          int64
	Warnings        int64
	Problems        []byte
	Story           []byte
	Error           string
	QueuedAt        stamp
	StartedAt       stamp
	ProgressedAt    stamp
	FinishedAt      stamp
}

// TableName names the table.
func (importRow) TableName() string { return "import_jobs" }

func toImportRow(i Import) (importRow, error) {
	r := importRow{
		ID: i.ID, Shop: i.Shop, Kind: i.Kind, Source: i.Source, State: i.State, FileName: clip(i.FileName, 255), Format: i.Format,
		Items: i.Items, BytesRead: i.BytesRead, BytesTotal: i.BytesTotal, RowsRead: i.Rows.Read, RowsNew: i.Rows.New,
		RowsChanged: i.Rows.Changed, RowsUnchanged: i.Rows.Unchanged, RowsRefused: i.Rows.Refused, RowsUnpublished: i.Rows.Unpublished,
		RowsKept: i.Rows.Kept, Chunks: i.Chunks, Warnings: i.Warnings, Story: i.Story, Error: clip(i.Error, 1024),
		QueuedAt: stamp(i.QueuedAt), StartedAt: stamp(i.StartedAt), ProgressedAt: stamp(i.ProgressedAt), FinishedAt: stamp(i.FinishedAt),
	}
	if len(r.Story) == 0 {
		r.Story = []byte("{}")
	}
	var err error
	if r.Settings, err = json.Marshal(i.Settings); err != nil {
		return r, err
	}
	if r.Columns, err = json.Marshal(i.Columns); err != nil {
		return r, err
	}
	r.Problems, err = json.Marshal(i.Problems)
	return r, err
}

func toImport(r importRow) (Import, error) {
	i := Import{
		ID: r.ID, Shop: r.Shop, Kind: r.Kind, Source: r.Source, State: r.State, FileName: r.FileName, Format: r.Format,
		Items: r.Items, BytesRead: r.BytesRead, BytesTotal: r.BytesTotal,
		Rows:   ImportRows{r.RowsRead, r.RowsNew, r.RowsChanged, r.RowsUnchanged, r.RowsRefused, r.RowsUnpublished, r.RowsKept},
		Chunks: r.Chunks, Warnings: r.Warnings, Story: r.Story, Error: r.Error,
		QueuedAt: time.Time(r.QueuedAt), StartedAt: time.Time(r.StartedAt), ProgressedAt: time.Time(r.ProgressedAt), FinishedAt: time.Time(r.FinishedAt),
	}
	for _, part := range []struct {
		raw  []byte
		into any
	}{{r.Settings, &i.Settings}, {r.Columns, &i.Columns}, {r.Problems, &i.Problems}} {
		if err := json.Unmarshal(part.raw, part.into); err != nil {
			return i, err
		}
	}
	return i, nil
}

// AddImport keeps a new import.
func (s *Store) AddImport(ctx context.Context, i Import) error {
	row, err := toImportRow(i)
	if err != nil {
		return err
	}
	return unavailable(s.db.WithContext(ctx).Create(&row).Error)
}

// ImportByID returns an import; ErrNotFound when there is none.
func (s *Store) ImportByID(ctx context.Context, id string) (Import, error) {
	return importByID(s.db.WithContext(ctx), id)
}

func importByID(db *gorm.DB, id string) (Import, error) {
	var rows []importRow
	if err := db.Where("id = ?", id).Find(&rows).Error; err != nil {
		return Import{}, unavailable(err)
	}
	if len(rows) == 0 {
		return Import{}, ErrNotFound
	}
	return toImport(rows[0])
}

// ChangeImport reads an import, lets change change it, and keeps it, all in one transaction. What change returns as an error
// is returned, and nothing is kept. ErrNotFound when there is none.
func (s *Store) ChangeImport(ctx context.Context, id string, change func(i *Import) error) (Import, error) {
	var changed Import
	err := s.retried(ctx, func() error {
		return s.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
			i, err := importByID(locking(tx), id)
			if err != nil {
				return err
			}
			if err := change(&i); err != nil {
				return err
			}
			row, err := toImportRow(i)
			if err != nil {
				return err
			}
			changed = i
			return tx.Save(&row).Error
		})
	})
	return changed, err
}

// ImportFilter says which imports are meant; an empty field means all.
type ImportFilter struct {
	Shop, Kind, State, Source string
	Before                    string // the id of an import: those that were queued before it
	Limit                     int
}

// Imports returns imports, the newest first.
func (s *Store) Imports(ctx context.Context, f ImportFilter) ([]Import, error) {
	query := s.db.WithContext(ctx).Order("queued_at DESC, id DESC").Limit(f.Limit)
	for column, value := range map[string]string{"shop": f.Shop, "kind": f.Kind, "state": f.State, "source": f.Source} {
		if value != "" {
			query = query.Where(column+" = ?", value)
		}
	}
	if f.Before != "" {
		last, err := s.ImportByID(ctx, f.Before)
		if err != nil {
			return nil, err
		}
		at := stamp(last.QueuedAt)
		query = query.Where("(queued_at < ? OR queued_at = ? AND id < ?)", at, at, last.ID)
	}
	return findImports(query)
}

// CountImports counts the imports of a shop that are in a state.
func (s *Store) CountImports(ctx context.Context, shop, state string) (n int64, err error) {
	err = s.db.WithContext(ctx).Model(&importRow{}).Where("shop = ? AND state = ?", shop, state).Count(&n).Error
	return n, unavailable(err)
}

// Importing reports whether an import of some kind is at work on a shop: one that has moved on since a moment.
func (s *Store) Importing(ctx context.Context, shop, kind string, since time.Time) (on bool, err error) {
	const query = "SELECT id FROM import_jobs WHERE state = ? AND shop = ? AND kind = ? AND progressed_at > ? LIMIT 1"
	err = s.read(ctx, query, func(rows *sql.Rows) error {
		on = true
		return nil
	}, ImportRunning, shop, kind, stamp(exact(since)))
	return on, err
}

// OpenImports returns the imports that are to be worked on, the oldest first.
func (s *Store) OpenImports(ctx context.Context) ([]Import, error) {
	return findImports(s.db.WithContext(ctx).Where("state IN ?", []string{ImportQueued, ImportRunning}).Order("queued_at, id"))
}

func findImports(query *gorm.DB) ([]Import, error) {
	var rows []importRow
	if err := query.Find(&rows).Error; err != nil {
		return nil, unavailable(err)
	}
	out := make([]Import, len(rows))
	for n, r := range rows {
		var err error
		if out[n], err = toImport(r); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func clip(text string, most int) string {
	if r := []rune(text); len(r) > most {
		return string(r[:most])
	}
	return text
}
