package browser_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestScreenshots writes a picture of each page in each look into the folder that SCREENSHOTS names: make screenshots.
func TestScreenshots(t *testing.T) {
	dir := os.Getenv("SCREENSHOTS")
	if dir == "" {
		t.Skip("only with SCREENSHOTS set")
	}
	k := fullShop(t)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	b, stranger := openAs(t, k, "owner"), open(t, k)
	for _, look := range looks {
		look.set(stranger)
		stranger.visit("/admin/login")
		stranger.picture(filepath.Join(dir, "login-"+look.name+".png"))
		t.Run(look.name, func(t *testing.T) {
			b.t = t
			look.set(b)
			b.each(func(p place) { b.picture(filepath.Join(dir, p.name+"-"+look.name+".png")) })
			if look.name == "phone" {
				b.click("details.menu > summary")
				b.picture(filepath.Join(dir, "menu-phone.png"))
			}
		})
	}
	b.t = t
	b.forTheDocs(dir)
}

// forTheDocs writes the two pictures that the README shows, of what a window shows; they are copied into docs by hand.
func (b *tab) forTheDocs(dir string) {
	b.t.Helper()
	b.scheme("light")
	for _, p := range places() {
		name, height := "", int64(0)
		switch p.name {
		case "overview":
			name, height = "page-overview.png", 1330
		case "import-waiting":
			name, height = "page-import.png", 1020
		default:
			continue
		}
		b.do("make the window high", chromedp.EmulateViewport(1280, height))
		b.goTo(p)
		b.write(filepath.Join(dir, name), chromedp.CaptureScreenshot())
	}
}

// picture writes the whole page.
func (b *tab) picture(file string) {
	b.t.Helper()
	b.picturesLoad()
	b.write(file, chromedp.FullScreenshot(100))
}

func (b *tab) write(file string, shot chromedp.Action[[]byte]) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	png, err := chromedp.Run(ctx, shot)
	if err != nil {
		b.t.Fatal(err)
	}
	if err := os.WriteFile(file, png, 0o644); err != nil {
		b.t.Fatal(err)
	}
}
