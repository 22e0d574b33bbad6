package browser_test

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// step is something that a tab does.
type step = chromedp.Action[chromedp.Void]

// tab is a tab of the browser, with cookies of its own. Whatever the browser complains of while it is open fails the test.
type tab struct {
	t   *testing.T
	k   *clerk
	ctx context.Context

	mu         sync.Mutex
	complaints []string
}

// open opens a tab of a wide window.
func open(t *testing.T, k *clerk) *tab {
	t.Helper()
	ctx, end := chromedp.NewContext(needBrowser(t), chromedp.WithNewBrowserContext())
	b := &tab{t: t, k: k, ctx: ctx}
	t.Cleanup(func() {
		end()
		for _, complaint := range b.takeComplaints() {
			t.Errorf("the browser complains: %s", complaint)
		}
	})
	if err := chromedp.Listen(ctx, b.hear); err != nil {
		t.Fatal(err)
	}
	b.wide()
	return b
}

// hear keeps what the browser says of a policy that was broken, of a script that failed and of anything that it could not load.
func (b *tab) hear(event any) {
	text := ""
	switch e := event.(type) {
	case *log.EventEntryAdded:
		if e.Entry.Level == log.EntryLevelError || e.Entry.Level == log.EntryLevelWarning {
			text = fmt.Sprintf("%s: %s %s", e.Entry.Source, e.Entry.Text, e.Entry.URL)
		}
	case *runtime.EventExceptionThrown:
		text = "exception: " + e.ExceptionDetails.Text + " " + e.ExceptionDetails.URL
		if e.ExceptionDetails.Exception != nil {
			text += " " + e.ExceptionDetails.Exception.Description
		}
	case *runtime.EventConsoleAPICalled:
		if e.Type == runtime.ConsoleAPICalledTypeError || e.Type == runtime.ConsoleAPICalledTypeWarning {
			text = "console: " + string(e.Type)
			for _, arg := range e.Args {
				text += " " + string(arg.Value)
			}
		}
	}
	if text == "" {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.complaints = append(b.complaints, text)
}

// takeComplaints returns what was heard, and forgets it.
func (b *tab) takeComplaints() (list []string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	list, b.complaints = b.complaints, nil
	return list
}

// expectComplaint takes the complaint that the test itself brings about, such as one about a status of 404.
func (b *tab) expectComplaint(part string) {
	b.t.Helper()
	var others []string
	found := false
	for end := time.Now().Add(5 * time.Second); !found && time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		for _, complaint := range b.takeComplaints() {
			if strings.Contains(complaint, part) {
				found = true
			} else {
				others = append(others, complaint)
			}
		}
	}
	if !found {
		b.t.Errorf("the browser does not complain of %q", part)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.complaints = append(b.complaints, others...)
}

// do does something with the page, and fails the test when it cannot be done.
func (b *tab) do(what string, steps ...step) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		b.t.Fatalf("%s: %v\n%s", what, err, b.where())
	}
}

// eval is the value of an expression in the page.
func eval[T any](b *tab, script string) T {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	value, err := chromedp.Run(ctx, chromedp.Evaluate[T](script, chromedp.EvalAwaitPromise))
	if err != nil {
		b.t.Fatalf("%s: %v", script, err)
	}
	return value
}

// where says what the tab shows, for a failure.
func (b *tab) where() string {
	ctx, cancel := context.WithTimeout(b.ctx, 5*time.Second)
	defer cancel()
	text, err := chromedp.Run(ctx, chromedp.Evaluate[string](`location.href + "\n" + (document.querySelector("main") || document.body).innerText.slice(0, 1500)`))
	if err != nil {
		return err.Error()
	}
	return text
}

// wait waits until an expression is true.
func (b *tab) wait(what, script string) {
	b.t.Helper()
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(25 * time.Millisecond) {
		if eval[bool](b, "!!("+script+")") {
			return
		}
	}
	b.t.Fatalf("waited in vain for %s\n%s", what, b.where())
}

// text is what a person reads of the first element that a selector finds, "" when there is none.
func (b *tab) text(selector string) string {
	b.t.Helper()
	return eval[string](b, "document.querySelector("+strconv.Quote(selector)+")?.innerText ?? ''")
}

// says fails the test when the page lacks one of the words.
func (b *tab) says(words ...string) {
	b.t.Helper()
	text := b.text("main")
	for _, word := range words {
		if !strings.Contains(text, word) {
			b.t.Errorf("the page does not say %q:\n%s", word, b.where())
		}
	}
}
