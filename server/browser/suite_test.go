package browser_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"

	"github.com/chromedp/chromedp"
)

// suite is what all tests share. Each part is made when the first test needs it.
var suite struct {
	dir  string // removed at the end
	ends []func()
}

// full is what make browser sets. Without it the tests leave out what takes long and finds little more.
var full = os.Getenv("BROWSER") == "full"

func TestMain(m *testing.M) { os.Exit(runSuite(m)) }

func runSuite(m *testing.M) int {
	dir, err := os.MkdirTemp("", "shopclerk-browser-*")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	suite.dir = dir
	defer os.RemoveAll(dir)
	defer func() {
		for _, end := range suite.ends {
			end()
		}
	}()
	return m.Run()
}

// buildProgram builds the program as it is in the tree, once.
var buildProgram = sync.OnceValues(func() (string, error) {
	path := filepath.Join(suite.dir, "shopclerk")
	out, err := exec.Command("go", "build", "-buildvcs=false", "-o", path, "shopclerk/cmd/shopclerk").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("go build: %w\n%s", err, out)
	}
	return path, nil
})

// startBrowser starts the one Chromium of this process. Tabs have cookies of their own, so that one is enough.
var startBrowser = sync.OnceValues(func() (context.Context, error) {
	path, err := exec.LookPath("chromium")
	if err != nil {
		return nil, err
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.Env("TZ=Asia/Taipei"))
	if os.Geteuid() == 0 {
		options = append(options, chromedp.NoSandbox) // its sandbox cannot be had as root
	}
	allocated, _ := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, end := chromedp.NewContext(allocated)
	suite.ends = append(suite.ends, end)
	return ctx, chromedp.Do(ctx)
})

// needBrowser returns the browser. Where it is not installed the test is left out; with CI set it fails.
func needBrowser(t *testing.T) context.Context {
	t.Helper()
	if testing.Short() {
		t.Skip("left out by -short")
	}
	if _, err := exec.LookPath("chromium"); err != nil && os.Getenv("CI") == "" {
		t.Skip("chromium is not installed (on Debian: apt-get install chromium)")
	}
	ctx, err := startBrowser()
	if err != nil {
		t.Fatalf("the tests of the admin page need chromium: %v", err)
	}
	return ctx
}
