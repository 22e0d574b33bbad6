package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"time"

	"gorm.io/gorm"
)

// rebuildPause is how long a group waits that is due and cannot be built, or that would be due again at once.
const rebuildPause = 10 * time.Minute

// DueGroups returns up to limit groups of a source that are to be built again by a moment, those that wait longest first.
func (s *Store) DueGroups(ctx context.Context, shop, source string, now time.Time, limit int) (groups []string, err error) {
	query := fmt.Sprintf("SELECT group_key FROM feed_groups%s WHERE shop = ? AND source = ? AND due_at <= ? ORDER BY due_at LIMIT %d",
		s.using("feed_groups_by_due"), limit)
	err = s.read(ctx, query, func(rows *sql.Rows) error {
		var key string
		err := rows.Scan(&key)
		groups = append(groups, key)
		return err
	}, shop, source, stamp(now))
	return groups, err
}

// GroupParts returns the parts of a group, sorted by name; none when the source never told of it.
func (s *Store) GroupParts(ctx context.Context, shop, source, group string) (parts []Part, err error) {
	const query = "SELECT group_key, part_key, version, body FROM feed_parts WHERE shop = ? AND source = ? AND group_key = ?"
	err = s.read(ctx, query, func(rows *sql.Rows) error {
		p, err := scanPart(rows)
		parts = append(parts, p)
		return err
	}, shop, source, group)
	slices.SortFunc(parts, byName)
	return parts, err
}

// RebuildGroups builds groups again whose time has come, as PutNews does those that it touches, and keeps when they are due
// next. It returns what came of each, in order. A group of which nothing can be made stays as it is and is due later.
func (s *Store) RebuildGroups(ctx context.Context, w Write, groups []string, build Builder) ([]NewsResult, error) {
	keys := slices.Compact(slices.Sorted(slices.Values(groups)))
	arrival := exact(s.now())
	var results []NewsResult
	err := s.write(ctx, w.Shop, func(tx *gorm.DB, numbers *counterRow) (err error) {
		t := turn{Write: w, tx: tx, numbers: numbers, arrival: arrival}
		results, err = s.rebuild(t, keys, build)
		return err
	})
	if err != nil {
		return nil, err
	}
	out := make([]NewsResult, len(groups))
	for i, group := range groups {
		at, _ := slices.BinarySearch(keys, group)
		out[i] = results[at]
	}
	return out, nil
}

func (s *Store) rebuild(t turn, keys []string, build Builder) ([]NewsResult, error) {
	groups, problems := make([]*partGroup, len(keys)), make([]error, len(keys))
	for i, key := range keys {
		groups[i] = &partGroup{key: key}
	}
	if err := s.loadGroups(t, groups); err != nil {
		return nil, err
	}
	for i, g := range groups {
		if len(g.parts) > 0 { // nothing is made of nothing, and what is not known stays so
			problems[i] = g.rebuild(t, build)
		}
	}
	known := slices.DeleteFunc(slices.Clone(groups), func(g *partGroup) bool { return len(g.parts) == 0 && !g.known })
	stored, err := s.storeGroups(t, known)
	if err != nil {
		return nil, err
	}
	results := make([]NewsResult, len(keys))
	for i, g := range groups {
		if at := slices.Index(known, g); at >= 0 {
			results[i] = stored[at]
		}
		results[i].Err = problems[i]
	}
	return results, nil
}

// rebuild makes the nouns of a group anew.
func (g *partGroup) rebuild(t turn, build Builder) (err error) {
	g.built, err = t.built(build, g.key, g.parts)
	g.failed = err != nil
	if g.failed || !g.built.Due.IsZero() && !g.built.Due.After(t.arrival) {
		g.built.Due = t.arrival.Add(rebuildPause)
	}
	return err
}
