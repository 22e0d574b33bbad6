package browser_test

import (
	"context"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

const rows, wrongRows = 10_000, 25

// writeProducts writes a file of rows of which the first ones have a price that is none.
func writeProducts(t *testing.T, dir string) string {
	t.Helper()
	var text strings.Builder
	text.WriteString("sku,title,price,stock,vendor,desc\n")
	desc := strings.Repeat("Soft, and washed once so that it stays its size. ", 12)
	for n := range rows {
		price := fmt.Sprint(100 + n%900)
		if n < wrongRows {
			price = "twelve"
		}
		fmt.Fprintf(&text, "WEEK-%05d,Umbrella number %d,%s,%d,Kumo & Pine,\"%s\"\n", n, n, price, n%50, desc)
	}
	file := filepath.Join(dir, "week.csv")
	if err := os.WriteFile(file, []byte(text.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

func TestAFileOfTenThousandRowsGoesInIsCorrectedAndUndone(t *testing.T) {
	k := startClerk(t)
	b, dir := openAs(t, k, "staff"), t.TempDir()
	b.upload(writeProducts(t, dir))
	b.says("9,975", "25", "“twelve” is not a number", "UTF-8", "Umbrella number 19")
	imported := eval[string](b, "location.pathname")
	watchProgress(b)
	b.wait("the end of the import", `document.getElementById("import").dataset.stage === "done"`)
	b.says("The file is in", "9,975", "25")

	corrected := correct(t, b.download(`a[download]`, dir))
	b.follow(`a[href*="/admin/imports/new"]`)
	b.sendFile(corrected)
	b.press(`form[action$="/start"] button`)
	b.wait("the end of the second import", `document.getElementById("import").dataset.stage === "done"`)
	b.says("The file is in")
	if counts := b.text("#came ~ .grid"); !strings.Contains(counts, "25\nnew") || strings.Contains(counts, "refused") {
		t.Errorf("of the corrected rows the page says %q", counts)
	}
	b.visit("/admin/products?q=WEEK-00007")
	b.says("Umbrella number 7")

	b.visit(imported)
	b.click(".more > summary")
	b.press(`form[action$="/undo"] button`)
	b.wait("the end of the undo", `document.getElementById("import").dataset.stage === "undone"`)
	b.says("The import was undone")
	b.visit("/admin/products?q=WEEK-09999")
	if strings.Contains(b.text("main"), "WEEK-09999") {
		t.Errorf("after the undo a product of the file is still there\n%s", b.where())
	}
	b.visit("/admin/products?q=WEEK-00007")
	b.says("Umbrella number 7") // of the second import, which stays
}

// watchProgress starts an import and sees its progress over the middle of it: it moves, it is there after the page was loaded anew,
// and it goes on after the network was lost. The server is slowed down, so that the middle does not pass by on a fast machine.
func watchProgress(b *tab) {
	b.t.Helper()
	quick := b.slowly()
	defer quick()
	b.press(`form[action$="/start"] button`)
	const value = `(document.getElementById("progress")?.value ?? 0)`
	b.wait("progress", `document.getElementById("import").dataset.stage === "running" && `+value+` > 0`)
	first, text := eval[float64](b, value), b.text("#progress-text")
	if most := eval[float64](b, `document.getElementById("progress").max`); first >= most || !strings.Contains(text, "rows, ") {
		b.t.Errorf("in the middle the progress is %v of %v, %q", first, most, text)
	}
	b.do("load the page anew", chromedp.Reload())
	if stage := eval[string](b, `document.getElementById("import").dataset.stage`); stage != "running" {
		b.t.Fatalf("after the page was loaded anew it shows the stage %q", stage)
	}
	if now := eval[float64](b, value); now < first {
		b.t.Errorf("the progress fell from %v to %v", first, now)
	}
	b.network(false)
	b.wait("words on the lost network", `!document.getElementById("progress-trouble").hidden`)
	b.network(true)
	b.wait("the words to go", `document.getElementById("progress-trouble")?.hidden ?? true`)
	b.expectComplaint("ERR_INTERNET_DISCONNECTED")
	b.takeComplaints() // of each try
}

// slowly lets the server work for a sixth of the time only, until the function that it returns is called.
func (b *tab) slowly() (quick func()) {
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		for {
			b.k.process.Signal(syscall.SIGSTOP)
			time.Sleep(50 * time.Millisecond)
			b.k.process.Signal(syscall.SIGCONT)
			select {
			case <-stop:
				return
			case <-time.After(10 * time.Millisecond):
			}
		}
	}()
	return func() { close(stop); <-stopped }
}

// network cuts the tab off, or connects it again.
func (b *tab) network(there bool) {
	b.t.Helper()
	b.do("switch the network", chromedp.Func(func(ctx context.Context, _ *chromedp.Target) error {
		all := network.Conditions{Offline: !there, DownloadThroughput: -1, UploadThroughput: -1}
		_, err := chromedp.Call(ctx, network.EmulateNetworkConditionsByRule, network.EmulateNetworkConditionsByRuleParams{MatchedNetworkConditions: []*network.Conditions{&all}})
		return err
	}))
}

// download clicks a link to a file, and returns where the file lies.
func (b *tab) download(selector, dir string) string {
	b.t.Helper()
	dir = filepath.Join(dir, "downloads")
	b.do("say where files go", chromedp.Func(func(ctx context.Context, _ *chromedp.Target) error {
		_, err := chromedp.CallBrowser(ctx, browser.SetDownloadBehavior, browser.SetDownloadBehaviorParams{
			Behavior: browser.SetDownloadBehaviorBehaviorAllow, DownloadPath: dir, BrowserContextID: chromedp.FromContext(ctx).BrowserContextID,
		})
		return err
	}))
	b.click(selector)
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if files, _ := filepath.Glob(filepath.Join(dir, "*.csv")); len(files) == 1 {
			return files[0]
		}
	}
	b.t.Fatalf("%s brings no file", selector)
	return ""
}

// correct writes the right price into every row, and changes nothing else.
func correct(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	list, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(text), "\ufeff"))).ReadAll()
	if err != nil || len(list) != 1+wrongRows {
		t.Fatalf("the refused rows: %d lines, %v", len(list), err)
	}
	corrected := filepath.Join(t.TempDir(), "corrected.csv")
	if err := os.WriteFile(corrected, []byte(strings.ReplaceAll(string(text), ",twelve,", ",120,")), 0o600); err != nil {
		t.Fatal(err)
	}
	return corrected
}
