package store

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// Builder makes the nouns of a group from its parts, which are sorted by name. An error is of that group alone.
type Builder func(group string, parts []Part) (Built, error)

// maxPartKey is how many bytes the name of a group or of a part may have.
const maxPartKey = 191

var (
	errPartName  = errors.New("the name of a part or of its group is empty, too long or no plain text")
	errNoBuilder = errors.New("nothing is made of parts")
)

// parts writes what is told piece by piece, and what is made of it.
func (n *telling) parts() error {
	groups, touching := n.touched()
	if len(groups) == 0 {
		return nil
	}
	if err := n.store.loadGroups(n.turn, groups); err != nil {
		return err
	}
	for _, g := range groups {
		n.make(g, touching[g])
	}
	if len(n.refused) > 0 {
		return nil // all of it is done again without those
	}
	results, err := n.store.storeGroups(n.turn, groups)
	for i, r := range results {
		items := touching[groups[i]]
		last := &n.results[items[len(items)-1]] // counted once, with the last that tells of the group
		last.New, last.Changed = last.New+r.New, last.Changed+r.Changed
	}
	return err
}

// touched returns the groups of which items have parts, in the order in which they are named, and which items those are.
func (n *telling) touched() ([]*partGroup, map[*partGroup][]int) {
	var groups []*partGroup
	byKey, touching := map[string]*partGroup{}, map[*partGroup][]int{}
	for i, item := range n.items {
		if n.results[i].Err != nil || len(n.refused[i]) > 0 {
			continue
		}
		for k, p := range item.Parts {
			if err := n.partProblem(p); err != nil {
				n.refuse(i, fmt.Errorf("%s: %w", placed("part", k, len(item.Parts)), err))
				continue
			}
			g := byKey[p.Group]
			if g == nil {
				g = &partGroup{key: p.Group}
				byKey[p.Group], groups = g, append(groups, g)
			}
			if list := touching[g]; len(list) == 0 || list[len(list)-1] != i {
				touching[g] = append(list, i)
			}
		}
	}
	return groups, touching
}

func (n *telling) partProblem(p Part) error {
	for _, name := range []string{p.Group, p.Name} {
		if name == "" || len(name) > maxPartKey || !utf8.ValidString(name) || strings.TrimSpace(name) != name {
			return errPartName
		}
	}
	if n.build == nil {
		return errNoBuilder
	}
	return keepable(&p.Version)
}

// make builds a group of all its parts. When that fails and several items tell of it, they are tried one after the other:
// one that nothing can be made with is refused, and does not keep the others out.
func (n *telling) make(g *partGroup, items []int) {
	var err error
	if g.parts, g.built, err = n.with(g, g.stored, items...); err == nil {
		return
	}
	if len(items) == 1 {
		n.refuse(items[0], fmt.Errorf("parts: %w", err))
		return
	}
	good := g.stored
	for _, i := range items {
		more, _, err := n.with(g, good, i)
		if err != nil {
			n.refuse(i, fmt.Errorf("parts: %w", err))
			continue
		}
		good = more
	}
}

// with is what there is of a group, and what is made of it, once items are added to parts.
func (n *telling) with(g *partGroup, parts []Part, items ...int) ([]Part, Built, error) {
	parts = slices.Clone(parts)
	for _, i := range items {
		for _, p := range n.items[i].Parts {
			if p.Group == g.key {
				p.Version = exact(p.Version)
				if p.Version.IsZero() {
					p.Version = n.arrival
				}
				parts = withPart(parts, p)
			}
		}
	}
	built, err := n.built(n.build, g.key, parts)
	return parts, built, err
}

// withPart puts a part among those that are sorted by name, unless a later one of its name is there.
func withPart(parts []Part, p Part) []Part {
	at, found := slices.BinarySearchFunc(parts, p.Name, func(p Part, name string) int { return cmp.Compare(p.Name, name) })
	switch {
	case !found:
		return slices.Insert(parts, at, p)
	case cmp.Or(p.Version.Compare(parts[at].Version), bytes.Compare(p.Body, parts[at].Body)) > 0:
		parts[at] = p
	}
	return parts
}

// built is what a group comes to, with every noun checked as it would be when it is written.
func (t turn) built(build Builder, group string, parts []Part) (Built, error) {
	b, err := build(group, parts)
	if err != nil {
		return Built{}, err
	}
	t.replaces = true
	for i, c := range b.Products {
		if _, err := t.product(c, nil, t.arrival); err != nil {
			return Built{}, fmt.Errorf("%s: %w", placed("product", i, len(b.Products)), err)
		}
	}
	for i, c := range b.Packages {
		if _, err := t.parcel(c, nil, t.arrival); err != nil {
			return Built{}, fmt.Errorf("%s: %w", placed("parcel", i, len(b.Packages)), err)
		}
	}
	return b, keepable(&b.Due)
}
