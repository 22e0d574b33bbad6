package browser_test

import (
	"archive/tar"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// axeVersion is the version of axe-core, which looks for what people with a screen reader or weak eyes would stumble over.
const axeVersion = "4.14.1"

// axeSource is the script: the file that AXE_JS names, else what npm brought once into the user's cache. It is no part of the
// project, and no page loads it but in these tests.
var axeSource = sync.OnceValues(func() (string, error) {
	if file := os.Getenv("AXE_JS"); file != "" {
		text, err := os.ReadFile(file)
		return string(text), err
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	file := filepath.Join(cache, "shopclerk", "axe-core-"+axeVersion+".js")
	if text, err := os.ReadFile(file); err == nil {
		return string(text), nil
	}
	text, err := packAxe()
	if err != nil {
		return "", err
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return "", err
	}
	temp := fmt.Sprintf("%s.%d", file, os.Getpid()) // two test runs at once never see half of it
	if err := os.WriteFile(temp, text, 0o644); err != nil {
		return "", err
	}
	return string(text), os.Rename(temp, file)
})

// packAxe has npm fetch the package, and takes the script out of it.
func packAxe() ([]byte, error) {
	cmd := exec.Command("npm", "pack", "--silent", "--fetch-retries=4", "axe-core@"+axeVersion)
	cmd.Dir = suite.dir
	if out, err := cmd.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("npm pack: %w: %s", err, out)
	}
	file, err := os.Open(filepath.Join(suite.dir, "axe-core-"+axeVersion+".tgz"))
	if err != nil {
		return nil, err
	}
	defer file.Close()
	unzipped, err := gzip.NewReader(file)
	if err != nil {
		return nil, err
	}
	for archive := tar.NewReader(unzipped); ; {
		header, err := archive.Next()
		if err != nil {
			return nil, errors.Join(errors.New("axe.min.js is not in the package"), err)
		}
		if header.Name == "package/axe.min.js" {
			return io.ReadAll(archive)
		}
	}
}

// needAxe leaves the test out where axe-core cannot be had; with CI set it fails.
func needAxe(t *testing.T) string {
	t.Helper()
	source, err := axeSource()
	switch {
	case err == nil:
	case os.Getenv("CI") == "":
		t.Skipf("axe-core cannot be had: %v", err)
	default:
		t.Fatalf("with CI set the pages are looked at by axe-core: %v", err)
	}
	return source
}

// Options of axe.run: every rule that is not a trial, or only the one that a dark page can break by itself.
const (
	everyRule = `{resultTypes: ["violations"], rules: {"target-size": {enabled: true}}}`
	contrast  = `{resultTypes: ["violations"], runOnly: ["color-contrast"]}`
)

// violations are what axe-core finds on the page.
func (b *tab) violations(source, options string) []string {
	b.t.Helper()
	eval[bool](b, source+"\n;true")
	return eval[[]string](b, `axe.run(document, `+options+`).then(found => found.violations.map(one =>
		one.id + ": " + one.help + one.nodes.map(node => "\n  " + node.target.join(" ") + ": " + node.failureSummary.replaceAll("\n", " ")).join("")))`)
}

func TestAxeFindsNothingOnAnyPage(t *testing.T) {
	k := fullShop(t)
	source := needAxe(t)
	b := openAs(t, k, "owner")
	for _, look := range looks {
		t.Run(look.name, func(t *testing.T) {
			rules := everyRule
			switch {
			case full:
			case look.name == "phone":
				t.Skip("only with BROWSER=full")
			case look.name == "dark":
				rules = contrast
			}
			b.t = t
			look.set(b)
			b.each(func(place) {
				b.openAll()
				for _, found := range b.violations(source, rules) {
					b.t.Error(found)
				}
			})
		})
	}
	b.t = t
	stranger := open(t, k)
	for _, look := range looks {
		look.set(stranger)
		stranger.visit("/admin/login")
		for _, found := range stranger.violations(source, everyRule) {
			t.Errorf("the log-in, %s: %s", look.name, found)
		}
	}
}

// looks are the ways in which a page is looked at.
var looks = []struct {
	name string
	set  func(b *tab)
}{
	{"light", func(b *tab) { b.scheme("light"); b.wide() }},
	{"dark", func(b *tab) { b.scheme("dark"); b.wide() }},
	{"phone", func(b *tab) { b.scheme("light"); b.phone() }},
}

func TestWhatTheSuiteWouldFindItDoesFind(t *testing.T) {
	k := fullShop(t)
	source := needAxe(t)
	b := openAs(t, k, "viewer")
	b.phone()
	eval[bool](b, `document.querySelector("main").append(document.createElement("input")) ?? true`)
	if found := strings.Join(b.violations(source, everyRule), "\n"); !strings.Contains(found, "label: ") {
		t.Errorf("of a field without a label axe says %q", found)
	}
	eval[bool](b, `document.body.setAttribute("style", "color: red") ?? true`)
	b.expectComplaint("Content Security Policy")
	eval[bool](b, `(() => { const one = document.createElement("script"); one.textContent = "window.ran = 1"; document.body.append(one); return true; })()`)
	b.expectComplaint("Content Security Policy")
	if eval[bool](b, "!!window.ran") {
		t.Error("the policy lets an inline script run")
	}
	eval[bool](b, `setTimeout(() => { throw new Error("on purpose"); }) && true`)
	b.expectComplaint("on purpose")
	eval[bool](b, `(() => { const one = document.createElement("pre"); one.textContent = "x".repeat(200); document.querySelector("h1").append(one); return true; })()`)
	if width := eval[int](b, "document.scrollingElement.scrollWidth"); width <= phoneWidth {
		t.Errorf("a line of 200 letters makes the page %d pixels wide", width)
	}
}
