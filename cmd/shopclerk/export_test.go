package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"shopclerk/catalog"
	"shopclerk/internal/store"
	"shopclerk/orders"
)

// exportShop is a folder with a shop: products of two sources, one of them too long for a spreadsheet, and an order.
func exportShop(t *testing.T) *app {
	t.Helper()
	dir := t.TempDir()
	t.Chdir(dir)
	a := &app{configFile: write(t, dir, "shopclerk.yaml", shopConfig("sqlite")), shop: "main"}
	s, shop, err := a.openShop(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	w := store.Write{Shop: shop.ID, Source: "file", Currency: "TWD"}
	long := strings.Repeat("😀", catalog.MaxDesc)
	_, err = s.PutProducts(t.Context(), w, []catalog.Change{{SKU: "A", Title: new("Cup")}, {SKU: "B", Title: new("=Mug")}})
	_, errOrders := s.PutOrders(t.Context(), w, []orders.Change{{Number: "1", Total: new(decimal.NewFromInt(5))}})
	w.Source = "feed"
	_, errFeed := s.PutProducts(t.Context(), w, []catalog.Change{{SKU: "a", Title: new("Long"), Desc: &long}})
	if err := errors.Join(err, errOrders, errFeed); err != nil {
		t.Fatal(err)
	}
	return a
}

// export runs the command; the code is that of the program.
func (a *app) export(t *testing.T, args ...string) (r result) {
	t.Helper()
	var out, errs bytes.Buffer
	cmd := newExport(a)
	cmd.SilenceErrors, cmd.SilenceUsage = true, true
	cmd.SetArgs(args)
	cmd.SetOut(&out)
	cmd.SetErr(&errs)
	if err := cmd.ExecuteContext(t.Context()); err != nil {
		errs.WriteString(err.Error())
		r.code = 1
	}
	r.stdout, r.stderr = out.String(), errs.String()
	return r
}

func TestAnExportGoesToStandardOutputOrToAFile(t *testing.T) {
	a := exportShop(t)
	for _, c := range []struct {
		name   string
		args   []string
		file   string // "" is standard output
		begins string
		lines  int
		stderr string
	}{
		{"no file", []string{"products", "--source", "file"}, "", `{"sku":"A","barcode":[],"title":"Cup"`, 2, "products: 2 exported\n"},
		{"a line for standard output", []string{"products", "-", "--source", "file"}, "", `{"sku":"A"`, 2, "products: 2 exported\n"},
		{"standard output as CSV", []string{"Products", "-", "--source", "file", "--format", "CSV"}, "", "\ufeffsku,barcode,title,", 3, "products: 2 exported\n"},
		{"a file that says what it is", []string{"products", "p.csv", "--source", "file"}, "p.csv", "\ufeffsku,", 3, "products: 2 exported\n"},
		{"a file whose format is named", []string{"products", "q.csv", "--source", "file", "--format", "ndjson"}, "q.csv", `{"sku":"A"`, 2, "products: 2 exported\n"},
		{"a spreadsheet", []string{"products", "p.xlsx", "--source", "file"}, "p.xlsx", "PK\x03\x04", -1, "products: 2 exported\n"},
		{"all sources", []string{"products", "p.json"}, "p.json", `{"sku":"A"`, 3,
			"warning: products with the SKU of another one, as several sources can have; an import of this file makes one of them: 1\nproducts: 3 exported\n"},
		{"a source that has nothing", []string{"products", "--source", "nobody"}, "", "", 0, "products: 0 exported\n"},
		{"orders", []string{"orders"}, "", `{"order_number":"1"`, 1, "orders: 1 exported\n"},
		{"orders with prices for one piece", []string{"orders", "--element-price", "unit"}, "", `{"order_number":"1"`, 1, "orders: 1 exported\n"},
		{"parcels", []string{"packages"}, "", "", 0, "packages: 0 exported\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := a.export(t, c.args...).expect(t, 0)
			text := r.stdout
			if c.file != "" {
				if r.stdout != "" {
					t.Errorf("standard output has %q", r.stdout)
				}
				raw, err := os.ReadFile(c.file)
				if err != nil {
					t.Fatal(err)
				}
				text = string(raw)
			}
			if !strings.HasPrefix(text, c.begins) || c.lines >= 0 && strings.Count(text, "\n") != c.lines {
				t.Errorf("exported: %.200q", text)
			}
			if d := cmp.Diff(c.stderr, r.stderr); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestWhatCannotBeExportedLeavesTheFileThatIsThere(t *testing.T) {
	a := exportShop(t)
	for _, c := range []struct {
		name string
		args []string
		want string
	}{
		{"orders as a table", []string{"orders", "old.csv"}, "orders have lists inside, which do not fit the cells of csv; export them as ndjson"},
		{"a text that no spreadsheet holds, after rows that went well", []string{"products", "old.xlsx"},
			"row 4: desc: is longer than the 32767 characters that a spreadsheet's cell holds; export CSV"},
		{"an unknown kind", []string{"cars", "old.csv"}, `"cars" is none of products, orders, packages`},
		{"an unknown format", []string{"products", "old.csv", "--format", "pdf"}, `--format: "pdf" is none of ndjson, csv, xlsx`},
		{"prices of neither", []string{"orders", "old.json", "--element-price", "dozen"}, `--element-price: "dozen" is neither line nor unit`},
		{"a folder", []string{"products", "."}, ". is a folder"},
		{"a folder that is not there", []string{"products", "none/p.csv"}, "none"},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, name := range []string{"old.csv", "old.xlsx", "old.json"} {
				write(t, ".", name, "what was there")
			}
			before := folder(t)
			r := a.export(t, c.args...).expect(t, 1)
			contains(t, r.stderr, c.want)
			if r.stdout != "" {
				t.Errorf("standard output has %q", r.stdout)
			}
			if d := cmp.Diff(before, folder(t)); d != "" {
				t.Error(d)
			}
		})
	}
}

// folder is what is in the working folder, but for the database.
func folder(t *testing.T) map[string]string {
	t.Helper()
	files := map[string]string{}
	entries, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if e.Type().IsRegular() {
			text, err := os.ReadFile(e.Name())
			if err != nil {
				t.Fatal(err)
			}
			files[e.Name()] = string(text)
		}
	}
	return files
}

// leaving is a reader that goes away at the first bytes.
type leaving struct{ leave func() }

func (l leaving) Write(p []byte) (int, error) {
	l.leave()
	return len(p), nil
}

func TestAnExportThatIsInterruptedSaysSo(t *testing.T) {
	a := exportShop(t)
	s, _, err := a.openShop(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	long := strings.Repeat("x", 1000)
	for batch := range 2 {
		changes := make([]catalog.Change, store.BatchSize)
		for i := range changes {
			changes[i] = catalog.Change{SKU: fmt.Sprint(batch, "-", i), Title: new("t"), Desc: &long}
		}
		if _, err := s.PutProducts(t.Context(), store.Write{Shop: "main", Source: "file"}, changes); err != nil {
			t.Fatal(err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var errs bytes.Buffer
	cmd := newExport(a)
	cmd.SilenceErrors, cmd.SilenceUsage = true, true
	cmd.SetArgs([]string{"products"})
	cmd.SetOut(leaving{cancel})
	cmd.SetErr(&errs)
	if err := cmd.ExecuteContext(ctx); err == nil || err.Error() != "interrupted before the export was whole" || errs.Len() > 0 {
		t.Errorf("got %v, and %q", err, errs.String())
	}
}

func TestAnExportedFileIsReadableByItsOwnerAloneUnlessItWasOtherwise(t *testing.T) {
	a := exportShop(t)
	write(t, ".", "shared.csv", "old")
	if err := os.Chmod("shared.csv", 0o644); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]fs.FileMode{"new.csv": 0o600, "shared.csv": 0o644} {
		a.export(t, "products", name).expect(t, 0)
		if info, err := os.Stat(name); err != nil || info.Mode().Perm() != want {
			t.Errorf("%s: %v, %v", name, info, err)
		}
	}
}

func TestALinkStaysALink(t *testing.T) {
	a := exportShop(t)
	elsewhere := write(t, t.TempDir(), "target.csv", "old")
	if err := os.Symlink(elsewhere, "link.csv"); err != nil {
		t.Fatal(err)
	}
	a.export(t, "products", "link.csv").expect(t, 0)
	if info, err := os.Lstat("link.csv"); err != nil || info.Mode()&fs.ModeSymlink == 0 {
		t.Errorf("the link: %v, %v", info, err)
	}
	text, err := os.ReadFile(elsewhere)
	if err != nil || !strings.HasPrefix(string(text), "\ufeffsku,") {
		t.Errorf("what it leads to: %.100q, %v", text, err)
	}
	if left, err := os.ReadDir(filepath.Dir(elsewhere)); err != nil || len(left) != 1 {
		t.Errorf("left over: %v, %v", left, err)
	}
}

func TestAPipeIsWrittenToAndNotReplaced(t *testing.T) {
	a := exportShop(t)
	if err := syscall.Mkfifo("pipe", 0o600); err != nil {
		t.Skipf("no pipe can be made here: %v", err)
	}
	read := make(chan string)
	go func() {
		text, err := os.ReadFile("pipe")
		if err != nil {
			t.Error(err)
		}
		read <- string(text)
	}()
	a.export(t, "products", "pipe", "--source", "file").expect(t, 0)
	if text := <-read; strings.Count(text, "\n") != 2 {
		t.Errorf("the pipe gave %q", text)
	}
	if info, err := os.Lstat("pipe"); err != nil || info.Mode()&fs.ModeNamedPipe == 0 {
		t.Errorf("the pipe: %v, %v", info, err)
	}
}
