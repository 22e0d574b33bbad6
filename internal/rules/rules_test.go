package rules_test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"shopclerk/internal/rules"
)

const module = "shopclerk"

// imports reads what every package of the project imports outside its tests.
func imports(t *testing.T) map[string][]string {
	t.Helper()
	root := filepath.Join("..", "..")
	found := map[string][]string{}
	err := filepath.WalkDir(root, func(file string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() && (strings.HasPrefix(entry.Name(), ".") && file != root && entry.Name() != "..") {
			return filepath.SkipDir
		}
		if !strings.HasSuffix(file, ".go") || strings.HasSuffix(file, "_test.go") {
			return nil
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		dir, err := filepath.Rel(root, filepath.Dir(file))
		if err != nil {
			return err
		}
		pkg := filepath.ToSlash(dir)
		found[pkg] = append(found[pkg], "")
		for _, spec := range parsed.Imports {
			name, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				return err
			}
			found[pkg] = append(found[pkg], name)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(found) < 10 {
		t.Fatalf("only %d packages were found; is this the project's root?", len(found))
	}
	return found
}

func TestPackagesImportOnlyWhatTheTableAllows(t *testing.T) {
	for pkg, names := range imports(t) {
		allowed, placed := rules.Allowed[pkg]
		if !placed {
			t.Errorf("package %s has no line in the import table; place it on purpose", pkg)
			continue
		}
		for _, name := range names {
			ours, isOurs := strings.CutPrefix(name, module+"/")
			if name == module {
				ours, isOurs = ".", true
			}
			if isOurs && !slices.Contains(allowed, ours) && !slices.Contains(allowed, "*") {
				t.Errorf("package %s must not import %s", pkg, ours)
			}
		}
	}
}

func TestOutsideModulesStayWhereTheyBelong(t *testing.T) {
	for pkg, names := range imports(t) {
		for _, name := range names {
			for prefix, allowed := range rules.Outside {
				if strings.HasPrefix(name, prefix) && !slices.Contains(allowed, pkg) {
					t.Errorf("package %s must not import %s; only %s may", pkg, name, strings.Join(allowed, ", "))
				}
			}
		}
	}
}

func TestTheTableNamesNoPackageThatIsGone(t *testing.T) {
	found := imports(t)
	for pkg := range rules.Allowed {
		if _, ok := found[pkg]; !ok && pkg != "search/searchtest" {
			t.Errorf("the import table has a line for %s, which does not exist", pkg)
		}
	}
}
