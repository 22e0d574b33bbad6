package web

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"strings"
)

// Languages are those of the page, as the configuration names them.
func Languages() []string { return []string{"en", "zh-TW", "zh-CN", "vi"} }

// word is one text: a form for "n" of one, where the language has such a form, and one for all others.
type word struct{ one, other string }

// words are all texts: language → key → text.
type words map[string]map[string]word

// UnmarshalJSON reads "text" or {"one": "text", "other": "text"}.
func (w *word) UnmarshalJSON(text []byte) error {
	if err := json.Unmarshal(text, &w.other); err == nil {
		return nil
	}
	var forms struct{ One, Other string }
	if err := json.Unmarshal(text, &forms); err != nil {
		return err
	}
	w.one, w.other = forms.One, forms.Other
	return nil
}

// readWords reads words/<area>.<language>.json; each key begins with its area.
func readWords(files fs.FS) (words, error) {
	all := words{}
	for _, language := range Languages() {
		all[language] = map[string]word{}
	}
	names, err := fs.Glob(files, "words/*.json")
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		area, language, ok := strings.Cut(strings.TrimSuffix(path.Base(name), ".json"), ".")
		if !ok || all[language] == nil {
			return nil, fmt.Errorf("%s: a file of words is named <area>.<language>.json", name)
		}
		text, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, err
		}
		var some map[string]word
		if err := json.Unmarshal(text, &some); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		for key, w := range some {
			if !strings.HasPrefix(key, area+".") {
				return nil, fmt.Errorf("%s: key %q does not begin with %q", name, key, area+".")
			}
			all[language][key] = w
		}
	}
	return all, nil
}

// Word returns the text of a key in a language, with {name} replaced by the argument of that name; arguments come in pairs,
// name before value, and "n" chooses between one and many. Numbers are grouped as the language does. A key that is not
// there is returned as it is, which the tests do not let happen.
func (w *Web) Word(language, key string, args ...any) string {
	text, ok := w.words[language][key]
	if !ok {
		text, ok = w.words["en"][key]
	}
	if !ok {
		return key
	}
	said := text.other
	var pairs []string
	for i := 0; i+1 < len(args); i += 2 {
		if args[i] == "n" && text.one != "" && fmt.Sprint(args[i+1]) == "1" {
			said = text.one
		}
		pairs = append(pairs, fmt.Sprintf("{%v}", args[i]), argument(language, args[i+1]))
	}
	if pairs == nil {
		return said
	}
	return strings.NewReplacer(pairs...).Replace(said)
}

// HasWord reports whether a key is known.
func (w *Web) HasWord(key string) bool { _, ok := w.words["en"][key]; return ok }

// argument is a value inside a text.
func argument(language string, value any) string {
	if n, ok := whole(value); ok {
		return grouped(language, n)
	}
	if value = pointed(value); value == nil {
		return nothing
	}
	return fmt.Sprint(value)
}
