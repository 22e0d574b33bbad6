package config_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"shopclerk/config"
)

func TestTheGeneratedFileLoads(t *testing.T) {
	for _, name := range []string{"data", `odd "${NAME}" $${x} 資料 \n: #`} {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "new", name)
			file, err := config.Generate(dir)
			if err != nil {
				t.Fatal(err)
			}
			c, err := config.Load(config.Options{File: file})
			if err != nil {
				t.Fatal(err)
			}
			if c.File != filepath.Join(dir, "shopclerk.yaml") || c.DataDir != dir || c.Database.Path != filepath.Join(dir, "shopclerk.db") {
				t.Errorf("file %q, data_dir %q, database %s", c.File, c.DataDir, c.Database)
			}
			sample := plainShop(t)
			sample.Name = "Sample Shop"
			sample.OrderURL, sample.ProductURL = "https://shop.example/orders/{order_number}", "https://shop.example/p/{sku}"
			sample.TrackingURLs = map[string]string{"default": "https://track.example/{tracking_number}"}
			sample.Bots = []config.Bot{
				{Platform: config.JoinChat, Secrets: []string{c.Shops[0].Bots[0].Secrets[0]}},
				{Platform: config.Bothub, Secrets: []string{c.Shops[0].Bots[1].Secrets[0]}},
			}
			if diff := cmp.Diff([]config.Shop{sample}, c.Shops, byName); diff != "" {
				t.Error(diff)
			}
			fresh(t, c)
		})
	}
}

// fresh checks that no two secrets are the same and each is long.
func fresh(t *testing.T, c *config.Config) {
	t.Helper()
	seen := map[string]bool{}
	for _, s := range []string{c.Admin.Token, c.Shops[0].Bots[0].Secrets[0], c.Shops[0].Bots[1].Secrets[0]} {
		if len(s) < 32 || seen[s] {
			t.Errorf("secret %q", s)
		}
		seen[s] = true
	}
}

func TestTheGeneratedFileIsForItsOwnerOnly(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	file, err := config.Generate(dir)
	if err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]fs.FileMode{dir: fs.ModeDir | 0o700, file: 0o600} {
		info, err := os.Stat(path)
		if err != nil || info.Mode() != want {
			t.Errorf("%s: %v %v", path, info.Mode(), err)
		}
	}
	if entries, _ := os.ReadDir(dir); len(entries) != 1 {
		t.Errorf("left behind: %v", entries)
	}
}

func TestAFileThatIsThereIsNeverOverwritten(t *testing.T) {
	dir := write(t, map[string]string{"shopclerk.yaml": "mine"})
	file, err := config.Generate(dir)
	if !errors.Is(err, fs.ErrExist) || file != filepath.Join(dir, "shopclerk.yaml") {
		t.Errorf("%q %v", file, err)
	}
	if text, _ := os.ReadFile(file); string(text) != "mine" {
		t.Errorf("%s", text)
	}
}

func TestOfManyFirstStartsAtOnceOneWrites(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	var all sync.WaitGroup
	var wrote, found sync.Map
	for i := range 16 {
		all.Go(func() {
			_, err := config.Generate(dir)
			switch {
			case err == nil:
				wrote.Store(i, true)
			case !errors.Is(err, fs.ErrExist):
				t.Error(err)
			}
			text, err := os.ReadFile(filepath.Join(dir, config.FileName))
			if err != nil {
				t.Error(err)
			}
			found.Store(string(text), true)
		})
	}
	all.Wait()
	if count(&wrote) != 1 || count(&found) != 1 {
		t.Errorf("%d wrote, %d texts were seen", count(&wrote), count(&found))
	}
}

func count(m *sync.Map) (n int) {
	m.Range(func(any, any) bool { n++; return true })
	return n
}
