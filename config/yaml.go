package config

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// parse gives the root of the only document, or nil and a problem.
func (r *reader) parse(data []byte) *yaml.Node {
	if at := invalidUTF8(data); at >= 0 {
		r.add("", "line %d: the file is not valid UTF-8", 1+bytes.Count(data[:at], []byte("\n")))
		return nil
	}
	var document, second yaml.Node
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	err := decoder.Decode(&document)
	switch {
	case errors.Is(err, io.EOF), err == nil && document.Content[0].ShortTag() == "!!null":
		r.add("", "the file is empty")
		return nil
	case err != nil:
		r.add("", "%s", syntax(err))
		return nil
	}
	if err := decoder.Decode(&second); !errors.Is(err, io.EOF) {
		r.add("", "the file must hold one YAML document, without a line --- after the first")
		return nil
	}
	return document.Content[0]
}

// syntax is a YAML error without the library's name. An unknown anchor is named by the value that begins with "*",
// which may well be an unquoted secret.
func syntax(err error) string {
	text := strings.TrimPrefix(err.Error(), "yaml: ")
	if strings.HasPrefix(text, "unknown anchor") {
		return "a value that begins with * must stand in quotes"
	}
	return text
}

// resolve follows aliases; the parser allows an alias of an alias only as a key.
func resolve(node *yaml.Node) *yaml.Node {
	for node.Kind == yaml.AliasNode {
		node = node.Alias
	}
	return node
}

// plain tells whether a node has a tag that the text alone could have. Any other is a wish, such as !vault, that nobody
// here fulfils.
func plain(node *yaml.Node) bool {
	switch node.ShortTag() {
	case "!!map", "!!seq", "!!str", "!!int", "!!float", "!!bool", "!!null", "!!timestamp", "!!merge":
		return true
	}
	return false
}

// invalidUTF8 is the offset of the first byte that is no UTF-8, or -1.
func invalidUTF8(data []byte) int {
	for at := 0; at < len(data); {
		char, size := utf8.DecodeRune(data[at:])
		if char == utf8.RuneError && size == 1 {
			return at
		}
		at += size
	}
	return -1
}
