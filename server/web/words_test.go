package web_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"shopclerk/server/web"
)

// read returns the text of all files of some patterns, tests left out.
func read(t *testing.T, patterns ...string) string {
	t.Helper()
	var all strings.Builder
	for _, pattern := range patterns {
		names, err := filepath.Glob(pattern)
		if err != nil || len(names) == 0 {
			t.Fatalf("%s: %d files, %v", pattern, len(names), err)
		}
		for _, name := range names {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			all.Write(text)
			all.WriteByte('\n')
		}
	}
	return all.String()
}

// forms are the texts of a file of words: key → form → text.
func forms(t *testing.T, name string) map[string]map[string]string {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	var raw map[string]json.RawMessage
	if err := json.Unmarshal(text, &raw); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	all := map[string]map[string]string{}
	for key, value := range raw {
		one, several := "", map[string]string{}
		if json.Unmarshal(value, &one) == nil {
			several["other"] = one
		} else if err := json.Unmarshal(value, &several); err != nil {
			t.Fatalf("%s: %s: %v", name, key, err)
		}
		all[key] = several
	}
	return all
}

func areas(t *testing.T) (names []string) {
	t.Helper()
	files, err := filepath.Glob("words/*.en.json")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		names = append(names, strings.TrimSuffix(filepath.Base(file), ".en.json"))
	}
	return names
}

var hole = regexp.MustCompile(`\{[a-z_]+\}`)

func TestEveryWordIsThereInEveryLanguage(t *testing.T) {
	for _, area := range areas(t) {
		english := forms(t, "words/"+area+".en.json")
		for _, language := range web.Languages() {
			words := forms(t, "words/"+area+"."+language+".json")
			for key, forms := range words {
				if _, ok := english[key]; !ok {
					t.Errorf("%s: %s is not in English", language, key)
				}
				for form, text := range forms {
					if strings.TrimSpace(text) != text || text == "" || form != "one" && form != "other" {
						t.Errorf("%s: %s has the form %q %q", language, key, form, text)
					}
				}
			}
			for key, forms := range english {
				other, ok := words[key]
				if !ok {
					t.Errorf("%s: %s is missing", language, key)
					continue
				}
				if d := cmp.Diff(holes(forms["other"]), holes(other["other"])); d != "" {
					t.Errorf("%s: the arguments of %s differ from English: %s", language, key, d)
				}
			}
		}
	}
}

func holes(text string) []string {
	return slices.Compact(slices.Sorted(slices.Values(hole.FindAllString(text, -1))))
}

// used are the ways in which a key is used: whole, or by its beginning where the rest is put behind it.
var (
	inTemplate = regexp.MustCompile(`\bt "([a-z]+\.[a-z0-9_]+)"`)
	inCode     = regexp.MustCompile(`(?:\bt|\.Word|HasWord|refuse)\("([a-z]+\.[a-z0-9_]+)"|problem\([^,()]+, "([a-z]+\.[a-z0-9_]+)"`)
	beginnings = regexp.MustCompile(`"([a-z]+\.[a-z0-9_]*[_.])(?:%[sv])?"`)
)

func TestEveryWordThatIsUsedIsThere(t *testing.T) {
	known := map[string]bool{}
	for _, area := range areas(t) {
		for key := range forms(t, "words/"+area+".en.json") {
			known[key] = true
		}
	}
	found := append(inTemplate.FindAllStringSubmatch(read(t, "templates/*.html"), -1), inCode.FindAllStringSubmatch(read(t, "../*.go", "*.go"), -1)...)
	if len(found) < 100 {
		t.Fatalf("only %d uses were found", len(found))
	}
	for _, use := range found {
		key := use[1]
		if key == "" {
			key = use[2]
		}
		if !known[key] && !strings.HasSuffix(key, "_") {
			t.Errorf("%s is no word", key)
		}
	}
}

func TestEveryWordIsUsed(t *testing.T) {
	text := read(t, "templates/*.html", "../*.go", "*.go")
	var starts []string
	for _, found := range beginnings.FindAllStringSubmatch(text, -1) {
		starts = append(starts, found[1])
	}
	for _, area := range areas(t) {
		for key := range forms(t, "words/"+area+".en.json") {
			action := strings.Replace(key, ".audit_", ".", 1) // the audit list makes one of the other
			begun := slices.ContainsFunc(starts, func(start string) bool { return strings.HasPrefix(key, start) })
			if !strings.Contains(text, `"`+key+`"`) && !begun && !strings.Contains(text, `"`+action+`"`) {
				t.Errorf("%s is used nowhere", key)
			}
		}
	}
}

func TestAWordTakesArgumentsAndTheFormForOne(t *testing.T) {
	w := newWeb(t)
	for _, c := range []struct {
		language, key string
		args          []any
		want          string
	}{
		{"en", "shared.ago_minutes", []any{"n", 1}, "a minute ago"},
		{"en", "shared.ago_minutes", []any{"n", 12}, "12 minutes ago"},
		{"en", "shared.ago_minutes", []any{"n", int64(12345)}, "12,345 minutes ago"},
		{"vi", "shared.ago_minutes", []any{"n", 12345}, "12.345 phút trước"},
		{"zh-TW", "shared.ago_minutes", []any{"n", 1}, "1 分鐘前"},
		{"en", "users.added", []any{"name", "{name}<b>"}, "{name}<b> can sign in now."},
		{"en", "users.added", nil, "{name} can sign in now."},
		{"xx", "shared.menu", nil, "Menu"},
		{"en", "shared.no_such_word", nil, "shared.no_such_word"},
	} {
		if got := w.Word(c.language, c.key, c.args...); got != c.want {
			t.Errorf("%s %s: %q, want %q", c.language, c.key, got, c.want)
		}
	}
}
