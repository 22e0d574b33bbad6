package store_test

import (
	"errors"
	"testing"
	"time"

	"shopclerk/internal/store"
	"shopclerk/internal/store/storetest"
)

func TestUsersAreKeptByName(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		none := must[bool](t)(s.HasUsers(ctx))
		equal(t, false, none)
		mei := store.User{Name: "mei", Role: "staff", Shops: []string{"a", "b"}, Password: "$argon2id$1"}
		ann := store.User{Name: "ann", Role: "owner", Password: "$argon2id$2"}
		for _, u := range []store.User{mei, ann} {
			if err := s.AddUser(ctx, u); err != nil {
				t.Fatal(err)
			}
		}
		if err := s.AddUser(ctx, store.User{Name: "mei", Role: "owner"}); !errors.Is(err, store.ErrExists) {
			t.Error(err)
		}
		equal(t, []store.User{ann, mei}, undated(t, must[[]store.User](t)(s.Users(ctx))...))
		equal(t, true, must[bool](t)(s.HasUsers(ctx)))

		for range 2 { // MySQL counts a change that changes nothing as none
			if err := s.SetUserRole(ctx, "mei", "viewer", nil); err != nil {
				t.Fatal(err)
			}
		}
		mei.Role, mei.Shops = "viewer", nil
		equal(t, []store.User{mei}, undated(t, must[store.User](t)(s.User(ctx, "mei"))))
		if err := s.NoteLogin(ctx, "mei"); err != nil {
			t.Fatal(err)
		}
		if seen := must[store.User](t)(s.User(ctx, "mei")).SeenAt; time.Since(seen) > time.Minute {
			t.Errorf("seen at %s", seen)
		}
		if err := s.RemoveUser(ctx, "mei"); err != nil {
			t.Fatal(err)
		}
		equal(t, []store.User{ann}, undated(t, must[[]store.User](t)(s.Users(ctx))...))
	})
}

// undated takes the time of its making from users, and fails the test when it is not now.
func undated(t *testing.T, users ...store.User) []store.User {
	t.Helper()
	for i := range users {
		if age := time.Since(users[i].CreatedAt); age < -time.Minute || age > time.Minute {
			t.Errorf("made at %s", users[i].CreatedAt)
		}
		users[i].CreatedAt, users[i].SeenAt = time.Time{}, time.Time{}
	}
	return users
}

func TestAUserWhoIsNotThereIsNotFound(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		_, err := s.User(ctx, "nobody")
		for _, err := range []error{
			err, s.SetUserRole(ctx, "nobody", "owner", nil), s.SetUserPassword(ctx, "nobody", "x"), s.NoteLogin(ctx, "nobody"), s.RemoveUser(ctx, "nobody"),
		} {
			if !errors.Is(err, store.ErrNotFound) {
				t.Error(err)
			}
		}
	})
}

func TestASessionLastsUntilItsEnd(t *testing.T) {
	for _, database := range storetest.All(t) {
		t.Run(database.Name, func(t *testing.T) {
			now := noon
			o := database.New(t)
			o.Now = func() time.Time { return now }
			s := storetest.Open(t, o)
			kept := store.Session{Hash: []byte("0123456789abcdef0123456789abcdef"), User: "mei", Proof: []byte{0, 1, 255}, Shop: "a", ExpiresAt: noon.Add(time.Hour)}
			if err := s.AddSession(ctx, kept); err != nil {
				t.Fatal(err)
			}
			kept.CreatedAt = noon
			equal(t, kept, must[store.Session](t)(s.Session(ctx, kept.Hash)))
			if err := s.SetSessionShop(ctx, kept.Hash, "b"); err != nil {
				t.Fatal(err)
			}
			kept.Shop = "b"
			equal(t, kept, must[store.Session](t)(s.Session(ctx, kept.Hash)))
			equal(t, map[string]int{"mei": 1}, must[map[string]int](t)(s.SessionCounts(ctx)))

			now = noon.Add(time.Hour)
			if _, err := s.Session(ctx, kept.Hash); !errors.Is(err, store.ErrNotFound) {
				t.Error(err)
			}
			equal(t, map[string]int{}, must[map[string]int](t)(s.SessionCounts(ctx)))
			if err := s.AddSession(ctx, store.Session{Hash: []byte("next"), User: "ann", Proof: []byte{}, ExpiresAt: now.Add(time.Hour)}); err != nil {
				t.Fatal(err)
			}
			equal(t, 0, must[int](t)(s.RemoveSessions(ctx, "mei"))) // the next one has dropped it
			equal(t, 1, must[int](t)(s.RemoveSessions(ctx, "ann")))
		})
	}
}

func TestSessionsEndWithTheirUserAndTheirPassword(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		for name, end := range map[string]func(user string) error{
			"removed":  func(user string) error { return s.RemoveUser(ctx, user) },
			"password": func(user string) error { return s.SetUserPassword(ctx, user, "another") },
			"one":      func(user string) error { return s.RemoveSession(ctx, []byte(user)) },
		} {
			if err := s.AddUser(ctx, store.User{Name: name, Role: "owner"}); err != nil {
				t.Fatal(err)
			}
			for _, hash := range []string{name, "of another " + name} {
				user := name
				if hash != name {
					user = "another"
				}
				if err := s.AddSession(ctx, store.Session{Hash: []byte(hash), User: user, Proof: []byte("p"), ExpiresAt: time.Now().Add(time.Hour)}); err != nil {
					t.Fatal(err)
				}
			}
			if err := end(name); err != nil {
				t.Fatal(err)
			}
			if _, err := s.Session(ctx, []byte(name)); !errors.Is(err, store.ErrNotFound) {
				t.Errorf("%s: %v", name, err)
			}
			must[store.Session](t)(s.Session(ctx, []byte("of another "+name)))
		}
	})
}
