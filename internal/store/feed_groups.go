package store

import (
	"cmp"
	"slices"
	"time"

	"shopclerk/catalog"
	"shopclerk/packages"
)

// nounKeys name what was made of a group.
type nounKeys struct {
	Products []string       `json:"products,omitempty"`
	Packages []packages.Key `json:"packages,omitempty"`
}

// keysOf names what a group comes to, in one order.
func keysOf(b Built) (k nounKeys) {
	for _, c := range b.Products {
		k.Products = append(k.Products, c.ProductKey())
	}
	for _, c := range b.Packages {
		k.Packages = append(k.Packages, c.Key())
	}
	slices.Sort(k.Products)
	slices.SortFunc(k.Packages, func(a, b packages.Key) int {
		return cmp.Or(cmp.Compare(a.Order, b.Order), cmp.Compare(a.Number, b.Number))
	})
	return nounKeys{slices.Compact(k.Products), slices.Compact(k.Packages)}
}

func (k nounKeys) equal(other nounKeys) bool {
	return slices.Equal(k.Products, other.Products) && slices.Equal(k.Packages, other.Packages)
}

// partGroup is a group while it is written.
type partGroup struct {
	key    string
	stored []Part // as they stand, sorted by name
	parts  []Part // as they are to be
	built  Built
	failed bool // nothing could be made of it, so that what was made before stays

	known bool // it has a row
	due   time.Time
	made  nounKeys
}

// storeGroups writes groups: their parts, what they come to in the place of what stands, and when they are due. It returns
// what came of each; what is unchanged is not written.
func (s *Store) storeGroups(t turn, groups []*partGroup) ([]NewsResult, error) {
	t.replaces = true
	if err := s.storeParts(t, groups); err != nil {
		return nil, err
	}
	products, err := putBuilt(t, groups, func(b Built) []catalog.Change { return b.Products }, s.putProducts)
	if err != nil {
		return nil, err
	}
	parcels, err := putBuilt(t, groups, func(b Built) []packages.Change { return b.Packages }, s.putPackages)
	if err != nil {
		return nil, err
	}
	gone, err := s.dropUnmade(t, groups)
	if err != nil {
		return nil, err
	}
	results := make([]NewsResult, len(groups))
	for i := range groups {
		for _, o := range slices.Concat(products[i], parcels[i]) {
			results[i].count(o)
		}
		results[i].Changed += gone[i]
	}
	return results, s.storeGroupRows(t, groups)
}

// putBuilt writes the nouns of one kind of all groups, and returns for each group what came of them.
func putBuilt[C any](t turn, groups []*partGroup, of func(Built) []C, put func(turn, []C) ([]Outcome, error)) ([][]Outcome, error) {
	var changes []C
	for _, g := range groups {
		changes = append(changes, of(g.built)...)
	}
	out := make([][]Outcome, len(groups))
	if len(changes) == 0 {
		return out, nil
	}
	outcomes, err := put(t, changes)
	if err != nil {
		return nil, err
	}
	for i, g := range groups {
		n := len(of(g.built))
		out[i], outcomes = outcomes[:n:n], outcomes[n:]
	}
	return out, nil
}

// dropUnmade takes out what was made of groups and is no longer, and returns for each group how much that is.
func (s *Store) dropUnmade(t turn, groups []*partGroup) ([]int, error) {
	made, parcels := map[string]bool{}, map[packages.Key]bool{}
	for _, g := range groups {
		for _, c := range g.built.Products {
			made[c.ProductKey()] = true
		}
		for _, c := range g.built.Packages {
			parcels[c.Key()] = true
		}
	}
	counts := make([]int, len(groups))
	var gone nounKeys
	for i, g := range groups {
		if g.failed {
			continue
		}
		for _, key := range g.made.Products {
			if !made[key] {
				gone.Products, counts[i] = append(gone.Products, key), counts[i]+1
			}
		}
		for _, key := range g.made.Packages {
			if !parcels[key] {
				gone.Packages, counts[i] = append(gone.Packages, key), counts[i]+1
			}
		}
	}
	return counts, s.dropNouns(t, gone)
}

func (s *Store) dropNouns(t turn, gone nounKeys) error {
	ctx := t.tx.Statement.Context
	if len(gone.Products) > 0 {
		list, err := s.productsByKey(ctx, t.tx, t.Write, gone.Products)
		if err == nil {
			err = s.removeProducts(t.tx, t.Shop, t.numbers, list)
		}
		if err != nil {
			return err
		}
	}
	if len(gone.Packages) == 0 {
		return nil
	}
	slots, err := s.packageSlots(ctx, t.tx, t.Write, gone.Packages)
	if err != nil {
		return err
	}
	var list []packages.Package
	for _, key := range gone.Packages {
		if at := slots[key]; at != nil {
			list = append(list, *at.now)
		}
	}
	return removePackages(t.tx, t.Shop, list)
}
