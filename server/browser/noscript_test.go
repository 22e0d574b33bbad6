package browser_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestWithoutJavaScriptAFileGoesInAndIsUndone(t *testing.T) {
	k := startClerk(t)
	file := filepath.Join(t.TempDir(), "few.csv")
	text := "sku,title,price\n"
	for n := range 12 {
		text += fmt.Sprintf("FEW-%d,Lantern number %d,%d\n", n, n, 100+n)
	}
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	b := open(t, k)
	b.withoutJavaScript()
	b.login("staff", password)
	if eval[bool](b, `document.documentElement.classList.contains("js")`) {
		t.Fatal("the page's script has run")
	}
	b.visit("/admin/imports/new")
	b.setFile(file)
	b.press("form[data-upload] button.button")
	b.reloadUntil("waiting")
	b.says("12", "Lantern number 3")
	b.press(`form[action$="/start"] button`)
	b.reloadUntil("done")
	b.visit("/admin/products?q=FEW-3")
	b.says("Lantern number 3")
	b.press(".table a")
	b.press(`form[action$="/publish"] button`)
	b.says("Not published")
	b.visit("/admin/imports")
	b.press(".table a")
	b.click(".more > summary")
	b.press(`form[action$="/undo"] button`)
	b.reloadUntil("undone")
	b.ask("bothub.0.0", "products", map[string]string{"title": "Lantern number 5"})
	if got := b.text(".phone"); strings.Contains(got, "Lantern number") {
		t.Errorf("after the undo the bot still shows %s", got)
	}
	b.choose("#language-side", "vi")
	b.press(".nav form[action='/admin/language'] button")
	if got := eval[string](b, "document.documentElement.lang"); got != "vi" {
		t.Errorf("the language is %q, want vi", got)
	}
	b.press(".nav .nav-foot form[action='/admin/logout'] button")
	b.visit("/admin/imports")
	if b.text("form[action='/admin/login']") == "" {
		t.Errorf("after the log-out the page shows\n%s", b.where())
	}
}

// reloadUntil does what the link "Look again" and a person's patience do: the page itself asks again.
func (b *tab) reloadUntil(stage string) {
	b.t.Helper()
	const now = `document.getElementById("import").dataset.stage`
	for range 200 {
		if eval[string](b, now) == stage {
			return
		}
		if link := `#import a[href*="watch=1"]`; eval[bool](b, "!!document.querySelector('"+link+"')") {
			b.follow(link)
		} else {
			b.visit(eval[string](b, "location.pathname"))
		}
	}
	b.t.Fatalf("the import never is %s\n%s", stage, b.where())
}
