package browser_test

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// place is a page in a state that is worth looking at.
type place struct {
	name   string // of its picture
	path   string
	status int          // of its page, 0 for 200
	then   func(b *tab) // what is done there, nil for nothing
	named  bool         // whether its heading is a name, which is the same in each language
}

// places are all pages. The shop is the one of fullShop, and the tab is the owner's.
func places() []place {
	list := []place{
		{name: "overview", path: "/admin/overview"},
		{name: "overview-week", path: "/admin/overview?span=7d"},
		{name: "imports", path: "/admin/imports"},
		{name: "imports-none", path: "/admin/imports?state=failed"},
		{name: "import-new", path: "/admin/imports/new"},
		{name: "import-waiting", path: "/admin/imports", then: linkTo("週末特價.csv"), named: true},
		{name: "import-guarded", path: "/admin/imports", then: linkTo("whole-list.csv"), named: true},
		{name: "import-done", path: "/admin/imports", then: linkTo("week-47.csv"), named: true},
		{name: "import-unreadable", path: "/admin/imports", then: linkTo("scan.csv"), named: true},
		{name: "products", path: "/admin/products"},
		{name: "products-none", path: "/admin/products?q=zzzzzz"},
		{name: "product", path: "/admin/products?q=NEW-2", then: first, named: true},
		{name: "orders", path: "/admin/orders"},
		{name: "order", path: "/admin/orders?q=12345678902", then: first},
		{name: "packages", path: "/admin/packages"},
		{name: "package", path: "/admin/packages?q=A1231411", then: first},
		{name: "package-courier", path: "/admin/packages?q=FD1", then: first},
		{name: "deliveries", path: "/admin/deliveries"},
		{name: "delivery", path: "/admin/deliveries?state=failed", then: first, named: true},
		{name: "resend", path: "/admin/deliveries/resend?state=failed"},
		{name: "feeds", path: "/admin/feeds"},
		{name: "searches", path: "/admin/searches"},
		{name: "settings", path: "/admin/settings"},
		{name: "users", path: "/admin/users"},
		{name: "user", path: "/admin/users/staff", named: true},
		{name: "audit", path: "/admin/audit"},
		{name: "account", path: "/admin/account"},
		{name: "missing", path: "/admin/products/999999999", status: 404},
	}
	for _, c := range asks {
		list = append(list, place{name: "try-" + c.method, path: "/admin/try?method=" + c.method, then: func(b *tab) { b.ask("joinchat.0.0", c.method, c.fields) }})
	}
	return list
}

// first opens the first entry of a list.
func first(b *tab) { b.follow(".table a") }

// linkTo opens the entry of a list that has a name.
func linkTo(name string) func(b *tab) {
	return func(b *tab) {
		b.t.Helper()
		href := eval[string](b, `[...document.querySelectorAll(".table a")].find(link => link.innerText === "`+name+`")?.getAttribute("href") ?? ""`)
		if href == "" {
			b.t.Fatalf("no entry is %s\n%s", name, b.where())
		}
		b.visit(href)
	}
}

// goTo opens a place.
func (b *tab) goTo(p place) {
	b.t.Helper()
	want := max(p.status, 200)
	if got := b.visit(p.path); got != want {
		b.t.Fatalf("%s is answered with %d\n%s", p.path, got, b.where())
	}
	if want >= 400 {
		b.expectComplaint("status of 404")
	}
	if p.then != nil {
		p.then(b)
	}
}

// openAll opens what is folded together, so that a test sees it.
func (b *tab) openAll() {
	b.t.Helper()
	eval[bool](b, `document.querySelectorAll("main details").forEach(one => { one.open = true; }) ?? true`)
}

// each runs a test on each place, in one tab.
func (b *tab) each(f func(p place)) {
	for _, p := range places() {
		b.t.Run(p.name, func(t *testing.T) {
			outer := b.t
			b.t = t
			defer func() { b.t = outer }()
			b.goTo(p)
			f(p)
		})
	}
}

// fits fails the test when the page is wider than a phone. The width of the window is no measure: a phone's grows with the page.
func (b *tab) fits() {
	b.t.Helper()
	for _, cut := range eval[[]string](b, cutOff) {
		b.t.Errorf("this is cut off: %s", cut)
	}
	for _, over := range eval[[]string](b, overEdge) {
		b.t.Errorf("this is over the edge of its box: %s", over)
	}
	const tooWide = `[...document.querySelectorAll("body *")].filter(one => one.getBoundingClientRect().right > 361 && !one.closest(".table-wrap, .carousel, pre, .tabs, svg")).map(one => one.outerHTML.slice(0, 120))`
	if width := eval[int](b, "document.scrollingElement.scrollWidth"); width > phoneWidth {
		b.t.Errorf("the page is %d pixels wide, because of %s", width, strings.Join(eval[[]string](b, tooWide), "\n"))
	}
}

// cutOff lists what is wider than the box that hides what does not fit.
const cutOff = `[...document.querySelectorAll("main *")].filter(one => getComputedStyle(one).overflowX === "hidden" && one.scrollWidth > one.clientWidth + 1 &&
	!one.closest(".visually-hidden, thead, svg") && !one.querySelector(".visually-hidden")).map(one => one.outerHTML.slice(0, 200))`

// overEdge lists what stands over the right edge of the card that it is in, and cannot be scrolled to.
const overEdge = `[...document.querySelectorAll("main .card, main tbody tr")].flatMap(box => {
	const edge = box.getBoundingClientRect().right - parseFloat(getComputedStyle(box).paddingRight) + 1;
	return [...box.querySelectorAll("*")].filter(one => one.getBoundingClientRect().right > edge &&
		!one.closest(".table-wrap, .chart-scroll, .carousel, .tabs, pre, .visually-hidden, thead, svg svg, option, defs")).map(one => one.outerHTML.slice(0, 200));
})`

const allTexts = `[document.title, document.body.innerText, ...[...document.querySelectorAll("*")].flatMap(one => [...one.attributes]
	.filter(a => ["aria-label", "title", "alt", "placeholder"].includes(a.name) || a.name.startsWith("data-")).map(a => a.value))].join("\n")`

var holder = regexp.MustCompile(`\{[a-z]+\}`)

// hasWords fails the test when a text of the page is missing, or one has no value for its place.
func (b *tab) hasWords(p place, keys *regexp.Regexp) {
	b.t.Helper()
	for _, key := range keys.FindAllString(eval[string](b, allTexts), -1) {
		b.t.Errorf("the page shows the key %s", key)
	}
	if p.name != "settings" { // it shows a configuration, which has such words itself
		for _, name := range holder.FindAllString(eval[string](b, "document.body.innerText"), -1) {
			b.t.Errorf("the page shows %s", name)
		}
	}
}

// wordKeys finds the name of a word, such as import.title.
func wordKeys(t *testing.T) *regexp.Regexp {
	t.Helper()
	files, err := os.ReadDir("../web/words")
	if err != nil {
		t.Fatal(err)
	}
	areas := map[string]bool{}
	for _, file := range files {
		area, _, _ := strings.Cut(file.Name(), ".")
		areas[regexp.QuoteMeta(area)] = true
	}
	var list []string
	for area := range areas {
		list = append(list, area)
	}
	return regexp.MustCompile(`\b(?:` + strings.Join(list, "|") + `)\.[a-z][a-z0-9_]+\b`)
}

func TestEveryPageIsWholeInEveryLanguageOnAPhone(t *testing.T) {
	k, keys := fullShop(t), wordKeys(t)
	b := openAs(t, k, "owner")
	english := map[string]string{}
	for _, language := range []string{"en", "zh-TW", "zh-CN", "vi"} {
		t.Run(language, func(t *testing.T) {
			if language == "zh-CN" && !full {
				t.Skip("only with BROWSER=full: it is laid out as zh-TW is")
			}
			b.t = t
			b.wide()
			b.visit("/admin/account")
			b.speak(language)
			b.phone()
			b.each(func(p place) {
				b.openAll()
				b.fits()
				b.hasWords(p, keys)
				if got := eval[string](b, "document.documentElement.lang"); got != language {
					b.t.Errorf("the page is in %q", got)
				}
				heading := b.text("h1")
				if heading == "" || !p.named && language != "en" && heading == english[p.name] {
					b.t.Errorf("the heading is %q", heading)
				}
				if language == "en" {
					english[p.name] = heading
				}
			})
		})
	}
	b.t = t
}

// speak chooses a language in the navigation.
func (b *tab) speak(language string) {
	b.t.Helper()
	if eval[string](b, "document.documentElement.lang") == language {
		return
	}
	eval[bool](b, `(() => { const one = document.getElementById("language-side"); one.value = "`+language+`"; setTimeout(() => one.dispatchEvent(new Event("change"))); return true; })()`)
	b.wait("the language "+language, `document.readyState === "complete" && document.documentElement.lang === "`+language+`"`)
}
