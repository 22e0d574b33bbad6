package store

import (
	"context"
	"math"
	"time"

	"gorm.io/gorm/clause"
)

// maxAuditDetail is how many characters of a detail are kept.
const maxAuditDetail = 500

// AuditEntry is something that somebody did on the admin page.
type AuditEntry struct {
	ID     int64 // later ones have larger ids
	At     time.Time
	Shop   string // "" when it is about all of them
	User   string
	Action string // such as "user.add": an area and what was done there
	Detail string // to what; plain text
}

// AuditQuery says which entries are meant; what is empty is any.
type AuditQuery struct {
	Shop, User string
	Before     int64 // an id: of the last entry of a list, that is where the next page begins; 0 is the newest
	Limit      int
}

// auditRow is a row of audit.
type auditRow struct {
	ID       int64 `gorm:"primaryKey"`
	At       stamp
	Shop     string
	UserName string
	Action   string
	Detail   string
}

// TableName names the table.
func (auditRow) TableName() string { return "audit" }

// AddAudit keeps an entry; id and time are given to it here. An id that another entry has is followed by the next one.
func (s *Store) AddAudit(ctx context.Context, e AuditEntry) error {
	now := exact(s.now())
	row := auditRow{now.UnixMicro(), stamp(now), e.Shop, e.User, e.Action, clipRunes(e.Detail, maxAuditDetail)}
	for {
		kept, err := s.addOnce(ctx, &row)
		if err != nil || kept {
			return err
		}
		row.ID++
	}
}

// addOnce adds a row and reports whether it could: false when there is one of its key. Nothing is logged as an error then.
func (s *Store) addOnce(ctx context.Context, row any) (added bool, err error) {
	err = s.retried(ctx, func() error {
		made := s.db.WithContext(ctx).Clauses(clause.OnConflict{DoNothing: true}).Create(row)
		added = made.RowsAffected > 0
		return made.Error
	})
	return added, err
}

// Audit returns entries, the newest first.
func (s *Store) Audit(ctx context.Context, q AuditQuery) ([]AuditEntry, error) {
	if q.Before == 0 {
		q.Before = math.MaxInt64
	}
	find := s.db.WithContext(ctx).Where("id < ?", q.Before).Order("id DESC").Limit(q.Limit)
	if q.Shop != "" {
		find = find.Where("shop = ?", q.Shop)
	}
	if q.User != "" {
		find = find.Where("user_name = ?", q.User)
	}
	var rows []auditRow
	err := find.Find(&rows).Error
	entries := make([]AuditEntry, len(rows))
	for i, r := range rows {
		entries[i] = AuditEntry{r.ID, time.Time(r.At), r.Shop, r.UserName, r.Action, r.Detail}
	}
	return entries, unavailable(err)
}

// PruneAudit forgets the entries from before a moment.
func (s *Store) PruneAudit(ctx context.Context, before time.Time) error {
	return s.retried(ctx, func() error {
		return s.db.WithContext(ctx).Exec("DELETE FROM audit WHERE id < ?", before.UnixMicro()).Error
	})
}
