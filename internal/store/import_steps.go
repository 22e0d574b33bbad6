package store

import (
	"bytes"
	"cmp"
	"compress/flate"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"sync"
	"time"

	"gorm.io/gorm"
)

// ErrImportStopped is a step of an import that was cancelled, or ended, meanwhile; nothing of the step went in.
var ErrImportStopped = errors.New("the import was stopped")

// maxRefused is how many rows of an import are kept to be given back; all are counted.
const maxRefused = 20_000

// Step is one chunk of an import. It is noted in the transaction that writes its rows, so that after a crash it is done either
// wholly or not at all.
type Step struct {
	Import    string
	Items     int64 // of the file that are done with this step
	BytesRead int64
	Read      int64        // rows of the file
	Unchanged int64        // things that need no write at all, which are not among the changes
	Refused   []RefusedRow // those that cannot be read
	Problems  []string     // more lines about rows
	Warnings  int64
	Unpublish bool // what changes counts as unpublished
	// Refuse returns the rows of a change that the store refuses, Warn what there is to say of what came of the changes. Either
	// may be nil, and is called again when the transaction is.
	Refuse func(n int, err error) []RefusedRow
	Warn   func(outcomes []Outcome) []string
}

// Refusals are all rows of a step that do not go in, in the order of the file.
func (s *Step) Refusals(outcomes []Outcome) []RefusedRow {
	all := slices.Clone(s.Refused)
	for n, o := range outcomes {
		if o.Result == Refused && s.Refuse != nil {
			all = append(all, s.Refuse(n, o.Err)...)
		}
	}
	slices.SortStableFunc(all, func(a, b RefusedRow) int { return cmp.Compare(a.Line, b.Line) })
	return all
}

// RefusedRow is a row of a file that did not go in.
type RefusedRow struct {
	Line   int
	Reason string
	Cells  []string // as they are written in the file, in the order of its columns
}

// refusedRow is a row of import_rows.
type refusedRow struct {
	ImportID string `gorm:"primaryKey"`
	Seq      int64  `gorm:"primaryKey;autoIncrement:false"`
	Line     int
	Reason   string
	Cells    []byte
}

// TableName names the table.
func (refusedRow) TableName() string { return "import_rows" }

// chunkRow is a row of import_chunks.
type chunkRow struct {
	ImportID string `gorm:"primaryKey"`
	Chunk    int64  `gorm:"primaryKey;autoIncrement:false"`
	At       stamp
	Images   []byte
	FirstID  int64 // the smallest id of a row in images, and the largest
	LastID   int64
}

// TableName names the table.
func (chunkRow) TableName() string { return "import_chunks" }

// image is what an import changed one row from and to.
type image struct {
	ID     int64           `json:"id"`
	Before json.RawMessage `json:"before,omitempty"` // absent when the row was new
	After  string          `json:"after"`            // a digest
}

// maxProblems is how many lines about rows are kept with an import.
const maxProblems = 100

// note keeps what a step did, with the images that are made of it meanwhile.
func (s *Store) note(tx *gorm.DB, step *Step, outcomes []Outcome, imaged func() (*images, error)) error {
	if step == nil {
		return nil
	}
	i, err := importByID(locking(tx), step.Import)
	if err != nil {
		return err
	}
	if i.State != ImportRunning {
		return fmt.Errorf("%w: it is %s", ErrImportStopped, i.State)
	}
	refused := step.Refusals(outcomes)
	if err := keepRefused(tx, i, refused); err != nil {
		return err
	}
	i.Rows.Refused += int64(len(refused))
	made, err := imaged()
	if err != nil {
		return err
	}
	if made != nil {
		i.Chunks++
		if err := tx.Create(&chunkRow{i.ID, i.Chunks, stamp(exact(s.now())), made.body, made.firstID, made.lastID}).Error; err != nil {
			return err
		}
	}
	i.Items, i.BytesRead, i.Rows = step.Items, step.BytesRead, i.Rows.Plus(ImportRows{Read: step.Read, Unchanged: step.Unchanged}).Plus(counted(outcomes, step.Unpublish))
	problems := step.Problems
	if step.Warn != nil {
		more := step.Warn(outcomes)
		problems, i.Warnings = slices.Concat(problems, more), i.Warnings+int64(len(more))
	}
	i.Warnings += step.Warnings
	i.Problems = append(i.Problems, problems[:min(len(problems), max(0, maxProblems-len(i.Problems)))]...)
	i.ProgressedAt = exact(s.now())
	row, err := toImportRow(i)
	if err != nil {
		return err
	}
	return tx.Save(&row).Error
}

// CountOutcomes counts what came of rows, but for refused ones, of which each can stand for several rows of a file.
func CountOutcomes(outcomes []Outcome) ImportRows { return counted(outcomes, false) }

func counted(outcomes []Outcome, unpublish bool) (r ImportRows) {
	for _, o := range outcomes {
		switch {
		case unpublish && o.Result == Changed:
			r.Unpublished++
		case unpublish:
		case o.Result == New:
			r.New++
		case o.Result == Changed:
			r.Changed++
		case o.Result == Unchanged:
			r.Unchanged++
		}
	}
	return r
}

func keepRefused(tx *gorm.DB, i Import, refused []RefusedRow) error {
	if len(refused) == 0 {
		return nil
	}
	var last int64
	if err := tx.Model(&refusedRow{}).Where("import_id = ?", i.ID).Select("COALESCE(MAX(seq), 0)").Scan(&last).Error; err != nil {
		return err
	}
	var rows []refusedRow
	for _, r := range refused[:min(int64(len(refused)), max(0, maxRefused-last))] {
		cells, err := json.Marshal(r.Cells)
		if err != nil {
			return err
		}
		last++
		rows = append(rows, refusedRow{i.ID, last, r.Line, clip(r.Reason, 8000), cells})
	}
	if len(rows) == 0 {
		return nil
	}
	return tx.CreateInBatches(&rows, BatchSize).Error
}

// RefusedRows returns up to limit rows of an import that did not go in, in the order of the file, after a number; that of the
// last one is returned too.
func (s *Store) RefusedRows(ctx context.Context, id string, after int64, limit int) (list []RefusedRow, last int64, err error) {
	var rows []refusedRow
	err = s.db.WithContext(ctx).Where("import_id = ? AND seq > ?", id, after).Order("seq").Limit(limit).Find(&rows).Error
	for _, r := range rows {
		one := RefusedRow{Line: r.Line, Reason: r.Reason}
		if err := json.Unmarshal(r.Cells, &one.Cells); err != nil {
			return nil, 0, err
		}
		list, last = append(list, one), r.Seq
	}
	return list, last, unavailable(err)
}

// PruneImports drops what is kept of a shop's imports from before a moment for undoing them, and their refused rows, and returns
// of how many chunks and imports.
func (s *Store) PruneImports(ctx context.Context, shop string, before time.Time) (gone int64, err error) {
	var old []chunkRow
	for more := true; more && err == nil; more = len(old) > 0 {
		old = nil
		err = s.db.WithContext(ctx).Raw("SELECT c.import_id, c.chunk FROM import_chunks c JOIN import_jobs i ON i.id = c.import_id "+
			"WHERE i.shop = ? AND c.at < ? ORDER BY c.at LIMIT ?", shop, stamp(before), BatchSize).Scan(&old).Error
		for _, c := range old {
			if err == nil {
				err = s.db.WithContext(ctx).Where("import_id = ? AND chunk = ?", c.ImportID, c.Chunk).Delete(&chunkRow{}).Error
				gone++
			}
		}
	}
	var ids []string
	for more := true; more && err == nil; more = len(ids) > 0 {
		ids = nil
		err = s.db.WithContext(ctx).Raw("SELECT i.id FROM import_jobs i WHERE i.shop = ? AND i.finished_at < ? AND "+
			"EXISTS (SELECT 1 FROM import_rows r WHERE r.import_id = i.id) LIMIT 50", shop, stamp(before)).Scan(&ids).Error
		if err == nil && len(ids) > 0 {
			err = s.db.WithContext(ctx).Where("import_id IN ?", ids).Delete(&refusedRow{}).Error
			gone += int64(len(ids))
		}
	}
	return gone, unavailable(err)
}

// pack makes one value of the images of a chunk.
func pack(images []image) ([]byte, error) {
	raw, err := json.Marshal(images)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	w := deflaters.Get().(*flate.Writer)
	defer deflaters.Put(w)
	w.Reset(&out)
	if _, err := w.Write(raw); err != nil {
		return nil, err
	}
	err = w.Close()
	return out.Bytes(), err
}

// deflaters are used again, for each has a megabyte.
var deflaters = sync.Pool{New: func() any {
	w, err := flate.NewWriter(nil, flate.BestSpeed)
	if err != nil { // there is such a level
		panic(err)
	}
	return w
}}

func unpack(body []byte) (images []image, err error) {
	raw, err := inflate(body)
	if err != nil {
		return nil, err
	}
	return images, json.Unmarshal(raw, &images)
}

func inflate(body []byte) ([]byte, error) { return io.ReadAll(flate.NewReader(bytes.NewReader(body))) }

// digestOf tells two texts apart.
func digestOf(raw []byte) string {
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:12])
}
