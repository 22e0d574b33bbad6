package embedded

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/blevesearch/bleve/v2"

	"shopclerk/catalog"
	"shopclerk/internal/zipf"
	"shopclerk/search"
)

// benchProducts is how many products are indexed: SEARCH_BENCH_PRODUCTS, else few enough for CI.
func benchProducts() int {
	if n, err := strconv.Atoi(os.Getenv("SEARCH_BENCH_PRODUCTS")); err == nil {
		return n
	}
	return 2000
}

// BenchmarkSearch prints how fast an index is filled, beside bleve's own batches of the same documents, and how fast titles
// are found in it: with one client and with eight, each question another one.
func BenchmarkSearch(b *testing.B) {
	n, v := benchProducts(), zipf.New(7)
	products := make([]catalog.Product, n)
	for i := range products {
		at := time.Unix(1_700_000_000+int64(i), 0)
		products[i] = catalog.Product{
			ID: int64(i + 1), SKU: fmt.Sprintf("SKU-%07d", i), Title: v.Title(), ProductType: v.Latin(), Vendor: v.Brand(),
			CreatedAt: at, UpdatedAt: at,
		}
	}
	bare := fillBare(b, products)
	e, ours := fillOurs(b, products)
	b.Logf("%d products: %.0f documents/s, bleve's bare batches %.0f documents/s, ratio %.2f; %d MB on disk", n, ours, bare, ours/bare, size(b, e.dir)>>20)
	for _, when := range []string{"while bleve still merges", "at rest"} {
		for _, clients := range []int{1, 8} {
			took := make(chan []time.Duration, clients)
			for c := range clients {
				go func() { took <- ask(b, e, zipf.New(uint64(c)), products, 2000/clients) }() //nolint:gosec // a few
			}
			var all []time.Duration
			for range clients {
				all = append(all, <-took...)
			}
			slices.Sort(all)
			b.Logf("%d products, %s, %d clients: p50 %s, p99 %s", n, when, clients,
				all[len(all)/2].Round(time.Microsecond), all[len(all)*99/100].Round(time.Microsecond))
		}
		settle(b, e)
	}
}

// settle waits until the files of the index no longer change, which is when bleve has merged what it wants to.
func settle(b *testing.B, e *Engine) {
	for still, last := 0, int64(0); still < 5; time.Sleep(time.Second) {
		if now := size(b, e.dir); now == last {
			still++
		} else {
			still, last = 0, now
		}
	}
}

func ask(b *testing.B, e *Engine, v *zipf.Vocabulary, products []catalog.Product, n int) []time.Duration {
	var out []time.Duration
	for range n {
		q := catalog.Query{Title: v.Question(products[v.Intn(len(products))].Title), Page: 1, Limit: 3}
		began := time.Now()
		hits, err := e.Search(context.Background(), "main", q)
		if err != nil || hits.Total == 0 {
			b.Errorf("%q finds %+v, %v", q.Title, hits, err)
		}
		out = append(out, time.Since(began))
	}
	return out
}

const benchBatch = 500

func fillBare(b *testing.B, products []catalog.Product) float64 {
	index, err := bleve.New(filepath.Join(b.TempDir(), "bare"), newMapping())
	if err != nil {
		b.Fatal(err)
	}
	defer index.Close()
	documents := make([]document, len(products)) // made before: only bleve is measured
	for i, p := range products {
		documents[i] = newDocument(p)
	}
	began := time.Now()
	for start := 0; start < len(documents); start += benchBatch {
		batch := index.NewBatch()
		for i, d := range documents[start:min(start+benchBatch, len(documents))] {
			if err := batch.Index(idKey(products[start+i].ID), d); err != nil {
				b.Fatal(err)
			}
		}
		if err := index.Batch(batch); err != nil {
			b.Fatal(err)
		}
	}
	return float64(len(products)) / time.Since(began).Seconds()
}

func fillOurs(b *testing.B, products []catalog.Product) (*Engine, float64) {
	e := Open(b.TempDir(), slog.New(slog.DiscardHandler))
	b.Cleanup(func() { e.Close() })
	build, err := e.Build(context.Background(), "main")
	if err != nil {
		b.Fatal(err)
	}
	began := time.Now()
	for chunk := range slices.Chunk(products, benchBatch) {
		if err := build.Apply(context.Background(), search.Step{Put: chunk, Position: 1}); err != nil {
			b.Fatal(err)
		}
	}
	rate := float64(len(products)) / time.Since(began).Seconds()
	if err := build.Swap(context.Background(), search.Mark{Position: 1, Built: true}); err != nil {
		b.Fatal(err)
	}
	return e, rate
}

func size(b *testing.B, dir string) (bytes int64) {
	err := filepath.Walk(dir, func(_ string, info os.FileInfo, err error) error {
		if err == nil && !info.IsDir() {
			bytes += info.Size()
		}
		return nil //nolint:nilerr // a file that bleve has just removed
	})
	if err != nil {
		b.Fatal(err)
	}
	return bytes
}
