package store

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"gorm.io/gorm"
)

// Settled is what came of a claimed delivery.
type Settled struct {
	ID       int64
	Err      string        // why it failed; "" when it is done
	RetryIn  time.Duration // of one that failed, after how long it is tried again; 0 is never
	Warnings []string
}

// settled is what came of a claimed delivery that is not tried again.
type settled struct {
	id       int64
	err      string
	warnings []string
}

// SettleDeliveries notes what came of claimed deliveries, all or none of them; ErrLeaseLost when any of them is not under this
// claim any more.
func (s *Store) SettleDeliveries(ctx context.Context, shop, claim string, list []Settled) error {
	if len(list) == 0 {
		return nil
	}
	return s.transact(ctx, func(tx *gorm.DB) error { return s.settle(tx, shop, claim, list) })
}

// settleDeliveries is SettleDeliveries within the transaction that writes the news of the deliveries, so that either both are in
// or neither is.
func (s *Store) settleDeliveries(tx *gorm.DB, shop, claim string, done, dead []settled) error {
	list := make([]Settled, 0, len(done)+len(dead))
	for _, d := range done {
		list = append(list, Settled{ID: d.id, Warnings: d.warnings})
	}
	for _, d := range dead {
		list = append(list, Settled{ID: d.id, Err: orUnknown(d.err), Warnings: d.warnings})
	}
	if len(list) == 0 {
		return nil
	}
	return s.settle(tx, shop, claim, list)
}

func orUnknown(text string) string {
	if text == "" {
		return "it is not known why"
	}
	return text
}

func (s *Store) settle(tx *gorm.DB, shop, claim string, list []Settled) error {
	held, err := heldRows(tx, shop, claim, list)
	if err != nil {
		return err
	}
	finished := stamp(exact(s.now()))
	done := map[string][]int64{} // by their warnings: nearly always there are none
	for _, d := range list {
		warnings, err := packWarnings(d.Warnings)
		if err != nil {
			return err
		}
		if d.Err == "" {
			done[warnings] = append(done[warnings], d.ID)
			continue
		}
		if err := s.settleFailed(tx, held[d.ID], d, finished); err != nil {
			return err
		}
	}
	for warnings, ids := range done {
		const query = `UPDATE deliveries SET state = 'done', attempts = attempts + 1, next_at = NULL, claim = '', claimed_until = NULL,
			finished_at = ?, warnings = NULLIF(?, '') WHERE shop = ? AND id IN ?`
		if err := tx.Exec(query, finished, warnings, shop, ids).Error; err != nil {
			return err
		}
	}
	return nil
}

// heldRows reads the rows that are settled, and keeps everybody else from claiming them until the transaction ends.
func heldRows(tx *gorm.DB, shop, claim string, list []Settled) (map[int64]deliveryRow, error) {
	ids := make([]int64, len(list))
	for i, d := range list {
		ids[i] = d.ID
	}
	slices.Sort(ids)
	ids = slices.Compact(ids)
	var rows []deliveryRow
	err := locking(tx).Select("shop, id, errors").
		Where("shop = ? AND id IN ? AND state = ? AND claim = ?", shop, ids, stateClaimed, claim).Find(&rows).Error
	if err != nil {
		return nil, err
	}
	if len(rows) != len(ids) {
		return nil, fmt.Errorf("%w: %d of %d deliveries are not claimed any more", ErrLeaseLost, len(ids)-len(rows), len(ids))
	}
	held := make(map[int64]deliveryRow, len(rows))
	for _, r := range rows {
		held[r.ID] = r
	}
	return held, nil
}

// settleFailed notes a failed attempt, and queues the delivery again when it is to be tried again.
func (s *Store) settleFailed(tx *gorm.DB, r deliveryRow, d Settled, at stamp) error {
	errors, err := withError(r.Errors, DeliveryError{At: time.Time(at), Error: clip(d.Err, maxErrorText)})
	if err != nil {
		return err
	}
	warnings, err := packWarnings(d.Warnings)
	if err != nil {
		return err
	}
	if d.RetryIn > 0 {
		query := `UPDATE deliveries SET state = 'queued', attempts = attempts + 1, next_at = ` + s.laterSQL() + `, claim = '', claimed_until = NULL,
			errors = ?, warnings = NULLIF(?, '') WHERE shop = ? AND id = ?`
		return tx.Exec(query, s.later(d.RetryIn), errors, warnings, r.Shop, r.ID).Error
	}
	const query = `UPDATE deliveries SET state = 'failed', attempts = attempts + 1, next_at = NULL, claim = '', claimed_until = NULL,
		finished_at = ?, errors = ?, warnings = NULLIF(?, '') WHERE shop = ? AND id = ?`
	return tx.Exec(query, at, errors, warnings, r.Shop, r.ID).Error
}

// withError adds an error to those that are kept, of which the oldest goes when there are too many.
func withError(raw []byte, e DeliveryError) (string, error) {
	var list []DeliveryError
	if len(raw) > 0 {
		if err := json.Unmarshal(raw, &list); err != nil {
			return "", err
		}
	}
	list = append(list, e)
	out, err := json.Marshal(list[max(0, len(list)-maxDeliveryErrors):])
	return string(out), err
}

func packWarnings(list []string) (string, error) {
	var kept codes
	for _, text := range list[:min(len(list), maxWarnings)] {
		kept = append(kept, clip(text, maxErrorText))
	}
	value, err := kept.Value()
	text, _ := value.(string) // nil is none
	return text, err
}
