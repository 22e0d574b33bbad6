package store

import (
	"context"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// SecretUse is how often a bot signed with one of its secrets.
type SecretUse struct {
	Bot    string // which bot of the shop, at most 160 characters
	Number int    // the place of the secret among those of its bot, from 1; the secret itself is kept nowhere
	Uses   int64
	LastAt time.Time
}

// secretUseRow is a row of secret_uses.
type secretUseRow struct {
	Shop   string `gorm:"primaryKey"`
	Bot    string `gorm:"primaryKey"`
	Number int    `gorm:"primaryKey;autoIncrement:false"`
	Uses   int64
	LastAt stamp
}

// TableName names the table.
func (secretUseRow) TableName() string { return "secret_uses" }

// AddSecretUses adds to how often secrets were used.
func (s *Store) AddSecretUses(ctx context.Context, shop string, list []SecretUse) error {
	rows := make([]secretUseRow, len(list))
	for i, u := range list {
		rows[i] = secretUseRow{shop, clip(u.Bot, 160), u.Number, u.Uses, stamp(exact(u.LastAt))}
	}
	if len(rows) == 0 {
		return nil
	}
	last := s.incoming("last_at")
	add := clause.OnConflict{
		Columns: []clause.Column{{Name: "shop"}, {Name: "bot"}, {Name: "number"}},
		DoUpdates: clause.Assignments(map[string]any{
			"uses":    gorm.Expr("secret_uses.uses + " + s.incoming("uses")),
			"last_at": gorm.Expr("CASE WHEN secret_uses.last_at > " + last + " THEN secret_uses.last_at ELSE " + last + " END"),
		}),
	}
	return s.retried(ctx, func() error { return s.db.WithContext(ctx).Clauses(add).Create(&rows).Error })
}

// SecretUses returns which secrets the bots of a shop used, sorted by bot and number.
func (s *Store) SecretUses(ctx context.Context, shop string) ([]SecretUse, error) {
	var rows []secretUseRow
	err := s.db.WithContext(ctx).Where("shop = ?", shop).Order("bot, number").Find(&rows).Error
	list := make([]SecretUse, len(rows))
	for i, r := range rows {
		list[i] = SecretUse{r.Bot, r.Number, r.Uses, time.Time(r.LastAt)}
	}
	return list, unavailable(err)
}
