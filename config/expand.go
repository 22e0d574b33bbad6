package config

import (
	"regexp"
	"strings"
)

// unresolved stands for a value that could not be read. Its path has a problem already, so that nothing more is said
// about it, and it is not empty, so that nothing is said about its neighbours either.
const unresolved = "unresolved"

var variablePattern = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)

// expand replaces ${VAR} and ${file:path} in the text at path. What they bring is not expanded again, for a secret may
// hold any character; $${ is a literal ${.
func (r *reader) expand(path, text string) string {
	var out strings.Builder
	for {
		before, after, found := strings.Cut(text, "${")
		if !found {
			return out.String() + text
		}
		if escaped, ok := strings.CutSuffix(before, "$"); ok {
			out.WriteString(escaped + "${")
			text = after
			continue
		}
		name, rest, closed := strings.Cut(after, "}")
		if !closed {
			r.add(path, "has a ${ without its }; a literal ${ is written $${")
			return unresolved
		}
		value, ok := r.reference(path, name)
		if !ok {
			return unresolved
		}
		out.WriteString(before + value)
		text = rest
	}
}

// reference looks up what stands between ${ and }. A name that is none is not printed: it may be a piece of a secret.
func (r *reader) reference(path, name string) (string, bool) {
	if file, ok := strings.CutPrefix(name, "file:"); ok {
		text, err := readSecret(absolute(r.dir, file))
		if err != nil {
			r.add(path, "${file:%s}: %s", file, reason(err))
		}
		return text, err == nil
	}
	if !variablePattern.MatchString(name) {
		r.add(path, "has a ${…} that is neither a variable nor file:path; a literal ${ is written $${")
		return "", false
	}
	value, ok := r.env[name]
	if !ok {
		r.add(path, "the variable %s is not set", name)
	}
	return value, ok
}
