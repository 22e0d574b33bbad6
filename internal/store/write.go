package store

import (
	"context"
	"database/sql"
	"errors"
	"math/rand/v2"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// BatchSize is how many rows one writing transaction should take: few enough to stay under 100 ms on SQLite, so that
// others get their turn, and enough for its cost not to count.
const BatchSize = 500

const writeTries = 6

// Write says on whose behalf something is written.
type Write struct {
	Shop, Source string
	Currency     string // of the shop, used where a source names none
	Region       string // of the shop, for phones without country code
	Step         *Step  // of an import, noted with what is written; nil of other writes
	// Digests are of the file's rows that each change was read from, 0 where it is not to be recognised again. Nil of other writes.
	Digests []uint64
	// SearchTexts are of products that each change would make where there is none yet, "" where that is not known; see
	// SearchText. Nil of other writes.
	SearchTexts []string
}

// Result is what came of one row of a write.
type Result int

// The results.
const (
	New Result = iota
	Changed
	Unchanged
	Refused
)

// Outcome is what came of one row of a write.
type Outcome struct {
	Result      Result
	Err         error // why it was refused
	ID          int64 // of the stored row; 0 when there is none, as of a new one in a scratch store
	Scratch     int64 // of a scratch store: of the row in it
	Before, Now any   // of a row that was there before, the nouns, such as *catalog.Product
}

// counterRow is the row that the writers of a shop lock.
type counterRow struct {
	Shop    string `gorm:"primaryKey"`
	Changes int64
	IDs     int64 `gorm:"column:ids"`
}

// TableName names the table.
func (counterRow) TableName() string { return "counters" }

// write runs f in a transaction that has the shop for itself, and runs it again when the database asks for that.
// f raises the numbers in the row it is given; they are stored when f is done.
func (s *Store) write(ctx context.Context, shop string, f func(tx *gorm.DB, numbers *counterRow) error) error {
	options := &sql.TxOptions{}
	if s.dialect == MySQL {
		options.Isolation = sql.LevelReadCommitted // no gap locks: the counter row is the only lock that is needed
	}
	err := s.retried(ctx, func() error {
		return s.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
			if err := s.aside.putOff(s, tx); err != nil {
				return err
			}
			numbers, err := lockShop(tx, shop)
			if err != nil {
				return err
			}
			before := numbers
			if err := f(tx, &numbers); err != nil || numbers == before {
				return err
			}
			return tx.Model(&counterRow{}).Where("shop = ?", shop).
				Updates(map[string]any{"changes": numbers.Changes, "ids": numbers.IDs}).Error
		}, options)
	})
	if err == nil {
		s.aside.committed(ctx, s)
	}
	return err
}

// retried runs f, and runs it again when the database asks for that.
func (s *Store) retried(ctx context.Context, f func() error) (err error) {
	for try := range writeTries {
		if err = s.inTurn(ctx, f); !again(err) && !errors.Is(err, errNotLoaded) || pause(ctx, try) != nil {
			break
		}
	}
	return unavailable(err)
}

// inTurn runs f, which writes. On SQLite the writers of this process stand in line for that: the file's own lock goes to whoever
// asks first once it is free, which one that writes step after step always is, while the others sleep up to 100 ms between looks.
func (s *Store) inTurn(ctx context.Context, f func() error) error {
	if s.dialect != SQLite {
		return f()
	}
	select {
	case s.writing <- struct{}{}:
		defer func() { <-s.writing }()
		return f()
	case <-ctx.Done():
		return ctx.Err()
	}
}

func lockShop(tx *gorm.DB, shop string) (counterRow, error) {
	locked := locking(tx)
	var numbers []counterRow
	if err := locked.Where("shop = ?", shop).Find(&numbers).Error; err != nil || len(numbers) == 1 {
		return first(numbers), err
	}
	if err := tx.Clauses(clause.OnConflict{DoNothing: true}).Create(&counterRow{Shop: shop}).Error; err != nil {
		return counterRow{}, err
	}
	err := locked.Where("shop = ?", shop).Find(&numbers).Error
	return first(numbers), err
}

// locking reads rows so that nobody else changes them until the transaction ends. On SQLite there is no other writer anyhow.
func locking(tx *gorm.DB) *gorm.DB { return tx.Clauses(clause.Locking{Strength: "UPDATE"}) }

// incoming is the value that an upsert brought for a column, in its update.
func (s *Store) incoming(column string) string {
	if s.dialect == MySQL {
		return "VALUES(" + column + ")" // MySQL's row alias is not known to MariaDB
	}
	return "excluded." + column
}

func first[T any](list []T) (zero T) {
	if len(list) > 0 {
		return list[0]
	}
	return zero
}

// pause waits a little longer after each try, unevenly, so that two that met do not meet again.
func pause(ctx context.Context, try int) error {
	wait := time.Duration(5<<try)*time.Millisecond + rand.N(10*time.Millisecond)
	select {
	case <-time.After(wait):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// versioned is a noun of which several versions can arrive.
type versioned[N any] interface {
	Supersedes(old N) bool
	Same(old N) bool
}

// slot is one stored row while changes are played on it.
type slot[N any] struct {
	before  *N    // as it is stored, nil when it is not
	origin  int64 // of a scratch store: the id of the row in the store below
	now     *N
	written bool   // now is to be stored
	text    string // of a product, its search text where that is known
	maker   int    // 1 + the number of the change that made now out of nothing, 0 of another
	digest  uint64 // of the file's rows that now was read from, 0 when it is not from a file
}

// play is one batch of changes on the rows that they name.
type play[K comparable, N versioned[N]] struct {
	slots   map[K]*slot[N]
	keys    []K // of the changes, in order
	apply   func(i int, old *N) (N, error)
	version func(*N) time.Time
	id      func(*N) int64
	scratch bool
	arrival time.Time // of the first change; each comes a microsecond after the one before it, so that the last of a file wins

	replaces bool // what stands gives way to a change, whichever is older
}

// arrivalOf is when the change i arrived, for those that carry no time of their own.
func arrivalOf(first time.Time, i int) time.Time {
	return first.Add(time.Duration(i) * time.Microsecond)
}

// run plays the changes one after the other and tells what came of each.
func (p play[K, N]) run() []Outcome {
	outcomes := make([]Outcome, len(p.keys))
	for i, key := range p.keys {
		at := p.slots[key]
		if at == nil {
			at = &slot[N]{}
			p.slots[key] = at
		}
		next, err := p.apply(i, at.now)
		if err != nil {
			outcomes[i] = Outcome{Result: Refused, Err: err}
			continue
		}
		var keep bool
		outcomes[i].Result, keep = p.compare(&next, at.now, arrivalOf(p.arrival, i))
		if at.now != nil {
			outcomes[i].Before, outcomes[i].Now = at.now, &next
		}
		if keep {
			at.maker = 0
			if at.now == nil {
				at.maker = i + 1
			}
			at.now, at.written = &next, true
		}
	}
	return outcomes
}

// number tells the outcomes which rows they are of, once new ones have their ids.
func (p play[K, N]) number(outcomes []Outcome) {
	for i, key := range p.keys {
		if at := p.slots[key]; at != nil && at.now != nil {
			outcomes[i].ID = p.id(at.now)
			if p.scratch {
				outcomes[i].ID, outcomes[i].Scratch = at.origin, p.id(at.now)
			}
		}
	}
}

// compare tells what a change means and whether it is to be stored. One that says nothing new but was made later, by
// its source's clock, still moves the version on, or an older one could win afterwards; without a time of its own it is
// not worth a write.
func (p play[K, N]) compare(next, old *N, arrival time.Time) (result Result, keep bool) {
	switch {
	case old == nil:
		return New, true
	case p.replaces && (*next).Same(*old):
		at := p.version(next)
		return Unchanged, !at.Equal(arrival) && !at.Equal(p.version(old))
	case p.replaces:
		return Changed, true
	case (*next).Same(*old):
		at := p.version(next)
		return Unchanged, !at.Equal(arrival) && at.After(p.version(old))
	case !(*next).Supersedes(*old):
		return Unchanged, false
	}
	return Changed, true
}
