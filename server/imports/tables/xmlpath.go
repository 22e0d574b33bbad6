package tables

import (
	"slices"
	"strings"
)

// candidate is an element that may be the row of a document.
type candidate struct {
	path   []string
	count  int
	inside int // elements in it
}

// candidates are the elements below the outermost one, and below its channel, in the order in which they come.
type candidates []candidate

// note is told of an element and of those around it.
func (c *candidates) note(open []string) {
	depth := len(open)
	for around := 2; around < min(depth, 4); around++ {
		if outer := c.find(open[:around]); outer != nil {
			outer.inside++
		}
	}
	if depth == 2 || depth == 3 && local(open[1]) == "channel" {
		if known := c.find(open); known != nil {
			known.count++
			return
		}
		if len(*c) < maxColumns {
			*c = append(*c, candidate{path: slices.Clone(open), count: 1})
		}
	}
}

func (c candidates) find(path []string) *candidate {
	for i := range c {
		if slices.Equal(c[i].path, path) {
			return &c[i]
		}
	}
	return nil
}

// best is the item of RSS or the entry of Atom, else what is there most often, else the only thing that has elements. Of
// two that are there equally often it is the one with more in it.
func (c candidates) best() ([]string, error) {
	var best *candidate
	for i := range c {
		name := local(c[i].path[len(c[i].path)-1])
		if name == "item" || name == "entry" && len(c[i].path) == 2 {
			return c[i].path, nil
		}
		if best == nil || c[i].count > best.count || c[i].count == best.count && c[i].inside > best.inside {
			best = &c[i]
		}
	}
	if best != nil && best.count > 1 {
		return best.path, nil
	}
	parents := slices.DeleteFunc(slices.Clone(c), func(c candidate) bool { return c.inside == 0 || local(c.path[len(c.path)-1]) == "channel" })
	if len(parents) == 1 {
		return parents[0].path, nil
	}
	return nil, errNoRows
}

// local is a name without its prefix.
func local(name string) string {
	if _, after, ok := strings.Cut(name, ":"); ok {
		return after
	}
	return name
}
