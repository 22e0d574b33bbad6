package store

import (
	"bytes"
	"cmp"
	"database/sql"
	"encoding/json"
	"slices"
	"time"
)

// loadGroups reads the parts of groups and what is known of them.
func (s *Store) loadGroups(t turn, groups []*partGroup) error {
	byKey, keys := make(map[string]*partGroup, len(groups)), make([]string, len(groups))
	for i, g := range groups {
		byKey[g.key], keys[i] = g, g.key
	}
	ctx := t.tx.Statement.Context
	return inKeys(keys, func(places string, args []any) error {
		args = append([]any{t.Shop, t.Source}, args...)
		const where = " WHERE shop = ? AND source = ? AND group_key IN "
		err := s.query(ctx, t.tx, "SELECT group_key, part_key, version, body FROM feed_parts"+where+places, func(rows *sql.Rows) error {
			p, err := scanPart(rows)
			if g := byKey[p.Group]; err == nil && g != nil { // MySQL finds "a" where "a " is asked for
				g.stored = append(g.stored, p)
			}
			return err
		}, args...)
		if err != nil {
			return err
		}
		for _, g := range groups {
			slices.SortFunc(g.stored, byName)
			g.parts = g.stored
		}
		return s.query(ctx, t.tx, "SELECT group_key, due_at, nouns FROM feed_groups"+where+places, func(rows *sql.Rows) error {
			var key string
			var due stamp
			var nouns []byte
			if err := rows.Scan(&key, &due, &nouns); err != nil {
				return err
			}
			g := byKey[key]
			if g == nil {
				return nil
			}
			g.known, g.due = true, time.Time(due)
			return json.Unmarshal(nouns, &g.made)
		}, args...)
	})
}

func scanPart(rows *sql.Rows) (p Part, err error) {
	var version stamp
	err = rows.Scan(&p.Group, &p.Name, &version, (*[]byte)(&p.Body))
	p.Version = time.Time(version)
	return p, err
}

func byName(a, b Part) int { return cmp.Compare(a.Name, b.Name) }

// storeParts writes the parts that are not as they stand.
func (s *Store) storeParts(t turn, groups []*partGroup) error {
	var changed []Part
	for _, g := range groups {
		stored := g.stored
		for _, p := range g.parts {
			at, found := slices.BinarySearchFunc(stored, p, byName)
			if !found || !stored[at].Version.Equal(p.Version) || !bytes.Equal(stored[at].Body, p.Body) {
				changed = append(changed, p)
			}
		}
	}
	return s.writeTuples(t.tx, len(changed), s.partUpsert, func(values []any, i int) []any {
		p := changed[i]
		return append(values, t.Shop, t.Source, p.Group, p.Name, stamp(p.Version), append([]byte{}, p.Body...)) // not nil, which is NULL
	})
}

func (s *Store) partUpsert(rows int) string {
	conflict := map[string]string{SQLite: " ON CONFLICT (shop, source, group_key, part_key) DO UPDATE SET ", MySQL: " ON DUPLICATE KEY UPDATE "}[s.dialect]
	return "INSERT INTO feed_parts (shop, source, group_key, part_key, version, body) VALUES " + tuples(rows, 6) + conflict +
		"version = " + s.incoming("version") + ", body = " + s.incoming("body")
}

// storeGroupRows writes what is known of groups, where it is not as it stands.
func (s *Store) storeGroupRows(t turn, groups []*partGroup) error {
	var rows [][]any
	for _, g := range groups {
		made := keysOf(g.built)
		if g.failed {
			made = g.made
		}
		if due := exact(g.built.Due); !g.known || !due.Equal(g.due) || !made.equal(g.made) {
			nouns, err := json.Marshal(made)
			if err != nil {
				return err
			}
			rows = append(rows, []any{t.Shop, t.Source, g.key, stamp(due), string(nouns)})
		}
	}
	return s.writeTuples(t.tx, len(rows), s.groupUpsert, func(values []any, i int) []any { return append(values, rows[i]...) })
}

func (s *Store) groupUpsert(rows int) string {
	conflict := map[string]string{SQLite: " ON CONFLICT (shop, source, group_key) DO UPDATE SET ", MySQL: " ON DUPLICATE KEY UPDATE "}[s.dialect]
	return "INSERT INTO feed_groups (shop, source, group_key, due_at, nouns) VALUES " + tuples(rows, 5) + conflict +
		"due_at = " + s.incoming("due_at") + ", nouns = " + s.incoming("nouns")
}
