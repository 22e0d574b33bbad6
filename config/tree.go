package config

import (
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Limits of one file. Aliases can make a small file huge, or endless, and no real file comes near either.
const (
	maxDepth  = 32
	maxValues = 100_000
)

// reader turns YAML into map[string]any, []any and string. Scalars keep the text that was written, so that a page id
// 0123 stays one; null and "" become nil, which leaves the default in place.
type reader struct {
	*report
	env    map[string]string
	dir    string // what ${file:…} is relative to
	depth  int
	values int
}

// readTree gives the top-level mapping with the overrides of the environment laid over it, or nil when there is none:
// then the problem is in the report.
func readTree(data []byte, r *reader) map[string]any {
	root := r.parse(data)
	if root == nil {
		return nil
	}
	tree, ok := r.value("", root).(map[string]any)
	if !ok {
		r.add("", "line %d: the top level must be a mapping of keys to values", root.Line)
		return nil
	}
	if r.values >= maxValues {
		return nil // cut off somewhere: what is said about the rest would be wrong
	}
	for path, set := range r.from {
		overlay(tree, strings.Split(path, "."), set.text)
		r.given[path] = true
	}
	return tree
}

// value reads one node, aliases followed. What cannot be read is nil and has its problem in the report.
func (r *reader) value(path string, node *yaml.Node) any {
	if _, ok := r.from[path]; ok || r.spent() {
		return nil // not expanded: an override may be there just because the file's own secret is not
	}
	if r.depth++; r.depth > maxDepth {
		r.unreadable(path, "is nested too deeply")
		node = &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!null"}
	}
	defer func() { r.depth-- }()
	r.position[path] = r.values
	node = resolve(node)
	if !plain(node) {
		r.unreadable(path, "must not carry a YAML tag")
		return nil
	}
	return r.content(path, node)
}

// spent counts a step and tells when there were too many.
func (r *reader) spent() bool {
	if r.values++; r.values == maxValues {
		r.add("", "the file has more than %d values", maxValues)
	}
	return r.values >= maxValues
}

// content reads a node that is no alias. An empty text is nil but for metrics_listen, where it means off.
func (r *reader) content(path string, node *yaml.Node) any {
	r.given[path] = true
	switch node.Kind {
	case yaml.MappingNode:
		out := map[string]any{}
		r.mapping(path, node, out)
		return out
	case yaml.SequenceNode:
		out := []any{}
		for i, item := range node.Content {
			out = append(out, r.value(path+"["+strconv.Itoa(i)+"]", item))
		}
		return out
	}
	if node.ShortTag() != "!!null" {
		if text := r.expand(path, node.Value); text != "" || path == "metrics_listen" {
			return text
		}
	}
	r.given[path] = false
	return nil
}
