package web_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"html/template"
	"io"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"shopclerk/server/web"
)

func newWeb(t *testing.T) *web.Web {
	t.Helper()
	w, err := web.New()
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func TestEveryTemplateCanBeReadAndHasATitle(t *testing.T) {
	w := newWeb(t)
	names, err := filepath.Glob("templates/*.html")
	if err != nil || len(names) < 5 {
		t.Fatal(names, err)
	}
	for _, name := range names {
		page := strings.TrimSuffix(filepath.Base(name), ".html")
		if page == "layout" || strings.HasPrefix(page, "part_") {
			continue
		}
		if err := w.Compile(page); err != nil {
			t.Errorf("%s: %v", page, err)
		}
		if text := read(t, name); !strings.Contains(text, `{{define "title"}}`) {
			t.Errorf("%s defines no title", page)
		}
	}
}

// What the policy of the page forbids must not be in its files, for the browser would only leave it out.
func TestNoTemplateHasStyleOrScriptOfItsOwn(t *testing.T) {
	forbidden := regexp.MustCompile(`(?i)<style|\sstyle=|\son[a-z]+=|<script(?:\s[^>]*)?>[^<]|<script>|javascript:|https?://[a-z]`)
	for _, pattern := range []string{"templates/*.html", "icons/*.svg"} {
		for _, found := range forbidden.FindAllString(read(t, pattern), -1) {
			t.Errorf("%s has %q", pattern, found)
		}
	}
	if strings.Contains(read(t, "assets/*.css"), "http") || regexp.MustCompile(`\beval\(|innerHTML|insertAdjacentHTML|document\.write|\.style\.`).MatchString(read(t, "assets/*.js")) {
		t.Error("an asset loads from elsewhere, or writes HTML or style from text")
	}
}

func TestAssetsAreNamedByTheirContentAndCompressed(t *testing.T) {
	w := newWeb(t)
	names, err := filepath.Glob("assets/*")
	if err != nil || len(names) < 2 {
		t.Fatal(names, err)
	}
	for _, name := range names {
		body, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		address, err := w.AssetAddress(filepath.Base(name))
		if err != nil || !regexp.MustCompile(`^/admin/assets/[a-z]+\.[0-9a-f]{12}\.[a-z0-9]+$`).MatchString(address) {
			t.Errorf("%s is at %s (%v)", name, address, err)
		}
		asset, ok := w.Asset(filepath.Base(address))
		if !ok || !bytes.Equal(asset.Body, body) || asset.Type == "" {
			t.Errorf("%s is not served as it is", name)
		}
		z, err := gzip.NewReader(bytes.NewReader(asset.Gzip))
		if err != nil {
			t.Fatal(err)
		}
		if unpacked, err := io.ReadAll(z); err != nil || !bytes.Equal(unpacked, body) {
			t.Errorf("%s differs when it is unpacked (%v)", name, err)
		}
		if _, ok := w.Asset(filepath.Base(name)); ok {
			t.Errorf("%s is served without its digest", name)
		}
	}
}

func TestFunctionsShowValuesAsTheLanguageDoes(t *testing.T) {
	taipei := time.FixedZone("Asia/Taipei", 8*3600)
	at := time.Date(2026, 1, 2, 22, 4, 5, 0, time.UTC)
	w := newWeb(t)
	w.Now = func() time.Time { return at.Add(3 * time.Minute) }
	for _, c := range []struct{ language, template, want string }{
		{"en", `{{time .At}}`, `<time datetime="2026-01-03T06:04:05+08:00">3 Jan 2026, 06:04</time>`},
		{"vi", `{{clock .At}}`, "03/01/2026 06:04"},
		{"zh-TW", `{{clock .At}}`, "2026/01/03 06:04"},
		{"en", `{{time .Zero}} {{ago .Zero}} {{clock .None}}`, "– – –"},
		{"en", `{{ago .At}}`, `<time datetime="2026-01-03T06:04:05+08:00" title="3 Jan 2026, 06:04">3 minutes ago</time>`},
		{"en", `{{number 1234567}} {{number -1234}} {{number 12}} {{number 123}}`, "1,234,567 -1,234 12 123"},
		{"vi", `{{number 1234567}}`, "1.234.567"},
		{"en", `{{number .Count}} {{number .NoCount}} {{money .NoPrice "TWD"}}`, "1,234 – –"},
		{"en", `{{money .Price "TWD"}} {{money .Price "USD"}}`, "1,280.5 TWD 1,280.50 USD"},
		{"vi", `{{money .Price "USD"}}`, "1.280,50 USD"},
		{"en", `{{bytes 0}} {{bytes 999}} {{bytes 1000}} {{bytes 1234567}} {{bytes 2147483648}}`, "0 B 999 B 1.0 KB 1.2 MB 2.1 GB"},
		{"en", `<a href="{{url "/admin/x" "q" .Text "empty" "" "n" 5}}">`, `<a href="/admin/x?n=5&amp;q=%3Cb%3E%26%22&amp;shop=main">`},
		{"en", `{{.Text}}<p title="{{.Text}}">{{t "users.added" "name" .Text}}`, `&lt;b&gt;&amp;&#34;<p title="&lt;b&gt;&amp;&#34;">&lt;b&gt;&amp;&#34; can sign in now.`},
		{"zh-CN", `{{lang}} {{with dict "a" 1}}{{.a}}{{end}}`, "zh-CN 1"},
	} {
		functions := w.Functions(c.language, taipei, "main")
		parsed, err := template.New("").Funcs(functions).Parse(c.template)
		if err != nil {
			t.Fatal(err)
		}
		var out strings.Builder
		data := map[string]any{"At": at, "Zero": time.Time{}, "None": (*time.Time)(nil), "Price": decimal.RequireFromString("1280.50"), "Text": `<b>&"`,
			"Count": new(1234), "NoCount": (*int)(nil), "NoPrice": (*decimal.Decimal)(nil)}
		if err := parsed.Execute(&out, data); err != nil || out.String() != c.want {
			t.Errorf("%s: %q, want %q (%v)", c.template, out.String(), c.want, err)
		}
	}
}

func TestAgoSpeaksOfThePastAndOfTheFuture(t *testing.T) {
	w := newWeb(t)
	now := time.Date(2026, 1, 2, 12, 0, 0, 0, time.UTC)
	w.Now = func() time.Time { return now }
	ago := w.Functions("en", time.UTC, "")["ago"].(func(any) template.HTML)
	for since, want := range map[time.Duration]string{
		0: "just now", 59 * time.Second: "just now", time.Minute: "a minute ago", 59 * time.Minute: "59 minutes ago", time.Hour: "an hour ago",
		47 * time.Hour: "47 hours ago", 48 * time.Hour: "2 days ago", -5 * time.Minute: "in 5 minutes", -time.Second: "in a moment", -72 * time.Hour: "in 3 days",
		99 * 24 * time.Hour: "99 days ago", 101 * 24 * time.Hour: "23 Sep 2025",
	} {
		if got := string(ago(now.Add(-since))); !strings.Contains(got, ">"+want+"<") {
			t.Errorf("%s: %s, want %q", since, got, want)
		}
	}
}

// The first load is the log-in page with these; the page itself has some three kilobytes.
func TestStyleAndScriptAreSmall(t *testing.T) {
	w, total := newWeb(t), 0
	for _, name := range []string{"page.css", "page.js", "icon.svg"} {
		address, err := w.AssetAddress(name)
		if err != nil {
			t.Fatal(err)
		}
		asset, _ := w.Asset(filepath.Base(address))
		total += len(asset.Gzip)
	}
	if total > 20_000 {
		t.Errorf("style and script have %d bytes compressed", total)
	}
}

// colours reads the variables of one :root block.
func colours(t *testing.T, block string) map[string][3]float64 {
	t.Helper()
	found := map[string][3]float64{}
	for _, m := range regexp.MustCompile(`--([a-z-]+): #([0-9a-f]{3}(?:[0-9a-f]{3})?);`).FindAllStringSubmatch(block, -1) {
		hex := m[2]
		if len(hex) == 3 {
			hex = fmt.Sprintf("%c%c%c%c%c%c", hex[0], hex[0], hex[1], hex[1], hex[2], hex[2])
		}
		var c [3]float64
		for i := range c {
			n, err := strconv.ParseUint(hex[2*i:2*i+2], 16, 8)
			if err != nil {
				t.Fatal(err)
			}
			c[i] = float64(n) / 255
		}
		found[m[1]] = c
	}
	return found
}

// contrast is WCAG 2's ratio of two colours.
func contrast(a, b [3]float64) float64 {
	luminance := func(c [3]float64) float64 {
		for i, v := range c {
			if v <= 0.04045 {
				c[i] = v / 12.92
			} else {
				c[i] = math.Pow((v+0.055)/1.055, 2.4)
			}
		}
		return 0.2126*c[0] + 0.7152*c[1] + 0.0722*c[2]
	}
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

func TestColoursHaveTheContrastOfWCAGLevelAA(t *testing.T) {
	css := read(t, "assets/page.css")
	roots := regexp.MustCompile(`(?s):root \{.*?\}`).FindAllString(css, 2)
	if len(roots) != 2 {
		t.Fatalf("%d blocks of colours", len(roots))
	}
	for i, name := range []string{"light", "dark"} {
		c := colours(t, roots[i])
		for _, pair := range []struct {
			front, back string
			least       float64
		}{
			{"text", "bg", 4.5}, {"text", "surface", 4.5}, {"text", "sunken", 4.5}, {"text", "accent-soft", 4.5},
			{"muted", "bg", 4.5}, {"muted", "surface", 4.5}, {"muted", "sunken", 4.5}, {"muted", "accent-soft", 4.5},
			{"accent", "bg", 4.5}, {"accent", "surface", 4.5}, {"accent", "sunken", 4.5}, {"accent", "accent-soft", 4.5}, {"accent-strong", "surface", 4.5}, {"accent-strong", "accent-soft", 4.5},
			{"on-accent", "accent", 4.5}, {"on-accent", "accent-strong", 4.5},
			{"ok", "ok-soft", 4.5}, {"warn", "warn-soft", 4.5}, {"bad", "bad-soft", 4.5}, {"bad", "surface", 4.5}, {"bad", "bg", 4.5},
			{"line-strong", "surface", 3}, {"line-strong", "bg", 3}, // the edge of a field
		} {
			if got := contrast(c[pair.front], c[pair.back]); got < pair.least || len(c) < 16 {
				t.Errorf("%s: %s on %s has a contrast of %.2f, needs %.1f", name, pair.front, pair.back, got, pair.least)
			}
		}
	}
}
