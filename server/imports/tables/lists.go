package tables

import (
	"bytes"
	"encoding/json"
	"errors"
)

const jsonSpace = " \t\r\n"

// listName is the name under which an object holds the list of rows; "" of a text that is a list itself, or one object a
// line. An object that ends with its line is one of many lines unless it is alone and has nothing but the list, as an order
// with its elements is an object with a list, too; or is alone and longer than orders are.
func listName(sample []byte) string {
	text := bytes.TrimLeft(sample, jsonSpace)
	if len(text) == 0 || text[0] != '{' {
		return ""
	}
	line, rest, more := bytes.Cut(text, []byte("\n"))
	syntax, broken := errors.AsType[*json.SyntaxError](json.Unmarshal(line, new(json.RawMessage)))
	switch {
	case !broken: // a whole object
		switch {
		case len(bytes.TrimSpace(rest)) > 0:
			return ""
		case len(line) > sampleSize:
			return firstList(line)
		}
		return onlyList(line)
	case more && int(syntax.Offset) < len(bytes.TrimSpace(line)): // it is not the line end that breaks it
		return ""
	}
	return firstList(text)
}

// isOneLine reports whether a text begins with an object of which nothing stands on a second line, as far as the text goes:
// whether there is one more decides between an object and one object a line.
func isOneLine(sample []byte) bool {
	text := bytes.TrimLeft(sample, jsonSpace)
	_, rest, _ := bytes.Cut(text, []byte("\n"))
	return len(text) > 0 && text[0] == '{' && len(bytes.TrimSpace(rest)) == 0
}

// onlyList is the name of the one thing in an object, if that is a list of objects.
func onlyList(object []byte) string {
	var members map[string]json.RawMessage
	if json.Unmarshal(object, &members) != nil || len(members) != 1 {
		return ""
	}
	for name, value := range members {
		if isList(value) {
			return name
		}
	}
	return ""
}

// firstList is the name of the first list of objects in an object of which the end may be missing.
func firstList(text []byte) string {
	d := json.NewDecoder(bytes.NewReader(text))
	if _, err := d.Token(); err != nil {
		return ""
	}
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return ""
		}
		value := bytes.TrimLeft(text[d.InputOffset():], jsonSpace+":")
		if isList(value) {
			return key.(string) // what stands before a colon is a string
		}
		if d.Decode(new(json.RawMessage)) != nil {
			return ""
		}
	}
	return ""
}

// isList reports whether a value begins as a list of objects, or of nothing.
func isList(value []byte) bool {
	inner, ok := bytes.CutPrefix(value, []byte("["))
	inner = bytes.TrimLeft(inner, jsonSpace)
	return ok && len(inner) > 0 && (inner[0] == '{' || inner[0] == ']')
}
