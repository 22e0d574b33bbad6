package config

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// ErrNoFile says that no configuration file was named and none stands at the usual places.
var ErrNoFile = errors.New("no configuration file")

// Problem is one thing to mend. Path is the key's path, such as shops[0].bots[1].secrets[0], or "" for the file as a
// whole. Text never holds a value of the configuration, since any value may be a secret.
type Problem struct{ Path, Text string }

// Problems is everything that is wrong with one configuration, in the order of the file. List is never empty.
type Problems struct {
	File string
	List []Problem
}

// Error gives one line a problem: the path, a colon and the text, or the text alone for the file as a whole.
func (p *Problems) Error() string {
	lines := make([]string, len(p.List))
	for i, one := range p.List {
		lines[i] = one.Text
		if one.Path != "" {
			lines[i] = one.Path + ": " + one.Text
		}
	}
	return strings.Join(lines, "\n")
}

// report collects the problems of one configuration. A path gets its first problem only, and nothing is said about
// what lies inside a value that could not be read, so that one mistake is one line.
type report struct {
	list     []Problem
	warnings []string
	blamed   map[string]bool     // paths that have a problem
	position map[string]int      // path → its place in the file
	given    map[string]bool     // paths that have a value
	unread   map[string]bool     // paths whose value has the wrong shape
	bare     map[string]string   // keys of {flow mappings} without a value → the path of the mapping
	from     map[string]override // paths that the environment set
}

func newReport() *report {
	return &report{
		blamed: map[string]bool{}, position: map[string]int{}, given: map[string]bool{},
		unread: map[string]bool{}, bare: map[string]string{}, from: map[string]override{},
	}
}

func (r *report) add(path, format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	if path == "" {
		r.list = append(r.list, Problem{Text: text})
		return
	}
	if r.blamed[path] {
		return
	}
	for p := path; p != ""; p = parent(p) {
		if r.unread[p] {
			return
		}
		if set, ok := r.from[p]; ok {
			text += " (set by " + set.variable + ")"
		}
	}
	r.blamed[path] = true
	r.list = append(r.list, Problem{Path: path, Text: text})
}

// warn notes what is usable as it is.
func (r *report) warn(path, text string) { r.warnings = append(r.warnings, path+": "+text) }

// unreadable is add for a value of the wrong shape.
func (r *report) unreadable(path, text string) {
	r.add(path, "%s", text)
	r.unread[path] = true
}

// problems gives a *Problems in the order of the file, or nil.
func (r *report) problems(file string) error {
	if len(r.list) == 0 {
		return nil
	}
	slices.SortStableFunc(r.list, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(r.place(a.Path), r.place(b.Path)), cmp.Compare(a.Path, b.Path))
	})
	return &Problems{File: file, List: r.list}
}

// place is where a path stands in the file; a missing key stands where the mapping that lacks it begins.
func (r *report) place(path string) int {
	for ; path != ""; path = parent(path) {
		if at, ok := r.position[path]; ok {
			return at
		}
	}
	return 0
}

// parent cuts the last key or index off a path.
func parent(path string) string {
	return path[:max(0, strings.LastIndexAny(path, ".["))]
}
