package store_test

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"shopclerk/internal/store"
	"shopclerk/internal/store/storetest"
)

func TestTheAuditListIsReadByPagesTheNewestFirst(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		for i := range 10 {
			e := store.AuditEntry{Shop: []string{"a", "b"}[i%2], User: []string{"ann", "mei", "lin"}[i%3], Action: "import.start", Detail: strconv.Itoa(i)}
			if err := s.AddAudit(ctx, e); err != nil {
				t.Fatal(err)
			}
		}
		for _, c := range []struct {
			name  string
			query store.AuditQuery
			pages string
		}{
			{"all", store.AuditQuery{Limit: 4}, "9876|5432|10|"},
			{"a shop's", store.AuditQuery{Shop: "a", Limit: 3}, "864|20|"},
			{"a user's", store.AuditQuery{User: "mei", Limit: 2}, "74|1|"},
			{"a user's in a shop", store.AuditQuery{Shop: "b", User: "ann", Limit: 2}, "93||"},
			{"nobody's", store.AuditQuery{User: "nobody", Limit: 2}, "|"},
		} {
			pages, q := "", c.query
			for {
				entries := must[[]store.AuditEntry](t)(s.Audit(ctx, q))
				for _, e := range entries {
					pages += e.Detail
					q.Before = e.ID
				}
				pages += "|"
				if len(entries) < q.Limit {
					break
				}
			}
			if pages != c.pages {
				t.Errorf("%s: %s, want %s", c.name, pages, c.pages)
			}
		}
	})
}

func TestAnAuditEntryIsKeptAsItWas(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		long := strings.Repeat("訂", 1000)
		if err := s.AddAudit(ctx, store.AuditEntry{Shop: "", User: "admin token", Action: "users.add", Detail: "<script> ' \\ 😀 " + long}); err != nil {
			t.Fatal(err)
		}
		got := must[[]store.AuditEntry](t)(s.Audit(ctx, store.AuditQuery{Limit: 5}))
		if len(got) != 1 || time.Since(got[0].At) > time.Minute {
			t.Fatal(got)
		}
		got[0].At, got[0].ID = time.Time{}, 0
		equal(t, store.AuditEntry{User: "admin token", Action: "users.add", Detail: string([]rune("<script> ' \\ 😀 " + long)[:500])}, got[0])
	})
}

func TestOldEntriesGo(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		for _, detail := range []string{"older", "younger"} {
			if err := s.AddAudit(ctx, store.AuditEntry{User: "mei", Action: "import.start", Detail: detail}); err != nil {
				t.Fatal(err)
			}
		}
		list := must[[]store.AuditEntry](t)(s.Audit(ctx, store.AuditQuery{Limit: 9}))
		if err := s.PruneAudit(ctx, time.UnixMicro(list[0].ID)); err != nil {
			t.Fatal(err)
		}
		equal(t, list[:1], must[[]store.AuditEntry](t)(s.Audit(ctx, store.AuditQuery{Limit: 9})))
	})
}

func TestNoLookupOfTheAdminPageScansATable(t *testing.T) {
	explain := map[string]func(*testing.T, *store.Store, statement, bool){store.SQLite: explainSQLite, store.MySQL: explainMySQL}
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		for i := range large {
			one := strconv.Itoa(i)
			err := errors.Join(
				s.AddAudit(ctx, store.AuditEntry{Shop: strconv.Itoa(i % 20), User: strconv.Itoa(i % 30), Action: "a.b"}),
				s.AddUser(ctx, store.User{Name: one, Role: "staff"}),
				s.AddSession(ctx, store.Session{Hash: []byte(one), User: one, Proof: []byte{1}, ExpiresAt: time.Now().Add(time.Hour)}),
			)
			if err != nil {
				t.Fatal(err)
			}
		}
		if s.Dialect() == store.MySQL {
			rows(t, s, "ANALYZE TABLE "+strings.Join(tables(t, s), ", "))
		}
		last := must[[]store.AuditEntry](t)(s.Audit(ctx, store.AuditQuery{Limit: 1}))[0].ID
		var sent []statement
		if err := store.Capture(s, func(query string, args []any) { sent = append(sent, statement{query, slices.Clone(args)}) }); err != nil {
			t.Fatal(err)
		}
		must[store.Session](t)(s.Session(ctx, []byte("77")))
		must[store.User](t)(s.User(ctx, "77"))
		must[int](t)(s.RemoveSessions(ctx, "78"))
		for _, q := range []store.AuditQuery{{Before: last - 5}, {Before: 10}, {Shop: "7"}, {User: "7", Before: last - 5}, {Shop: "7", User: "7"}} {
			q.Limit = 20
			must[[]store.AuditEntry](t)(s.Audit(ctx, q))
		}
		if len(sent) < 8 {
			t.Fatalf("%d statements were seen", len(sent))
		}
		for _, st := range sent {
			explain[s.Dialect()](t, s, st, true)
		}
	})
}
