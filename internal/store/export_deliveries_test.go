package store

import (
	"context"

	"gorm.io/gorm"
)

// SettleIn settles deliveries as a transaction that writes their news does; after says how that ends.
func SettleIn(ctx context.Context, s *Store, shop, claim string, done, dead []int64, after func() error) error {
	list := func(ids []int64, why string) (out []settled) {
		for _, id := range ids {
			out = append(out, settled{id: id, err: why, warnings: []string{"seen"}})
		}
		return out
	}
	return s.write(ctx, shop, func(tx *gorm.DB, _ *counterRow) error {
		if err := s.settleDeliveries(tx, shop, claim, list(done, ""), list(dead, "it cannot be")); err != nil {
			return err
		}
		return after()
	})
}
