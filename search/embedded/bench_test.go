package embedded

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/blevesearch/bleve/v2"

	"shopclerk/catalog"
	"shopclerk/search"
)

// benchProducts is how many products are indexed: SEARCH_BENCH_PRODUCTS, else few enough for CI.
func benchProducts() int {
	if n, err := strconv.Atoi(os.Getenv("SEARCH_BENCH_PRODUCTS")); err == nil {
		return n
	}
	return 2000
}

// vocabulary makes titles of words that are as frequent as words of a language are, by Zipf's law: Latin words, and Chinese
// ones of two characters.
type vocabulary struct {
	random *rand.Rand
	zipf   *rand.Zipf
}

func newVocabulary() *vocabulary {
	random := rand.New(rand.NewPCG(7, 7)) //nolint:gosec // the same titles each time
	return &vocabulary{random, rand.NewZipf(random, 1.1, 8, 150_000)}
}

func (v *vocabulary) latin() string {
	n, word := v.zipf.Uint64(), ""
	for range 3 {
		word += string("bcdfghklmnprstvz"[n%16]) + string("aeiou"[n/16%5])
		n /= 80
	}
	return word
}

func (v *vocabulary) chinese() string {
	n := v.zipf.Uint64()
	return string([]rune{rune(0x4E00 + n%4000), rune(0x4E00 + n/4000*97%4000)})
}

func (v *vocabulary) title() string {
	if v.random.IntN(2) == 0 {
		return v.latin() + " " + v.latin() + " " + v.latin() + " " + v.latin() + " " + strconv.Itoa(v.random.IntN(1000))
	}
	return v.chinese() + v.chinese() + v.chinese() + " " + v.chinese() + " " + v.latin()
}

// question is what a customer may type who looks for a title.
func (v *vocabulary) question(title string) string {
	parts := strings.Fields(title)
	first := []rune(parts[0])
	if len(first) > 4 {
		first = first[:4] // two Chinese words, or the beginning of a Latin one
	}
	return string(first) + " " + parts[v.random.IntN(len(parts))]
}

// BenchmarkSearch prints how fast an index is filled, beside bleve's own batches of the same documents, and how fast titles
// are found in it: with one client and with eight, each question another one.
func BenchmarkSearch(b *testing.B) {
	n, v := benchProducts(), newVocabulary()
	products := make([]catalog.Product, n)
	for i := range products {
		at := time.Unix(1_700_000_000+int64(i), 0)
		products[i] = catalog.Product{
			ID: int64(i + 1), SKU: fmt.Sprintf("SKU-%07d", i), Title: v.title(), ProductType: v.latin(), Vendor: fmt.Sprint("Brand ", v.zipf.Uint64()%500),
			CreatedAt: at, UpdatedAt: at,
		}
	}
	bare := fillBare(b, products)
	e, ours := fillOurs(b, products)
	b.Logf("%d products: %.0f documents/s, bleve's bare batches %.0f documents/s, ratio %.2f; %d MB on disk", n, ours, bare, ours/bare, size(b, e.dir)>>20)
	for _, clients := range []int{1, 8} {
		took := make(chan []time.Duration, clients)
		for c := range clients {
			mine := &vocabulary{random: rand.New(rand.NewPCG(uint64(c), 9))} //nolint:gosec // likewise
			go func() { took <- ask(b, e, mine, products, 2000/clients) }()
		}
		var all []time.Duration
		for range clients {
			all = append(all, <-took...)
		}
		slices.Sort(all)
		b.Logf("%d products, %d clients: p50 %s, p99 %s", n, clients, all[len(all)/2].Round(time.Microsecond), all[len(all)*99/100].Round(time.Microsecond))
	}
}

func ask(b *testing.B, e *Engine, v *vocabulary, products []catalog.Product, n int) []time.Duration {
	var out []time.Duration
	for range n {
		q := catalog.Query{Title: v.question(products[v.random.IntN(len(products))].Title), Page: 1, Limit: 3}
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
	e, err := Open(b.TempDir(), slog.New(slog.DiscardHandler))
	if err != nil {
		b.Fatal(err)
	}
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
