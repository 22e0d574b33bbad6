package main

import (
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"shopclerk/config"
	"shopclerk/internal/store"
	"shopclerk/internal/store/storetest"
	"shopclerk/server/imports"
)

// takenFor is the name of the format that a file of products is read in when nobody says which it is.
func takenFor(t *testing.T, q *imports.Queue, file string) string {
	t.Helper()
	i, err := q.Now(context.Background(), store.Import{Kind: string(imports.Products), Shop: "main", Source: "file"}, strings.NewReader(file))
	if err != nil {
		t.Error(err)
	}
	return i.Format
}

func TestAFileIsTakenForTheFormatThatKnowsMostOfIt(t *testing.T) {
	s := storetest.Open(t, store.Options{Driver: store.SQLite, Path: filepath.Join(t.TempDir(), "shopclerk.db")})
	q := imports.NewQueue(imports.Options{
		Dir: t.TempDir(), Store: s, Formats: importFormats(), Log: slog.New(slog.DiscardHandler),
		Shop: func(id string) (config.Shop, bool) {
			return config.Shop{ID: id, Currency: "TWD", Region: "TW", Timezone: time.UTC}, true
		},
	})
	for file, want := range map[string]string{
		"sku,title,price\nA-1,Shirt,100\n":         "native",
		"SKU,Title,Price,Stock\nA-1,Shirt,100,1\n": "native",
		"sku\nA-1\n":                  "native",
		"sku,price,note\nA-1,100,x\n": "native",
		"SKU,商品名稱,價格\nA-1,白色T恤,100\n":                   "headers",
		"SKU,商品名稱,price,庫存\nA-1,白色T恤,100,1\n":           "headers",
		"SKU,Tên sản phẩm,Giá bán\nA-1,Áo thun,100\n":   "headers",
		"Product name,SKU,Selling price\nShirt,A-1,9\n": "headers",
	} {
		if got := takenFor(t, q, file); got != want {
			t.Errorf("%q is read as %q, not as %q", file, got, want)
		}
	}
	goldens, err := filepath.Glob("../../server/imports/formats/*/testdata/*.?sv")
	if err != nil || len(goldens) < 10 {
		t.Fatal(goldens, err)
	}
	for _, path := range goldens {
		file, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if got, want := takenFor(t, q, string(file)), filepath.Base(filepath.Dir(filepath.Dir(path))); got != want {
			t.Errorf("%s is read as %q", path, got)
		}
	}
}
