package bots_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"strconv"
	"strings"
	"testing"

	"shopclerk/packages"
	"shopclerk/server/bots"
)

// constants reads the values of the typed string constants of a file, so that one that is added later is not forgotten.
func constants(t *testing.T, file, typeName string) []string {
	t.Helper()
	parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	var values []string
	ast.Inspect(parsed, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok || len(spec.Values) != 1 {
			return true
		}
		if name, ok := spec.Type.(*ast.Ident); !ok || name.Name != typeName {
			return true
		}
		value, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
		if err != nil {
			t.Fatal(err)
		}
		values = append(values, value)
		return true
	})
	if len(values) < 8 {
		t.Fatalf("only %d constants of %s in %s", len(values), typeName, file)
	}
	return values
}

// inEachLanguage checks that a text is there in every language and in each another one.
func inEachLanguage(t *testing.T, what string, words func(language string) string) {
	t.Helper()
	seen := map[string]string{}
	for _, language := range bots.Languages {
		text := words(language)
		if text == "" || text != strings.TrimSpace(text) || strings.Contains(text, "%") {
			t.Errorf("%s in %s: %q", what, language, text)
		}
		seen[text] = language
	}
	if len(seen) < len(bots.Languages)-1 { // the two ways of writing Chinese may agree
		t.Errorf("%s is the same in several languages: %v", what, seen)
	}
	if got, want := words("fr"), words("en"); got != want {
		t.Errorf("%s in a language that nobody speaks: %q, want English", what, got)
	}
}

func TestEveryReasonIsSaidInEveryLanguage(t *testing.T) {
	for reason := bots.Internal; reason <= bots.Unavailable; reason++ {
		inEachLanguage(t, "reason "+strconv.Itoa(int(reason)), (&bots.Refusal{Reason: reason}).Words)
	}
}

func TestEveryProblemIsSaidInEveryLanguageAndNamesTheField(t *testing.T) {
	for _, problem := range constants(t, "reason.go", "Problem") {
		if problem == string(bots.NoProblem) {
			continue
		}
		refusal := &bots.Refusal{Reason: bots.InvalidRequest, Field: "some_field", Problem: bots.Problem(problem), Detail: "this, that"}
		inEachLanguage(t, "problem "+problem, func(language string) string {
			field, rest, _ := strings.Cut(refusal.Words(language), " ")
			if field != "some_field" {
				t.Errorf("problem %s in %s begins with %q", problem, language, field)
			}
			return rest
		})
		if text := refusal.Error(); !strings.Contains(text, "some_field") {
			t.Errorf("developers read %q", text)
		}
	}
	oneOf := bots.Refusal{Reason: bots.InvalidRequest, Field: "filter", Problem: bots.NotOneOf, Detail: "open, closed"}
	if got, want := oneOf.Words("vi"), "filter phải là một trong: open, closed"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestEveryWordOfTheParcelsIsSaidInEveryLanguage(t *testing.T) {
	for _, status := range constants(t, "../../packages/status.go", "Status") {
		inEachLanguage(t, "parcel "+status, func(language string) string { return bots.ParcelWords(packages.Status(status), language) })
		if got := bots.ParcelWords(packages.Status(status), "en"); got == status {
			t.Errorf("%q is no word for customers", got)
		}
	}
	for _, free := range []string{"", "Đang chờ khách hẹn lại giờ giao", "100% there"} {
		if got := bots.ParcelWords(packages.Status(free), "zh-TW"); got != free {
			t.Errorf("free text %q became %q", free, got)
		}
	}
}
