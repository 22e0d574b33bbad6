package feedstest

import (
	"bytes"
	"cmp"
	"slices"

	"shopclerk/server/feeds"
)

// Groups are parts as Build is given them once they have arrived in their order and been kept: by their groups, of each
// name the latest version, of two at one time the larger body, sorted by name.
func Groups(parts []feeds.Part) map[string][]feeds.Part {
	groups := map[string][]feeds.Part{}
	for _, p := range parts {
		list := groups[p.Group]
		at, there := slices.BinarySearchFunc(list, p.Name, func(p feeds.Part, name string) int { return cmp.Compare(p.Name, name) })
		switch {
		case !there:
			groups[p.Group] = slices.Insert(list, at, p)
		case cmp.Or(p.Version.Compare(list[at].Version), bytes.Compare(p.Body, list[at].Body)) > 0:
			list[at] = p
		}
	}
	return groups
}
