package store

import (
	"context"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"
)

// maxCursor is how long a cursor can be, in characters.
const maxCursor = 1024

// SyncState is how far the pulls of one list of a feed have come. Times are zero where there is none.
type SyncState struct {
	Shop, Feed string
	Kind       string // of the list, such as "orders"

	Since, Until   time.Time // what the current pull, or the last one, asks for; Since zero is all
	Cursor         string    // where the current pull goes on; "" when none is under way; at most 1,024 characters
	Pages, Objects int       // of the current pull, or the last one
	StartedAt      time.Time // of the same
	FinishedAt     time.Time // of the last one that came to its end

	Error   string    // why the current pull stopped; "" when it did not
	ErrorAt time.Time // when it did
	RetryAt time.Time // not before when it goes on
}

// syncStateRow is a row of sync_states.
type syncStateRow struct {
	Shop       string `gorm:"primaryKey"`
	Feed       string `gorm:"primaryKey"`
	Kind       string `gorm:"primaryKey"`
	Since      stamp
	UntilAt    stamp
	CursorText string
	Pages      int
	Objects    int
	StartedAt  stamp
	FinishedAt stamp
	Error      string
	ErrorAt    stamp
	RetryAt    stamp
}

// TableName names the table.
func (syncStateRow) TableName() string { return "sync_states" }

func toSyncState(r syncStateRow) SyncState {
	return SyncState{
		Shop: r.Shop, Feed: r.Feed, Kind: r.Kind, Since: time.Time(r.Since), Until: time.Time(r.UntilAt), Cursor: r.CursorText,
		Pages: r.Pages, Objects: r.Objects, StartedAt: time.Time(r.StartedAt), FinishedAt: time.Time(r.FinishedAt),
		Error: r.Error, ErrorAt: time.Time(r.ErrorAt), RetryAt: time.Time(r.RetryAt),
	}
}

// SyncState returns how far the pulls of a list have come; of one that was never pulled only its names.
func (s *Store) SyncState(ctx context.Context, shop, feed, kind string) (SyncState, error) {
	rows := []syncStateRow{}
	err := s.db.WithContext(ctx).Where("shop = ? AND feed = ? AND kind = ?", shop, feed, kind).Find(&rows).Error
	if len(rows) == 0 {
		return SyncState{Shop: shop, Feed: feed, Kind: kind}, unavailable(err)
	}
	return toSyncState(rows[0]), nil
}

// SyncStates returns how far the pulls of a feed's lists have come, by the names of the lists.
func (s *Store) SyncStates(ctx context.Context, shop, feed string) ([]SyncState, error) {
	var rows []syncStateRow
	err := s.db.WithContext(ctx).Where("shop = ? AND feed = ?", shop, feed).Order("kind").Find(&rows).Error
	list := make([]SyncState, len(rows))
	for i, r := range rows {
		list[i] = toSyncState(r)
	}
	return list, unavailable(err)
}

// SetSyncState keeps how far the pulls of a list have come. A time that no column can hold is an error, and so is a cursor that
// is too long, for a part of it would go on elsewhere.
func (s *Store) SetSyncState(ctx context.Context, y SyncState) error {
	if err := keepable(&y.Since, &y.Until, &y.StartedAt, &y.FinishedAt, &y.ErrorAt, &y.RetryAt); err != nil {
		return err
	}
	if utf8.RuneCountInString(y.Cursor) > maxCursor {
		return fmt.Errorf("the cursor of a pull has more than %d characters", maxCursor)
	}
	row := syncStateRow{
		y.Shop, y.Feed, y.Kind, stamp(y.Since), stamp(y.Until), y.Cursor, y.Pages, y.Objects, stamp(y.StartedAt), stamp(y.FinishedAt),
		clip(strings.ToValidUTF8(y.Error, "\uFFFD"), maxErrorText), stamp(y.ErrorAt), stamp(y.RetryAt),
	}
	return s.retried(ctx, func() error { return s.db.WithContext(ctx).Save(&row).Error })
}
