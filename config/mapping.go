package config

import (
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// mapping reads the keys of a node into out and then those it merges in with <<. A key that out has already is passed
// over: the nearer one wins.
func (r *reader) mapping(path string, node *yaml.Node, out map[string]any) {
	lines := map[string]int{}
	var merged []*yaml.Node
	for pair := range slices.Chunk(node.Content, 2) {
		key, value := resolve(pair[0]), pair[1]
		switch first, twice := lines[key.Value]; {
		case r.spent():
			return
		case key.ShortTag() == "!!merge":
			merged = append(merged, value)
		case key.Kind != yaml.ScalarNode:
			r.add(path, "line %d: a key must be plain text", key.Line)
		case twice:
			r.add(inside(path, key.Value), "is given twice, in lines %d and %d", first, key.Line)
		default:
			lines[key.Value] = key.Line
			r.note(path, key.Value, node.Style, value)
			if _, nearer := out[key.Value]; !nearer {
				out[key.Value] = r.value(inside(path, key.Value), value)
			}
		}
	}
	r.merge(path, merged, out)
}

// note remembers a key of a flow mapping that has no value.
func (r *reader) note(path, key string, style yaml.Style, value *yaml.Node) {
	if style&yaml.FlowStyle != 0 && value.Kind == yaml.ScalarNode && value.Value == "" {
		r.bare[inside(path, key)] = path
	}
}

// merge reads the values of <<: mappings, or lists of mappings of which the first wins.
func (r *reader) merge(path string, sources []*yaml.Node, out map[string]any) {
	r.depth++
	defer func() { r.depth-- }()
	for _, source := range sources {
		node := resolve(source)
		switch {
		case r.depth > maxDepth:
			r.unreadable(path, "is nested too deeply")
		case r.spent():
			return
		case node.Kind == yaml.MappingNode:
			r.mapping(path, node, out)
		case node.Kind == yaml.SequenceNode:
			r.merge(path, node.Content, out)
		default:
			r.add(path, "line %d: << must name a mapping", node.Line)
		}
	}
}

// overlay sets the text at the keys, making mappings on the way. What stands in the way and is none stays there, so
// that the decoder reports it.
func overlay(tree map[string]any, keys []string, text string) {
	if len(keys) == 1 {
		tree[keys[0]] = text
		return
	}
	if tree[keys[0]] == nil {
		tree[keys[0]] = map[string]any{}
	}
	if inner, ok := tree[keys[0]].(map[string]any); ok {
		overlay(inner, keys[1:], text)
	}
}

// inside is the path of a key of the mapping at path.
func inside(path, key string) string {
	return strings.TrimPrefix(path+"."+key, ".")
}
