package store

import (
	"context"
	"strconv"
	"strings"
	"time"

	"shopclerk/internal/fold"
	"shopclerk/packages"
)

// PackageList says which parcels a list has; what is empty or zero is any.
type PackageList struct {
	Shop, Source string
	Status       packages.Status
	From, Until  time.Time // it was last told of at From or later, and before Until
	After        string    // Next of the page before
	Limit        int
}

// ListPackages returns one page of a shop's parcels: the newest first, or those of a source in the order of their numbers.
func (s *Store) ListPackages(ctx context.Context, q PackageList) (Listed[packages.Package], error) {
	w := way[packages.Package]{
		table: "packages", columns: packageColumns, index: "PRIMARY", fixed: "shop = ?", args: []any{q.Shop}, keys: []listKey{byID}, down: true,
		scan: scanPackages, spot: func(p packages.Package) []string { return []string{strconv.FormatInt(p.ID, 10)} },
	}
	switch {
	case q.Status != "":
		w.index, w.fixed, w.args = "packages_by_status", "shop = ? AND status = ?", []any{q.Shop, string(q.Status)}
		w.is("source", q.Source)
	case q.Source != "":
		w.index, w.fixed, w.args = "packages_by_key", "shop = ? AND source = ?", []any{q.Shop, q.Source}
		w.keys, w.down = []listKey{byText("order_key"), byText("package_key")}, false
		w.spot = func(p packages.Package) []string { return []string{p.Key().Order, p.Key().Number} }
	}
	w.between("version", q.From, q.Until)
	return listAlong(ctx, s, w, q.After, q.Limit)
}

// maxFound bounds how many parcels one number shows in a search of the page.
const maxFound = 100

// FindPackages returns the parcels whose number or whose tracking number is this, or that belong to the order of this number, each
// once, up to 100 of each of the three. A tracking number is compared as it is written, and in capital letters.
func (s *Store) FindPackages(ctx context.Context, shop, number string) ([]packages.Package, error) {
	key, tracking := fold.Number(number), strings.TrimSpace(number)
	var all, out []packages.Package
	for _, by := range []struct {
		index, where string
		args         []any
	}{
		{"packages_by_number", "package_key = ?", []any{shop, key}},
		{"packages_by_order", "order_key = ?", []any{shop, key}},
		{"packages_by_tracking", "tracking_number IN (?, ?)", []any{shop, tracking, strings.ToUpper(tracking)}},
	} {
		query := packageColumns + s.by(by.index) + " WHERE shop = ? AND " + by.where + " LIMIT " + strconv.Itoa(maxFound)
		if err := s.readOnce(ctx, query, scanPackages(&all), by.args...); err != nil {
			return nil, err
		}
	}
	known := map[int64]bool{}
	for _, p := range all {
		if !known[p.ID] {
			known[p.ID] = true
			out = append(out, p)
		}
	}
	return out, nil
}

// PackageByID returns one parcel; ErrNotFound when the shop has none of that id.
func (s *Store) PackageByID(ctx context.Context, shop string, id int64) (packages.Package, error) {
	var list []packages.Package
	err := s.readOnce(ctx, packageColumns+" WHERE shop = ? AND id = ?", scanPackages(&list), shop, id)
	if err == nil && len(list) == 0 {
		err = ErrNotFound
	}
	return first(list), err
}
