package store

import (
	"context"
	"errors"
	"time"
)

// ErrExists is a row that is there already where a new one is to be made.
var ErrExists = errors.New("is there already")

// User is somebody who may open the admin page by name and password.
type User struct {
	Name      string   // in small letters; unique in the deployment
	Role      string   // "viewer", "staff" or "owner"
	Shops     []string // ids of the shops that the user may see; nil is all
	Password  string   // its hash in PHC's form, never the password
	CreatedAt time.Time
	SeenAt    time.Time // of the last log-in; zero when there was none
}

// userRow is a row of users.
type userRow struct {
	Name      string `gorm:"primaryKey"`
	Role      string
	Shops     codes
	Password  string
	CreatedAt stamp
	SeenAt    stamp
}

// TableName names the table.
func (userRow) TableName() string { return "users" }

func toUser(r userRow) User {
	return User{Name: r.Name, Role: r.Role, Shops: r.Shops, Password: r.Password, CreatedAt: time.Time(r.CreatedAt), SeenAt: time.Time(r.SeenAt)}
}

// AddUser keeps a new user; ErrExists when the name is taken.
func (s *Store) AddUser(ctx context.Context, u User) error {
	row := userRow{Name: u.Name, Role: u.Role, Shops: u.Shops, Password: u.Password, CreatedAt: stamp(exact(s.now()))}
	added, err := s.addOnce(ctx, &row)
	if err == nil && !added {
		err = ErrExists
	}
	return err
}

// Users returns all users, sorted by name.
func (s *Store) Users(ctx context.Context) ([]User, error) {
	var rows []userRow
	err := s.db.WithContext(ctx).Order("name").Find(&rows).Error
	users := make([]User, len(rows))
	for i, r := range rows {
		users[i] = toUser(r)
	}
	return users, unavailable(err)
}

// User returns one user; ErrNotFound when there is none of that name.
func (s *Store) User(ctx context.Context, name string) (User, error) {
	var rows []userRow
	err := s.db.WithContext(ctx).Where("name = ?", name).Find(&rows).Error
	switch {
	case err != nil:
		return User{}, unavailable(err)
	case len(rows) == 0:
		return User{}, ErrNotFound
	}
	return toUser(rows[0]), nil
}

// HasUsers reports whether there is any user.
func (s *Store) HasUsers(ctx context.Context) (bool, error) {
	var names []string
	err := s.db.WithContext(ctx).Model(&userRow{}).Limit(1).Pluck("name", &names).Error
	return len(names) > 0, unavailable(err)
}

// SetUserRole changes what a user may do and see, from the next request on; ErrNotFound when there is none of that name.
func (s *Store) SetUserRole(ctx context.Context, name, role string, shops []string) error {
	return s.changeUser(ctx, name, "role = ?, shops = ?", role, codes(shops))
}

// SetUserPassword replaces the hash of a password and ends all sessions of the user; ErrNotFound when there is none of that name.
func (s *Store) SetUserPassword(ctx context.Context, name, hash string) error {
	if err := s.changeUser(ctx, name, "password = ?", hash); err != nil {
		return err
	}
	_, err := s.RemoveSessions(ctx, name)
	return err
}

// NoteLogin keeps when a user logged in last.
func (s *Store) NoteLogin(ctx context.Context, name string) error {
	return s.changeUser(ctx, name, "seen_at = ?", stamp(exact(s.now())))
}

// changeUser sets columns of one user. MySQL counts only rows that a statement changed, so who is missing is looked up.
func (s *Store) changeUser(ctx context.Context, name, set string, args ...any) error {
	var changed int64
	err := s.retried(ctx, func() error {
		done := s.db.WithContext(ctx).Exec("UPDATE users SET "+set+" WHERE name = ?", append(args, name)...)
		changed = done.RowsAffected
		return done.Error
	})
	if err != nil || changed > 0 {
		return err
	}
	_, err = s.User(ctx, name)
	return err
}

// RemoveUser deletes a user with all sessions; ErrNotFound when there is none of that name.
func (s *Store) RemoveUser(ctx context.Context, name string) error {
	var removed int64
	err := s.retried(ctx, func() error {
		done := s.db.WithContext(ctx).Exec("DELETE FROM users WHERE name = ?", name)
		removed = done.RowsAffected
		return done.Error
	})
	switch {
	case err != nil:
		return err
	case removed == 0:
		return ErrNotFound
	}
	_, err = s.RemoveSessions(ctx, name)
	return err
}
