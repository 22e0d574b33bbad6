package browser_test

import (
	"context"
	"strconv"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// The width and height of a phone, in CSS pixels.
const phoneWidth, phoneHeight = 360, 740

func (b *tab) wide() {
	b.t.Helper()
	b.do("make the window wide", chromedp.EmulateViewport(1280, 900))
}

func (b *tab) phone() {
	b.t.Helper()
	b.do("make the window a phone's", chromedp.EmulateViewport(phoneWidth, phoneHeight, chromedp.EmulateMobile, chromedp.EmulateTouch, chromedp.EmulateScale(2)))
}

// scheme makes the page "light" or "dark". Nothing moves, so that what is looked at has its last colour.
func (b *tab) scheme(name string) {
	b.t.Helper()
	b.do("choose the scheme", chromedp.Func(func(ctx context.Context, _ *chromedp.Target) error {
		_, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{
			{Name: "prefers-color-scheme", Value: name}, {Name: "prefers-reduced-motion", Value: "reduce"},
		}})
		return err
	}))
}

// withoutJavaScript keeps all scripts of pages from running.
func (b *tab) withoutJavaScript() {
	b.t.Helper()
	b.do("switch JavaScript off", chromedp.Func(func(ctx context.Context, _ *chromedp.Target) error {
		_, err := chromedp.Call(ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
		return err
	}))
}

// visit opens an address and returns the status of its page.
func (b *tab) visit(path string) int {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	reply, err := chromedp.Run(ctx, chromedp.NavigateResponse(b.k.url+path))
	if err != nil {
		b.t.Fatalf("%s: %v", path, err)
	}
	return int(reply.Status)
}

// press clicks what leads to another page, and waits until that is there.
func (b *tab) press(selector string) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	if _, err := chromedp.RunResponse(ctx, chromedp.Click(chromedp.CSS(selector))); err != nil {
		b.t.Fatalf("press %s: %v\n%s", selector, err, b.where())
	}
}

// click clicks what stays on the page.
func (b *tab) click(selector string) {
	b.t.Helper()
	b.do("click "+selector, chromedp.Click(chromedp.CSS(selector)))
}

// fill types a text into a field in the place of what is there.
func (b *tab) fill(selector, text string) {
	b.t.Helper()
	b.do("fill "+selector, chromedp.Clear(chromedp.CSS(selector)), chromedp.SendKeys(chromedp.CSS(selector), text))
}

// choose chooses the value of a select.
func (b *tab) choose(selector, value string) {
	b.t.Helper()
	b.do("choose "+selector, chromedp.SetValue(chromedp.CSS(selector), value))
}

// follow opens the page of the first link that a selector finds.
func (b *tab) follow(selector string) {
	b.t.Helper()
	href := eval[string](b, "document.querySelector("+strconv.Quote(selector)+")?.getAttribute('href') ?? ''")
	if href == "" {
		b.t.Fatalf("no link is %s\n%s", selector, b.where())
	}
	b.visit(href)
}

// login signs in by the form; an empty name comes by the admin token.
func (b *tab) login(name, secret string) {
	b.t.Helper()
	b.visit("/admin/login")
	if name != "" {
		b.fill("#name", name)
	}
	b.fill("#password", secret)
	b.press(".card button.button")
}

// openAs opens a tab of a user who is logged in.
func openAs(t *testing.T, k *clerk, user string) *tab {
	t.Helper()
	b := open(t, k)
	b.login(user, password)
	if at := eval[string](b, "location.pathname"); at != "/admin/overview" {
		t.Fatalf("after the log-in the tab is at %s\n%s", at, b.where())
	}
	return b
}

// upload sends a file by the form, and waits for what was found in it.
func (b *tab) upload(file string) {
	b.t.Helper()
	b.visit("/admin/imports/new")
	b.sendFile(file)
}

// sendFile sends a file by the form that the tab shows.
func (b *tab) sendFile(file string) {
	b.t.Helper()
	b.setFile(file)
	b.press("form[data-upload] button.button")
	b.wait("what was found in the file", `["waiting", "unreadable"].includes(document.getElementById("import")?.dataset.stage)`)
}

func (b *tab) setFile(file string) {
	b.t.Helper()
	b.do("choose the file", chromedp.SetUploadFiles(chromedp.CSS("#file"), []string{file}))
}
