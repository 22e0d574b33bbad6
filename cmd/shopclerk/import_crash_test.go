package main

import (
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"shopclerk/catalog"
	"shopclerk/internal/store"
	"shopclerk/internal/store/storetest"
)

// crashRows is how many rows the imports have that are killed; `make crash` kills imports of 100,000.
func crashRows() int {
	if n, err := strconv.Atoi(os.Getenv("CRASH_ROWS")); err == nil {
		return n
	}
	return 6000
}

// Imports are killed at random moments, by way of the command and of the server, until each has ended. Whatever was killed,
// the products are those of an import that nobody disturbed.
func TestAfterCrashesAnImportIsWhole(t *testing.T) {
	for _, database := range storetest.All(t) {
		t.Run(database.Name, func(t *testing.T) {
			random := rand.New(rand.NewPCG(uint64(time.Now().UnixNano()), 2)) //nolint:gosec // a seed
			file := filepath.Join(t.TempDir(), "products.csv")
			writeRows(t, file, crashRows())
			calm := newImportShop(t, database)
			began := time.Now()
			execute(t, calm.dir, "", "import", "products", file).expect(t, exitRefused)
			whole := time.Since(began)
			want := calm.content(t)
			kills, whole := 0, max(whole, 100*time.Millisecond)
			for imports := 0; kills < crashRounds(); imports++ {
				s := newImportShop(t, database)
				n := s.killed(t, random, file, whole)
				kills += n
				if got := s.content(t); got != want {
					t.Fatalf("import %d, killed %d times, ends as\n%s\nwant\n%s", imports, n, got, want)
				}
			}
			t.Logf("%d kills of imports of %d rows on %s: every one ended as if undisturbed", kills, crashRows(), database.Name)
		})
	}
}

// importShop is a shop with a database of its own.
type importShop struct {
	dir   string
	store *store.Store
}

func newImportShop(t *testing.T, database storetest.Database) importShop {
	t.Helper()
	dir, o := t.TempDir(), database.New(t)
	s := importShop{dir: dir}
	if database.Name == store.SQLite {
		o.Path = filepath.Join(dir, "data", "shopclerk.db")
		write(t, dir, "shopclerk.yaml", shopConfig("sqlite"))
		if err := os.Mkdir(filepath.Join(dir, "data"), 0o700); err != nil {
			t.Fatal(err)
		}
	} else {
		write(t, dir, "shopclerk.yaml", shopConfig(address(o)))
	}
	execute(t, dir, "", "migrate").expect(t, 0)
	s.store = storetest.Open(t, o)
	return s
}

// killed imports a file and kills who works on it, again and again, until it has ended, and returns how often.
func (s importShop) killed(t *testing.T, random *rand.Rand, file string, whole time.Duration) (kills int) {
	t.Helper()
	next := []string{"import", "products", file}
	for {
		cmd := program(context.Background(), s.dir, next...)
		cmd.Env = append(cmd.Env, "SHOPCLERK_LISTEN="+freeAddress(t))
		ended := make(chan struct{})
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		go func() { cmd.Wait(); close(ended) }() //nolint:errcheck // it is killed
		select {
		case <-ended:
		case <-time.After(time.Duration(random.Int64N(int64(whole)))):
			cmd.Process.Kill()
			<-ended
		}
		list, err := s.store.Imports(context.Background(), store.ImportFilter{Shop: "main", Limit: 1})
		if err != nil {
			t.Fatal(err)
		}
		if len(list) == 0 {
			continue // it did not come so far as to be noted
		}
		next = []string{"serve"}
		if list[0].State == store.ImportDone {
			return kills
		}
		kills++
	}
}

// content is all that an import has left: a digest of the products, and what it counted. In how many chunks is left out: that
// depends on how fast the database was.
func (s importShop) content(t *testing.T) string {
	t.Helper()
	list, err := s.store.Imports(context.Background(), store.ImportFilter{Shop: "main", Limit: 1})
	if err != nil || len(list) != 1 {
		t.Fatal(len(list), err)
	}
	h := sha256.New()
	n := 0
	for from := int64(0); ; {
		products, err := s.store.PublishedProducts(context.Background(), "main", from, 1<<62, 500)
		if err != nil {
			t.Fatal(err)
		}
		if len(products) == 0 {
			break
		}
		for _, p := range products {
			fmt.Fprintln(h, p.ID, p.Key, p.Digest(), p.CreatedAt, p.UpdatedAt, p.Version)
			n++
		}
		from = products[len(products)-1].ID + 1
	}
	vendors, err := s.store.Property(context.Background(), "main", catalog.Facet{Vendor: true})
	if err != nil {
		t.Fatal(err)
	}
	refused, _, err := s.store.RefusedRows(context.Background(), list[0].ID, 0, 1000)
	if err != nil {
		t.Fatal(err)
	}
	last, err := s.store.LastChange(context.Background(), "main")
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("%d products %x, vendors %v, %+v, %d warnings, change %d, refused %+v", n, h.Sum(nil), vendors, list[0].Rows,
		list[0].Warnings, last, refused)
}

// writeRows writes a file of products with some rows that are refused, warn, or come twice.
func writeRows(t *testing.T, path string, n int) {
	t.Helper()
	var b strings.Builder
	b.WriteString("sku,title,vendor,price,image_url,created_at,updated_at\n")
	for i := range n {
		price, picture, sku := strconv.Itoa(i%900+1), "/p.png", i
		switch {
		case i%997 == 5:
			price = "much"
		case i%991 == 7:
			picture = "none"
		case i%983 == 11:
			sku = i / 2
		}
		fmt.Fprintf(&b, "S%d,Lamp %d,Vendor %d,%s,%s,2026-01-01T00:00:00Z,2026-01-02T00:00:%02dZ\n", sku, i, i%7, price, picture, i%60)
	}
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if _, err := io.WriteString(file, b.String()); err != nil {
		t.Fatal(err)
	}
}
