package store

import (
	"context"
	"time"
)

// Session is somebody who is logged in to the admin page.
type Session struct {
	Hash      []byte // SHA-256 of the token that the browser holds; the token itself is kept nowhere
	User      string // a user's name, or what the server calls the holder of the admin token
	Proof     []byte // of the password or token that was given; with another one the session is over
	Shop      string // that is looked at; "" is the first
	CreatedAt time.Time
	ExpiresAt time.Time
}

// sessionRow is a row of sessions.
type sessionRow struct {
	Hash      []byte `gorm:"primaryKey"`
	UserName  string
	Proof     []byte
	Shop      string
	CreatedAt stamp
	ExpiresAt stamp
}

// TableName names the table.
func (sessionRow) TableName() string { return "sessions" }

// AddSession keeps a new session, and drops those that have ended.
func (s *Store) AddSession(ctx context.Context, n Session) error {
	now := exact(s.now())
	row := sessionRow{n.Hash, n.User, n.Proof, n.Shop, stamp(now), stamp(exact(n.ExpiresAt))}
	return s.retried(ctx, func() error {
		if err := s.db.WithContext(ctx).Exec("DELETE FROM sessions WHERE expires_at <= ?", stamp(now)).Error; err != nil {
			return err
		}
		return s.db.WithContext(ctx).Create(&row).Error
	})
}

// Session returns a session that has not ended; ErrNotFound when there is none.
func (s *Store) Session(ctx context.Context, hash []byte) (Session, error) {
	var rows []sessionRow
	err := s.db.WithContext(ctx).Where("hash = ? AND expires_at > ?", hash, stamp(exact(s.now()))).Find(&rows).Error
	switch {
	case err != nil:
		return Session{}, unavailable(err)
	case len(rows) == 0:
		return Session{}, ErrNotFound
	}
	r := rows[0]
	return Session{r.Hash, r.UserName, r.Proof, r.Shop, time.Time(r.CreatedAt), time.Time(r.ExpiresAt)}, nil
}

// SetSessionShop keeps which shop is looked at.
func (s *Store) SetSessionShop(ctx context.Context, hash []byte, shop string) error {
	return s.retried(ctx, func() error {
		return s.db.WithContext(ctx).Exec("UPDATE sessions SET shop = ? WHERE hash = ?", shop, hash).Error
	})
}

// RemoveSession ends one session.
func (s *Store) RemoveSession(ctx context.Context, hash []byte) error {
	return s.retried(ctx, func() error { return s.db.WithContext(ctx).Exec("DELETE FROM sessions WHERE hash = ?", hash).Error })
}

// RemoveSessions ends all sessions of a user, and returns how many there were.
func (s *Store) RemoveSessions(ctx context.Context, user string) (n int, err error) {
	err = s.retried(ctx, func() error {
		done := s.db.WithContext(ctx).Exec("DELETE FROM sessions WHERE user_name = ?", user)
		n = int(done.RowsAffected)
		return done.Error
	})
	return n, err
}

// SessionCounts returns how many sessions each user has that have not ended, by name.
func (s *Store) SessionCounts(ctx context.Context) (map[string]int, error) {
	var rows []struct {
		UserName string
		N        int
	}
	err := s.db.WithContext(ctx).Model(&sessionRow{}).Select("user_name, COUNT(*) AS n").Where("expires_at > ?", stamp(exact(s.now()))).
		Group("user_name").Find(&rows).Error
	counts := map[string]int{}
	for _, r := range rows {
		counts[r.UserName] = r.N
	}
	return counts, unavailable(err)
}
