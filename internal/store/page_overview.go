package store

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"

	"shopclerk/packages"
)

// maxStuck is how far parcels without news are counted; that many are at least that many.
const maxStuck = 1000

// Newest returns when what is newest of each source came, by that source's own time: of products, orders or packages, which are
// the kinds. It takes two looks into an index for each source.
func (s *Store) Newest(ctx context.Context, shop, kind string) (list []SourceTime, err error) {
	sources, err := s.SourcesOf(ctx, shop, kind)
	if err != nil {
		return nil, err
	}
	query := "SELECT MAX(version) FROM " + kind + s.by(kind+"_by_version") + " WHERE shop = ? AND source = ?"
	for _, source := range sources {
		one := SourceTime{Source: source}
		err := s.read(ctx, query, func(rows *sql.Rows) error { return rows.Scan((*stamp)(&one.At)) }, shop, source)
		if err != nil {
			return nil, err
		}
		list = append(list, one)
	}
	return list, nil
}

// SourceTime is a moment of a source.
type SourceTime struct {
	Source string
	At     time.Time
}

// Silence says which parcels count as stuck: those in one of the statuses whose last news is of a span of time. Both of its ends and
// at least one status are needed.
type Silence struct {
	From, Until time.Time
	Statuses    []packages.Status
	Without     string // a source that does not count
}

// StuckPackages counts a shop's parcels that nothing was heard of, up to a thousand, and returns up to limit of them, those
// that are silent for longest first within each source.
func (s *Store) StuckPackages(ctx context.Context, shop string, q Silence, limit int) (count int, some []packages.Package, err error) {
	sources, err := s.SourcesOf(ctx, shop, KindPackages)
	if err != nil {
		return 0, nil, err
	}
	from := s.by("packages_by_version") + " WHERE shop = ? AND source = ? AND version >= ? AND version < ? AND status IN (?" +
		strings.Repeat(", ?", len(q.Statuses)-1) + ") ORDER BY version LIMIT "
	for _, source := range sources {
		if source == q.Without {
			continue
		}
		args := []any{shop, source, stamp(q.From), stamp(q.Until)}
		for _, status := range q.Statuses {
			args = append(args, string(status))
		}
		var n int
		counted := fmt.Sprintf("SELECT COUNT(*) FROM (SELECT version FROM packages%s%d) s", from, maxStuck)
		if err := s.read(ctx, counted, func(rows *sql.Rows) error { return rows.Scan(&n) }, args...); err != nil {
			return 0, nil, err
		}
		if n > 0 && len(some) < limit {
			if err := s.readOnce(ctx, packageColumns+fmt.Sprintf("%s%d", from, limit-len(some)), scanPackages(&some), args...); err != nil {
				return 0, nil, err
			}
		}
		count = min(count+n, maxStuck)
	}
	return count, some, nil
}
