package cyberbiz

import (
	"bytes"
	"cmp"

	"shopclerk/server/feeds"
)

// latest keeps of each part the version that wins, as the store does with those of different deliveries.
func latest(parts []feeds.Part) []feeds.Part {
	type name struct{ group, part string }
	at := map[name]int{}
	kept := parts[:0:0]
	for _, p := range parts {
		i, twice := at[name{p.Group, p.Name}]
		switch {
		case !twice:
			at[name{p.Group, p.Name}] = len(kept)
			kept = append(kept, p)
		case cmp.Or(p.Version.Compare(kept[i].Version), bytes.Compare(p.Body, kept[i].Body)) > 0:
			kept[i] = p
		}
	}
	return kept
}
